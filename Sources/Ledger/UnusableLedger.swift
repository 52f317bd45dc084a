package import Connections
package import Planning

/// The store of a ledger that could not be opened: every call fails with the reason.
///
/// Going without a ledger instead would send secrets that nobody notes.
package struct UnusableLedger: LedgerStore {
    package var reason: LedgerError

    package init(_ reason: LedgerError) {
        self.reason = reason
    }

    package func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading { throw reason }

    package func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) { throw reason }

    package func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        throw reason
    }

    package func end(_ run: Run) async throws(LedgerError) { throw reason }

    package func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] { throw reason }

    package func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        throw reason
    }

    package func close() async {}
}
