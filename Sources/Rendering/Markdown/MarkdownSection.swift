import Applying
import Planning

/// What a comment says about one stack: a summary that always stays, and parts that may be cut.
package struct MarkdownSection: Sendable, Hashable {
    /// How it went, for the totals of several stacks.
    enum Outcome: Sendable, Hashable {
        case planned(Plan.Summary)
        /// With how many changes a saved plan left alone.
        case applied(StatusCounts, ApplyReport.Verdict, leftAlone: Int)
        case drift(Drift.Summary)
        case valid
        case invalid
        case failed
        /// The run was interrupted before its turn came.
        case notBegun
    }

    /// What the stack calls itself; nil where its files could not be read so far.
    var name: String?
    var outcome: Outcome
    /// Paragraphs, of which the first says how it went.
    var summary: [String]
    /// In the order in which they are shown.
    var parts: [MarkdownPart] = []

    /// Of a stack that calls itself so, where that is known.
    package func named(_ name: String?) -> MarkdownSection {
        var section = self
        section.name = name ?? section.name
        return section
    }

    /// Whether there is nothing in it that anyone has to look at.
    var isQuiet: Bool {
        switch outcome {
        case .planned(let summary): summary.changes == 0
        case .applied(let counts, let verdict, let leftAlone):
            counts.total == 0 && verdict == .applied && leftAlone == 0
        case .drift(let summary): summary.findings == 0
        case .valid: true
        case .invalid, .failed, .notBegun: false
        }
    }

    /// Whether it goes before others when not all have room.
    var isUrgent: Bool {
        switch outcome {
        case .planned(let summary): summary.blocked + summary.replace + summary.delete > 0
        case .applied(_, let verdict, _): verdict != .applied
        case .drift(let summary): summary.missing > 0
        case .valid, .notBegun: false
        case .invalid, .failed: true
        }
    }
}

/// A list, or blocks behind a line that unfolds them.
struct MarkdownPart: Sendable, Hashable {
    /// A piece of a part that is shown whole or not at all.
    struct Item: Sendable, Hashable {
        /// Ends with a line break.
        var text: String
        var kind: MarkdownTally.Kind
        var rank: Rank
        /// How many it stands for: more than one where it only counts them.
        var count = 1
    }

    /// What is cut last comes first.
    enum Rank: Int, Sendable, Hashable, CaseIterable {
        case vital
        case destructive
        case change
        case detail
        case extra
    }

    /// Before the first item; ends with a line break unless it is empty.
    var opening = ""
    var items: [Item]
    var closing = ""

    /// A list that can be seen at once.
    static func list(_ items: [Item], under title: String? = nil) -> Self {
        Self(opening: title.map { "\($0)\n\n" } ?? "", items: items)
    }

    /// Items behind a line; its title is HTML, and never holds text from outside.
    static func folded(_ title: String, _ items: [Item]) -> Self {
        Self(opening: "<details><summary>\(title)</summary>\n\n", items: items, closing: "\n</details>\n")
    }

    /// The same of items that each begin with an empty line.
    static func folded(_ title: String, blocks: [Item]) -> Self {
        Self(opening: "<details><summary>\(title)</summary>\n", items: blocks, closing: "\n</details>\n")
    }

    /// With the items that are chosen; empty when there are none.
    func render(_ isChosen: (Int) -> Bool) -> String {
        let chosen = items.indices.filter(isChosen)
        guard !chosen.isEmpty else { return "" }
        return "\n" + opening + chosen.map { items[$0].text }.joined() + closing
    }

    /// What it takes besides its items.
    var frame: Int { 1 + opening.utf16.count + closing.utf16.count }
}
