import Connections
import Ledger
import Planning
import Synchronization

/// The ledger as a mutant uses it.
final class MutantStore: LedgerStore {
    private struct State {
        var reading = LedgerReading()
        var marks: [Mark] = []
    }

    private let store: SimulatedLedgerStore
    private let mutant: Mutant
    private let revision: Scenario.Revision
    private let state = Mutex(State())

    init(_ store: SimulatedLedgerStore, _ mutant: Mutant, _ revision: Scenario.Revision) {
        self.store = store
        self.mutant = mutant
        self.revision = revision
    }

    func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        let reading = try await store.read(scope)
        state.withLock { $0.reading = reading }
        return reading
    }

    func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        var (run, marks) = (run, marks)
        state.withLock { $0.marks = marks }
        switch mutant {
        case .secretsSentUnmarked: return
        case .secretMarkMissing: marks.removeAll(where: \.carriesSecrets)
        case .secretInLedger: run.who = revision.secrets
        default: break
        }
        try await store.begin(run, marking: marks)
        guard mutant == .receiptBeforeAnswer else { return }
        try await store.settle(Settlement(receipts: hopes(marks)), of: run.id, in: run.scope)
    }

    func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        try await store.settle(settlement, of: run, in: scope)
    }

    func end(_ run: Run) async throws(LedgerError) {
        if mutant == .markClearedOnUnknownOutcome {
            let steps = state.withLock { $0.marks.map(\.step) }
            if !steps.isEmpty { try await store.settle(Settlement(steps: steps), of: run.id, in: run.scope) }
        }
        try await store.end(run)
    }

    func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] { try await store.runs(query) }

    func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        try await store.prune(before: moment, in: scope, isRehearsal: isRehearsal)
    }

    func close() async {}

    /// The receipts that there will be if all goes well.
    private func hopes(_ marks: [Mark]) -> [Receipt] {
        let known = state.withLock(\.reading.receipts)
        return marks.compactMap { mark in
            guard let id = mark.connectionId, let version = mark.version,
                var receipt = known.first(where: { $0.connectionId == id })
            else { return nil }
            receipt.version = version + 1
            let entry = revision.desired.connections.first { $0.type == mark.type && $0.name == mark.name }
            if mark.carriesSecrets, let credentials = entry?.credentials {
                receipt.secrets?.fingerprint = revision.fingerprintKey.fingerprint(of: credentials, for: id)
            }
            return receipt
        }
    }
}
