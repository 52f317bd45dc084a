import Connections
import Planning
import TestSupport
import Testing

/// Not by chance but all of them: three names, three places, every account and every set of files over them.
@Suite("All small worlds")
struct SmallWorldTests {
    private struct Placement: Hashable {
        var name: String
        var location: String
    }

    /// Every way to give some of three names one of three places each.
    private static let placements: [[Placement]] = {
        var all: [[Placement]] = [[]]
        for name in ["a", "b", "c"] {
            all += all.flatMap { placed in
                ["1", "2", "3"]
                    .filter { location in !placed.contains { $0.location == location } }
                    .map { placed + [Placement(name: name, location: $0)] }
            }
        }
        return all
    }()

    private struct World {
        var live: [LiveConnection]
        var desired: [DesiredConnection]
        var rules: PlanningRules

        func plan(onto live: [LiveConnection]) throws -> Plan {
            try Planner.plan(desired, onto: live, rules: rules)
        }
    }

    private static func worlds(
        owns: Bool,
        _ order: DesiredConnection.ReplaceOrder
    ) -> [World] {
        let rules = PlanningRules(owns: owns ? [NameGlob("*")] : [], allowsEmpty: true)
        return placements.flatMap { live in
            placements.map { desired in
                World(
                    live: live.map { Sample.live($0.name, at: $0.location) },
                    desired: desired.map { Sample.desired($0.name, at: $0.location, replaceOrder: order) },
                    rules: rules
                )
            }
        }
    }

    @Test(
        "every order the steps allow runs without a clash and ends in the desired world; nothing unowned is touched",
        arguments: [false, true],
        [DesiredConnection.ReplaceOrder.createFirst, .deleteFirst]
    )
    func everyOrder(_ owns: Bool, _ order: DesiredConnection.ReplaceOrder) throws {
        var (ran, blocked) = (0, 0)
        for world in Self.worlds(owns: owns, order) {
            let plan = try world.plan(onto: world.live)
            guard !plan.isBlocked else {
                blocked += 1
                continue
            }
            ran += 1
            let final = try finalWorld(plan.steps, world)
            try #expect(world.plan(onto: final.sorted).changes.isEmpty, "\(plan.outline)")
            for desired in world.desired {
                #expect(final.connections.values.filter { $0.name == desired.name }.map(\.details) == [desired.details])
            }
            let declared = Set(world.desired.map(\.name))
            let touched = Set(plan.steps.compactMap(\.connectionId))
            for live in world.live where !owns && !declared.contains(live.name) {
                #expect(!touched.contains(live.id), "\(plan.outline)")
                #expect(final.connections[live.id] == live)
            }
        }
        #expect(ran + blocked == Self.placements.count * Self.placements.count)
        #expect(ran > 600 && (blocked == 0) == owns, "\(ran) \(blocked)")
    }

    @Test("as many ids are kept as can be, with one parking for each circle of names")
    func idsAndParkings() throws {
        for world in Self.worlds(owns: true, .createFirst) {
            let plan = try world.plan(onto: world.live)
            let kept = world.live.filter { live in
                !plan.changes.contains { $0.connectionId == live.id && $0.action.isDestructive }
            }
            // A connection can only stay what it is where its account and region are wanted: no plan keeps more.
            let wanted = Set(world.desired.map(\.details))
            #expect(kept.count == world.live.filter { wanted.contains($0.details) }.count, "\(plan.outline)")
            let moving = plan.steps.filter { $0.operation == .park && $0.newName?.contains(" moving ") == true }
            #expect(moving.count == circles(world), "\(plan.stepOutline)")
        }
    }

    @Test(
        "a saved plan holds as long as nothing moves, is stale after every step of it, and says in the end that it was applied"
    )
    func savedPlans() throws {
        for world in Self.worlds(owns: true, .createFirst) {
            var saved = try SavedWorld(desired: world.desired, live: world.live, rules: world.rules)
            #expect(saved.reasons().isEmpty && saved.again()?.plan == saved.saved, "\(saved.saved.outline)")
            guard !saved.saved.isBlocked, !saved.saved.steps.isEmpty else { continue }
            var model = StepWorld(world.live)
            for step in saved.saved.steps {
                try model.run(step)
                saved.live = model.sorted
                #expect(!saved.reasons().isEmpty, "\(saved.saved.stepOutline) after \(step.id)")
            }
            #expect(saved.reasons().map(\.kind) == [.alreadyApplied], "\(saved.saved.outline)")
        }
    }

    /// Counts the circles in which connections take each other's names, by following each one's wish.
    private func circles(_ world: World) -> Int {
        var wish: [String: String] = [:]
        for live in world.live {
            let wanted = world.desired.first { $0.details == live.details }?.name
            if let wanted, wanted != live.name { wish[live.name] = wanted }
        }
        let onCircle = wish.keys.filter { start in
            var name = wish[start]
            for _ in wish {
                if name == start { return true }
                name = name.flatMap { wish[$0] }
            }
            return false
        }
        var seen: Set<String> = []
        var count = 0
        for start in onCircle where !seen.contains(start) {
            count += 1
            var name: String? = start
            while let current = name, seen.insert(current).inserted { name = wish[current] }
        }
        return count
    }

    /// Runs every prefix of every allowed order once, and expects each to lead to one world.
    private func finalWorld(_ steps: [Step], _ world: World) throws -> StepWorld {
        var reached: [Set<Int>: StepWorld] = [[]: StepWorld(world.live)]
        var frontier: [Set<Int>] = [[]]
        while let done = frontier.popLast() {
            for step in steps where !done.contains(step.id) && done.isSuperset(of: step.after) {
                guard var model = reached[done] else { continue }
                try model.run(step)
                let next = done.union([step.id])
                if let known = reached[next] {
                    #expect(known.shapes == model.shapes, "the order matters")
                } else {
                    reached[next] = model
                    frontier.append(next)
                }
            }
        }
        return try #require(reached[Set(steps.map(\.id))])
    }
}

extension StepWorld {
    /// What is there, without the ids and versions that depend on the order of creation.
    fileprivate var shapes: Set<String> {
        Set(connections.values.map { "\($0.name) \($0.details) \($0.description) \($0.enabled)" })
    }
}
