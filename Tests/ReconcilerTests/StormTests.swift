import Applying
import Connections
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import Stacks
import Synchronization
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

    @Test(
        "fault 25: in ten minutes in which everything fails no run sends too much, and the first one after them finishes the work",
        arguments: [0, 2, 60],
        [APIError.Kind.rateLimited, .server, .dropped]
    )
    func tenMinutes(after calm: Int, _ kind: APIError.Kind) async throws {
        let sandbox = try Sandbox.fixture(behavior: SandboxBehavior { $0.pageSize = 10 })
        let time = VirtualTime()
        let api = StormyAPI(sandbox, time, calm: calm, kind: kind)
        var (runs, isDone) = (0, false)
        while !isDone {
            runs += 1
            try #require(runs < 100)
            let (before, isOver) = (api.requests, api.isOver)
            let report = try? await apply(over: api, time)
            #expect(api.requests - before <= 3 * (Self.entries + 2) + 100, "run \(runs)")
            isDone = report?.verdict == .applied
            #expect(isDone || !isOver, "a run after the storm does not finish the work")
            // As cron starts it again.
            await time.timing().sleep(.seconds(60))
        }
        #expect(api.isOver && runs > 1)
        try #expect(sandbox.world().live.count == Self.entries)
    }

    private func apply(over api: any ConnectionsAPI, _ time: VirtualTime = VirtualTime()) async throws -> ApplyReport {
        let account = PictoryAccount(api, parallelism: 4, timing: time.timing())
        let now = ManualClock().date
        let reconciler = Reconciler(account: account, apiURL: "sandbox") { Timestamp(now) }
        let planned = try await reconciler.plan(stack(), PlanningRules())
        return try await reconciler.apply(planned, parallelism: 4, onError: .fail, stop: StopSwitch()) { _ in }
    }
}

/// An account in which for ten minutes, after some requests, everything fails: before it is done, or for server errors after it.
private final class StormyAPI: ConnectionsAPI {
    private let sandbox: Sandbox
    private let time: VirtualTime
    private let calm: Int
    private let kind: APIError.Kind
    private let state = Mutex<(requests: Int, end: Duration?)>((0, nil))

    init(_ sandbox: Sandbox, _ time: VirtualTime, calm: Int, kind: APIError.Kind) {
        self.sandbox = sandbox
        self.time = time
        self.calm = calm
        self.kind = kind
    }

    var requests: Int { state.withLock(\.requests) }
    var isOver: Bool { state.withLock { $0.end.map { time.now >= $0 } ?? false } }

    private func whileStormy<Answer>(_ body: () async throws(APIError) -> Answer) async throws(APIError) -> Answer {
        let isStruck = state.withLock { state in
            state.requests += 1
            guard state.requests > calm else { return false }
            let end = state.end ?? time.now + .seconds(600)
            state.end = end
            return time.now < end
        }
        guard isStruck else { return try await body() }
        if kind == .server { _ = try? await body() }
        throw APIError(kind, request: "test")
    }

    func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage {
        try await whileStormy { () throws(APIError) in try await sandbox.page(of: type, after: key) }
    }

    func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection {
        try await whileStormy { () throws(APIError) in try await sandbox.connection(id, of: type) }
    }

    func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer {
        try await whileStormy { () throws(APIError) in try await sandbox.create(new) }
    }

    func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer {
        try await whileStormy { () throws(APIError) in try await sandbox.update(id, with: update) }
    }

    func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) {
        try await whileStormy { () throws(APIError) in try await sandbox.delete(id, of: type) }
    }
}
