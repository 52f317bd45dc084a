import Connections
import Ledger
import PictoryAPI
import Planning
import Sandbox
import Stacks
import TestSupport
import Testing

@testable import Reconciler

@Suite("Drift runs and what the ledger remembers of them")
struct DriftRunTests {
    /// A stack that declares missing connections, one account that has none, one ledger.
    private struct Scene {
        let store: any LedgerStore
        let account: PictoryAccount
        var names = ["a", "b"]
        var ignoresUnmanaged = false
        var others: OtherDeclarations?

        init(_ store: any LedgerStore = MemoryLedger(), live: [SandboxConnection] = []) throws {
            self.store = store
            let sandbox = try Sandbox(
                SandboxWorld(live),
                clock: ContinuousClock(),
                now: { Timestamp(milliseconds: 0).date },
                random: SeededRandom(seed: 1)
            )
            account = PictoryAccount(sandbox, parallelism: 1, timing: VirtualTime().timing())
        }

        func reconciler(at second: Int, with ledger: Bool = true) -> Reconciler {
            let moment = Timestamp(milliseconds: second * 1000)
            let run = Run(
                id: "\(second)",
                scope: LedgerScope(stack: "s", apiURL: "sandbox"),
                kind: .drift,
                began: moment,
                who: "test",
                configDigest: "",
                patchbayVersion: "1"
            )
            let stackLedger = StackLedger(
                store: store,
                name: "memory",
                key: FingerprintKey(of: Secret("canary-key")),
                run: run,
                sleep: { try? await ContinuousClock().sleep(for: $0) }
            )
            return Reconciler(
                account: account,
                apiURL: "sandbox",
                ledger: ledger ? stackLedger : nil,
                now: { moment }
            )
        }

        /// Runs, and gives the names that are listed.
        func run(
            at second: Int,
            only: [String] = [],
            newOnly: Bool = true,
            isDelivered: Bool = true
        ) async throws -> [String] {
            let reconciler = reconciler(at: second)
            let drifted = try await drift(reconciler, only: only, newOnly: newOnly)
            #expect(await reconciler.record(drifted, isDelivered: isDelivered) == nil)
            return drifted.listed.findings.compactMap(\.name)
        }

        func drift(_ reconciler: Reconciler, only: [String] = [], newOnly: Bool = true) async throws -> DriftedStack {
            let desired = names.enumerated().map { Sample.desired($1, at: "\($0 + 1)") }
            let stack = Stack(
                source: .directory("."),
                settings: StackSettings(name: "s"),
                desired: DesiredState(connections: desired, tombstones: []),
                configDigest: "sha256:00"
            )
            let scope = DriftScope(
                only: only.map { NameGlob($0) },
                newOnly: newOnly,
                ignoresUnmanaged: ignoresUnmanaged,
                others: others
            )
            return try await reconciler.drift(stack, PlanningRules(), scope)
        }
    }

    @Test("a run lists what the one before did not find; what vanished and came back is new")
    func newOnly() async throws {
        var scene = try Scene()
        try #expect(await scene.run(at: 1) == ["a", "b"])
        try #expect(await scene.run(at: 2) == [])
        scene.names = ["a", "b", "c"]
        try #expect(await scene.run(at: 3) == ["c"])
        scene.names = ["a"]
        try #expect(await scene.run(at: 4) == [])
        scene.names = ["a", "b"]
        try #expect(await scene.run(at: 5) == ["b"])
        try #expect(await scene.run(at: 6, newOnly: false) == ["a", "b"])
    }

    @Test("what --only left out is new to the run that looks at all")
    func only() async throws {
        let scene = try Scene()
        try #expect(await scene.run(at: 1, only: ["a"]) == ["a"])
        try #expect(await scene.run(at: 2) == ["b"])
        try #expect(await scene.run(at: 3, only: ["a"]) == [])
        try #expect(await scene.run(at: 4) == [])
    }

    @Test("what was not delivered is new again, and what was known before is not")
    func undelivered() async throws {
        var scene = try Scene()
        scene.names = ["a"]
        _ = try await scene.run(at: 1)
        scene.names = ["a", "b"]
        try #expect(await scene.run(at: 2, isDelivered: false) == ["b"])
        try #expect(await scene.run(at: 3) == ["b"])
        try #expect(await scene.run(at: 4) == [])
    }

    @Test(
        "a run is recorded with its outcome, counts and ids; one that failed is recorded, and is none to compare with"
    )
    func recorded() async throws {
        let scene = try Scene()
        _ = try await scene.run(at: 1)
        #expect(await scene.reconciler(at: 2).record(APIError(.unreachable, request: "GET /x").report) == nil)
        let runs = try await scene.store.runs(RunQuery())
        #expect(runs.map(\.isComplete) == [false, true])
        let run = try #require(runs.last)
        #expect(run.outcome == "drifted" && run.configDigest == "sha256:00")
        #expect(run.summary == ["changed": 0, "missing": 2, "unmanaged": 0, "hidden": 0])
        #expect(run.findings.count == 2 && run.findings == run.findings.sorted())
        try #expect(await scene.run(at: 3) == [])
    }

    @Test(
        "what is ignored, or another stack's, is counted; what was told before stays known to the run that tells of it again"
    )
    func unmanaged() async throws {
        var scene = try Scene(live: [.aws("x", region: "us-west-1"), .aws("y", region: "us-west-2")])
        scene.names = []
        try #expect(await scene.run(at: 1) == ["x", "y"])
        scene.ignoresUnmanaged = true
        let ignored = try await scene.drift(scene.reconciler(at: 2), newOnly: false)
        #expect(ignored.all.isClean && ignored.listed.summary.ignored == 2)
        let part = try await scene.drift(scene.reconciler(at: 2), only: ["x"], newOnly: false)
        #expect(part.listed.summary.ignored == 1)
        try #expect(await scene.run(at: 2) == [])
        scene.ignoresUnmanaged = false
        var declarations = RunDeclarations()
        declarations.add(DesiredState(connections: [Sample.desired("x", at: "1")]), of: 1, in: "")
        scene.others = declarations.others(of: 0, in: "")
        let shared = try await scene.drift(scene.reconciler(at: 3), newOnly: false)
        #expect(shared.listed.findings.map(\.name) == ["y"] && shared.listed.summary.declaredElsewhere == 1)
        try #expect(await scene.run(at: 3) == [])
        scene.others = nil
        try #expect(await scene.run(at: 4) == [])
    }

    @Test("of what --only selects the rest is counted as well")
    func counts() async throws {
        var scene = try Scene(live: [.aws("a", account: "000000000001", region: "us-east-1")])
        scene.names = ["a", "b"]
        let all = try await scene.drift(scene.reconciler(at: 1), newOnly: false)
        #expect(all.listed.summary.unchanged == 1 && all.listed.summary.missing == 1)
        let part = try await scene.drift(scene.reconciler(at: 1), only: ["b"], newOnly: false)
        #expect(part.listed.summary.unchanged == 0 && part.listed.summary.missing == 1)
        #expect(part.all.summary.unchanged == 1)
    }

    @Test("without a ledger all is new")
    func without() async throws {
        let scene = try Scene()
        let reconciler = scene.reconciler(at: 1, with: false)
        let drifted = try await scene.drift(reconciler)
        #expect(drifted.listed.findings.count == 2)
        #expect(drifted.listed.newOnly == Drift.Baseline(since: nil, comparable: false))
        #expect(drifted.ledgerProblem == nil)
        #expect(await reconciler.record(drifted, isDelivered: true) == nil)
    }

    @Test("with a ledger that cannot be used all is new, once with its error")
    func broken() async throws {
        let error = LedgerError(.unusable, ledger: "x", cause: "damaged", nextStep: "mend it")
        let scene = try Scene(UnusableLedger(error))
        let reconciler = scene.reconciler(at: 1)
        let drifted = try await scene.drift(reconciler)
        #expect(drifted.listed.findings.count == 2)
        #expect(drifted.listed.newOnly == Drift.Baseline(since: nil, comparable: false))
        #expect(drifted.ledgerProblem == error)
        #expect(await reconciler.record(drifted, isDelivered: true) == nil)
    }
}
