import Planning

/// What was left out of a comment, by kind.
struct MarkdownTally: Sendable, Hashable {
    enum Kind: Int, Sendable, Hashable, CaseIterable {
        case delete
        case replace
        case update
        case create
        case changedID
        case openStep
        case error
        case warning
        case fields
        case waiting
        case unmanaged
        case step
        case graph

        init(_ action: Change.Action) {
            self =
                switch action {
                case .delete: .delete
                case .replace: .replace
                case .update: .update
                case .create: .create
                }
        }

        /// Whether it is a change, so that the sum of such is the number of changes.
        fileprivate var isChange: Bool { rawValue <= Kind.create.rawValue }

        fileprivate func words(_ count: Int) -> String {
            switch self {
            case .delete: "\(count) to delete"
            case .replace: "\(count) to replace"
            case .update: "\(count) to update"
            case .create: "\(count) to create"
            case .changedID: count == 1 ? "1 changed id" : "\(count) changed ids"
            case .openStep: count == 1 ? "1 step that is not done" : "\(count) steps that are not done"
            case .error: count == 1 ? "1 error" : "\(count) errors"
            case .warning: count == 1 ? "1 warning" : "\(count) warnings"
            case .fields: count == 1 ? "the fields of 1 change" : "the fields of \(count) changes"
            case .waiting: "\(count) waiting"
            case .unmanaged: "\(count) unmanaged"
            case .step: count == 1 ? "1 step" : "\(count) steps"
            case .graph: "the graph of the steps"
            }
        }
    }

    private var counts: [Kind: Int] = [:]

    mutating func add(_ kind: Kind) {
        counts[kind, default: 0] += 1
    }

    mutating func remove(_ kind: Kind) {
        let left = counts[kind, default: 0] - 1
        counts[kind] = left > 0 ? left : nil
    }

    /// A paragraph of it; empty when nothing was left out.
    func words(of command: MarkdownComment.Command) -> String {
        let changes = Kind.allCases.filter { $0.isChange && counts[$0] != nil }
        let others = Kind.allCases.filter { !$0.isChange && counts[$0] != nil }
        let list = { (kinds: [Kind]) in
            kinds.map { $0.words(counts[$0] ?? 0) }.joined(separator: ", ")
        }
        let elsewhere = "the \(command.result) as text or JSON has them all"
        switch (changes.isEmpty, others.isEmpty) {
        case (true, true): return ""
        case (true, false): return "Left out for length: \(list(others)); \(elsewhere)."
        case (false, _):
            let sum = changes.reduce(0) { $0 + (counts[$1] ?? 0) }
            let rest = others.isEmpty ? "" : " Left out, too: \(list(others))."
            return "… and \(sum) more: \(list(changes)); \(elsewhere).\(rest)"
        }
    }
}
