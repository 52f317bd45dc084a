import Connections
import Diagnostics
import FoundationEssentials
import Planning
import TestSupport
import Testing

@Suite("Laws of plans, over worlds made by chance")
struct PlanLawTests {
    private func plan(_ world: RandomWorld, onto live: [LiveConnection]? = nil) throws -> Plan {
        try Planner.plan(world.desired, absent: world.tombstones, onto: live ?? world.live, rules: world.rules)
    }

    /// nil where the world is one that only the author of the files can sort out.
    private func planUnlessAmbiguous(_ world: RandomWorld) throws -> Plan? {
        do {
            return try plan(world)
        } catch let error as PlanningError {
            #expect(error.diagnostics.allSatisfy { $0.code == .ambiguousMatch })
            return nil
        }
    }

    @Test("what the account has already needs no change", arguments: SeededRandom.seeds(300))
    func identity(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let live = RandomWorld(using: &random).live
        let plan = try Planner.plan(
            live.map(RandomWorld.entry),
            onto: live,
            rules: PlanningRules(owns: [NameGlob("*")])
        )
        #expect(plan.changes.isEmpty, "\(random)")
        #expect(plan.steps.isEmpty && plan.summary.unchanged == live.count, "\(random)")
    }

    @Test("the order of files and of the list does not matter", arguments: SeededRandom.seeds(300))
    func order(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var world = RandomWorld(using: &random)
        let first = try planUnlessAmbiguous(world)
        world.desired.shuffle(using: &random)
        world.live.shuffle(using: &random)
        let second = try planUnlessAmbiguous(world)
        #expect(first == second, "\(random)")
    }

    @Test("a plan that is written and read is the same plan", arguments: SeededRandom.seeds(300))
    func coding(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        guard let plan = try planUnlessAmbiguous(RandomWorld(using: &random)) else { return }
        try #expect(JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan)) == plan, "\(random)")
    }

    @Test("no update or delete goes without the version it expects", arguments: SeededRandom.seeds(300))
    func versions(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        guard let plan = try planUnlessAmbiguous(RandomWorld(using: &random)) else { return }
        for step in plan.steps where step.operation != .create && step.expectedVersion == nil {
            let writers = step.after.map { plan.steps[$0 - 1] }.filter { $0.connectionId == step.connectionId }
            #expect(!writers.isEmpty, "step \(step.id) \(random)")
        }
    }

    @Test(
        "every order the steps allow is legal and ends in the desired world, with unowned connections untouched",
        arguments: SeededRandom.seeds(1_500)
    )
    func everyOrder(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomWorld(using: &random)
        guard let first = try planUnlessAmbiguous(world), !first.isBlocked else { return }
        var model = StepWorld(world.live)
        try run(first.steps, in: &model, stoppingAfter: .max, &random)
        let after = try plan(world, onto: model.sorted)
        #expect(after.changes.isEmpty, "\(after.outline) \(random)")
        expectDesired(world, model, "\(random)")
        let planned = Set(first.steps.compactMap(\.connectionId))
        for live in world.live where !planned.contains(live.id) {
            #expect(model.connections[live.id] == live, "\(random)")
        }
    }

    @Test(
        "whatever step a run stops after, one more run ends in the desired world",
        arguments: SeededRandom.seeds(1_500)
    )
    func interrupted(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomWorld(using: &random)
        guard let first = try planUnlessAmbiguous(world), !first.isBlocked, !first.steps.isEmpty else { return }
        var model = StepWorld(world.live)
        try run(first.steps, in: &model, stoppingAfter: Int.random(in: 0..<first.steps.count, using: &random), &random)
        let second = try plan(world, onto: model.sorted)
        #expect(!second.isBlocked, "\(second.outline) \(random)")
        try run(second.steps, in: &model, stoppingAfter: .max, &random)
        let third = try plan(world, onto: model.sorted)
        #expect(third.changes.isEmpty, "\(third.outline) \(random)")
        expectDesired(world, model, "\(random)")
    }

    @Test("the generated worlds meet every action, block and recovery that the laws speak of")
    func coverage() throws {
        var actions: [Change.Action: Int] = [:]
        var recoveries: [Change.Recovery: Int] = [:]
        var (parked, blocked, unblocked) = (0, 0, 0)
        for seed in SeededRandom.seeds(1_500) {
            var random = SeededRandom(seed: seed)
            guard let plan = try planUnlessAmbiguous(RandomWorld(using: &random)) else { continue }
            for change in plan.changes {
                actions[change.action, default: 0] += 1
                if let recovery = change.recovery { recoveries[recovery, default: 0] += 1 }
            }
            if plan.isBlocked { blocked += 1 } else { unblocked += 1 }
            parked += plan.steps.filter { $0.operation == .park && $0.newName?.contains(" moving ") == true }.count
        }
        #expect(Change.Action.allCases.allSatisfy { actions[$0, default: 0] > 50 }, "\(actions)")
        #expect(Change.Recovery.allCases.allSatisfy { recoveries[$0, default: 0] > 20 }, "\(recoveries)")
        #expect(parked > 20 && blocked > 100 && unblocked > 500, "\(parked) \(blocked) \(unblocked)")
    }

    /// Runs steps in an order by chance that respects what each waits for.
    private func run(
        _ steps: [Step],
        in model: inout StepWorld,
        stoppingAfter limit: Int,
        _ random: inout SeededRandom
    ) throws {
        var done: Set<Int> = []
        while done.count < min(steps.count, limit) {
            let ready = steps.filter { !done.contains($0.id) && done.isSuperset(of: $0.after) }
            let choice = ready.randomElement(using: &random)
            let step = try #require(choice)
            try model.run(step)
            done.insert(step.id)
        }
    }

    private func expectDesired(_ world: RandomWorld, _ model: StepWorld, _ seed: Comment) {
        for desired in world.desired {
            let matches = model.connections.values.filter { $0.name == desired.name && $0.type == desired.type }
            #expect(matches.map(\.details) == [desired.details], seed)
            #expect(matches.map(\.description) == [desired.description], seed)
            #expect(matches.map(\.enabled) == [desired.enabled], seed)
        }
    }
}
