import Applying
import Diagnostics
import Planning

/// How several stacks went together.
struct MarkdownTotals: Sendable, Hashable {
    private var summary = Plan.Summary()
    private var counts = StatusCounts()
    private var stacks = 0
    private var (hasPlans, hasReports) = (false, false)
    private var drift = Drift.Summary()
    private var outcomes: [Word: Int] = [:]

    /// In the order in which they are said.
    private enum Word: String, CaseIterable {
        case planned
        case blocked
        case applied
        case inPart = "applied in part"
        case inConflict = "in conflict"
        case interrupted
        case stopped = "stopped, since the API refused the key"
        case drifted
        case clean
        case valid
        case invalid = "with invalid files"
        case failed
        case notBegun = "not begun"
    }

    init(_ sections: some Sequence<MarkdownSection>) {
        for section in sections { add(section.outcome) }
    }

    /// How many stacks, how they went, and the sums of their counts.
    var words: String {
        let went = Word.allCases.compactMap { word in outcomes[word].map { "\($0) \(word.rawValue)" } }
        var sentences = ["\(Self.stacks(stacks)): \(went.joined(separator: ", "))."]
        if hasPlans {
            let hasAll = [.failed, .invalid, .notBegun].allSatisfy { outcomes[$0] == nil }
            // That all is well must not be said of what nobody could look at, nor of what was not selected.
            let quiet = hasAll ? "No changes." : "No changes elsewhere."
            sentences.append(summary.verdict(quiet))
        }
        if drift.findings > 0 { sentences.append("Drift: \(drift.kinds).") }
        if hasReports { sentences.append(counts.words) }
        return sentences.joined(separator: " ")
    }

    static func stacks(_ count: Int) -> String { count.counted("stack", "stacks") }

    private mutating func add(_ outcome: MarkdownSection.Outcome) {
        stacks += 1
        outcomes[word(outcome), default: 0] += 1
        switch outcome {
        case .planned(let added):
            hasPlans = true
            summary.add(added)
        case .applied(let added, _, _):
            hasReports = true
            counts.add(added)
        case .drift(let added):
            drift.changed += added.changed
            drift.missing += added.missing
            drift.unmanaged += added.unmanaged
            drift.hidden += added.hidden
        case .valid, .invalid, .failed, .notBegun: break
        }
    }

    private func word(_ outcome: MarkdownSection.Outcome) -> Word {
        switch outcome {
        case .planned(let summary): summary.blocked > 0 ? .blocked : .planned
        case .applied(_, .applied, _): .applied
        case .applied(_, .partial, _): .inPart
        case .applied(_, .conflict, _): .inConflict
        case .applied(_, .interrupted, _): .interrupted
        case .applied(_, .unauthorized, _): .stopped
        case .drift(let summary): summary.findings > 0 ? .drifted : .clean
        case .valid: .valid
        case .invalid: .invalid
        case .failed: .failed
        case .notBegun: .notBegun
        }
    }
}

extension Plan.Summary {
    fileprivate mutating func add(_ other: Self) {
        create += other.create
        update += other.update
        replace += other.replace
        delete += other.delete
        unchanged += other.unchanged
        unmanaged += other.unmanaged
        blocked += other.blocked
        waiting += other.waiting
        hidden += other.hidden
    }
}

extension StatusCounts {
    fileprivate mutating func add(_ other: Self) {
        done += other.done
        conflicts += other.conflicts
        failed += other.failed
        skipped += other.skipped
        notAttempted += other.notAttempted
    }
}
