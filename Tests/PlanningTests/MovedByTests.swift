import Connections
import Planning
import TestSupport
import Testing

@Suite("Who moved a field")
struct MovedByTests {
    /// Receipts that cannot tell anything of secrets.
    static func known(_ receipts: [Receipt], marks: [Mark] = []) -> Receipts {
        Receipts(receipts, marks: marks) { _, _ in nil }
    }

    private static func mark(_ name: String, _ id: ConnectionID?, type: ConnectionType = .aws) -> Mark {
        Mark(run: "earlier", step: 1, type: type, name: name, connectionId: id, version: 1, carriesSecrets: false)
    }

    private func movers(_ plan: Plan) -> [ConnectionField: MovedBy?] {
        Dictionary(plan.changes.flatMap(\.fields).map { ($0.field, $0.movedBy) }) { first, _ in first }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var left: String
        var live: String
        var wanted: String
        var expected: MovedBy
    }

    @Test(
        "a field is held against how an apply left it",
        arguments: [
            Row(testDescription: "new words in the files", left: "a", live: "a", wanted: "b", expected: .config),
            Row(testDescription: "removed from the files", left: "a", live: "a", wanted: "", expected: .config),
            Row(testDescription: "edited in the account", left: "a", live: "b", wanted: "a", expected: .outside),
            Row(testDescription: "removed in the account", left: "a", live: "", wanted: "a", expected: .outside),
            Row(testDescription: "both, to different words", left: "a", live: "b", wanted: "c", expected: .both),
            Row(
                testDescription: "white space at the ends does not count",
                left: " a",
                live: "a ",
                wanted: "b",
                expected: .config
            ),
        ]
    )
    func description(_ row: Row) throws {
        let receipt = Receipt(of: Sample.live("x", at: "1", description: row.left))
        let plan = try Planner.plan(
            [Sample.desired("x", at: "1", description: row.wanted)],
            onto: [Sample.live("x", at: "1", version: 2, description: row.live)],
            receipts: Self.known([receipt])
        )
        #expect(movers(plan) == [.description: row.expected])
    }

    @Test("at the version that it was left at nobody else has written it, whatever the API made of a text")
    func sameVersion() throws {
        let live = Sample.live("x", at: "1", description: "cut")
        for (wanted, expected) in [("cut short", MovedBy.unknown), ("new words", .config)] {
            let plan = try Planner.plan(
                [Sample.desired("x", at: "1", description: wanted)],
                onto: [live],
                // As after an answer that has the version alone.
                receipts: Self.known([Receipt(of: Sample.live("x", at: "1", description: "cut short"))])
            )
            #expect(movers(plan) == [.description: expected])
        }
    }

    @Test("each field by itself, also of a replace and a rename")
    func fields() throws {
        let receipt = Receipt(of: Sample.live("old", at: "1:us-east-1", id: "id"))
        let plan = try Planner.plan(
            [Sample.desired("old", at: "2:us-east-1", description: "new")],
            onto: [Sample.live("old", at: "1:us-east-1", id: "id", version: 2, enabled: false)],
            receipts: Self.known([receipt])
        )
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(movers(plan) == [.awsAccountId: .config, .description: .config, .enabled: .outside])
        let renamed = try Planner.plan(
            [Sample.desired("old", at: "1:us-east-1")],
            onto: [Sample.live("theirs", at: "1:us-east-1", id: "id", version: 2)],
            rules: PlanningRules(owns: [NameGlob("*")]),
            receipts: Self.known([receipt])
        )
        #expect(movers(renamed) == [.name: .outside])
    }

    @Test("what is ignored is in no plan, whoever moved it")
    func ignored() throws {
        let plan = try Planner.plan(
            [Sample.desired("x", at: "1", description: "new", ignored: [.description])],
            onto: [Sample.live("x", at: "1", description: "theirs")],
            receipts: Self.known([Receipt(of: Sample.live("x", at: "1"))])
        )
        #expect(plan.changes.isEmpty && plan.hidden.isEmpty)
    }

    @Test(
        "nobody can tell without a receipt, with one of another type, with one that lacks the field, and while a write is open"
    )
    func unknown() throws {
        let live = Sample.live("x", at: "1", description: "a")
        let other = Receipt(of: Sample.live("other", at: "9"))
        var ofVimeo = Receipt(of: live)
        ofVimeo.type = .vimeo
        var partial = Receipt(of: live)
        partial.fields = [:]
        for known in [
            Self.known([other]), Self.known([other, ofVimeo]), Self.known([partial]),
            Self.known([Receipt(of: live)], marks: [Self.mark("x", live.id)]),
            Self.known([], marks: [Self.mark("x", nil)]),
        ] {
            let plan = try Planner.plan(
                [Sample.desired("x", at: "1", description: "b")],
                onto: [live],
                receipts: known
            )
            #expect(movers(plan) == [.description: .unknown])
        }
    }

    @Test("an open create says nothing of a connection that was there before")
    func openCreate() throws {
        let live = Sample.live("x", at: "1", description: "a")
        let plan = try Planner.plan(
            [Sample.desired("x", at: "1", description: "b")],
            onto: [live],
            receipts: Self.known([Receipt(of: live)], marks: [Self.mark("x", nil)])
        )
        #expect(movers(plan) == [.description: .config])
    }

    @Test("no word of it without a ledger, and with one that knows nothing of the stack")
    func silent() throws {
        for receipts in [nil, Self.known([])] {
            let plan = try Planner.plan(
                [Sample.desired("x", at: "1", description: "b"), Sample.desired("y", at: "2")],
                onto: [Sample.live("x", at: "1"), Sample.live("z", at: "3")],
                rules: PlanningRules(owns: [NameGlob("*")]),
                receipts: receipts
            )
            #expect(plan.changes.count == 3 && plan.changes.flatMap(\.fields).allSatisfy { $0.movedBy == nil })
            #expect(plan.usesLedger == (receipts != nil))
        }
    }

    struct Existence: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var receipts: [Receipt] = []
        var marks: [Mark] = []
        var live: [LiveConnection] = []
        var absent: [Tombstone] = []
        var declares = false
        var expected: MovedBy
    }

    private static let x = Sample.live("x", at: "1")
    private static let bystander = Receipt(of: Sample.live("bystander", at: "9"))
    private static let renamed = Sample.live("theirs", at: "5", id: "id-x")
    private static let tombstone = Tombstone(type: .aws, name: "x", place: Sample.place)
    private static let retired = Sample.live(
        ParkedName.name(for: .retired, of: "gone", id: ConnectionID("id-r")),
        at: "1",
        id: "id-r"
    )

    @Test(
        "a create and a delete as a whole",
        arguments: [
            Existence(testDescription: "new in the files", receipts: [bystander], declares: true, expected: .config),
            Existence(
                testDescription: "deleted by somebody",
                receipts: [Receipt(of: x)],
                declares: true,
                expected: .outside
            ),
            Existence(
                testDescription: "renamed and moved out of reach by somebody",
                receipts: [Receipt(of: x)],
                live: [renamed],
                declares: true,
                expected: .outside
            ),
            Existence(
                testDescription: "deleted by an apply that did not record it, maybe",
                receipts: [Receipt(of: x)],
                marks: [mark("x", ConnectionID("id-x"))],
                declares: true,
                expected: .unknown
            ),
            Existence(
                testDescription: "created by one that did not record it, maybe",
                receipts: [bystander],
                marks: [mark("x", nil)],
                declares: true,
                expected: .unknown
            ),
            Existence(
                testDescription: "removed from the files",
                receipts: [Receipt(of: x)],
                live: [x],
                expected: .config
            ),
            Existence(testDescription: "made by others", receipts: [bystander], live: [x], expected: .outside),
            Existence(
                testDescription: "made by a create that nobody recorded",
                marks: [mark("x", nil)],
                live: [x],
                expected: .unknown
            ),
            Existence(
                testDescription: "retired by an apply",
                receipts: [bystander],
                live: [retired],
                expected: .config
            ),
            Existence(
                testDescription: "given up by a tombstone",
                receipts: [Receipt(of: x)],
                live: [x],
                absent: [tombstone],
                expected: .config
            ),
            Existence(
                testDescription: "named by a tombstone, and not known",
                receipts: [bystander],
                live: [x],
                absent: [tombstone],
                expected: .unknown
            ),
        ]
    )
    func existence(_ row: Existence) throws {
        let plan = try Planner.plan(
            row.declares ? [Sample.desired("x", at: "1")] : [],
            absent: row.absent,
            onto: row.live,
            rules: PlanningRules(owns: row.declares ? [] : [NameGlob("*")], allowsEmpty: true),
            receipts: Self.known(row.receipts, marks: row.marks)
        )
        #expect(plan.changes.map(\.action) == [row.declares ? .create : .delete])
        #expect(plan.changes.flatMap(\.fields).allSatisfy { $0.movedBy == row.expected }, "\(movers(plan))")
    }

    @Test("a parked name is an apply's own doing, with or without a receipt")
    func parked() throws {
        let name = ParkedName.name(for: .moving, of: "x", id: ConnectionID("id-x"))
        for receipts in [[Self.bystander], [Receipt(of: Self.x), Self.bystander]] {
            let plan = try Planner.plan(
                [Sample.desired("x", at: "1")],
                onto: [Sample.live(name, at: "1", id: "id-x", version: 2)],
                receipts: Self.known(receipts)
            )
            #expect(movers(plan) == [.name: .config])
        }
    }
}
