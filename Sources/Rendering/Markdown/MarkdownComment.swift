/// A result as a comment on a pull request: a hidden marker, a summary, what matters most first, the rest folded.
///
/// Text from outside stands in code only, and never at the start of a line. A comment that would be longer than a host
/// takes is cut: from the end of what matters least, in whole items, with the counts of what is left out.
package struct MarkdownComment: Sendable {
    /// Whose result it is; a part of the marker.
    package enum Command: String, Sendable, Hashable {
        case plan
        case apply
        case validate
        case drift

        /// What its result is called.
        var result: String {
            switch self {
            case .plan: "plan"
            case .apply: "report"
            case .validate, .drift: "result"
            }
        }
    }

    /// A section, and what the user called the stack.
    package struct Stack: Sendable {
        var label: String
        var section: MarkdownSection

        package init(label: String, _ section: MarkdownSection) {
            self.label = label
            self.section = section
        }
    }

    /// UTF-16 units: GitHub takes 65,536, and some room is left for what a bot adds.
    package static let limit = 65_000

    private let command: Command
    private let stacks: [Stack]

    package init(_ command: Command, _ stacks: [Stack]) {
        self.command = command
        self.stacks = stacks
    }

    package func render() -> String {
        let heads = stacks.map(head)
        let whole = rendered(MarkdownCut.whole(stacks.map(\.section)), heads)
        guard whole.utf16.count > Self.limit else { return whole }
        let room = Self.limit - preamble.utf16.count
        let cut = MarkdownCut(stacks.map(\.section), heads: heads.map(\.utf16.count), room: room, command)
        return rendered(cut, heads)
    }

    private func rendered(_ cut: MarkdownCut, _ heads: [String]) -> String {
        var text = preamble
        for index in stacks.indices where cut.isShown(index) {
            text += heads[index]
            for (part, contents) in stacks[index].section.parts.enumerated() {
                text += contents.render { cut.isShown(index, part, $0) }
            }
            let omitted = cut.omitted[index].words(of: command)
            if !omitted.isEmpty { text += "\n\(omitted)\n" }
        }
        return text + cut.remarks(stacks.map(\.section)).map { "\n\($0)\n" }.joined()
    }

    /// The marker, and for several stacks what they have in common.
    private var preamble: String {
        let marker = MarkdownMarker(command, label: stacks.count == 1 ? stacks[0].label : nil)
        guard stacks.count > 1 else { return marker.line + "\n" }
        let totals = MarkdownTotals(stacks.map(\.section))
        return """
            \(marker.line)

            ### patchbay \(command.rawValue): \(stacks.count) stacks

            **\(totals.words)**

            """
    }

    /// The heading of a stack and its summary.
    private func head(_ stack: Stack) -> String {
        let name = (stack.section.name ?? stack.label).codeSpan
        let heading = stacks.count == 1 ? "### patchbay \(command.rawValue): \(name)" : "#### \(name)"
        return ([heading] + stack.section.summary).map { "\n\($0)\n" }.joined()
    }
}
