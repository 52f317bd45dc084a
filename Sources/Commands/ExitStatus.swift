import Applying
import Diagnostics
import Planning

/// The status the process ends with; the numbers are a promise to scripts (`docs/reference/exit-codes.md`).
package enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    case done = 0
    /// An error not listed below.
    case failed = 1
    /// Changes, with `--detailed-exitcode`.
    case changes = 2
    case invalid = 3
    case unauthorized = 4
    case blocked = 5
    /// A stale plan file, or an apply that failed only where someone else changed a connection meanwhile.
    case stale = 6
    case partial = 7
    case usage = 64
    case interrupted = 130

    init(_ report: ErrorReport) {
        self =
            switch report.category {
            case .general: .failed
            case .invalidInput: .invalid
            case .unauthorized: .unauthorized
            case .blocked: .blocked
            case .stale: .stale
            case .partial: .partial
            case .usage: .usage
            case .interrupted: .interrupted
            }
    }

    init(_ verdict: ApplyReport.Verdict) {
        self =
            switch verdict {
            case .applied: .done
            case .conflict: .stale
            case .partial: .partial
            case .interrupted: .interrupted
            case .unauthorized: .unauthorized
            }
    }

    /// The status of a plan that is only shown; with `telling` it says whether there are changes.
    init(_ plan: Plan, telling detailed: Bool) {
        self = plan.isBlocked ? .blocked : detailed && plan.summary.changes > 0 ? .changes : .done
    }

    /// The status of several stacks together: an interrupt, else the highest error, else changes, else done.
    package static func combined(_ statuses: [Self]) -> Self {
        if statuses.contains(.interrupted) { return .interrupted }
        let errors = statuses.filter { $0 != .done && $0 != .changes }
        return errors.max { $0.rawValue < $1.rawValue } ?? (statuses.contains(.changes) ? .changes : .done)
    }
}
