import Applying
import Ledger
import Planning
import Synchronization

/// Tells the ledger of an apply while it goes on; no step ever waits for it.
///
/// What ended while one write was under way is written together by the next, and with many steps to come so is what ends soon
/// after: a write takes as long as many steps do that are answered at once, and as much of the processor.
final class ApplyRecorder: Sendable {
    /// How long the next write waits for more.
    ///
    /// A run that is killed meanwhile leaves as many marks more for the next one to look after.
    static let pause = Duration.milliseconds(5)
    /// With fewer steps to come no write waits, so that the end of an apply does not either.
    static let crowd = 64

    private struct State {
        var book: ReceiptBook
        /// How many steps have not ended.
        var open: Int
        /// Ended steps that nothing was worked out for yet.
        var ended: [StepResult] = []
        /// What a write that failed did not record.
        var unwritten = Settlement()
        /// The first call that failed.
        var failure: StackLedger.Failure?
    }

    private let ledger: StackLedger
    private let stop: StopSwitch
    private let state: Mutex<State>
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    init(_ ledger: StackLedger, _ planned: PlannedStack, _ stop: StopSwitch) {
        self.ledger = ledger
        self.stop = stop
        let failure = planned.ledgerProblem.map { StackLedger.Failure(error: $0, isOutOfTime: true) }
        state = Mutex(
            State(book: ReceiptBook(planned, ledger.key), open: planned.plan.steps.count, failure: failure)
        )
        (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Marks all steps before the first of them; an error that is new.
    func begin() async -> LedgerError? {
        guard state.withLock({ $0.failure == nil }) else { return nil }
        let marks = state.withLock { $0.book.marks(of: ledger.run.id) }
        guard !marks.isEmpty, case .failure(let failure) = await ledger.begin(marking: marks, stop) else { return nil }
        state.withLock { $0.failure = failure }
        return failure.error
    }

    /// Whether what is under way is not known to the ledger.
    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    /// Takes note of a step that ended.
    func note(_ result: StepResult) {
        state.withLock { state in
            state.ended.append(result)
            state.open -= 1
        }
        wakeUp.yield()
    }

    /// No step will end any more.
    func close() { wakeUp.finish() }

    /// Writes until ``close()``; after a failure the rest is left to ``end(_:_:)``.
    func keepWriting() async {
        for await _ in wakeUps where !hasFailed {
            let settlement = takeSettlement()
            guard !settlement.isEmpty, case .failure(let failure) = await ledger.settle(settlement, stop) else {
                if state.withLock({ $0.open >= Self.crowd }) { await ledger.sleep(Self.pause) }
                continue
            }
            state.withLock { state in
                state.failure = failure
                state.unwritten = settlement
            }
        }
    }

    /// Writes what is left and how the run ended.
    ///
    /// What failed before is tried once more, unless it took too long.
    ///
    /// - Returns: The error because of which something is not recorded.
    func end(_ results: [StepResult], _ run: Run) async -> LedgerError? {
        let earlier = state.withLock(\.failure)
        if let earlier, earlier.isOutOfTime { return earlier.error }
        var settlement = takeSettlement()
        settlement.append(state.withLock { $0.book.closing(results) })
        if !settlement.isEmpty, case .failure(let failure) = await ledger.settle(settlement, stop) {
            return earlier?.error ?? failure.error
        }
        if case .failure(let failure) = await ledger.end(run, stop) { return earlier?.error ?? failure.error }
        return nil
    }

    private func takeSettlement() -> Settlement {
        state.withLock { state in
            var settlement = state.unwritten
            settlement.append(state.book.settlement(of: state.ended))
            state.ended = []
            state.unwritten = Settlement()
            return settlement
        }
    }
}

extension Settlement {
    fileprivate mutating func append(_ other: Settlement) {
        receipts += other.receipts
        missing += other.missing
        gone += other.gone
        steps += other.steps
    }
}
