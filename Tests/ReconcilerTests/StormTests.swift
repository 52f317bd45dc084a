import Applying
import Connections
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import Stacks
import TestSupport
import Testing

@Suite("A run in a storm of failures, in virtual time")
struct StormTests {
    private static let entries = 200

    private func stack() -> Stack {
        let connections = (1...Self.entries).map { Sample.desired("n\($0)", at: "\($0)") }
        return Stack(
            source: .directory("."),
            settings: StackSettings(name: "storm"),
            desired: DesiredState(connections: connections),
            configDigest: "sha256:00"
        )
    }

    @Test(
        "fault 25: n requests cost at most 3n + 100, and the first run after the storm finishes the work",
        arguments: [
            Fault(.status(StatusFault(500)), on: .writes, times: nil),
            Fault(.status(StatusFault(503, .after)), on: .writes, times: nil),
            Fault(.status(StatusFault(429)), on: .writes, times: nil),
            Fault(.status(StatusFault(429, retryAfter: "7")), on: .writes, times: nil),
            Fault(.drop(.before), on: .writes, times: nil),
            Fault(.drop(.after), on: .writes, times: nil),
        ]
    )
    func storm(_ fault: Fault) async throws {
        let sandbox = try Sandbox.fixture(behavior: SandboxBehavior { $0.pageSize = 10 })
        sandbox.add(fault)
        let report = try await apply(over: sandbox)
        let requests = sandbox.journal.entries.count
        #expect(requests <= 3 * (Self.entries + 2) + 100, "\(requests)")
        for result in report.results {
            let exists = try sandbox.world()[ConnectionKey(.aws, result.step.name)] != nil
            switch result.outcome {
            case .done: #expect(exists)
            case .failed(let failure): #expect(!exists || failure.isOutcomeUnknown)
            case .conflict, .skipped, .notAttempted: Issue.record("\(result)")
            }
        }
        sandbox.removeFaults()
        let calm = try await apply(over: sandbox)
        #expect(calm.verdict == .applied)
        try #expect(sandbox.world().live.count == Self.entries)
    }

    private func apply(over sandbox: Sandbox) async throws -> ApplyReport {
        let account = PictoryAccount(sandbox, parallelism: 4, timing: VirtualTime().timing())
        let now = ManualClock().date
        let reconciler = Reconciler(account: account, apiURL: "sandbox") { Timestamp(now) }
        let planned = try await reconciler.plan(stack(), PlanningRules())
        return try await reconciler.apply(planned, parallelism: 4, onError: .fail, stop: StopSwitch()) { _ in }
    }
}
