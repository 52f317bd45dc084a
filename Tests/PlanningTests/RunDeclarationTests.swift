import Connections
import Planning
import TestSupport
import Testing

@Suite("What other stacks of a run declare")
struct RunDeclarationTests {
    private static let parked = ParkedName.name(for: .retired, of: "a", id: ConnectionID("p"))

    /// What of an account is a finding of a stack that declares nothing, beside others.
    private func findings(
        _ live: [LiveConnection],
        of stack: Int = 0,
        beside declarations: RunDeclarations,
        in account: String = ""
    ) throws -> Drift {
        Drift(try Planner.plan([], onto: live))
            .leavingOut(declaredBy: declarations.others(of: stack, in: account), in: LiveAccount(connections: live))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: LiveConnection
        var isTheirs = true
    }

    @Test(
        "a connection is another stack's by its name, its former one, its account and region, its id, or its parked name",
        arguments: [
            Row(testDescription: "name", live: Sample.live("a", at: "9")),
            Row(testDescription: "name of another type", live: Sample.liveVimeo("a"), isTheirs: false),
            Row(testDescription: "former name", live: Sample.live("was a", at: "9")),
            Row(testDescription: "account and region", live: Sample.live("x", at: "1")),
            Row(testDescription: "another region", live: Sample.live("x", at: "1:eu-west-1"), isTheirs: false),
            Row(testDescription: "id", live: Sample.liveVimeo("x", id: "pinned")),
            Row(testDescription: "parked name", live: Sample.live(parked, at: "9", id: "p")),
            Row(testDescription: "tombstone", live: Sample.live("gone", at: "9")),
            Row(testDescription: "tombstone with an id", live: Sample.liveVimeo("x", id: "buried")),
            Row(testDescription: "name of a tombstone with an id", live: Sample.liveVimeo("gone too"), isTheirs: false),
        ]
    )
    func theirs(_ row: Row) throws {
        let desired = DesiredState(
            connections: [
                Sample.desired("a", at: "1", renamedFrom: ["was a"]), Sample.desiredVimeo("v", id: "pinned"),
            ],
            tombstones: [
                Tombstone(type: .aws, name: "gone", place: Sample.place),
                Tombstone(type: .vimeo, name: "gone too", id: ConnectionID("buried"), place: Sample.place),
            ]
        )
        var declarations = RunDeclarations()
        declarations.add(desired, of: 1, in: "")
        let drift = try findings([row.live], beside: declarations)
        #expect(drift.isClean == row.isTheirs)
        #expect(drift.summary.declaredElsewhere == (row.isTheirs ? 1 : 0))
        try #expect(!findings([row.live], of: 1, beside: declarations).isClean, "its own are not another one's")
        try #expect(!findings([row.live], beside: declarations, in: "elsewhere").isClean, "accounts are kept apart")
    }

    @Test("what several declare is another's for each of them, and the order in which they are read does not matter")
    func order() throws {
        let live = ["a", "b", "c"].map { Sample.live($0, at: "9", id: $0) }
        let stacks = [["a", "b"], ["b", "c"], ["a"]].map { names in
            DesiredState(connections: names.enumerated().map { Sample.desired($1, at: "\($0 + 1)") })
        }
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            var declarations = RunDeclarations()
            for index in order { declarations.add(stacks[index], of: index, in: "") }
            let left = try (0..<3).map { try findings(live, of: $0, beside: declarations).findings.compactMap(\.name) }
            // The one who alone declares it would match it, and here nothing is declared to the plan.
            #expect(left == [[], ["c"], []], "\(order)")
        }
    }

    @Test("what an apply of this stack would delete stays a finding, whoever declares it")
    func owned() throws {
        var declarations = RunDeclarations()
        declarations.add(DesiredState(connections: [Sample.desired("a", at: "1")]), of: 1, in: "")
        let live = [Sample.live("a", at: "1")]
        let plan = try Planner.plan([], onto: live, rules: PlanningRules(owns: [NameGlob("*")], allowsEmpty: true))
        let drift = Drift(plan)
            .leavingOut(declaredBy: declarations.others(of: 0, in: ""), in: LiveAccount(connections: live))
        #expect(drift.findings.map(\.action) == [.delete] && drift.summary.declaredElsewhere == 0)
        #expect(Drift(plan).ignoringUnmanaged().findings.count == 1)
    }

    @Test("what is ignored is what is in no file and what no apply would touch, and it is counted")
    func ignored() throws {
        let odd = UnmanageableConnection(type: .aws, id: nil, name: "odd", reason: "it has no version")
        let plan = try Planner.plan(
            [Sample.desired("a", at: "1")],
            onto: [Sample.live("b", at: "2")],
            unmanageable: [odd]
        )
        let drift = Drift(plan).ignoringUnmanaged()
        #expect(drift.findings.map(\.kind) == [.missing])
        #expect(drift.summary.ignored == 2 && drift.summary.unmanaged == 0)
    }
}
