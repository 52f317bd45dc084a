import Connections
import Diagnostics
import Planning
import TestSupport
import Testing

@Suite("Matching entries to live connections")
struct MatchingTests {
    @Test("an entry that equals its live connection changes nothing")
    func equal() throws {
        let plan = try Planner.plan([Sample.desired("a", at: "1")], onto: [Sample.live("a", at: "1")])
        #expect(plan.changes.isEmpty)
        #expect(plan.summary.unchanged == 1)
    }

    @Test("an AWS entry is the live connection with its account and region, whatever that is called")
    func locationGoesBeforeName() throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2"), Sample.desired("b", at: "1")],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2")]
        )
        #expect(plan.outline == ["update a", "update b"])
        #expect(plan.changes.map(\.connectionId) == [ConnectionID("id-b"), ConnectionID("id-a")])
        #expect(plan.changes.allSatisfy { $0.reason == .renamed && !$0.idChanges })
    }

    @Test("an AWS entry with the name but another region is a replace")
    func nameMeansReplace() throws {
        let live = Sample.live("a", at: "1:us-east-1", version: 3)
        let plan = try Planner.plan([Sample.desired("a", at: "1:us-east-2")], onto: [live])
        #expect(plan.outline == ["replace a"])
        let change = try #require(plan.changes.first)
        #expect(change.idChanges && change.irreversible && change.version == 3)
        #expect(change.fields.map(\.field) == [.awsRegion])
        #expect(change.fields.allSatisfy { $0.forcesReplacement })
    }

    @Test("a former name is followed when nothing else fits, and the id is kept")
    func renamedFrom() throws {
        let plan = try Planner.plan(
            [Sample.desiredVimeo("new", renamedFrom: ["older", "old"])],
            onto: [Sample.liveVimeo("old")]
        )
        #expect(plan.outline == ["update new"])
        #expect(plan.changes.first?.connectionId == ConnectionID("id-old"))
    }

    @Test(
        "a connection that an interrupted run parked goes before one that bears a former name, as it did in that run",
        arguments: ParkedName.Purpose.allCases
    )
    func parkedGoesBeforeFormer(_ purpose: ParkedName.Purpose) throws {
        let entry = Sample.desired("a", at: "3", renamedFrom: ["old"])
        let other = Sample.live("old", at: "2", id: "id-2")
        let whole = try Planner.plan([entry], onto: [Sample.live("a", at: "1", id: "id-1"), other])
        #expect(whole.changes.map(\.connectionId) == [ConnectionID("id-1")])
        let name = ParkedName.name(for: purpose, of: "a", id: ConnectionID("id-1"))
        let resumed = try Planner.plan([entry], onto: [Sample.live(name, at: "1", id: "id-1"), other])
        #expect(resumed.changes.map(\.connectionId) == [ConnectionID("id-1")])
        #expect(resumed.steps.allSatisfy { $0.connectionId != ConnectionID("id-2") })
        // What bore the former name when it was parked is as good as what bears it.
        let former = ParkedName.name(for: purpose, of: "old", id: ConnectionID("id-2"))
        let gone = try Planner.plan([entry], onto: [Sample.live(former, at: "2", id: "id-2")])
        #expect(gone.changes.map(\.connectionId) == [ConnectionID("id-2")])
    }

    @Test("a former name that nobody has any more is no error")
    func renamedFromIsGone() throws {
        let plan = try Planner.plan(
            [Sample.desiredVimeo("new", renamedFrom: ["old"])],
            onto: [Sample.liveVimeo("new", id: "id-old")]
        )
        #expect(plan.changes.isEmpty)
    }

    @Test("a pinned id goes before everything else")
    func pinned() throws {
        let plan = try Planner.plan(
            [Sample.desiredVimeo("a", id: "id-b"), Sample.desiredVimeo("b", id: "id-a")],
            onto: [Sample.liveVimeo("a"), Sample.liveVimeo("b")]
        )
        #expect(plan.outline == ["update a", "update b"])
        #expect(plan.stepOutline == ["1 park a", "2 update b <1", "3 update a <1,2"])
    }

    @Test("a pinned id that is not live is an error at the entry")
    func pinnedNotLive() throws {
        let error = #expect(throws: PlanningError.self) {
            try Planner.plan(
                [Sample.desired("a", at: "1", id: "gone"), Sample.desired("b", at: "2", id: "id-b")],
                onto: [Sample.live("b", at: "2")]
            )
        }
        #expect(error?.diagnostics.map(\.code) == [.pinnedNotLive])
        #expect(error?.report.category == .invalidInput)
    }

    @Test("several pinned ids of which none is live look like another account")
    func anotherAccount() throws {
        let error = #expect(throws: PlanningError.self) {
            try Planner.plan(
                [Sample.desired("a", at: "1", id: "gone"), Sample.desired("b", at: "2", id: "gone-too")],
                onto: [Sample.live("b", at: "2")]
            )
        }
        #expect(error?.report.category == .blocked)
    }

    @Test("several live connections with the pair: the equal name decides, else the author must")
    func ambiguousLocation() throws {
        let live = [Sample.live("a", at: "1"), Sample.live("b", at: "1")]
        let named = try Planner.plan([Sample.desired("a", at: "1")], onto: live)
        #expect(named.changes.isEmpty)
        let error = #expect(throws: PlanningError.self) {
            try Planner.plan([Sample.desired("c", at: "1")], onto: live)
        }
        #expect(error?.diagnostics.map(\.code) == [.ambiguousMatch])
    }

    @Test(
        "a field that differs is an update of that field alone",
        arguments: [
            (Sample.desired("a", at: "1", description: "x"), [ConnectionField.description]),
            (Sample.desired("a", at: "1", enabled: false), [.enabled]),
            (Sample.desired("a", at: "1", description: "x", enabled: false), [.description, .enabled]),
            (Sample.desired("a", at: "1", description: "x", enabled: false, ignored: [.description]), [.enabled]),
            (Sample.desired("b", at: "1", renamedFrom: ["a"]), [.name]),
        ]
    )
    func updates(_ desired: DesiredConnection, _ fields: [ConnectionField]) throws {
        let plan = try Planner.plan([desired], onto: [Sample.live("a", at: "1", version: 7)])
        #expect(plan.changes.map(\.action) == [.update])
        #expect(plan.changes.first?.fields.map(\.field) == fields)
        #expect(plan.steps.first?.expectedVersion == 7)
        #expect(plan.steps.first?.sets.map(\.field) == fields)
    }

    @Test("ignored fields are no difference at all")
    func ignored() throws {
        let desired = Sample.desired("a", at: "1", description: "x", enabled: false, ignored: [.description, .enabled])
        try #expect(Planner.plan([desired], onto: [Sample.live("a", at: "1")]).changes.isEmpty)
    }

    @Test("the secrets of a Vimeo entry are sent with a create, never shown, and else only when asked for")
    func credentials() throws {
        let desired = Sample.desiredVimeo("a")
        let create = try Planner.plan([desired], onto: [])
        #expect(create.steps.first?.sendsCredentials == true)
        let kept = try Planner.plan([desired], onto: [Sample.liveVimeo("a")])
        #expect(kept.changes.isEmpty)
        let rotated = try Planner.plan(
            [desired],
            onto: [Sample.liveVimeo("a")],
            rules: PlanningRules(rotate: [NameGlob("a*")])
        )
        #expect(rotated.changes.map(\.reason) == [.rotationRequested])
        #expect(rotated.steps.first?.sendsCredentials == true)
        for plan in [create, rotated] {
            let sensitive = plan.changes.flatMap(\.fields).filter(\.sensitive)
            #expect(sensitive.map(\.field) == [.clientSecret, .accessToken])
            #expect(sensitive.allSatisfy { $0.before == .none && $0.after == .none })
        }
    }
}
