import Diagnostics
import Planning

/// What was left out of a comment, by kind.
struct MarkdownTally: Sendable, Hashable {
    enum Kind: Int, Sendable, Hashable, CaseIterable {
        case delete
        case replace
        case update
        case create
        case changed
        case missing
        case hidden
        case changedID
        case changedName
        case openStep
        case staleReason
        case error
        case warning
        case normalised
        case fields
        case storedOtherwise
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

        init(_ kind: Drift.Kind) {
            self =
                switch kind {
                case .changed: .changed
                case .missing: .missing
                case .unmanaged: .unmanaged
                case .hidden: .hidden
                }
        }

        /// Whether it is a change, so that the sum of such is the number of changes.
        fileprivate var isChange: Bool { rawValue <= Kind.create.rawValue }

        /// Whether no form lists more than the first 50 of a stack.
        fileprivate var isBounded: Bool { self == .staleReason || self == .error || self == .warning }

        fileprivate func words(_ count: Int) -> String {
            switch self {
            case .delete: "\(count) to delete"
            case .replace: "\(count) to replace"
            case .update: "\(count) to update"
            case .create: "\(count) to create"
            case .changed: "\(count) changed"
            case .missing: "\(count) missing"
            case .hidden: "\(count) hidden"
            case .changedID: count.counted("changed id", "changed ids")
            case .changedName:
                count.counted("name that means another connection", "names that mean other connections")
            case .openStep: count.counted("step that is not done", "steps that are not done")
            case .staleReason: count.counted("reason", "reasons")
            case .error: count.counted("error", "errors")
            case .warning: count.counted("warning", "warnings")
            case .normalised: count.counted("step stored otherwise", "steps stored otherwise")
            case .fields: count == 1 ? "the fields of 1 change" : "the fields of \(count) changes"
            case .storedOtherwise: "\(count) stored otherwise"
            case .waiting: "\(count) waiting"
            case .unmanaged: "\(count) unmanaged"
            case .step: count.counted("step", "steps")
            case .graph: "the graph of the steps"
            }
        }
    }

    private var counts: [Kind: Int] = [:]

    mutating func add(_ item: MarkdownPart.Item) {
        counts[item.kind, default: 0] += item.count
    }

    mutating func remove(_ item: MarkdownPart.Item) {
        let left = counts[item.kind, default: 0] - item.count
        counts[item.kind] = left > 0 ? left : nil
    }

    /// A paragraph of it, with where the rest is; empty when nothing was left out.
    func words(of command: MarkdownComment.Command) -> String {
        let kinds = Kind.allCases.filter { counts[$0] != nil }
        guard !kinds.isEmpty else { return "" }
        let changes = kinds.filter(\.isChange)
        let others = kinds.filter { !$0.isChange }
        let list = { (kinds: [Kind]) in
            kinds.map { $0.words(counts[$0] ?? 0) }.joined(separator: ", ")
        }
        var sentences: [String] = []
        if !changes.isEmpty {
            let sum = changes.reduce(0) { $0 + (counts[$1] ?? 0) }
            sentences.append("… and \(sum) more: \(list(changes)).")
        }
        if !others.isEmpty {
            sentences.append("Left out\(changes.isEmpty ? " for length" : ", too"): \(list(others)).")
        }
        if !kinds.allSatisfy(\.isBounded) { sentences.append("The \(command.result) as JSON has them all.") }
        if kinds.contains(where: \.isBounded) {
            sentences.append("Of reasons, errors and warnings in files, standard error has the first 50 of a stack.")
        }
        return sentences.joined(separator: " ")
    }
}
