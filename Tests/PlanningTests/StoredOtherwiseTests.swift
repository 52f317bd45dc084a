import Connections
import Planning
import TestSupport
import Testing

@Suite("Texts that the API stores otherwise than they were sent")
struct StoredOtherwiseTests {
    private static let sent = "A long text"
    private static let aws = Sample.live("a", at: "1", description: "A long")
    private static let vimeo = Sample.liveVimeo("v", client: "CLIENT")

    /// What an apply left that had sent the texts of the entry.
    private static func left(_ live: LiveConnection, _ entry: DesiredConnection) -> Receipt {
        var receipt = Receipt(of: live)
        receipt.convert(entry, live)
        return receipt
    }

    private static func plan(
        _ entry: DesiredConnection,
        _ live: LiveConnection,
        _ receipts: [Receipt],
        only: [NameGlob] = []
    ) throws -> Plan {
        let known = Receipts(receipts, conversion: Receipts.plainConversion) { _, _ in nil }
        let rules = PlanningRules(only: only)
        return try Planner.plan([entry], onto: [live], rules: rules, receipts: known)
    }

    @Test("fault 34: what became of a text when it was sent is no difference, and is listed")
    func known() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent)
        let plan = try Self.plan(entry, Self.aws, [Self.left(Self.aws, entry)])
        #expect(plan.changes.isEmpty && plan.steps.isEmpty && plan.summary.unchanged == 1)
        let item = Plan.StoredOtherwise(type: .aws, name: "a", connectionId: Self.aws.id, fields: [.description])
        #expect(plan.storedOtherwise == [item])
        let wanted = Sample.desiredVimeo("v", client: "client")
        let other = try Self.plan(wanted, Self.vimeo, [Self.left(Self.vimeo, wanted)])
        #expect(other.changes.isEmpty && other.storedOtherwise.map(\.fields) == [[.clientIdentifier]])
    }

    @Test("fault 34: spaces around the text, and other writes since, make no difference to that")
    func spaces() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent)
        var live = Self.aws
        live.version = 9
        live.description += " "
        let other = Sample.desired("a", at: "1", description: "\n" + Self.sent)
        let plan = try Self.plan(other, live, [Self.left(Self.aws, entry)])
        #expect(plan.changes.isEmpty && plan.storedOtherwise.count == 1)
    }

    @Test("fault 34: an edit of the text, on either side, is planned, and so is any other field")
    func edited() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent)
        let receipt = Self.left(Self.aws, entry)
        let edited = Sample.desired("a", at: "1", description: "Another text")
        try #expect(Self.plan(edited, Self.aws, [receipt]).changes.map { $0.fields.map(\.field) } == [[.description]])
        var live = Self.aws
        live.description = "theirs"
        try #expect(Self.plan(entry, live, [receipt]).changes.map { $0.fields.map(\.field) } == [[.description]])
        var disabled = Self.aws
        disabled.enabled = false
        let plan = try Self.plan(entry, disabled, [receipt])
        #expect(plan.changes.map { $0.fields.map(\.field) } == [[.enabled]] && plan.storedOtherwise.count == 1)
        #expect(plan.changes.map(\.resent) == [[.description]])
        // The text goes along as the files have it: what the API made of it might become something else again.
        #expect(plan.steps.flatMap(\.sets) == [.init(.description, .text(Self.sent)), .init(.enabled, .flag(true))])
    }

    @Test("a field that its entry ignores is not listed")
    func ignored() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent, ignored: [.description])
        let plan = try Self.plan(entry, Self.aws, [Self.left(Self.aws, entry)])
        #expect(plan.changes.isEmpty && plan.storedOtherwise.isEmpty)
    }

    @Test("a saved plan says itself what is stored otherwise, whatever the ledger knows when it is applied")
    func saved() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent)
        var disabled = Self.aws
        disabled.enabled = false
        let known = Receipts([Self.left(Self.aws, entry)], conversion: Receipts.plainConversion) { _, _ in nil }
        let planner = Planner(rules: PlanningRules(), now: try #require(Timestamp("2026-02-01T00:00:00.000Z")))
        let origin = Planner.Origin(stack: "test", apiURL: "sandbox", configDigest: "sha256:00")
        let (desired, live) = (DesiredState(connections: [entry]), LiveAccount(connections: [disabled]))
        for receipts in [known, nil] {
            let saved = try planner.plan(desired, onto: live, from: origin, receipts: receipts)
            for later in [known, nil] {
                let again = try planner.plan(again: saved, desired, onto: live, from: origin, receipts: later).plan
                #expect(again.changes.map { $0.fields.map(\.field) } == saved.changes.map { $0.fields.map(\.field) })
                #expect(again.steps == saved.steps && again.storedOtherwise == saved.storedOtherwise)
            }
        }
    }

    @Test(
        "what nobody recorded is planned: no receipt, one of another connection, one of the other type, one by another key"
    )
    func unknown() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent)
        let receipt = Self.left(Self.aws, entry)
        var others = receipt
        others.connectionId = ConnectionID("another")
        var ofOtherType = receipt
        ofOtherType.type = .vimeo
        var forged = receipt
        forged.conversions = [.description: "forged"]
        for receipts in [[], [others], [ofOtherType], [forged], [Receipt(of: Self.aws)]] {
            let plan = try Self.plan(entry, Self.aws, receipts)
            #expect(plan.changes.count == 1 && plan.storedOtherwise.isEmpty)
        }
    }

    @Test("names, and whether a connection is enabled, are never taken for something else")
    func others() {
        let live = Sample.live("a", at: "1", enabled: false)
        #expect(Conversion(of: .name, live, sent: .text("A")) == nil)
        #expect(Conversion(of: .enabled, live, sent: .flag(true)) == nil)
        #expect(Conversion(of: .clientIdentifier, live, sent: .text("client")) == nil)
        #expect(Conversion(of: .description, live, sent: .text(" \n")) == nil)
        #expect(Conversion(of: .description, live, sent: .text("dropped"))?.stored == "")
    }

    @Test("what --only leaves out is not listed")
    func selected() throws {
        let entry = Sample.desired("a", at: "1", description: Self.sent)
        let plan = try Self.plan(entry, Self.aws, [Self.left(Self.aws, entry)], only: [NameGlob("b")])
        #expect(plan.changes.isEmpty && plan.storedOtherwise.isEmpty)
    }

    @Test("--only means a connection by the name it has, too, and by the one before it was parked")
    func selectedByLiveName() throws {
        let entry = Sample.desired("b", at: "1", description: Self.sent)
        let moving = ParkedName.name(for: .moving, of: "a", id: Self.aws.id)
        for (name, only) in [("a", "a"), (moving, "a"), (moving, moving), ("a", "b")] {
            var live = Self.aws
            live.name = name
            let plan = try Self.plan(entry, live, [Self.left(live, entry)], only: [NameGlob(only)])
            #expect(plan.changes.map(\.resent) == [[.description]] && plan.storedOtherwise.count == 1)
        }
    }
}
