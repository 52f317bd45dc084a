import Connections
package import Diagnostics
package import Ledger
import PictoryAPI
import Planning
import Stacks

extension Reconciler {
    /// Reads the account, and the ledger meanwhile; a ledger that fails is no error.
    ///
    /// With `toleratesOther` an account that has none of the recorded connections is read as any other, and noted.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, and ``WrongAccount``.
    func read(
        _ stack: Stack,
        isNewAccount: Bool,
        toleratesOther: Bool = false
    ) async throws -> AccountReading {
        guard let ledger else { return AccountReading(live: try await account.read()) }
        async let ledgerReading = ledger.read()
        var reading = AccountReading(live: try await account.read())
        reading.take(await ledgerReading)
        if reading.isOfAnotherAccount {
            // Another run may have made, replaced and recorded connections between the two readings. What is recorded now is
            // in an account that is read later.
            reading.take(await ledger.read())
            reading.live = try await account.read()
        }
        guard let known = reading.ledger, reading.isOfAnotherAccount else { return reading }
        guard isNewAccount else {
            let wrong = WrongAccount(stack: stack.name, apiURL: apiURL, recorded: known.receipts.count)
            guard toleratesOther else { throw wrong }
            reading.mayBeOther = wrong
            return reading
        }
        reading.abandoned = known.receipts.map(\.connectionId)
        // A mark may be of a create in this very account, whose secrets nobody is certain of.
        reading.ledger = LedgerReading(marks: known.marks)
        return reading
    }

    /// Records a run that an error ended before it had a result.
    ///
    /// - Returns: The error because of which it is not recorded.
    package func record(_ problem: ErrorReport) async -> LedgerError? {
        guard let ledger, case .failure(let failure) = await ledger.end(ledger.run.ended(by: problem, at: now())) else {
            return nil
        }
        return failure.error
    }
}

/// What a plan is made from besides the files.
struct AccountReading {
    var live: LiveAccount
    /// nil without a ledger, and when it could not be read.
    var ledger: LedgerReading?
    var ledgerProblem: LedgerError?
    /// Connections of the ledger that another account had.
    var abandoned: [ConnectionID] = []
    /// That the account has none of the recorded connections, where that is tolerated; nil otherwise.
    var mayBeOther: WrongAccount?

    mutating func take(_ result: Result<LedgerReading, StackLedger.Failure>) {
        switch result {
        case .success(let known): (ledger, ledgerProblem) = (known, nil)
        case .failure(let failure): (ledger, ledgerProblem) = (nil, failure.error)
        }
    }

    /// Whether the ledger knows connections, and the account has none of them.
    var isOfAnotherAccount: Bool { ledger?.isOfAnotherAccount(than: live) ?? false }
}

extension LedgerReading {
    /// What a plan asks of it, by the key that derives from the API key.
    func known(by key: FingerprintKey) -> Receipts {
        Receipts(receipts, marks: marks, conversion: key.code) { key.fingerprint(of: $0, for: $1) }
    }

    /// Whether connections were recorded, and the account has none of them.
    ///
    /// One with an open mark may have been deleted by a run that was cut short, so it alone does not count.
    fileprivate func isOfAnotherAccount(than account: LiveAccount) -> Bool {
        let marked = Set(marks.compactMap(\.connectionId))
        guard receipts.contains(where: { !marked.contains($0.connectionId) }) else { return false }
        let live = Set(account.connections.map(\.id) + account.unmanageable.compactMap(\.id))
        return !receipts.contains { live.contains($0.connectionId) }
    }
}
