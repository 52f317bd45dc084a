import Connections
import Ledger
import Planning

/// One call of the ledger.
enum LedgerRequest: SimulatedRequest {
    case read(LedgerScope)
    case begin(Run, [Mark])
    case settle(Settlement, run: String, LedgerScope)
    case end(Run)
    case runs(RunQuery)

    /// The raw values stand in tallies and timelines.
    enum Operation: String, Sendable, Hashable, CaseIterable {
        case read = "reads the ledger"
        case begin = "marks its steps"
        case settle = "records what was done"
        case end = "records the run"
        case runs = "reads past runs"

        var isWrite: Bool { self != .read && self != .runs }
    }

    var operation: Operation {
        switch self {
        case .read: .read
        case .begin: .begin
        case .settle: .settle
        case .end: .end
        case .runs: .runs
        }
    }

    var isWrite: Bool { operation.isWrite }
}

/// What comes back.
enum LedgerReply: Sendable {
    case reading(LedgerReading)
    case runs([Run])
    case done
    case failed
    /// Nothing, however long one waits.
    case silence
}

extension LedgerRequest {
    /// All text that the ledger would keep; none of it may be a secret.
    var texts: [String] {
        switch self {
        case .read, .runs: []
        case .begin(let run, let marks):
            run.texts + marks.flatMap { [$0.run, $0.name, $0.connectionId?.rawValue ?? ""] }
        case .settle(let settlement, let run, _):
            [run] + settlement.receipts.flatMap(\.texts) + settlement.gone.map(\.rawValue)
        case .end(let run): run.texts
        }
    }
}

extension Receipt {
    fileprivate var texts: [String] {
        let fingerprint = secrets?.fingerprint
        return [connectionId.rawValue, name, fingerprint?.key ?? "", fingerprint?.digest ?? ""] + fields.values
    }
}

extension Run {
    fileprivate var texts: [String] {
        let own = [id, who, commit ?? "", configDigest, patchbayVersion, outcome ?? "", problem ?? ""]
        return own + findings + summary.keys
            + steps.flatMap { [$0.operation, $0.name, $0.connectionId?.rawValue ?? "", $0.outcome, $0.detail ?? ""] }
    }
}
