import Connections
import Planning
import TestSupport
import Testing

@Suite("Which id a declared connection has today")
struct OutputsTests {
    private static let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
    private static let moving = ParkedName.name(for: .moving, of: "a", id: ConnectionID("one"))

    @Test(
        "the id is that of the live connection that a plan would match",
        arguments: [
            (Sample.desired("a", at: "1"), [Sample.live("a", at: "1", id: "one")], "one"),
            (Sample.desired("a", at: "1"), [], "missing"),
            (
                Sample.desired("a", at: "1", enabled: true), [Sample.live("a", at: "1", id: "one", enabled: false)],
                "one off"
            ),
            // A rename is pending: the account and region, or the former name, say which one it is.
            (Sample.desired("new", at: "1"), [Sample.live("a", at: "1", id: "one")], "one"),
            (Sample.desiredVimeo("new", renamedFrom: ["v"]), [Sample.liveVimeo("v", id: "two")], "two"),
            (Sample.desiredVimeo("new"), [Sample.liveVimeo("v", id: "two")], "missing"),
            (Sample.desired("new", at: "2", id: "one"), [Sample.live("a", at: "2", id: "one")], "one"),
            // A replace is pending, cut short after its park, or done but for the delete of the old one.
            (Sample.desired("a", at: "2"), [Sample.live("a", at: "1", id: "old")], "old replaced"),
            (Sample.desired("a", at: "2"), [Sample.live(retired, at: "1", id: "old")], "old replaced"),
            (
                Sample.desired("a", at: "2", replaceOrder: .deleteFirst),
                [Sample.live("a", at: "1", id: "old", enabled: false)], "old off replaced"
            ),
            (
                Sample.desired("a", at: "2", grace: .seconds(3_600)),
                [Sample.live(retired, at: "1", id: "old"), Sample.live("a", at: "2", id: "new")], "new"
            ),
            // A cycle of names was cut short.
            (Sample.desired("a", at: "1"), [Sample.live(moving, at: "1", id: "one")], "one"),
        ]
    )
    func ids(_ desired: DesiredConnection, _ live: [LiveConnection], _ expected: String) throws {
        let outputs = try Outputs(DesiredState(connections: [desired]), LiveAccount(connections: live))
        #expect(outputs.entries.map(\.outline) == [expected])
        #expect(outputs.entries.map(\.name) == [desired.name])
        #expect(outputs.missing.isEmpty == (expected != "missing"))
    }

    @Test(
        "what has no id is what a plan creates, and what waits for another is what it replaces",
        arguments: SeededRandom.seeds(300)
    )
    func law(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomWorld(using: &random)
        let plan = try? Planner.plan(world.desired, absent: world.tombstones, onto: world.live, rules: world.rules)
        let outputs = try? Outputs(
            DesiredState(connections: world.desired, tombstones: world.tombstones),
            LiveAccount(connections: world.live)
        )
        #expect((plan == nil) == (outputs == nil), "\(random)")
        guard let plan, let outputs, world.rules.only.isEmpty else { return }
        let names = { (action: Change.Action) in
            plan.changes.filter { $0.action == action }.map { ConnectionKey($0.type, $0.name) }
        }
        let keys = { (entries: [Outputs.Entry]) in entries.map { ConnectionKey($0.type, $0.name) } }
        #expect(keys(outputs.missing) == names(.create), "\(random)")
        #expect(keys(outputs.entries.filter(\.isReplacePending)) == names(.replace), "\(random)")
        let ids = outputs.entries.compactMap(\.connectionId)
        #expect(Set(ids).count == ids.count, "\(random)")
    }

    @Test("the entries stand by type and name, and tombstones are none")
    func order() throws {
        let desired = DesiredState(
            connections: [Sample.desiredVimeo("a"), Sample.desired("c", at: "1"), Sample.desired("b", at: "2")],
            tombstones: [Tombstone(type: .aws, name: "gone", place: Sample.place)]
        )
        let outputs = try Outputs(desired, LiveAccount(connections: [Sample.live("gone", at: "3")]))
        #expect(outputs.entries.map { "\($0.type.rawValue) \($0.name)" } == ["aws b", "aws c", "vimeo a"])
    }

    @Test("an entry whose name or place is that of a connection that cannot be managed says so")
    func unmanageable() throws {
        let desired = DesiredState(
            connections: [
                Sample.desired("by name", at: "1"), Sample.desired("by place", at: "2"), Sample.desired("new", at: "3"),
            ]
        )
        let account = LiveAccount(unmanageable: [
            UnmanageableConnection(type: .aws, name: "by name", reason: "it has no 'version'"),
            UnmanageableConnection(
                type: .aws,
                name: "other",
                location: Sample.desired("by place", at: "2").details.location,
                reason: "its 'enabled' is null"
            ),
            UnmanageableConnection(type: .vimeo, name: "new", reason: "it has no 'version'"),
        ])
        let outputs = try Outputs(desired, account)
        #expect(outputs.entries.map(\.whyUnmanageable) == ["it has no 'version'", "its 'enabled' is null", nil])
        #expect(outputs.missing.count == 3)
    }

    @Test("what a plan cannot match has no outputs either")
    func unmatched() {
        let desired = DesiredState(connections: [Sample.desired("a", at: "1", id: "nowhere")])
        #expect(throws: PlanningError.self) { try Outputs(desired, LiveAccount()) }
    }

    @Test(
        "patterns select by the declared, the live and the name before it was parked",
        arguments: [
            ([], ["a", "b"]), (["a"], ["a"]), (["old*"], ["b"]), (["nothing"], []), (["a", "b"], ["a", "b"]),
            (["before"], ["a"]),
        ]
    )
    func selection(_ patterns: [String], _ expected: [String]) throws {
        let desired = DesiredState(
            connections: [Sample.desired("a", at: "1", renamedFrom: ["before"]), Sample.desired("b", at: "2")]
        )
        let live = [
            Sample.live(ParkedName.name(for: .moving, of: "before", id: ConnectionID("one")), at: "1", id: "one"),
            Sample.live("old b", at: "2"),
        ]
        let outputs = try Outputs(desired, LiveAccount(connections: live)).selecting(patterns.map { NameGlob($0) })
        #expect(outputs.entries.map(\.name) == expected)
    }
}

extension Outputs.Entry {
    /// The entry in a few words, such as `id-1 off replaced`.
    fileprivate var outline: String {
        guard let connectionId else { return "missing" }
        return connectionId.rawValue + (isEnabled ? "" : " off") + (isReplacePending ? " replaced" : "")
    }
}
