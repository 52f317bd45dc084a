import Connections
import Planning
import TestSupport
import Testing

@Suite("Drift, read off a plan")
struct DriftTests {
    private func plan(
        _ desired: [DesiredConnection],
        absent: [Tombstone] = [],
        onto live: [LiveConnection],
        unmanageable: [UnmanageableConnection] = [],
        owns: [String] = []
    ) throws -> Plan {
        let rules = PlanningRules(owns: owns.map { NameGlob($0) })
        return try Planner.plan(desired, absent: absent, onto: live, unmanageable: unmanageable, rules: rules)
    }

    private func outline(_ plan: Plan) -> [String] {
        Drift(plan).findings.map { "\($0.kind.rawValue) \($0.name ?? "-")" }
    }

    private func id(_ desired: [DesiredConnection], _ live: [LiveConnection]) throws -> [String] {
        Drift(try plan(desired, onto: live)).findings.map(\.id)
    }

    @Test("an account that is as the files say has none")
    func clean() throws {
        let drift = Drift(try plan([Sample.desired("a", at: "1")], onto: [Sample.live("a", at: "1")]))
        #expect(drift.isClean && drift.summary.unchanged == 1)
    }

    @Test("each kind, in the order of the kinds")
    func kinds() throws {
        let tombstone = Tombstone(type: .aws, name: "tomb", place: Sample.place)
        var plan = try plan(
            [
                Sample.desired("same", at: "1"), Sample.desired("gone", at: "2"),
                Sample.desired("edited", at: "3", description: "new"), Sample.desired("moved", at: "4:eu-west-1"),
                Sample.desired("renamed", at: "5"),
            ],
            absent: [tombstone],
            onto: [
                Sample.live("same", at: "1"), Sample.live("edited", at: "3"), Sample.live("moved", at: "4"),
                Sample.live("other", at: "5"), Sample.live("tomb", at: "6"), Sample.live("ours", at: "7"),
                Sample.live("theirs", at: "8"),
            ],
            unmanageable: [UnmanageableConnection(type: .aws, id: nil, name: nil, reason: "it has no version")],
            owns: ["ours"]
        )
        plan.hidden = [
            Plan.Hidden(
                type: .aws,
                name: "same",
                connectionId: ConnectionID("id-same"),
                recordedVersion: 1,
                version: 2,
                hasSecrets: false
            )
        ]
        let expected = [
            "changed edited", "changed moved", "changed renamed", "missing gone", "unmanaged -", "unmanaged ours",
            "unmanaged theirs", "unmanaged tomb", "hidden same",
        ]
        #expect(outline(plan) == expected)
        let drift = Drift(plan)
        #expect(drift.summary.counts == ["changed": 3, "missing": 1, "unmanaged": 4, "hidden": 1])
        #expect(Set(drift.findings.map(\.id)).count == 9)
        #expect(drift.findings.allSatisfy { $0.id.wholeMatch(of: /[0-9a-f]{16}/) != nil })
    }

    @Test("an old connection that waits for the end of its grace is no finding, and is counted")
    func waiting() throws {
        let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))
        let live = [
            Sample.live("a", at: "1:eu-west-1"),
            Sample.live(retired, at: "1", id: "old", updatedDate: "2026-02-01T00:00:00.000Z"),
        ]
        let drift = Drift(try plan([Sample.desired("a", at: "1:eu-west-1", grace: .seconds(3600))], onto: live))
        #expect(drift.isClean && drift.summary.waiting == 1)
    }

    @Test("what an interrupted run left is a finding that says so")
    func recovery() throws {
        let parked = ParkedName.name(for: .moving, of: "a", id: ConnectionID("x"))
        let drift = Drift(try plan([Sample.desired("a", at: "1")], onto: [Sample.live(parked, at: "1", id: "x")]))
        #expect(drift.findings.map(\.kind) == [.changed])
        #expect(drift.findings[0].recovery == .interruptedMove)
    }

    @Test("ignored fields are none, blocked changes are, with what stands against them")
    func ignoredAndBlocked() throws {
        let ignoring = Sample.desired("a", at: "1", description: "x", ignored: [.description])
        try #expect(Drift(plan([ignoring], onto: [Sample.live("a", at: "1")])).isClean)
        let blocked = Drift(
            try plan([Sample.desired("b", at: "1:eu-west-1", isProtected: true)], onto: [Sample.live("b", at: "1")])
        )
        #expect(blocked.findings.map(\.blocked?.code) == [.protected])
    }

    @Test("the id stays while the account stays, whatever the files say and wherever else something moves")
    func stableID() throws {
        let live = Sample.live("a", at: "1", version: 3, description: "edited")
        let first = try id([Sample.desired("a", at: "1", description: "one")], [live])
        var later = live
        later.version = 4
        let others = [Sample.live("b", at: "2")]
        try #expect(id([Sample.desired("a", at: "1", description: "two")], [later] + others).contains(first[0]))
        let missing = try id([Sample.desired("a", at: "1", description: "one")], [])
        try #expect(id([Sample.desired("a", at: "1", description: "two", enabled: false)], []) == missing)
        let unmanaged = try id([], [live])
        try #expect(id([], [Sample.live("a", at: "9", description: "else")]) == unmanaged)
        // Kept in ledgers, so that a new release must not make all of it new.
        #expect(first == ["0b07bd5f1f3b30ab"])
    }

    @Test(
        "another live value, another field, another connection and another kind have another id",
        arguments: [
            [Sample.live("a", at: "1", description: "edited again")],
            [Sample.live("a", at: "1", description: "edited", enabled: false)],
            [Sample.live("a", at: "1", id: "other", description: "edited")],
            [],
        ]
    )
    func changingID(_ live: [LiveConnection]) throws {
        let desired = [Sample.desired("a", at: "1", description: "one")]
        let first = try id(desired, [Sample.live("a", at: "1", description: "edited")])
        try #expect(Set(id(desired, live)).isDisjoint(with: first))
    }

    @Test("a hidden change that is hidden again at another version has another id")
    func hiddenID() throws {
        func ids(_ version: Int) throws -> [String] {
            var plan = try plan([], onto: [])
            plan.hidden = [
                Plan.Hidden(
                    type: .vimeo,
                    name: "v",
                    connectionId: ConnectionID("v"),
                    recordedVersion: 1,
                    version: version,
                    hasSecrets: true
                )
            ]
            return Drift(plan).findings.map(\.id)
        }
        try #expect(ids(2) == ids(2))
        try #expect(ids(2) != ids(3))
    }

    @Test(
        "a selection has what is declared, live or was parked under a name that it covers",
        arguments: [
            ("a", ["changed a"]), ("other", ["changed renamed"]), ("renamed", ["changed renamed"]),
            ("p*", ["changed parked"]), ("u", ["unmanaged u"]), ("nothing", []),
        ]
    )
    func only(_ glob: String, _ expected: [String]) throws {
        let parked = ParkedName.name(for: .moving, of: "p", id: ConnectionID("x"))
        let plan = try plan(
            [
                Sample.desired("a", at: "1", description: "x"), Sample.desired("renamed", at: "2"),
                Sample.desired("parked", at: "3"),
            ],
            onto: [
                Sample.live("a", at: "1"), Sample.live("other", at: "2"), Sample.live(parked, at: "3", id: "x"),
                Sample.live("u", at: "4"),
            ]
        )
        let drift = Drift(plan).selecting([NameGlob(glob)])
        #expect(drift.findings.map { "\($0.kind.rawValue) \($0.name ?? "-")" } == expected)
        #expect(drift.summary.findings == expected.count)
    }

    @Test("what is known is left out and counted; what comes back is new")
    func known() throws {
        let all = Drift(try plan([Sample.desired("a", at: "1"), Sample.desired("b", at: "2")], onto: []))
        let known = Set(all.findings.prefix(1).map(\.id))
        let new = all.leavingOut(known, since: "2026-01-01T00:00:00.000Z")
        #expect(new.findings.map(\.name) == ["b"])
        #expect(new.summary.missing == 1 && new.summary.known == 1)
        #expect(new.newOnly == Drift.Baseline(since: "2026-01-01T00:00:00.000Z"))
        #expect(all.leavingOut([], since: nil).findings == all.findings)
    }

    @Test("the next run knows what was told, and what was known before, but nothing that nobody was told")
    func memory() throws {
        let desired = ["a", "b", "c"].enumerated().map { Sample.desired($1, at: "\($0 + 1)") }
        let all = Drift(try plan(desired, onto: []))
        let ids = Dictionary(uniqueKeysWithValues: all.findings.map { ($0.name ?? "", $0.id) })
        func names(_ told: Drift, _ known: [String], isDelivered: Bool = true) -> [String] {
            let known = Set(known.map { ids[$0] ?? $0 })
            return all.remembered(told, known: known, isDelivered: isDelivered)
                .compactMap { id in ids.first { $0.value == id }?.key }.sorted()
        }
        let onlyA = all.selecting([NameGlob("a")])
        #expect(names(all, []) == ["a", "b", "c"])
        #expect(names(onlyA, []) == ["a"])
        #expect(names(onlyA, ["b", "vanished"]) == ["a", "b"])
        #expect(names(all, ["b"], isDelivered: false) == ["b"])
        let sorted = all.remembered(all, known: [], isDelivered: true)
        #expect(sorted == sorted.sorted())
    }

    @Test("no secret has a part in anything of it")
    func secrecy() throws {
        let drift = Drift(try plan([Sample.desiredVimeo("v")], onto: []))
        var dumped = ""
        dump(drift, to: &dumped)
        #expect(!dumped.contains("canary"))
        #expect(LongDigest(of: "foobar").digits == "85944171f73967e8")
    }
}
