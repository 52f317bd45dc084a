import Connections
import Planning
import TestSupport
import Testing

@Suite("Order in accounts of thousands")
struct OrderAtScaleTests {
    private static let count = 10_000

    private func live(_ index: Int) -> LiveConnection { Sample.live("n\(index)", at: "\(index)") }

    /// Runs the plan in its own order, and expects nothing to be left to do.
    private func expectLegal(
        _ plan: Plan,
        _ live: [LiveConnection],
        _ desired: [DesiredConnection],
        _ rules: PlanningRules
    ) throws {
        var world = StepWorld(live)
        for (index, step) in plan.steps.enumerated() {
            #expect(step.id == index + 1 && step.after.allSatisfy { $0 > 0 && $0 < step.id })
            try world.run(step)
        }
        try #expect(Planner.plan(desired, onto: world.sorted, rules: rules).changes.isEmpty)
    }

    private func parkings(_ plan: Plan) -> Int {
        plan.steps.filter { $0.operation == .park && $0.newName?.contains(" moving ") == true }.count
    }

    @Test("a chain of 10,000 renames runs from its free end, with nobody stepping aside", .timeLimit(.minutes(2)))
    func chain() throws {
        let live = (0..<Self.count).map(live)
        let desired = (0..<Self.count).map { Sample.desired("n\($0 + 1)", at: "\($0)") }
        let rules = PlanningRules(owns: [NameGlob("*")])
        let plan = try Planner.plan(desired, onto: live, rules: rules)
        #expect(plan.steps.count == Self.count && parkings(plan) == 0)
        #expect(plan.steps.first?.newName == "n\(Self.count)")
        try expectLegal(plan, live, desired, rules)
    }

    @Test("a circle of 10,000 names needs one that steps aside", .timeLimit(.minutes(2)))
    func circle() throws {
        let live = (0..<Self.count).map(live)
        let desired = (0..<Self.count).map { Sample.desired("n\(($0 + 1) % Self.count)", at: "\($0)") }
        let plan = try Planner.plan(desired, onto: live)
        #expect(plan.steps.count == Self.count + 1 && parkings(plan) == 1)
        try expectLegal(plan, live, desired, PlanningRules())
    }

    @Test(
        "chains, circles, replaces and deletes of 2,000: each circle needs one that steps aside, every order is legal",
        .timeLimit(.minutes(2)),
        arguments: SeededRandom.seeds(4)
    )
    func mixed(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (live, desired, circles) = world(of: 2_000, &random)
        let rules = PlanningRules(owns: [NameGlob("*")])
        let plan = try Planner.plan(desired, onto: live, rules: rules)
        #expect(!plan.isBlocked)
        #expect(circles > 5 && parkings(plan) == circles, "\(circles) \(random)")
        #expect(Set(plan.changes.map(\.action)) == Set(Change.Action.allCases))
        try expectLegal(plan, live, desired, rules)
        let waitsFor = plan.steps.map(\.after)
        for _ in 0..<20 {
            var world = StepWorld(live)
            for id in shuffledOrder(waitsFor, &random) { try world.run(plan.steps[id - 1]) }
            let left = try Planner.plan(desired, onto: world.sorted, rules: rules).changes
            #expect(left.isEmpty, "\(random)")
        }
    }

    /// Every live connection keeps its name, gets another one's, moves to another place, or goes; and some are new.
    private func world(
        of count: Int,
        _ random: inout SeededRandom
    ) -> (live: [LiveConnection], desired: [DesiredConnection], circles: Int) {
        var wish: [Int: Int] = [:]
        var desired: [DesiredConnection] = []
        // Names that some live connections give up go to others of the same group, so circles and chains of all lengths come up.
        var rest = Array((0..<count).shuffled(using: &random))
        while !rest.isEmpty {
            let group = Array(rest.suffix(Int.random(in: 1...40, using: &random)))
            rest.removeLast(group.count)
            let names = group.shuffled(using: &random)
            for (index, name) in zip(group, names) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0: continue
                case 1:
                    let order: DesiredConnection.ReplaceOrder =
                        Bool.random(using: &random) ? .createFirst : .deleteFirst
                    desired.append(Sample.desired("n\(name)", at: "\(count + index)", replaceOrder: order))
                default:
                    wish[index] = name
                    desired.append(Sample.desired("n\(name)", at: "\(index)"))
                }
            }
        }
        desired += (0..<count / 10).map { Sample.desired("new\($0)", at: "\(3 * count + $0)") }
        return ((0..<count).map(live), desired.shuffled(using: &random), circles(wish))
    }

    /// How many circles there are in which each takes the next one's name, those of one excepted.
    private func circles(_ wish: [Int: Int]) -> Int {
        var visitedFrom: [Int: Int] = [:]
        var count = 0
        for start in wish.keys {
            var current: Int? = start
            while let index = current, visitedFrom[index] == nil {
                visitedFrom[index] = start
                current = wish[index]
            }
            guard let end = current, visitedFrom[end] == start, wish[end] != end, wish[end] != nil else { continue }
            count += 1
        }
        return count
    }

    private func shuffledOrder(_ waitsFor: [[Int]], _ random: inout SeededRandom) -> [Int] {
        var open = waitsFor.map(\.count)
        var dependents: [[Int]] = Array(repeating: [], count: waitsFor.count)
        for (index, earlier) in waitsFor.enumerated() {
            for id in earlier { dependents[id - 1].append(index) }
        }
        var ready = open.indices.filter { open[$0] == 0 }
        var order: [Int] = []
        while !ready.isEmpty {
            ready.swapAt(Int.random(in: ready.indices, using: &random), ready.count - 1)
            let index = ready.removeLast()
            order.append(index + 1)
            for dependent in dependents[index] {
                open[dependent] -= 1
                if open[dependent] == 0 { ready.append(dependent) }
            }
        }
        return order
    }
}
