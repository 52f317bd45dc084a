import Connections
import Planning
import TestSupport
import Testing

@Suite("Steps and their order")
struct StepGraphTests {
    @Test("two connections that swap regions are updates that keep both ids")
    func swap() throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "1:eu-west-1"), Sample.desired("b", at: "1:us-east-1")],
            onto: [Sample.live("a", at: "1:us-east-1"), Sample.live("b", at: "1:eu-west-1")]
        )
        #expect(plan.outline == ["update a", "update b"])
        #expect(plan.stepOutline == ["1 park a", "2 update b <1", "3 update a <1,2"])
        #expect(plan.steps[0].expectedVersion == 1)
        #expect(plan.steps[1].expectedVersion == 1)
        #expect(plan.steps[2].expectedVersion == nil)
    }

    @Test("three that rotate names need one parking")
    func rotation() throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2"), Sample.desired("b", at: "3"), Sample.desired("c", at: "1")],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2"), Sample.live("c", at: "3")]
        )
        #expect(plan.steps.filter { $0.operation == .park }.count == 1)
        #expect(plan.steps.count == 4)
    }

    @Test("a chain of renames runs from its free end, with no parking")
    func chain() throws {
        let plan = try Planner.plan(
            [
                Sample.desired("b", at: "1", renamedFrom: ["a"]), Sample.desired("c", at: "2"),
                Sample.desired("d", at: "3"),
            ],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2"), Sample.live("c", at: "3")]
        )
        #expect(plan.stepOutline == ["1 update d", "2 update c <1", "3 update b <2"])
    }

    @Test("a createFirst replace parks, creates, deletes; deleteFirst deletes, creates")
    func replaces() throws {
        let live = [Sample.live("a", at: "1", version: 5)]
        let createFirst = try Planner.plan([Sample.desired("a", at: "2")], onto: live)
        #expect(createFirst.stepOutline == ["1 park a", "2 create a <1", "3 delete a <1,2"])
        #expect(createFirst.steps.map(\.expectedVersion) == [5, nil, nil])
        #expect(createFirst.steps[0].newName?.hasPrefix("a retired ") == true)
        let deleteFirst = try Planner.plan([Sample.desired("a", at: "2", replaceOrder: .deleteFirst)], onto: live)
        #expect(deleteFirst.stepOutline == ["1 delete a", "2 create a <1"])
        #expect(deleteFirst.steps.map(\.expectedVersion) == [5, nil])
    }

    @Test(
        "a connection retires under a name once another entry's connection has given it up, unless that one waits for it"
    )
    func retiredNames() throws {
        let live = [Sample.live("d", at: "1"), Sample.live("e", at: "3")]
        let wanted = [
            Sample.desired("d", at: "2", renamedFrom: ["e"]), Sample.desired("b", at: "1", isProtected: true),
        ]
        let plan = try Planner.plan(wanted, onto: live)
        #expect(plan.outline == ["replace d", "update b"])
        #expect(plan.stepOutline == ["1 update b", "2 park d <1", "3 create d <1,2", "4 delete d <2,3"])
        // Cut short behind any step, the rest is not blocked: whose predecessor was retired is clear.
        let renamed = Sample.live("b", at: "1", id: "id-d", version: 2)
        let parked = Sample.live(
            ParkedName.name(for: .retired, of: "d", id: live[1].id),
            at: "3",
            id: "id-e",
            version: 2
        )
        for world in [
            [renamed, live[1]], [renamed, parked], [renamed, parked, Sample.live("d", at: "2", id: "new")],
        ] {
            let rest = try Planner.plan(wanted, onto: world)
            #expect(rest.changes.allSatisfy { $0.blocked == nil })
        }
        // The other one takes the very name that this one gives up.
        let turned = try Planner.plan(
            [Sample.desired("d", at: "2", renamedFrom: ["b"]), Sample.desired("b", at: "1")],
            onto: [Sample.live("d", at: "1"), Sample.live("b", at: "3")]
        )
        #expect(turned.stepOutline == ["1 park d", "2 update b <1", "3 create d <1,2", "4 delete d <1,3"])
    }

    @Test("a connection whose grace is under way follows its entry to a name once that is free")
    func retiredNameFollows() throws {
        let retired = Sample.live(
            ParkedName.name(for: .retired, of: "a", id: ConnectionID("old")),
            at: "2",
            id: "old",
            updatedDate: "2026-01-01T00:00:00.000Z"
        )
        let plan = try Planner.plan(
            [
                Sample.desired("e", at: "1", isProtected: true),
                Sample.desired("c", at: "3", renamedFrom: ["a"], grace: .seconds(3_600_000_000)),
            ],
            onto: [retired, Sample.live("c", at: "1"), Sample.live("b", at: "3")],
            rules: PlanningRules(owns: [NameGlob("*")])
        )
        #expect(plan.stepOutline == ["1 update e", "2 update c <1", "3 update c <1,2"])
    }

    @Test(
        "that name is free in the middle of a circle of renames, behind the park that opens it",
        arguments: ["b", "x"]
    )
    func retiredNameInCircle(_ successor: String) throws {
        let retired = Sample.live(
            ParkedName.name(for: .retired, of: "c", id: ConnectionID("old")),
            at: "3",
            id: "old",
            updatedDate: "2026-01-01T00:00:00.000Z"
        )
        let wanted = [
            Sample.desired(successor, at: "2", renamedFrom: ["c"], grace: .seconds(3_600_000_000)),
            Sample.desired("d", at: "1", isProtected: true),
        ]
        let live = [Sample.live("d", at: "2"), Sample.live(successor, at: "1", id: "other"), retired]
        let plan = try Planner.plan(wanted, onto: live)
        #expect(
            plan.stepOutline == [
                "1 park \(successor)", "2 update d <1", "3 update \(successor) <2", "4 update \(successor) <1,2,3",
            ]
        )
        #expect(plan.steps.map(\.connectionId?.rawValue) == ["id-d", "other", "old", "id-d"])
        // Cut short behind any step, the rest is not blocked.
        let moving = Sample.live(
            ParkedName.name(for: .moving, of: "d", id: live[0].id),
            at: "2",
            id: "id-d",
            version: 2
        )
        let renamed = Sample.live("d", at: "1", id: "other", version: 2)
        var followed = retired
        followed.name = ParkedName.name(for: .retired, of: successor, id: retired.id)
        for world in [[moving, live[1], retired], [moving, renamed, retired], [moving, renamed, followed]] {
            let rest = try Planner.plan(wanted, onto: world)
            #expect(rest.changes.allSatisfy { $0.action == .update && $0.blocked == nil } && rest.waiting.count == 1)
        }
    }

    @Test("in a circle the retired follow their entries before the names are gone that tell whose they were")
    func retiredNamesInCircle() throws {
        let (first, second) = (Self.retired("a", "r1", at: "3"), Self.retired("b", "r2", at: "4"))
        let live = [Sample.live("a", at: "1"), Sample.live("b", at: "2"), first, second]
        let grace = Duration.seconds(3_600_000_000)
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2", grace: grace), Sample.desired("b", at: "1", grace: grace)],
            onto: live,
            rules: PlanningRules(owns: [NameGlob("*")])
        )
        #expect(plan.outline == ["update a", "update a", "update b", "update b"] && plan.waiting.count == 2)
        func number(_ operation: Step.Operation, _ id: String) -> Int {
            plan.steps.first { $0.operation == operation && $0.connectionId == ConnectionID(id) }?.id ?? 0
        }
        #expect(number(.park, "id-b") < number(.update, "id-a"))
        #expect(number(.update, "id-a") < number(.update, "id-b"))
        #expect(number(.update, "r1") < number(.update, "id-a") && number(.update, "r2") < number(.update, "id-b"))
        #expect(plan.steps.allSatisfy { step in step.after.allSatisfy { $0 < step.id } })
    }

    @Test("one whose entry is replaced and renamed at once follows it behind what takes its place")
    func retiredNameOfReplaced() throws {
        let grace = Duration.seconds(3_600_000_000)
        let live = [Sample.live("a", at: "1"), Self.retired("a", "r", at: "2")]
        for order in [DesiredConnection.ReplaceOrder.createFirst, .deleteFirst] {
            let entry = Sample.desired("c", at: "3", renamedFrom: ["a"], replaceOrder: order, grace: grace)
            let plan = try Planner.plan([entry], onto: live, rules: PlanningRules(owns: [NameGlob("*")]))
            #expect(plan.outline == ["replace c", "update c"])
            #expect(plan.steps.map(\.connectionId?.rawValue) == ["id-a", nil, "r"])
            #expect(plan.steps.map(\.after) == [[], [1], [2]])
        }
    }

    @Test(
        "what is retired keeps its grace when a run that deletes first was cut short behind the delete of another one"
    )
    func deleteFirstKeepsGrace() throws {
        let grace = Duration.seconds(3_600)
        let entry = Sample.desired("a", at: "3", replaceOrder: .deleteFirst, grace: grace)
        let left = try Planner.plan([entry], onto: [Self.retired("a", "r", at: "2")], now: "2026-01-01T00:00:01.000Z")
        #expect(left.stepOutline == ["1 park a", "2 create a <1"])
        #expect(left.changes.map(\.replaceOrder) == [.createFirst] && left.changes.map(\.graceSeconds) == [3_600])
    }

    @Test("of a circle the one is parked whose name is taken by one that no retired connection has to go before")
    func retiredNamesInLargerCircle() throws {
        let grace = Duration.seconds(3_600_000_000)
        let wanted = [
            Sample.desired("a", at: "4", grace: grace), Sample.desired("b", at: "1", isProtected: true),
            Sample.desired("c", at: "2"), Sample.desired("d", at: "3", grace: grace),
        ]
        let live = [
            Sample.live("a", at: "1"), Sample.live("b", at: "2"), Sample.live("c", at: "3"), Sample.live("d", at: "4"),
            Self.retired("d", "ra", at: "5"), Self.retired("c", "rd", at: "6"),
        ]
        let rules = PlanningRules(owns: [NameGlob("*")])
        let plan = try Planner.plan(wanted, onto: live, rules: rules)
        #expect(plan.steps.map(\.connectionId?.rawValue) == ["id-c", "id-b", "id-a", "ra", "id-d", "rd", "id-c"])
        var world = StepWorld(live)
        for step in plan.steps {
            try world.run(step)
            let rest = try Planner.plan(wanted, onto: world.sorted, rules: rules)
            #expect(rest.changes.allSatisfy { $0.blocked == nil }, "behind step \(step.id)")
        }
    }

    @Test("a retired connection follows its entry only when what succeeded it does")
    func retiredNameAlone() throws {
        let live = [Sample.live("a", at: "1"), Self.retired("a", "r", at: "2")]
        let wanted = [Sample.desired("b", at: "1", grace: .seconds(3_600_000_000))]
        for (name, outline) in [
            ("b", ["update b", "update b"]), ("a", ["update b", "update b"]), ("a retired *", []), ("x", []),
        ] {
            let rules = PlanningRules(owns: [NameGlob("*")], only: [NameGlob(name)])
            let plan = try Planner.plan(wanted, onto: live, rules: rules)
            #expect(plan.outline == outline && plan.waiting.isEmpty == (name == "x"), "\(name)")
        }
        for (owned, block) in [("b", "not-owned"), ("a", "name-taken")] {
            let rules = PlanningRules(owns: [NameGlob(owned)])
            let plan = try Planner.plan(wanted, onto: live + [Sample.live("b", at: "5")], rules: rules)
            #expect(plan.outline.last == "update b [\(block)]" && plan.waiting.count == 1)
        }
    }

    @Test("one that its entry's former names tell of need not go first, and does where nothing speaks against it")
    func retiredNameKnownByFiles() throws {
        let grace = Duration.seconds(3_600_000_000)
        let live = [Sample.live("a", at: "1"), Self.retired("a", "r", at: "2")]
        let known = try Planner.plan([Sample.desired("b", at: "1", renamedFrom: ["a"], grace: grace)], onto: live)
        #expect(known.steps.map(\.connectionId?.rawValue) == ["r", "id-a"])
    }

    /// A retired connection that was called `name`.
    private static func retired(_ name: String, _ id: String, at location: String) -> LiveConnection {
        let retired = ParkedName.name(for: .retired, of: name, id: ConnectionID(id))
        return Sample.live(retired, at: location, id: id, updatedDate: "2026-01-01T00:00:00.000Z")
    }

    @Test("several such retirements, of which one stands in the way of what another waits for, all come late")
    func severalRetiredNames() throws {
        let retired = Sample.live(
            ParkedName.name(for: .retired, of: "a", id: ConnectionID("old")),
            at: "2",
            id: "old",
            updatedDate: "2026-01-01T00:00:00.000Z"
        )
        let plan = try Planner.plan(
            [
                Sample.desired("e", at: "1", isProtected: true),
                Sample.desired("c", at: "3", renamedFrom: ["a"], grace: .seconds(3_600_000_000)),
                Sample.desired("b", at: "4"), Sample.desired("n", at: "6", renamedFrom: ["x"]),
            ],
            onto: [
                retired, Sample.live("c", at: "1"), Sample.live("b", at: "3"), Sample.live("n", at: "4"),
                Sample.live("x", at: "5"),
            ],
            rules: PlanningRules(owns: [NameGlob("*")])
        )
        func number(_ operation: Step.Operation, _ id: String) -> Int {
            plan.steps.first { $0.operation == operation && $0.connectionId == ConnectionID(id) }?.id ?? 0
        }
        #expect(number(.update, "id-c") < number(.update, "old") && number(.update, "old") < number(.update, "id-b"))
        #expect(number(.update, "id-n") < number(.park, "id-x"))
        #expect(plan.steps.allSatisfy { step in step.after.allSatisfy { $0 < step.id } })
    }

    @Test("a connection that an interrupted run parked while it was moving counts under the name that it had")
    func retiredNameOfMoving() throws {
        let moving = Sample.live(ParkedName.name(for: .moving, of: "d", id: ConnectionID("m")), at: "1", id: "m")
        let plan = try Planner.plan(
            [Sample.desired("d", at: "2", renamedFrom: ["e"]), Sample.desired("b", at: "1", isProtected: true)],
            onto: [moving, Sample.live("e", at: "3")]
        )
        #expect(plan.stepOutline == ["1 update b", "2 park d <1", "3 create d <2", "4 delete d <2,3"])
    }

    @Test("a name that a delete frees is taken after it")
    func nameFreedByDelete() throws {
        let plan = try Planner.plan(
            [Sample.desired("b", at: "1", renamedFrom: ["a"])],
            onto: [Sample.live("a", at: "1"), Sample.live("b", at: "2")],
            rules: PlanningRules(owns: [NameGlob("b")])
        )
        #expect(plan.stepOutline == ["1 delete b", "2 update b <1"])
    }

    @Test("a replace whose old connection keeps a grace does not delete it yet")
    func grace() throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2", grace: .seconds(3_600))],
            onto: [Sample.live("a", at: "1")]
        )
        #expect(plan.stepOutline == ["1 park a", "2 create a <1"])
        #expect(plan.changes.first?.graceSeconds == 3_600)
    }

    @Test(
        "a retired connection waits for the end of its grace, then goes",
        arguments: [
            ("2026-01-01T00:59:59.999Z", false, ["waiting 2026-01-01T01:00:00.000Z"]),
            ("2026-01-01T01:00:00.000Z", false, ["delete"]),
            ("2026-01-01T00:00:00.000Z", true, ["delete"]),
        ]
    )
    func graceEnds(_ now: String, _ finishes: Bool, _ expected: [String]) throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2", grace: .seconds(3_600))],
            onto: [Sample.live("a", at: "2"), Sample.live(retired, at: "1", id: "old")],
            rules: PlanningRules(finishesReplaced: finishes),
            now: now
        )
        #expect(plan.changes.map(\.action.rawValue) + plan.waiting.map { "waiting \($0.until ?? "?")" } == expected)
        #expect(plan.changes.allSatisfy { $0.reason == .replaced && $0.recovery == nil })
    }

    @Test(
        "disabling a retired connection neither ends nor renews its grace, which then counts from its successor",
        arguments: [("2025-12-31T23:30:00.000Z", ["waiting"]), ("2025-12-31T22:59:59.000Z", ["delete"])]
    )
    func disabledDuringGrace(_ created: String, _ expected: [String]) throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        var successor = Sample.live("a", at: "2", updatedDate: created)
        successor.createdDate = created
        let old = Sample.live(retired, at: "1", id: "old", enabled: false)
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2", grace: .seconds(3_600))],
            onto: [successor, old],
            now: "2026-01-01T00:00:00.000Z"
        )
        #expect(plan.changes.map(\.action.rawValue) + plan.waiting.map { _ in "waiting" } == expected)
        // A successor that took its place back, and was replaced once more, was written when it took it.
        successor.updatedDate = "2025-12-31T23:30:00.000Z"
        let again = try Planner.plan(
            [Sample.desired("a", at: "2", grace: .seconds(3_600))],
            onto: [successor, old],
            now: "2026-01-01T00:00:00.000Z"
        )
        #expect(again.changes.isEmpty && again.waiting.map(\.until) == ["2026-01-01T00:30:00.000Z"])
    }

    @Test(
        "a disabled one that is as old as its successor may have been retired last, so that its grace counts from then"
    )
    func equallyOld() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        var (old, successor) = (Sample.live(retired, at: "1", id: "old", enabled: false), Sample.live("a", at: "2"))
        (old.createdDate, successor.createdDate) = ("2025-12-01T00:00:00.000Z", "2025-12-01T00:00:00.000Z")
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2", grace: .seconds(3_600))],
            onto: [successor, old],
            now: "2026-01-01T00:30:00.000Z"
        )
        #expect(plan.changes.isEmpty)
        #expect(plan.waiting.map(\.until) == ["2026-01-01T01:00:00.000Z"])
    }

    @Test("--only with the entry's name finishes its replace, and the report can say which id took over")
    func onlyFinishes() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2")],
            onto: [Sample.live("a", at: "2", id: "new"), Sample.live(retired, at: "1", id: "old")],
            rules: PlanningRules(only: [NameGlob("a")])
        )
        #expect(plan.outline == ["delete \(retired)"])
        #expect(plan.changes.first?.replacedBy == ConnectionID("new"))
    }

    @Test("an entry that is renamed during its grace keeps the old connection waiting")
    func renamedDuringGrace() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let plan = try Planner.plan(
            [Sample.desired("b", at: "2", grace: .seconds(3_600))],
            onto: [Sample.live("a", at: "2"), Sample.live(retired, at: "1", id: "old")],
            rules: PlanningRules(owns: [NameGlob("*")]),
            now: "2026-01-01T00:00:01.000Z"
        )
        #expect(plan.outline == ["update b", "update b"])
        #expect(plan.waiting.map(\.name) == ["b"])
        // Its retired name says whose it was, so it follows before the entry's own name can be lost.
        #expect(plan.steps.map(\.connectionId?.rawValue) == ["old", "id-a"])
        #expect(plan.steps.map(\.after) == [[], [1]])
        #expect(plan.steps[0].newName == ParkedName.name(for: .retired, of: "b", id: ConnectionID("old")))
    }

    @Test("a replace leaves alone what the entry ignores")
    func replaceIgnores() throws {
        let desired = Sample.desired("a", at: "2", description: "file", ignored: [.description, .enabled])
        let plan = try Planner.plan([desired], onto: [Sample.live("a", at: "1", description: "live", enabled: false)])
        let sets = plan.steps.first { $0.operation == .create }?.sets ?? []
        #expect(sets.contains(Step.Setting(.description, .text("live"))))
        #expect(sets.contains(Step.Setting(.enabled, .flag(false))))
    }

    @Test("what an interrupted replace left of an entry that ignores 'enabled' is as when it had not been interrupted")
    func replaceIgnoresWhenRetired() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let desired = Sample.desired("a", at: "2", ignored: [.enabled])
        let plan = try Planner.plan([desired], onto: [Sample.live(retired, at: "1", id: "old", enabled: false)])
        let create = plan.steps.first { $0.operation == .create }
        #expect(create?.sets.contains(Step.Setting(.enabled, .flag(false))) == true)
    }

    @Test("a deleteFirst replace cannot tell our fence from a wish, so it shows and writes what the entry says")
    func deleteFirstShowsEnabled() throws {
        let desired = Sample.desired("a", at: "2", ignored: [.enabled], replaceOrder: .deleteFirst)
        let plan = try Planner.plan([desired], onto: [Sample.live("a", at: "1", enabled: false)])
        #expect(plan.changes.first?.fields.contains { $0.field == .enabled } == true)
        let create = plan.steps.first { $0.operation == .create }
        #expect(create?.sets.contains(Step.Setting(.enabled, .flag(true))) == true)
    }

    @Test("a successor that is replaced in its turn is not the id to take up")
    func replacedSuccessor() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let plan = try Planner.plan(
            [Sample.desired("a", at: "3")],
            onto: [Sample.live("a", at: "2", id: "second"), Sample.live(retired, at: "1", id: "old")]
        )
        #expect(plan.changes.map(\.action) == [.delete, .replace])
        #expect(plan.changes.first?.replacedBy == nil)
    }

    @Test("white space at the ends of a description is no difference")
    func trimmed() throws {
        let desired = Sample.desired("a", at: "1", description: "text ")
        let live = Sample.live("a", at: "1", description: "text")
        try #expect(Planner.plan([desired], onto: [live]).changes.isEmpty)
    }

    @Test("an interrupted replace goes on where it stopped, and says so")
    func interruptedReplace() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let parked = try Planner.plan(
            [Sample.desired("a", at: "2")],
            onto: [Sample.live(retired, at: "1", id: "old", version: 2)]
        )
        #expect(parked.stepOutline == ["1 create a", "2 delete a <1"])
        #expect(parked.steps[1].expectedVersion == 2)
        #expect(parked.changes.first?.recovery == .interruptedReplace)
        let created = try Planner.plan(
            [Sample.desired("a", at: "2")],
            onto: [Sample.live(retired, at: "1", id: "old", version: 2), Sample.live("a", at: "2", id: "new")]
        )
        #expect(created.outline == ["delete \(retired)"])
        #expect(created.changes.first?.blocked == nil)
    }

    @Test("a replace that was taken back gives the retired connection its name again")
    func revertedReplace() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let plan = try Planner.plan([Sample.desired("a", at: "1")], onto: [Sample.live(retired, at: "1", id: "old")])
        #expect(plan.outline == ["update a"])
        #expect(plan.changes.first?.recovery == .interruptedReplace)
    }

    @Test("an interrupted swap goes on, though an id is all that tells who is who")
    func interruptedMove() throws {
        let moving = ParkedName.name(for: .moving, of: "a", id: ConnectionID("id-a"))
        let desired = [Sample.desiredVimeo("b", id: "id-a"), Sample.desiredVimeo("a", id: "id-b")]
        let first = try Planner.plan(desired, onto: [Sample.liveVimeo(moving, id: "id-a"), Sample.liveVimeo("b")])
        #expect(first.stepOutline == ["1 update a", "2 update b <1"])
        #expect(first.changes.map(\.recovery) == [nil, .interruptedMove])
        let unpinned = try Planner.plan([Sample.desiredVimeo("a")], onto: [Sample.liveVimeo(moving, id: "id-a")])
        #expect(unpinned.outline == ["update a"])
    }

    @Test("a name that only looks parked is left alone")
    func foreignParkedName() throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "2")],
            onto: [Sample.live("a retired 00000000", at: "1", id: "other"), Sample.live("a", at: "2")]
        )
        #expect(plan.changes.isEmpty)
        #expect(plan.unmanaged.count == 1)
    }

    @Test("parked names keep within the length the API takes, and are recognised all the same")
    func longNames() throws {
        let long = String(repeating: "x", count: 100)
        let id = ConnectionID("20251217080657842fux3au9kh1p0j5s")
        for purpose in ParkedName.Purpose.allCases {
            let parked = ParkedName.name(for: purpose, of: long, id: id)
            #expect(parked.count == 100)
            let recognised = try #require(ParkedName(parked, of: id))
            #expect(recognised.purpose == purpose)
            #expect(ParkedName.bases(of: long).contains(recognised.base))
            #expect(ParkedName(parked, of: ConnectionID("another")) == nil)
            #expect(ParkedName.name(for: .retired, of: parked, id: id).hasSuffix(parked.suffix(8)))
        }
    }

    @Test(
        "parked names are recognised behind letters that take the space to themselves",
        arguments: ["a\u{D4E}", "\u{D4E}", "\u{110BD}", "b\u{200D}"],
        ParkedName.Purpose.allCases
    )
    func greedyLetters(_ name: String, _ purpose: ParkedName.Purpose) {
        let id = ConnectionID("20251217080657842fux3au9kh1p0j5s")
        let parked = ParkedName(ParkedName.name(for: purpose, of: name, id: id), of: id)
        #expect(parked?.purpose == purpose)
        #expect(parked?.base.unicodeScalars.elementsEqual(name.unicodeScalars) == true)
    }

    @Test("a circle of 10,000 names takes one parking and stays in order")
    func longCircle() throws {
        let count = 10_000
        let name = { (index: Int) in "n\(index)" }
        let live = (0..<count).map { Sample.live(name($0), at: "\($0 + 1)") }
        let desired = (0..<count).map { Sample.desired(name(($0 + 1) % count), at: "\($0 + 1)") }
        let plan = try Planner.plan(desired, onto: live)
        #expect(plan.steps.count == count + 1)
        #expect(plan.steps.filter { $0.operation == .park }.count == 1)
        #expect(plan.steps.allSatisfy { step in step.after.allSatisfy { $0 < step.id } })
    }
}
