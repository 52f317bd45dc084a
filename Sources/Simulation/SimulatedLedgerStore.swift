import Connections
import Ledger
import Planning

/// One run's way to the ledger; every call is on its way for a while.
struct SimulatedLedgerStore: LedgerStore {
    let network: SimulatedNetwork
    let run: Int

    func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        guard case .reading(let reading) = try await ask(.read(scope)) else { throw Self.failure("no reading") }
        return reading
    }

    func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) { _ = try await ask(.begin(run, marks)) }

    func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        _ = try await ask(.settle(settlement, run: run, scope))
    }

    func end(_ run: Run) async throws(LedgerError) { _ = try await ask(.end(run)) }

    func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] {
        guard case .runs(let runs) = try await ask(.runs(query)) else { throw Self.failure("no runs") }
        return runs
    }

    func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        throw Self.failure("no run prunes")
    }

    func close() async {}

    private func ask(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply {
        do {
            let reply = try await network.send(request, from: run)
            if case .failed = reply { throw Self.failure("it is out of order") }
            return reply
        } catch let error as LedgerError {
            throw error
        } catch {
            throw Self.failure("nobody waits any more")
        }
    }

    private static func failure(_ cause: String) -> LedgerError {
        LedgerError(.unreachable, ledger: "simulated", cause: cause, nextStep: "none")
    }
}
