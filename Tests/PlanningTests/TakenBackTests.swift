import Connections
import Planning
import TestSupport
import Testing

@Suite("Moves to another region that are taken back")
struct TakenBackTests {
    private static let retired = Sample.live(
        ParkedName.name(for: .retired, of: "Main", id: ConnectionID("us")),
        at: "1:us-east-2",
        id: "us",
        enabled: false
    )
    private static let serving = Sample.live("Main", at: "1:eu-central-1", id: "eu")

    @Test(
        "the connection that serves keeps the grace, though the entry is renamed in the same commit",
        arguments: [["Main"], []],
        [[NameGlob("*")], []]
    )
    func renamed(_ former: [String], _ owns: [NameGlob]) throws {
        let entry = Sample.desired("Company", at: "1:us-east-2", renamedFrom: former, grace: .seconds(259_200))
        let plan = try Planner.plan(
            [entry],
            onto: [Self.retired, Self.serving],
            rules: PlanningRules(owns: owns)
        )
        let replace = try #require(plan.changes.first { $0.action == .replace })
        #expect(replace.connectionId == Self.serving.id && replace.replacedBy == Self.retired.id)
        #expect(!plan.steps.contains { $0.operation == .delete })
        guard !plan.isBlocked else {
            #expect(former.isEmpty && owns.isEmpty)
            return
        }
        // The other way round nothing would tell whose the one was that served, once the retired one has its name.
        #expect(plan.steps.map(\.connectionId) == [Self.serving.id, Self.retired.id])
        #expect(plan.steps.map(\.after) == [[], [1]])
        var world = StepWorld([Self.retired, Self.serving])
        for step in plan.steps { try world.run(step) }
        let rules = PlanningRules(owns: owns)
        let next = try Planner.plan([entry], onto: world.sorted, rules: rules, now: "2026-01-02T00:00:00.000Z")
        #expect(next.changes.isEmpty && next.waiting.map(\.connectionId) == [Self.serving.id], "\(next.outline)")
    }

    @Test(
        "--only takes both halves, whichever name it has",
        arguments: ["Company", "Main", "Main retired *"]
    )
    func selected(_ only: String) throws {
        let entry = Sample.desired("Company", at: "1:us-east-2", grace: .seconds(259_200))
        let rules = PlanningRules(owns: [NameGlob("*")], only: [NameGlob(only)])
        let plan = try Planner.plan([entry], onto: [Self.retired, Self.serving], rules: rules)
        #expect(plan.outline == ["replace Company", "update Company"] && plan.steps.count == 2)
    }

    @Test("a protected entry blocks both halves, so that no step is left that could not be carried out")
    func blocked() throws {
        let entry = Sample.desired("Main", at: "1:us-east-2", isProtected: true, grace: .seconds(259_200))
        let plan = try Planner.plan([entry], onto: [Self.retired, Self.serving])
        #expect(plan.changes.count == 2 && plan.summary.blocked == 2 && plan.steps.isEmpty, "\(plan.outline)")
    }

    @Test("until the apply the connection that serves is the output, also where the retired one is disabled")
    func outputs() throws {
        let entry = Sample.desired("Main", at: "1:us-east-2", grace: .seconds(259_200))
        let outputs = try Outputs(
            DesiredState(connections: [entry]),
            LiveAccount(connections: [Self.retired, Self.serving])
        )
        #expect(outputs.entries.map(\.connectionId) == [Self.serving.id])
        #expect(outputs.entries.map(\.isReplacePending) == [true] && outputs.entries.map(\.isEnabled) == [true])
    }

    @Test("a retired connection is renamed with its entry, whether or not that tells its former name")
    func retiredFollows() throws {
        let retired = Sample.live(
            ParkedName.name(for: .retired, of: "Main", id: ConnectionID("us")),
            at: "1:us-east-2",
            id: "us"
        )
        var live = [retired, Self.serving]
        for former in [["Main"], []] {
            let entry = Sample.desired("Company", at: "1:eu-central-1", renamedFrom: former, grace: .seconds(259_200))
            let rules = PlanningRules(owns: [NameGlob("*")])
            let plan = try Planner.plan([entry], onto: live, rules: rules, now: "2026-01-01T01:00:00.000Z")
            #expect(!plan.changes.contains { $0.action == .delete }, "\(plan.outline)")
            var world = StepWorld(live)
            for step in plan.steps { try world.run(step) }
            live = world.sorted
            #expect(live.contains { ParkedName($0.name, of: $0.id)?.base == "Company" })
        }
    }
}
