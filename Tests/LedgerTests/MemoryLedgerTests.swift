import Ledger
import TestSupport
import Testing

@Suite("The ledger in memory")
struct MemoryLedgerTests {
    @Test("keeps the contract", arguments: LedgerContract.rules)
    func contract(_ rule: LedgerContract.Rule) async throws {
        let ledger = MemoryLedger()
        try await rule.check(ledger, ledger)
        await ledger.close()
    }
}
