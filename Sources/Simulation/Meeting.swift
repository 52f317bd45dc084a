import Sandbox

/// A fault that struck a run, and a way to recover that the same run came to.
package struct Meeting: Sendable, Hashable {
    /// As ``FaultKind/titles`` has it.
    package var fault: String
    package var branch: RecoveryBranch

    var title: String { "\(fault), and \(branch.rawValue)" }

    /// All that can be.
    package static let possible: [Self] = {
        let branches = RecoveryBranch.allCases.filter(\.isOfRun)
        let ofAPI = FaultKind.allCases.flatMap { fault in
            branches.filter { fault.allows($0) }.map { Self(fault: fault.rawValue, branch: $0) }
        }
        return ofAPI + LedgerFault.allCases.flatMap { fault in branches.map { Self(fault: fault.title, branch: $0) } }
    }()
}

extension RecoveryBranch {
    /// Whether it is a run that comes to it, while there are faults still.
    fileprivate var isOfRun: Bool {
        switch self {
        case .ledgerLost, .ledgerRestored, .ledgerLandedLate, .newAccountTaken, .driftClean, .driftHidden: false
        default: true
        }
    }

    /// Whether a run comes to it by what it has listed, and sends nothing after it.
    fileprivate var endsAfterLists: Bool { self == .runBlocked || self == .wrongAccountRefused || self == .driftFound }
}

extension FaultKind {
    /// All faults, those of the ledger last.
    static let titles = allCases.map(\.rawValue) + LedgerFault.allCases.map(\.title)

    /// Whether a run that it struck can come to this.
    fileprivate func allows(_ branch: RecoveryBranch) -> Bool {
        // Without a list there is nothing to compare; and what cannot strike a list comes after it.
        let endsRead = self == .garbage || self == .keyRefused
        if branch.endsAfterLists { return !endsRead && canStrike(.list) }
        return branch != .runFailedToRead || canStrike(.list)
    }
}
