import Connections
import Diagnostics
import Planning
import TestSupport
import Testing

@Suite("What forbids a change")
struct GuardrailTests {
    private let owned = PlanningRules(owns: [NameGlob("*")])

    @Test("what no file declares is unmanaged, unless 'owns' covers it")
    func ownership() throws {
        let live = [Sample.live("legacy", at: "1"), Sample.live("mine-1", at: "2"), Sample.live("a", at: "3")]
        let plan = try Planner.plan(
            [Sample.desired("a", at: "3")],
            onto: live,
            rules: PlanningRules(owns: [NameGlob("mine-*")])
        )
        #expect(plan.outline == ["delete mine-1"])
        #expect(plan.unmanaged.map(\.name) == ["legacy"])
        #expect(plan.changes.first?.reason == .notDeclared)
    }

    @Test(
        "a rename or replace of a connection whose name nobody claims is blocked until somebody does",
        arguments: [
            (Sample.desired("new", at: "1"), PlanningRules(), Block.Code?.some(.notOwned)),
            (Sample.desired("new", at: "1", renamedFrom: ["old"]), PlanningRules(), nil),
            (Sample.desired("new", at: "1"), PlanningRules(owns: [NameGlob("o*")]), nil),
            (Sample.desired("new", at: "1", id: "id-old"), PlanningRules(), .notOwned),
            (Sample.desired("new", at: "2", renamedFrom: ["old"]), PlanningRules(), nil),
        ]
    )
    func claims(_ desired: DesiredConnection, _ rules: PlanningRules, _ expected: Block.Code?) throws {
        let plan = try Planner.plan([desired], onto: [Sample.live("old", at: "1")], rules: rules)
        #expect(plan.changes.count == 1)
        #expect(plan.changes.first?.blocked?.code == expected)
        #expect(plan.steps.isEmpty == (expected != nil))
        #expect(plan.changes.first?.blocked?.remedies.isEmpty != true)
    }

    @Test("declaring a live connection's name is adopting it: an update needs no ownership")
    func adoption() throws {
        let plan = try Planner.plan([Sample.desired("a", at: "1", description: "x")], onto: [Sample.live("a", at: "1")])
        #expect(plan.outline == ["update a"])
    }

    @Test("tombstones delete by name or id, and only what is left over")
    func tombstones() throws {
        let byName = Tombstone(type: .aws, name: "old", place: Sample.place)
        let live = Sample.live("old", at: "1", version: 4)
        let plan = try Planner.plan([], absent: [byName], onto: [live])
        #expect(plan.outline == ["delete old"])
        #expect(plan.changes.first?.reason == .declaredAbsent)
        #expect(plan.steps.first?.expectedVersion == 4)
        let renamed = try Planner.plan(
            [Sample.desired("new", at: "1")],
            absent: [byName],
            onto: [live]
        )
        #expect(renamed.outline == ["update new"])
        let gone = try Planner.plan([Sample.desired("a", at: "3")], absent: [byName], onto: [Sample.live("a", at: "3")])
        #expect(gone.changes.isEmpty)
    }

    @Test("protection blocks deletes and replaces, not updates")
    func protection() throws {
        let rules = PlanningRules(owns: [NameGlob("*")], protected: [NameGlob("Prod *")])
        let live = [Sample.live("Prod a", at: "1"), Sample.live("Prod b", at: "2"), Sample.live("Prod c", at: "3")]
        let desired = [Sample.desired("Prod a", at: "9"), Sample.desired("Prod b", at: "2", description: "x")]
        let plan = try Planner.plan(desired, onto: live, rules: rules)
        #expect(plan.outline == ["delete Prod c [protected]", "replace Prod a [protected]", "update Prod b"])
        #expect(plan.summary.blocked == 2)
        let entry = try Planner.plan(
            [Sample.desired("a", at: "2", isProtected: true)],
            onto: [Sample.live("a", at: "1")],
            rules: owned
        )
        #expect(entry.outline == ["replace a [protected]"])
    }

    @Test("a pinned connection is never replaced")
    func pinned() throws {
        let plan = try Planner.plan([Sample.desired("a", at: "2", id: "id-a")], onto: [Sample.live("a", at: "1")])
        #expect(plan.outline == ["replace a [pinned]"])
    }

    @Test(
        "more deletes and replaces than the limit block all of them",
        arguments: [(1, true), (2, false), (0, true)]
    )
    func limits(_ limit: Int, _ isBlocked: Bool) throws {
        let rules = PlanningRules(owns: [NameGlob("*")], maximumDeletes: limit)
        let plan = try Planner.plan(
            [Sample.desired("a", at: "9"), Sample.desired("c", at: "3", description: "x")],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2"), Sample.live("c", at: "3")],
            rules: rules
        )
        let suffix = isBlocked ? " [limit]" : ""
        #expect(plan.outline == ["delete b\(suffix)", "replace a\(suffix)", "update c"])
        if isBlocked {
            #expect(plan.changes.first?.blocked?.remedies.first == "pass --max-deletes 2")
        }
    }

    @Test("files that declare nothing delete nothing unless that is said")
    func emptyInput() throws {
        let live = [Sample.live("a", at: "1")]
        try #expect(Planner.plan([], onto: live, rules: owned).outline == ["delete a [empty-input]"])
        var allowed = owned
        allowed.allowsEmpty = true
        try #expect(Planner.plan([], onto: live, rules: allowed).outline == ["delete a"])
        try #expect(Planner.plan([], onto: live).changes.isEmpty)
    }

    @Test("a name that an unmanaged connection keeps cannot be taken")
    func nameTaken() throws {
        let plan = try Planner.plan(
            [Sample.desired("b", at: "1", renamedFrom: ["a"])],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2")]
        )
        #expect(plan.outline == ["update b [name-taken]"])
        let unreadable = UnmanageableConnection(type: .vimeo, id: ConnectionID("x"), name: "v", reason: "no version")
        let taken = try Planner.plan([Sample.desiredVimeo("v")], onto: [], unmanageable: [unreadable])
        #expect(taken.outline == ["create v [name-taken]"])
    }

    @Test("an account and region that another connection keeps cannot be taken, whatever --only leaves out")
    func locationTaken() throws {
        let desired = [
            Sample.desired("a", at: "2", replaceOrder: .deleteFirst), Sample.desired("b", at: "3", id: "id-b"),
        ]
        let live = [Sample.live("a", at: "1"), Sample.live("b", at: "2")]
        let all = try Planner.plan(desired, onto: live)
        #expect(all.outline == ["replace a", "replace b [pinned]"])
        let one = try Planner.plan(desired, onto: live, rules: PlanningRules(only: [NameGlob("a")]))
        #expect(one.outline == ["replace a [needs-unselected]"])
        let held = try Planner.plan(
            [Sample.desired("a", at: "2"), Sample.desired("b", at: "2", id: "id-b")],
            onto: live
        )
        #expect(held.outline == ["replace a [location-taken]"])
    }

    @Test("one tombstone does not make files that declare nothing")
    func tombstoneAlone() throws {
        let live = [Sample.live("old", at: "1"), Sample.live("p", at: "2")]
        let tombstone = Tombstone(type: .aws, name: "old", place: Sample.place)
        let plan = try Planner.plan([], absent: [tombstone], onto: live, rules: owned)
        #expect(plan.outline == ["delete old", "delete p [empty-input]"])
    }

    @Test("the limit counts what --only selects")
    func limitAfterOnly() throws {
        let live = (1...5).map { Sample.live("p\($0)", at: "\($0)") } + [Sample.live("a", at: "9")]
        let rules = PlanningRules(owns: [NameGlob("*")], maximumDeletes: 3, only: [NameGlob("p1")])
        let plan = try Planner.plan([Sample.desired("a", at: "9")], onto: live, rules: rules)
        #expect(plan.outline == ["delete p1"])
    }

    @Test("what cannot be managed is said to be so, with remedies that can work")
    func unmanageable() throws {
        let item = UnmanageableConnection(type: .aws, id: ConnectionID("x"), name: "a", reason: "its version is text")
        let plan = try Planner.plan([Sample.desired("a", at: "1")], onto: [], unmanageable: [item], rules: owned)
        #expect(plan.outline == ["create a [name-taken]"])
        #expect(plan.changes.first?.blocked?.remedies.contains { $0.contains("owns") } == false)
        var elsewhere = item
        (elsewhere.name, elsewhere.location) = ("other", Sample.desired("a", at: "1").details.location)
        let held = try Planner.plan([Sample.desired("a", at: "1")], onto: [], unmanageable: [elsewhere], rules: owned)
        #expect(held.outline == ["create a [location-taken]"])
        #expect(held.changes.first?.blocked?.remedies.last == "give this entry another account or region")
        var same = elsewhere
        same.name = "a"
        let itself = try Planner.plan([Sample.desired("a", at: "1")], onto: [], unmanageable: [same], rules: owned)
        #expect(itself.outline == ["create a [name-taken]"])
        let remedy = "give this entry another name, and another account or region"
        #expect(itself.changes.first?.blocked?.remedies.last == remedy)
        let error = #expect(throws: PlanningError.self) {
            try Planner.plan([Sample.desired("a", at: "1", id: "x")], onto: [], unmanageable: [item])
        }
        #expect(error?.diagnostics.first?.message.contains("its version is text") == true)
    }

    @Test("--only keeps the matching changes, and blocks those that need one it leaves out")
    func only() throws {
        let desired = [
            Sample.desired("a", at: "2"), Sample.desired("b", at: "1"), Sample.desired("c", at: "3", description: "x"),
        ]
        let live = [Sample.live("a", at: "1"), Sample.live("b", at: "2"), Sample.live("c", at: "3")]
        let one = try Planner.plan(desired, onto: live, rules: PlanningRules(only: [NameGlob("c")]))
        #expect(one.outline == ["update c"])
        let part = try Planner.plan(
            [Sample.desired("b", at: "1", renamedFrom: ["a"]), Sample.desired("c", at: "2", renamedFrom: ["b"])],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2")],
            rules: PlanningRules(only: [NameGlob("a")])
        )
        #expect(part.outline == ["update b [needs-unselected]"])
    }
}
