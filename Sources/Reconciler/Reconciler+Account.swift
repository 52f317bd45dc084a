package import Connections
package import Ledger
import PictoryAPI
package import Stacks

extension Reconciler {
    /// Reads the account of a stack whose files do not matter, and what the ledger says of whose account it is.
    ///
    /// Writes nothing. With `isNewAccount` the account is the right one, whatever the ledger knows.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole.
    package func readAccount(of stack: Stack, isNewAccount: Bool) async throws -> ReadAccount {
        let reading = try await read(stack, isNewAccount: isNewAccount, toleratesOther: true)
        return ReadAccount(live: reading.live, mayBeOther: reading.mayBeOther, ledgerProblem: reading.ledgerProblem)
    }
}

/// An account, and what is doubtful about it.
package struct ReadAccount: Sendable {
    package var live: LiveAccount
    /// That it has none of the recorded connections; nil when it has, and without a ledger.
    package var mayBeOther: WrongAccount?
    /// Why the ledger could not be read; nil without one.
    package var ledgerProblem: LedgerError?
}
