package import Applying
package import Ledger
import Planning

/// The ledger of one stack, as one run uses it.
///
/// Nothing that it does or fails to do ends the run: each call has a deadline, and its error is a warning.
package struct StackLedger: Sendable {
    package var store: any LedgerStore
    /// Which ledger, without any password.
    package var name: String
    package var key: FingerprintKey
    /// The run as it begins.
    package var run: Run
    /// How long one call may take.
    package var patience: Duration
    /// How long a call may still take after the wish that the run ends; an apply makes two at most then, one after the other.
    package var lastPatience: Duration
    /// Waits; returns early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// The wish that the run ends, for calls that are not told of another; nil for none.
    package var stop: StopSwitch?

    package init(
        store: any LedgerStore,
        name: String,
        key: FingerprintKey,
        run: Run,
        patience: Duration = .seconds(15),
        lastPatience: Duration = .milliseconds(400),
        stop: StopSwitch? = nil,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.store = store
        self.name = name
        self.key = key
        self.run = run
        self.patience = patience
        self.lastPatience = lastPatience
        self.stop = stop
        self.sleep = sleep
    }

    /// A call that failed.
    struct Failure: Error {
        var error: LedgerError
        /// It did not end in time, so that the next one would most likely not either.
        var isOutOfTime = false
    }

    /// What it knows of the stack.
    func read() async -> Result<LedgerReading, Failure> {
        await inTime("reading what it knows") { [store, run] () async throws(LedgerError) in
            try await store.read(run.scope)
        }
    }

    func begin(marking marks: [Mark], _ stop: StopSwitch) async -> Result<Void, Failure> {
        await inTime("noting what is about to be written", stop) { [store, run] () async throws(LedgerError) in
            try await store.begin(run, marking: marks)
        }
    }

    func settle(_ settlement: Settlement, _ stop: StopSwitch) async -> Result<Void, Failure> {
        await inTime("recording what was done", stop) { [store, run] () async throws(LedgerError) in
            try await store.settle(settlement, of: run.id, in: run.scope)
        }
    }

    func end(_ run: Run, _ stop: StopSwitch? = nil) async -> Result<Void, Failure> {
        await inTime("recording the run", stop) { [store] () async throws(LedgerError) in try await store.end(run) }
    }

    /// Makes a call, and gives it up by cancelling it when its time is over.
    func inTime<Value: Sendable>(
        _ doing: String,
        _ stop: StopSwitch? = nil,
        _ call: @escaping @Sendable () async throws(LedgerError) -> Value
    ) async -> Result<Value, Failure> {
        await withTaskGroup(of: Result<Value, Failure>?.self) { group in
            // The call, the end of our patience and the end of the run: the first to end counts, and the call is cancelled by the others.
            group.addTask {
                do throws(LedgerError) {
                    return .success(try await call())
                } catch {
                    return .failure(Failure(error: error))
                }
            }
            group.addTask { [sleep, patience] in
                await sleep(patience)
                return nil
            }
            if let stop = stop ?? self.stop {
                group.addTask { [sleep, lastPatience] in
                    if await stop.isRequested(.finish) { await sleep(lastPatience) }
                    return nil
                }
            }
            defer { group.cancelAll() }
            if let result = await group.next() ?? nil { return result }
            return .failure(Failure(error: outOfTime(doing, stop ?? self.stop), isOutOfTime: true))
        }
    }

    private func outOfTime(_ doing: String, _ stop: StopSwitch?) -> LedgerError {
        if let stop, stop.level >= .finish {
            return LedgerError(
                .unreachable,
                ledger: name,
                cause: "\(doing) was given up, since the run was interrupted and it took too long",
                nextStep:
                    "see whether it is overloaded or locked; the next apply finds out by itself what was done, and only history lacks it"
            )
        }
        return LedgerError(
            .unreachable,
            ledger: name,
            cause: "\(doing) was given up, since it took too long",
            nextStep: "see whether it is overloaded or locked; or go without one by --ledger none"
        )
    }
}
