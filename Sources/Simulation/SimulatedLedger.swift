import Connections
import Ledger
import Planning

/// The ledger of a simulation: what is in it, its old copies, and how it answers calls.
struct SimulatedLedger: Sendable {
    static let scope = LedgerScope(stack: "simulated", apiURL: "sandbox")

    /// The connections, or the names of the creates, whose secrets a run has marked in the ledger, by the run's number.
    private(set) var secretsMarked: [Int: Set<String>] = [:]
    /// Whether nobody has lost or restored it.
    private(set) var isUntouched = true
    private var contents = MemoryLedger.Contents()
    /// As it was before its latest writes, the newest last.
    private var copies: [MemoryLedger.Contents] = []
    private let mutant: Mutant?

    init(_ mutant: Mutant?) {
        self.mutant = mutant
    }

    var reading: LedgerReading { contents.reading(of: Self.scope) }

    /// The runs that it knows of, in the order in which they were noted.
    var runs: [Run] { contents.runs }

    /// Sees to a call, with a fault or without; the second part of the result is whether it still takes effect later.
    mutating func answer(
        _ request: LedgerRequest,
        from run: Int,
        fault: LedgerFault? = nil
    ) -> (reply: LedgerReply, isLate: Bool) {
        switch fault {
        case .failsBefore: return (.failed, false)
        case .hangsBefore: return (.silence, false)
        case .landsLate: return (.silence, true)
        case .failsAfter, .hangsAfter, nil: break
        }
        if request.isWrite { keepCopy() }
        let reply = carryOut(request, from: run)
        switch fault {
        case .failsAfter: return (.failed, false)
        case .hangsAfter: return (.silence, false)
        default: return (reply, false)
        }
    }

    private mutating func carryOut(_ request: LedgerRequest, from number: Int) -> LedgerReply {
        switch request {
        case .read(let scope): return .reading(contents.reading(of: scope))
        case .runs(let query): return .runs(contents.runs(query))
        case .begin(let run, let marks):
            contents.begin(run, marking: marks)
            secretsMarked[number, default: []].formUnion(marks.filter(\.carriesSecrets).map(\.target))
        case .settle(let settlement, let run, let scope):
            if mutant == .olderReceiptWins {
                for receipt in settlement.receipts { contents.stacks[scope]?.receipts[receipt.connectionId] = nil }
            }
            contents.settle(settlement, of: run, in: scope)
        case .end(let run): contents.end(run)
        }
        return .done
    }

    private mutating func keepCopy() {
        copies.append(contents)
        if copies.count > 16 { copies.removeFirst() }
    }

    /// Somebody deletes it.
    mutating func lose() {
        isUntouched = false
        keepCopy()
        contents = MemoryLedger.Contents()
    }

    /// How many old copies there are.
    var copyCount: Int { copies.count }

    /// Somebody puts a copy back, from before so many writes, at least 1.
    mutating func restore(writesAgo age: Int) {
        guard !copies.isEmpty else { return }
        isUntouched = false
        contents = copies[max(0, copies.count - age)]
    }
}

extension Mark {
    /// The connection that the write is about, by its id or, for a create, by its name.
    fileprivate var target: String { connectionId?.rawValue ?? "\(type.rawValue) '\(name)'" }
}
