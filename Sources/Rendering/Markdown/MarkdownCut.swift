/// Which stacks and which of their items a comment shows.
struct MarkdownCut: Sendable {
    /// By stack; what is left out of a stack that is shown.
    private(set) var omitted: [MarkdownTally]
    private var isStackShown: [Bool]
    /// By stack and part, whether an item is shown; empty when all are.
    private var shownItems: [[[Bool]]]

    private init(showingAll count: Int) {
        omitted = Array(repeating: MarkdownTally(), count: count)
        isStackShown = Array(repeating: true, count: count)
        shownItems = []
    }

    /// Nothing is cut.
    static func whole(_ sections: [MarkdownSection]) -> Self {
        Self(showingAll: sections.count)
    }

    /// What has room: first summaries, those of stacks that need a look before others, then items by their rank.
    ///
    /// The first item without room ends it, so that what is shown of a list is its beginning. Takes in `heads` how
    /// long the stacks' headings and summaries are.
    init(_ sections: [MarkdownSection], heads: [Int], room: Int, _ command: MarkdownComment.Command) {
        self.init(showingAll: sections.count)
        shownItems = sections.map { section in section.parts.map { $0.items.map { _ in false } } }
        for (index, section) in sections.enumerated() {
            for part in section.parts { for item in part.items { omitted[index].add(item) } }
        }
        let reserves = omitted.map { $0.words(of: command).utf16.count + 2 }
        var room = room - (sections.count > 1 ? Self.roomForRemarks : 0)
        let costs = zip(heads, reserves).map { $0 + $1 }
        if sections.count > 1 { chooseStacks(sections, costs, &room) } else { room -= costs.reduce(0, +) }
        chooseItems(sections, room)
    }

    func isShown(_ stack: Int) -> Bool { isStackShown[stack] }

    func isShown(_ stack: Int, _ part: Int, _ item: Int) -> Bool {
        shownItems.isEmpty || shownItems[stack][part][item]
    }

    /// Paragraphs about the stacks that are not shown.
    func remarks(_ sections: [MarkdownSection]) -> [String] {
        let hidden = sections.indices.filter { !isStackShown[$0] }
        let quiet = hidden.filter { sections[$0].isQuiet }
        let others = hidden.filter { !sections[$0].isQuiet }
        var remarks: [String] = []
        if !quiet.isEmpty {
            remarks.append(
                "Not listed for length, since there is nothing to do: \(MarkdownTotals.stacks(quiet.count))."
            )
        }
        if !others.isEmpty {
            let totals = MarkdownTotals(others.map { sections[$0] })
            remarks.append("… and \(totals.words) The results as JSON have them all.")
        }
        return remarks
    }

    /// More than what ``remarks(_:)`` may take.
    private static let roomForRemarks = 1_000

    private mutating func chooseStacks(_ sections: [MarkdownSection], _ costs: [Int], _ room: inout Int) {
        isStackShown = sections.map { _ in false }
        let loud = sections.indices.filter { !sections[$0].isQuiet }
        let order = loud.filter { sections[$0].isUrgent } + loud.filter { !sections[$0].isUrgent }
        // The other half is for what is in them: a list of summaries alone would hide what is to be deleted.
        let left = room / 2
        for index in order {
            guard room - costs[index] >= left else { return }
            room -= costs[index]
            isStackShown[index] = true
        }
    }

    private mutating func chooseItems(_ sections: [MarkdownSection], _ room: Int) {
        var room = room
        var isOpened = sections.map { section in section.parts.map { _ in false } }
        for rank in MarkdownPart.Rank.allCases {
            for (index, section) in sections.enumerated() where isStackShown[index] {
                for (place, part) in section.parts.enumerated() {
                    for (number, item) in part.items.enumerated() where item.rank == rank {
                        let cost = item.text.utf16.count + (isOpened[index][place] ? 0 : part.frame)
                        guard cost <= room else { return }
                        room -= cost
                        isOpened[index][place] = true
                        shownItems[index][place][number] = true
                        omitted[index].remove(item)
                    }
                }
            }
        }
    }
}
