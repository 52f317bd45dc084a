import Applying
import Connections
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import Stacks
import TestSupport
import Testing

/// An account with the connection `a`, files that want it elsewhere with a grace of one hour, and a clock that stands still.
struct GraceBench {
    static let old = ConnectionID("old")
    static let retiredName = ParkedName.name(for: .retired, of: "a", id: old)

    let clock = ManualClock()
    let sandbox: Sandbox
    var entries = [Sample.desired("a", at: "1:eu-west-1", grace: .seconds(3_600))]
    var tombstones: [Tombstone] = []
    var rules = PlanningRules(allowsEmpty: true)
    private let start: Timestamp

    init() throws {
        var live = Sample.live("a", at: "1:us-east-1", id: Self.old.rawValue)
        live.createdDate = "2025-12-01T10:00:00.000Z"
        sandbox = try Sandbox.fixture(SandboxConnection(live), clock: clock)
        start = Timestamp(clock.date)
    }

    /// After a replace at the clock's first moment.
    static func replaced() async throws -> Self {
        let bench = try Self()
        let report = try await bench.apply()
        #expect(report.verdict == .applied)
        return bench
    }

    func plan() async throws -> PlannedStack {
        try await reconciler(sandbox).plan(stack, rules)
    }

    @discardableResult
    func apply() async throws -> ApplyReport {
        try await carryOut(plan(), over: sandbox)
    }

    /// Applies and is killed at the nth request after the plan; false when there were not so many.
    func applyKilled(at request: Int, _ way: KilledAPI.Way) async throws -> Bool {
        let killed = KilledAPI(sandbox, at: request, way)
        try await carryOut(plan(), over: killed)
        return killed.isKilled
    }

    @discardableResult
    private func carryOut(_ planned: PlannedStack, over api: some ConnectionsAPI) async throws -> ApplyReport {
        try await reconciler(api).apply(planned, parallelism: 1, onError: .fail, stop: StopSwitch()) { _ in }
    }

    private func reconciler(_ api: some ConnectionsAPI) -> Reconciler {
        let account = PictoryAccount(api, parallelism: 1, timing: VirtualTime().timing())
        return Reconciler(account: account, apiURL: "sandbox") { [clock] in Timestamp(clock.date) }
    }

    private var stack: Stack {
        Stack(
            source: .directory("."),
            settings: StackSettings(name: "grace"),
            desired: DesiredState(connections: entries, tombstones: tombstones),
            configDigest: "sha256:00"
        )
    }

    /// Someone else's write.
    func edit(_ id: ConnectionID, _ change: (inout ConnectionUpdate) -> Void) async throws {
        let live = try await sandbox.connection(id, of: .aws)
        _ = try await sandbox.update(id, with: ConnectionUpdate(of: live, change))
    }

    func live(_ id: ConnectionID) throws -> LiveConnection? {
        try sandbox.world()[id]?.live
    }

    /// The id of the connection that is not the old one.
    func newID() throws -> ConnectionID {
        try #require(try sandbox.world().live.first { $0.id != Self.old }).id
    }

    /// What the plan says, each change and each wait in a few words, times in minutes since the replace.
    func outline() async throws -> String {
        let plan = try await plan().plan
        let changes = plan.changes.map { change in
            let recovery = change.recovery.map { " \($0.rawValue)" } ?? ""
            let blocked = change.blocked.map { " [\($0.code.rawValue)]" } ?? ""
            return "\(change.action.rawValue) \(shown(change.name)) \(change.reason.rawValue)" + recovery + blocked
        }
        let waits = try plan.waiting.map { wait in
            "waiting " + (try live(wait.connectionId).map { shown($0.name) } ?? "?")
                + (wait.until.flatMap { Timestamp($0) }.map {
                    " until \(($0.milliseconds - start.milliseconds) / 60_000)"
                }
                    ?? "")
        }
        let unmanaged = plan.unmanaged.map { "unmanaged \(shown($0.name ?? "?"))" }
        return (changes + waits + unmanaged).joined(separator: ", ")
    }

    /// Each live connection in a few words.
    func world() throws -> String {
        try sandbox.world().live.map { live in
            "\(shown(live.name))@\(live.details.location?.region ?? "?")" + (live.enabled ? "" : " disabled")
        }
        .sorted().joined(separator: ", ")
    }

    /// Without the digits of a parked name.
    private func shown(_ name: String) -> String { name.split(separator: " ").prefix(2).joined(separator: " ") }
}
