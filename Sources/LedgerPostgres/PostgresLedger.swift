package import Connections
import Dispatch
package import Ledger
package import Planning
import Synchronization

/// A ledger in a PostgreSQL database that a team shares, in the schema `patchbay` there.
///
/// It connects when it is first asked for something, and again after the connection broke. A call that was under way then is
/// repeated once, for every one of them but ``prune(before:in:isRehearsal:)`` may be carried out twice. A server that kept us
/// waiting in vain is not asked again.
package final class PostgresLedger: LedgerStore {
    /// libpq blocks, so all work is done on a queue of the ledger's own; nobody who gave up a call waits for it.
    private let queue = DispatchQueue(label: "patchbay.ledger")
    private let work: Mutex<PostgresWork>
    /// Whether a call was given up, which may go on for a while.
    private let hasGivenUp = Mutex(false)

    /// The URL without passwords.
    package let name: String

    /// Does not connect yet; libpq's variables in the environment, such as `PGPASSWORD`, count where the URL is silent.
    ///
    /// `elapsed` is the time since any fixed moment.
    package convenience init(
        _ url: PostgresURL,
        environment: [String: String],
        limits: PostgresLimits = PostgresLimits(),
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.init(url, environment: environment, limits: limits, libraryName: LibPQ.fileName, elapsed: elapsed)
    }

    init(
        _ url: PostgresURL,
        environment: [String: String],
        limits: PostgresLimits,
        libraryName: String,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        name = url.name
        work = Mutex(
            PostgresWork(url, environment: environment, limits: limits, libraryName: libraryName, elapsed: elapsed)
        )
    }

    package func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        try await perform("read receipts") { work throws(LedgerError) in try work.read(scope) }
    }

    package func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        try await perform("note a run") { work throws(LedgerError) in try work.begin(run, marking: marks) }
    }

    package func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        guard !settlement.isEmpty else { return }
        try await perform("record receipts") { work throws(LedgerError) in
            try work.settle(settlement, of: run, in: scope)
        }
    }

    package func end(_ run: Run) async throws(LedgerError) {
        try await perform("record a run") { work throws(LedgerError) in try work.end(run) }
    }

    package func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] {
        try await perform("read past runs") { work throws(LedgerError) in try work.runs(query) }
    }

    package func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        try await perform("forget past runs") { work throws(LedgerError) in
            try work.prune(before: moment, in: scope, isRehearsal: isRehearsal)
        }
    }

    package func close() async {
        // What was given up may block the queue; the server notices when the process ends.
        guard !hasGivenUp.withLock(\.self) else { return }
        _ = await AbandonableCall<Bool>.value { call in
            queue.async { [self] in
                work.withLock { $0.close() }
                call.end(true)
            }
        }
    }

    private func perform<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (inout PostgresWork) throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Value {
        let result = await AbandonableCall<Result<Value, LedgerError>>.value { call in
            queue.async { [self] in
                guard !call.isAbandoned else { return }
                call.end(
                    work.withLock { work in
                        do throws(LedgerError) { return .success(try body(&work)) } catch { return .failure(error) }
                    }
                )
            }
        }
        guard let result else {
            hasGivenUp.withLock { $0 = true }
            throw LedgerError(
                .unreachable,
                ledger: name,
                cause: "cannot \(action): it was given up before the server answered",
                nextStep: "check that the server runs and that the network to it is well, then run this again"
            )
        }
        return try result.get()
    }
}
