/// What can go wrong with one call of the ledger; each kind is off in half of all simulations that have one.
package enum LedgerFault: String, Sendable, Hashable, CaseIterable {
    case failsBefore = "fails before it took effect"
    case failsAfter = "fails after it took effect"
    case hangsBefore = "hangs, and takes no effect"
    case hangsAfter = "hangs after it took effect"
    case landsLate = "hangs, and takes effect later"
}

extension LedgerFault {
    /// What it is called among all faults.
    var title: String { "ledger \(rawValue)" }

    /// What has no effect cannot fail after it.
    func canStrike(_ operation: LedgerRequest.Operation) -> Bool {
        switch self {
        case .failsBefore, .hangsBefore: true
        case .failsAfter, .hangsAfter, .landsLate: operation.isWrite
        }
    }
}
