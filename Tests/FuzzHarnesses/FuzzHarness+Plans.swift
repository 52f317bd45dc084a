import Connections
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

extension FuzzHarness {
    /// Files of saved plans: as they are, under a digest that fits, and a good one with a few bytes changed.
    static let plans = FuzzHarness("plans") { bytes in
        try check(bytes)
        try check(resealed(bytes))
        try checkDamage(bytes)
    }

    /// What a file that claims to be a saved plan comes to.
    private static func check(_ bytes: [UInt8]) throws {
        let plan: SavedPlan
        do throws(StalePlan) {
            plan = try SavedPlanFile.read(bytes, from: "x.plan")
        } catch {
            try promise(error.reasons.count == 1, "it is refused for no reason, or many")
            let text = StaleText(style: .plain).render(error.reasons)
            try Promise.isShown(text, as: "why a plan is stale", lines: true)
            try error.report.check()
            return
        }
        let again = try SavedPlanFile.read(SavedPlanFile.bytes(of: plan), from: "x.plan")
        try promise(again == plan, "a saved plan is written as another one")
        for stack in plan.stacks { try stack.plan.checkShown(isSaved: true) }
    }

    /// The input behind the digest that it needs.
    ///
    /// A file as it was saved gets another digest; any other text is what stands behind one.
    private static func resealed(_ bytes: [UInt8]) -> [UInt8] {
        let start = Array(#"{"digest":""#.utf8)
        let lengthOfSeal = start.count + 71 + 2
        let rest = bytes.starts(with: start) && bytes.count > lengthOfSeal ? bytes[lengthOfSeal...] : bytes.dropFirst()
        let digest = ConfigDigest.digest(of: Array("{".utf8) + rest)
        return start + Array(digest.utf8) + Array(#"","#.utf8) + rest
    }

    /// Takes places and values in turn from the input, and changes a good file there.
    private static func checkDamage(_ bytes: [UInt8]) throws {
        let good = goodFile
        var damaged = good
        var reader = ByteReader(bytes)
        for _ in 0..<4 where !reader.isAtEnd {
            let place = reader.number(below: damaged.count)
            damaged[place] = reader.byte()
        }
        guard damaged != good else { return }
        do throws(StalePlan) {
            _ = try SavedPlanFile.read(damaged, from: "x.plan")
        } catch {
            return
        }
        throw BrokenPromise("a saved plan with bytes changed is believed")
    }

    /// A plan that has a step of each kind.
    private static let goodFile: [UInt8] = {
        let desired = DesiredState(connections: [
            entry("Assets", "012345678901", "us-east-2"), entry("b", "000000000002", "eu-west-2"),
            entry("new", "000000000009", "us-east-1"),
        ])
        let stack = Stack(
            source: .directory("stack"),
            settings: StackSettings(name: "stack"),
            desired: desired,
            configDigest: "sha256:00",
            files: [FileDigest(file: "connections.yaml", digest: "sha256:11")]
        )
        let planner = Planner(rules: PlanningRules(owns: [NameGlob("*")]), now: FixedWorld.now)
        guard let plan = try? planner.plan(desired, onto: FixedWorld.account, from: FixedWorld.origin) else {
            return []
        }
        let planned = PlannedStack(stack: stack, live: FixedWorld.account, plan: plan, at: FixedWorld.now)
        let saved = SavedPlan(patchbayVersion: "0.1.0", stacks: [SavedStack(planned, SavedOptions(only: ["*"]))])
        return (try? SavedPlanFile.bytes(of: saved)) ?? []
    }()

    private static func entry(_ name: String, _ account: String, _ region: String) -> DesiredConnection {
        DesiredConnection(
            name: name,
            description: "é\u{2028}\"/\\",
            details: .aws(AWSLocation(accountID: account, region: region)),
            place: SourcePlace(file: "connections.yaml", line: 1, column: 5)
        )
    }
}
