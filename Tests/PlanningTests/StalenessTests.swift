import Connections
import Planning
import TestSupport
import Testing

@Suite("Why a saved plan is not carried out")
struct StalenessTests {
    /// Something that happens after the plan was saved, and the reasons that follow, each with a part of its sentence.
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: [(StaleReason.Kind, String)]
        var event: @Sendable (inout SavedWorld) -> Void

        init(
            _ description: String,
            _ expected: [(StaleReason.Kind, String)],
            _ event: @escaping @Sendable (inout SavedWorld) -> Void
        ) {
            testDescription = description
            self.expected = expected
            self.event = event
        }
    }

    private func expect(_ row: Row) throws {
        var world = try SavedWorld()
        row.event(&world)
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == row.expected.map(\.0), "\(reasons.map(\.message))")
        for (reason, (_, words)) in zip(reasons, row.expected) {
            #expect(reason.message.contains(words), "\(reason.message)")
        }
    }

    @Test("a plan of every action is the same when planned again")
    func unmoved() throws {
        let world = try SavedWorld()
        #expect(
            world.saved.outline == ["delete gone", "replace moved", "update edited", "update new name", "create fresh"]
        )
        #expect(world.reasons().isEmpty)
        #expect(world.again()?.plan == world.saved)
    }

    @Test(
        "what it does not touch may change, and is left alone",
        arguments: [
            Row("an edit", []) { $0.edit("bystander") { $0.description = "theirs" } },
            Row("a rename", []) { $0.edit("bystander") { $0.name = "renamed" } },
            Row("a delete", []) { $0.remove("bystander") },
            Row("one more that nobody declares", []) { $0.live.append(Sample.live("new", at: "77")) },
            Row("one more that 'owns' covers", []) { $0.live.append(Sample.live("gone too", at: "78")) },
        ]
    )
    func bystanders(_ row: Row) throws {
        try expect(row)
    }

    @Test("changes that came up besides are counted, and not made")
    func leftAlone() throws {
        var world = try SavedWorld()
        world.live.append(Sample.live("gone too", at: "78"))
        world.edit("bystander") { $0.description = "theirs" }
        let again = try #require(world.again())
        #expect(again.leftAlone == 2)
        #expect(again.plan.steps == world.saved.steps)
    }

    @Test(
        "what it touches may not: each event has its own kind and sentence",
        arguments: [
            Row(
                "a field that it changes",
                [(.versionMoved, "is at version 5 now, and the plan saw 4: description was 'old' and is 'theirs'")]
            ) { $0.edit("edited") { $0.description = "theirs" } },
            Row(
                "another field",
                [(.versionMoved, "besides what the plan changes, enabled is false, which the files want as true")]
            ) {
                $0.edit("edited") { $0.enabled = false }
            },
            Row(
                "a rename",
                [(.connectionRenamed, "is called 'theirs' now (version 5), and the plan saw 'edited' (version 4)")]
            ) {
                $0.edit("edited") { $0.name = "theirs" }
            },
            Row(
                "a rename of what it renames",
                [(.connectionRenamed, "is called 'theirs' now (version 2), and the plan saw 'old name' (version 1)")]
            ) { $0.edit("old name") { $0.name = "theirs" } },
            Row("a delete", [(.connectionDeleted, "aws 'edited' (id-edited) is not in the account any more")]) {
                $0.remove("edited")
            },
            Row("an edit of what it deletes", [(.versionMoved, "whoever wrote it may still want it")]) {
                $0.edit("gone") { $0.description = "still needed" }
            },
            Row("an edit of what it replaces", [(.versionMoved, "is at version 2 now, and the plan saw 1")]) {
                $0.edit("moved") { $0.description = "theirs" }
            },
            Row(
                "a connection that takes the name of a create",
                [
                    (
                        .nameTaken,
                        "cannot take the name 'fresh', which is no longer free: id-fresh has it, with awsAccountId"
                    )
                ]
            ) { $0.live.append(Sample.live("fresh", at: "79")) },
            Row(
                "a connection that takes the account and region of a create",
                [(.locationTaken, "account '000000000002' with region 'us-east-1', which is no longer free: 'gone x'")]
            ) { $0.live.append(Sample.live("gone x", at: "2")) },
            Row("a connection that takes the name of a rename", [(.nameTaken, "cannot take the name 'new name'")]) {
                $0.live.append(Sample.live("new name", at: "80"))
            },
            Row(
                "a connection that takes the account and region of a replace",
                [
                    (
                        .locationTaken,
                        "account '000000000009' with region 'us-east-1', which is no longer free: 'in the way'"
                    )
                ]
            ) { $0.live.append(Sample.live("in the way", at: "9")) },
            Row(
                "two things at once",
                [(.versionMoved, "aws 'gone' (id-gone) is at version 3 now"), (.connectionDeleted, "aws 'edited'")]
            ) { world in
                world.remove("edited")
                world.edit("gone") { $0.enabled = false }
            },
            Row(
                "what it cannot understand any more",
                [(.connectionDeleted, "cannot be managed any more: it has no version")]
            ) { world in
                world.remove("edited")
                world.unmanageable = [
                    UnmanageableConnection(type: .aws, id: ConnectionID("id-edited"), reason: "it has no version")
                ]
            },
        ]
    )
    func touched(_ row: Row) throws {
        try expect(row)
    }

    @Test(
        "an edited plan is not what planning again gives, whatever was edited",
        arguments: [
            Row("a delete added", [(.changeNotCalledFor, "aws 'bystander' (id-bystander) is deleted by the plan")]) {
                $0.saved.addDelete(of: "bystander")
            },
            Row("an id swapped", [(.changeNotCalledFor, "aws 'gone' (id-bystander) is deleted by the plan")]) {
                $0.saved.changes[0].connectionId = ConnectionID("id-bystander")
                $0.saved.changes[0].version = 1
            },
            Row("an id that is nobody's", [(.connectionDeleted, "aws 'gone' (nobody) is not in the account")]) {
                $0.saved.changes[0].connectionId = ConnectionID("nobody")
            },
            Row(
                "a value altered",
                [(.changeDiffers, "takes description from 'old' to 'evil' in the plan, and from 'old' to 'new' when")]
            ) { $0.saved.changes[2].fields[0].after = .text("evil") },
            Row("a value of a create altered", [(.changeDiffers, "takes awsRegion from none to 'evil'")]) {
                $0.saved.changes[4].fields[2].after = .text("evil")
            },
            Row("a version altered", [(.versionMoved, "is at version 4 now, and the plan saw 9")]) {
                $0.saved.changes[2].version = 9
            },
            Row("a place altered", [(.changeDiffers, "has another 'source' in the plan")]) {
                $0.saved.changes[2].source = nil
            },
            Row("a reversibility altered", [(.changeDiffers, "has another 'irreversible' in the plan")]) {
                $0.saved.changes[0].irreversible = false
            },
            Row("a block added", [(.blocked, "is blocked in the plan, and nothing blocks it now")]) {
                $0.saved.changes[0].blocked = Block(.limit, "too many", remedies: [])
            },
            Row("a step removed", [(.stepDiffers, "the plan has 6 steps, and planning again gives 7")]) {
                $0.saved.steps.removeLast()
            },
            Row(
                "two steps exchanged",
                [(.stepDiffers, "step 1 is 'park aws 'moved'' in the plan, and 'delete aws 'gone''")]
            ) { $0.saved.steps.swapAt(0, 1) },
            Row(
                "a version of a step altered",
                [(.stepDiffers, "step 1 (delete aws 'gone') expects version 9 in the plan")]
            ) { $0.saved.steps[0].expectedVersion = 9 },
            Row("an id of a step altered", [(.stepDiffers, "step 1 (delete aws 'gone') is about another connection")]) {
                $0.saved.steps[0].connectionId = ConnectionID("id-bystander")
            },
            Row("a value of a step altered", [(.stepDiffers, "step 5 (update aws 'edited') writes something else")]) {
                $0.saved.steps[4].sets[0].value = .text("evil")
            },
            Row(
                "an order of steps altered",
                [(.stepDiffers, "step 3 (create aws 'moved') has another place in the order")]
            ) { $0.saved.steps[2].after = [] },
            Row("a count altered", [(.summaryDiffers, "the plan's summary says 0 for 'delete', and its changes are 1")])
            {
                $0.saved.summary.delete = 0
            },
            Row("a count of blocked ones altered", [(.summaryDiffers, "says 1 for 'blocked'")]) {
                $0.saved.summary.blocked = 1
            },
            Row(
                "a change twice",
                [(.summaryDiffers, "says 2 for 'update', and its changes are 3"), (.planDiffers, "lists 6 changes")]
            ) {
                $0.saved.changes.append($0.saved.changes[2])
            },
            Row("changes in another order", [(.planDiffers, "stand in another order")]) {
                $0.saved.changes.swapAt(2, 3)
            },
            Row("a digest of the files altered", [(.planDiffers, "the plan's 'configDigest' is sha256:evil")]) {
                $0.saved.configDigest = "sha256:evil"
            },
        ]
    )
    func edited(_ row: Row) throws {
        try expect(row)
    }

    @Test("a block that was taken out of the plan is found")
    func unblocked() throws {
        var world = try SavedWorld(rules: PlanningRules(owns: [NameGlob("gone*")], protected: [NameGlob("gone")]))
        #expect(world.reasons().isEmpty)
        world.saved.changes[0].blocked = nil
        world.saved.summary.blocked = 0
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.blocked])
        #expect(reasons[0].message.contains("is not blocked in the plan, and is now: 'gone' is protected by 'gone'"))
    }

    @Test("what compares a plan with a base does not count, nor how a block is worded")
    func words() throws {
        var world = try SavedWorld(rules: PlanningRules(owns: [NameGlob("gone*")], maximumDeletes: 0))
        world.saved.base = Plan.Base(introduced: 1, pending: 2, withdrawn: 3)
        for index in world.saved.changes.indices { world.saved.changes[index].introduced = true }
        world.saved.changes[0].blocked?.message = "other words"
        #expect(world.reasons().isEmpty)
    }

    @Test("what the ledger tells of a change does not count, since it may have learned or lost something since")
    func unexplained() throws {
        var world = try SavedWorld()
        for index in world.saved.changes.indices {
            world.saved.changes[index].wasCalled = "another"
            world.saved.changes[index].unrecorded = true
            world.saved.changes[index].resent = [.description]
        }
        #expect(world.reasons().isEmpty)
    }

    @Test("a plan that was applied says only that; one that was applied in part says how far")
    func applied() throws {
        var world = try SavedWorld()
        var model = StepWorld(world.live)
        for (index, step) in world.saved.steps.enumerated() {
            try model.run(step)
            world.live = model.sorted
            let reasons = world.reasons()
            if index == 0 {
                #expect(reasons.map(\.kind) == [.partlyApplied])
                #expect(reasons[0].message == "1 of the 5 changes of the plan is in place already: delete aws 'gone'")
            }
            #expect(!reasons.isEmpty)
        }
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.alreadyApplied])
        #expect(reasons[0].message.hasPrefix("all 5 changes of the plan are in place already"))
    }

    @Test("what only deletes is not taken for applied because another account does not have it")
    func deletesInAnotherAccount() throws {
        let live = [Sample.live("Gone", at: "1"), Sample.live("Keep", at: "2")]
        let rules = PlanningRules(owns: [NameGlob("Gone")])
        var world = try SavedWorld(desired: [Sample.desired("Keep", at: "2")], live: live, rules: rules)
        world.live = [Sample.live("Other", at: "3")]
        #expect(world.reasons().map(\.kind) == [.otherAccount])
        world.live = [live[1]]
        #expect(world.reasons().map(\.kind) == [.alreadyApplied])
    }

    @Test("the stack's name is compared, since it is what a reviewer reads first")
    func stackName() throws {
        var world = try SavedWorld()
        world.saved.stack = "another"
        #expect(world.reasons().map(\.kind) == [.planDiffers])
    }

    @Test("another account is told by the ids that the plan leaves in place, and is the only reason then")
    func otherAccount() throws {
        var world = try SavedWorld()
        world.live = [Sample.live("stranger", at: "1", id: "zzz")]
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.otherAccount])
        #expect(
            reasons[0].message.contains(
                "none of the 3 connections by which the plan knows the account, such as id-bystander"
            )
        )
    }

    @Test("one connection that the plan touches and that is there proves the account, whatever else is gone")
    func sameAccount() throws {
        var world = try SavedWorld(
            desired: [Sample.desired("a", at: "1", description: "new")],
            live: [Sample.live("a", at: "1", id: "z"), Sample.live("old", at: "2", id: "b")]
        )
        world.mark.anchors = [ConnectionID("b")]
        world.remove("old")
        #expect(world.reasons().isEmpty)
        world.remove("a")
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.otherAccount])
        #expect(reasons[0].message.hasPrefix("the connection b, by which the plan knows the account, is not there"))
    }

    @Test("an account that was empty and is not any more is told, with an id that is there")
    func emptyAccount() throws {
        var world = try SavedWorld(live: [])
        #expect(world.mark.connections == 0 && world.mark.anchors.isEmpty)
        #expect(world.reasons().isEmpty)
        world.live = [Sample.live("stranger", at: "77", id: "zzz")]
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.accountNotEmpty])
        #expect(
            reasons[0].message == "the account was empty when the plan was made, and has 1 connection now, such as zzz"
        )
    }

    @Test("the end of a grace that was planned for is stale once the retired connection was written to")
    func grace() throws {
        let parked = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let entry = Sample.desired("a", at: "1", grace: .seconds(3_600))
        let retired = Sample.live(parked, at: "2", id: "old", version: 3, updatedDate: "2026-01-31T00:00:00.000Z")
        var world = try SavedWorld(desired: [entry], live: [Sample.live("a", at: "1"), retired])
        #expect(world.saved.outline == ["delete \(parked)"])
        world.live[1].version = 4
        world.live[1].updatedDate = "2026-01-31T23:30:00.000Z"
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.graceNotOver])
        #expect(
            reasons[0].message.contains(
                "is retired and was written to since, so it keeps its grace until 2026-02-01T00:30"
            )
        )
    }

    @Test("a grace that ends after the plan was saved is a change besides, and left alone")
    func graceOver() throws {
        let parked = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let entry = Sample.desired("a", at: "1", description: "new", grace: .seconds(3_600))
        let retired = Sample.live(parked, at: "2", id: "old", updatedDate: "2026-01-31T23:30:00.000Z")
        var world = try SavedWorld(desired: [entry], live: [Sample.live("a", at: "1"), retired])
        #expect(world.saved.outline == ["update a"] && world.saved.waiting.count == 1)
        world.wait(seconds: 7_200)
        #expect(world.reasons().isEmpty)
        #expect(world.again()?.leftAlone == 1)
    }

    @Test("a name that only a change outside the plan would free is taken")
    func needsOthers() throws {
        var world = try SavedWorld()
        // Somebody exchanged the names of two others, one of which the plan gives to a third.
        world.edit("bystander") { $0.name = "new name" }
        let reasons = world.reasons()
        #expect(reasons.map(\.kind) == [.nameTaken])
        #expect(reasons[0].message.contains("id-bystander has it"))
    }

    @Test("entries that cannot be matched leave what can be told of the account")
    func unmatched() throws {
        let pinned = Sample.desired("edited", at: "1", id: "id-edited", description: "new")
        var world = try SavedWorld(
            desired: [pinned],
            live: [Sample.live("edited", at: "1"), Sample.live("x", at: "2")]
        )
        world.remove("edited")
        #expect(world.reasons().map(\.kind) == [.connectionDeleted])
    }
}
