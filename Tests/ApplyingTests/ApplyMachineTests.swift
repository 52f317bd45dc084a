import Applying
import Connections
import PictoryAPI
import Planning
import TestSupport
import Testing

@Suite("What an apply does next")
struct ApplyMachineTests {
    private func step(_ id: Int, after: [Int] = []) -> Step {
        Step(
            id: id,
            operation: .update,
            type: .aws,
            name: "n\(id)",
            connectionId: ConnectionID("id-n\(id)"),
            expectedVersion: 1,
            sets: [Step.Setting(.description, .text("new"))],
            after: after
        )
    }

    private func machine(_ steps: [Step], parallelism: Int = 8, onError: ApplyMachine.OnError = .fail) -> ApplyMachine {
        let live = steps.map { Sample.live($0.name, at: "\($0.id)") }
        return ApplyMachine(steps, live: live, credentials: [:], parallelism: parallelism, onError: onError)
    }

    private func wrote(_ id: Int) -> StepAnswer {
        .wrote(WriteAnswer(id: ConnectionID("id-n\(id)"), version: 2))
    }

    private let refused = StepAnswer.failed(APIError(.badRequest, request: "test"))

    private func words(_ machine: ApplyMachine) -> [String] {
        machine.results.map { result in
            switch result.outcome {
            case .done: "done"
            case .conflict: "conflict"
            case .failed: "failed"
            case .skipped(let step): "skipped \(step)"
            case .notAttempted: "not attempted"
            }
        }
    }

    @Test("a step starts the moment the last one it waits for is done")
    func dependencies() {
        var machine = machine([step(1), step(2), step(3, after: [1, 2])])
        #expect(machine.begin().map(\.step) == [1, 2])
        #expect(machine.received(wrote(1), for: 1).isEmpty)
        #expect(machine.received(wrote(2), for: 2).map(\.step) == [3])
        #expect(machine.received(wrote(3), for: 3).isEmpty)
        #expect(machine.isIdle)
        #expect(words(machine) == ["done", "done", "done"])
    }

    @Test("never more steps at once than allowed, and those first that come first")
    func parallelism() {
        var machine = machine((1...5).map { step($0) }, parallelism: 2)
        #expect(machine.begin().map(\.step) == [1, 2])
        #expect(machine.received(wrote(2), for: 2).map(\.step) == [3])
        #expect(machine.received(wrote(1), for: 1).map(\.step) == [4])
    }

    @Test("fault 39: a failed step skips all that wait for it; the others go on")
    func failure() {
        var machine = machine([step(1), step(2, after: [1]), step(3, after: [2]), step(4)], parallelism: 1)
        #expect(machine.begin().map(\.step) == [1])
        #expect(machine.received(refused, for: 1).map(\.step) == [4])
        _ = machine.received(wrote(4), for: 4)
        #expect(words(machine) == ["failed", "skipped 1", "skipped 1", "done"])
    }

    @Test("with abort nothing new starts after a failure, and what is in flight ends")
    func abort() {
        var machine = machine([step(1), step(2), step(3)], parallelism: 2, onError: .abort)
        _ = machine.begin()
        #expect(machine.received(refused, for: 1).isEmpty)
        #expect(!machine.isIdle)
        #expect(machine.received(wrote(2), for: 2).isEmpty)
        #expect(words(machine) == ["failed", "done", "not attempted"])
    }

    @Test("a refused key stops everything")
    func unauthorized() {
        var machine = machine([step(1), step(2)], parallelism: 1)
        _ = machine.begin()
        #expect(machine.received(.failed(APIError(.unauthorized, request: "test", status: 401)), for: 1).isEmpty)
        #expect(words(machine) == ["failed", "not attempted"])
    }

    @Test("a stop starts nothing new and finishes what is in flight")
    func stop() {
        var machine = machine([step(1), step(2)], parallelism: 1)
        _ = machine.begin()
        machine.stop()
        #expect(machine.received(wrote(1), for: 1).isEmpty)
        #expect(words(machine) == ["done", "not attempted"])
    }

    @Test("a step on a connection that an earlier one wrote uses the version that gave")
    func versionsFollow() {
        let park = Step(
            id: 1,
            operation: .park,
            type: .aws,
            name: "a",
            connectionId: ConnectionID("id-a"),
            expectedVersion: 1,
            sets: [Step.Setting(.name, .text("a moving 00000000"))]
        )
        let rename = Step(
            id: 2,
            operation: .update,
            type: .aws,
            name: "a",
            connectionId: ConnectionID("id-a"),
            sets: [Step.Setting(.name, .text("b"))],
            after: [1]
        )
        var machine = ApplyMachine([park, rename], live: [Sample.live("a", at: "1")], credentials: [:], parallelism: 4)
        _ = machine.begin()
        let next = machine.received(.wrote(WriteAnswer(id: ConnectionID("id-a"), version: 7)), for: 1)
        guard case .update(_, let update)? = next.first?.request else {
            Issue.record("\(next)")
            return
        }
        #expect(update.expectedVersion == 7)
        #expect(update.name == "b")
    }

    @Test("a plan of another reading is not carried out")
    func otherReading() {
        var machine = ApplyMachine(
            [step(1)],
            live: [Sample.live("n1", at: "1", version: 2)],
            credentials: [:],
            parallelism: 1
        )
        #expect(machine.begin().isEmpty)
        #expect(words(machine) == ["failed"])
    }
}
