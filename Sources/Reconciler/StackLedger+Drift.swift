import Ledger

extension StackLedger {
    /// The last drift run of the stack that came to a result; nil when there is none.
    func lastDrift() async -> Result<Run?, Failure> {
        await inTime("reading the last drift run") { [store, run] () async throws(LedgerError) in
            let query = RunQuery(scope: run.scope, kind: .drift, isComplete: true, limit: 1)
            return try await store.runs(query).first
        }
    }
}
