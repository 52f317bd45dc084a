import Ledger
import Planning
import Synchronization
import TestSupport
import Testing

@testable import Applying
@testable import Reconciler

@Suite("What an apply tells the ledger while it goes on", .timeLimit(.minutes(20)))
struct ApplyRecorderTests {
    /// Notes steps that end while the recorder waits for more of them.
    private final class Steps: Sendable {
        private let state = Mutex<(recorder: ApplyRecorder?, left: [Step], groups: [Int])>((nil, [], []))

        func begin(_ steps: [Step], endingTogether groups: [Int], _ recorder: ApplyRecorder) {
            state.withLock { $0 = (recorder, steps, groups) }
            endNext()
        }

        /// Ends the next group of steps, and with the last one the apply.
        func endNext() {
            let (recorder, ended, isLast) = state.withLock { state in
                guard !state.groups.isEmpty else { return (state.recorder, ArraySlice<Step>(), true) }
                let ended = state.left.prefix(state.groups.removeFirst())
                state.left.removeFirst(ended.count)
                return (state.recorder, ended, state.groups.isEmpty)
            }
            for step in ended { recorder?.note(StepResult(step: step, outcome: .notAttempted)) }
            if isLast { recorder?.close() }
        }
    }

    @Test("is written together where many steps are to come, and at once where few are")
    func together() async throws {
        let crowd = ApplyRecorder.crowd
        let bench = try LedgerBench((0..<crowd + 31).map { Sample.desired("c\($0)", at: "\($0 + 1)") })
        let planned = try await bench.plan()
        let store = RecordingStore(bench.memory)
        let steps = Steps()
        let ledger = StackLedger(
            store: store,
            name: "memory",
            key: bench.key,
            run: LedgerContract.run("run", in: LedgerBench.scope),
            patience: .seconds(60)
        ) { duration in
            if duration == ApplyRecorder.pause {
                steps.endNext()
            } else {
                try? await ContinuousClock().sleep(for: duration)
            }
        }
        let recorder = ApplyRecorder(ledger, planned, StopSwitch())
        #expect(await recorder.begin() == nil)
        #expect(bench.known.marks.count == crowd + 31)
        // With the last group fewer than a crowd are to come, so that its write waits for nobody.
        steps.begin(planned.plan.steps, endingTogether: [1, 29, 10], recorder)
        await recorder.keepWriting()
        #expect(store.settlements.map(\.steps.count) == [1, 29, 10])
        #expect(bench.known.marks.count == crowd + 31 - 40)
    }
}
