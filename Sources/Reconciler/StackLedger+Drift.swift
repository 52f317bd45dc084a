package import Ledger

extension StackLedger {
    /// The last drift run of the stack that came to a result; nil when there is none.
    func lastDrift() async -> Result<Run?, Failure> {
        await inTime("reading the last drift run") { [store, run] () async throws(LedgerError) in
            let query = RunQuery(scope: run.scope, kind: .drift, isComplete: true, limit: 1)
            return try await store.runs(query).first
        }
    }

    /// Records a run that has ended.
    ///
    /// - Returns: The error because of which it is not recorded.
    package func record(_ run: Run) async -> LedgerError? {
        guard case .failure(let failure) = await end(run) else { return nil }
        return failure.error
    }
}
