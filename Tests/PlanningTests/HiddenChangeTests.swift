import Connections
import Planning
import TestSupport
import Testing

@Suite("Hidden changes")
struct HiddenChangeTests {
    private static let aws = Sample.live("a", at: "1", version: 5)
    private static let vimeo = Sample.liveVimeo("v", version: 5)

    private static func receipt(_ live: LiveConnection, _ version: Int, isOvertaken: Bool = false) -> Receipt {
        var receipt = Receipt(of: live)
        receipt.version = version
        if live.type == .vimeo { receipt.secrets = Receipt.Secrets(mayBeOvertaken: isOvertaken) }
        return receipt
    }

    private static func mark(_ live: LiveConnection, _ version: Int, carriesSecrets: Bool) -> Mark {
        Mark(
            run: "r",
            step: 1,
            type: live.type,
            name: live.name,
            connectionId: live.id,
            version: version,
            carriesSecrets: carriesSecrets
        )
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var receipts: [Receipt]
        var marks: [Mark] = []
        var ignored: Set<ConnectionField> = []
        var only: [NameGlob] = []
        var rotate: [NameGlob] = []
        var expected: [String] = []
        var sent: [Change.Credentials] = []
    }

    @Test(
        "a version that moved though nothing differs, or a write of others in between",
        arguments: [
            Row(testDescription: "as they were left", receipts: [receipt(aws, 5), receipt(vimeo, 5)]),
            Row(
                testDescription: "both were written",
                receipts: [receipt(aws, 3), receipt(vimeo, 4)],
                expected: ["a 3 5 false", "v 4 5 true"]
            ),
            Row(
                testDescription: "overtaken",
                receipts: [receipt(vimeo, 5, isOvertaken: true)],
                expected: ["v 5 5 true"]
            ),
            Row(testDescription: "no receipt", receipts: [receipt(Sample.live("b", at: "2"), 1)]),
            Row(
                testDescription: "a write of ours may have been it",
                receipts: [receipt(aws, 4)],
                marks: [mark(aws, 4, carriesSecrets: false)]
            ),
            Row(
                testDescription: "a write of ours without secrets may have been it, or one of others with some",
                receipts: [receipt(vimeo, 4)],
                marks: [mark(vimeo, 4, carriesSecrets: false)],
                expected: ["v 4 5 true"]
            ),
            Row(
                testDescription: "others wrote before a write of ours without secrets",
                receipts: [receipt(vimeo, 1)],
                marks: [mark(vimeo, 4, carriesSecrets: false)],
                expected: ["v 1 5 true"]
            ),
            Row(
                testDescription: "overtaken, and about to be written without secrets",
                receipts: [receipt(vimeo, 5, isOvertaken: true)],
                marks: [mark(vimeo, 5, carriesSecrets: false)],
                expected: ["v 5 5 true"]
            ),
            Row(
                testDescription: "a write of ours with secrets: they are sent again",
                receipts: [receipt(vimeo, 4)],
                marks: [mark(vimeo, 4, carriesSecrets: true)],
                sent: [.notVerifiable]
            ),
            Row(
                testDescription: "only what is selected",
                receipts: [receipt(aws, 3), receipt(vimeo, 4)],
                only: [NameGlob("v")],
                expected: ["v 4 5 true"]
            ),
            Row(
                testDescription: "its secrets are sent",
                receipts: [receipt(vimeo, 4)],
                rotate: [NameGlob("v")],
                sent: [.askedFor]
            ),
            Row(
                testDescription: "a field that is left to others did not move",
                receipts: [receipt(aws, 3)],
                ignored: [.enabled],
                expected: ["a 3 5 false"]
            ),
            Row(
                testDescription: "a field that is left to others moved",
                receipts: [receipt(Sample.live("a", at: "1", enabled: false), 3)],
                ignored: [.enabled]
            ),
        ]
    )
    func hidden(_ row: Row) throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "1", ignored: row.ignored), Sample.desiredVimeo("v")],
            onto: [Self.aws, Self.vimeo],
            rules: PlanningRules(only: row.only, rotate: row.rotate),
            receipts: MovedByTests.known(row.receipts, marks: row.marks)
        )
        let found = plan.hidden.map { "\($0.name) \($0.recordedVersion) \($0.version) \($0.hasSecrets)" }
        #expect(found == row.expected)
        #expect(plan.summary.hidden == row.expected.count)
        #expect(plan.changes.map(\.credentials) == row.sent)
    }

    @Test("where something differs it is a change, and not hidden")
    func visible() throws {
        let plan = try Planner.plan(
            [Sample.desired("a", at: "1", description: "new")],
            onto: [Self.aws],
            receipts: MovedByTests.known([Self.receipt(Self.aws, 3)])
        )
        #expect(plan.hidden.isEmpty && plan.changes.count == 1)
    }

    @Test("other secrets may hide behind an update that the files alone ask for, and not behind one that shows others")
    func behindAnUpdate() throws {
        var left = Self.receipt(Self.vimeo, 4)
        let entries = [Sample.desiredVimeo("v", description: "new")]
        let silent = try Planner.plan(entries, onto: [Self.vimeo], receipts: MovedByTests.known([left]))
        #expect(silent.changes.flatMap(\.fields).map(\.movedBy) == [.config])
        #expect(silent.hidden.map(\.recordedVersion) == [4] && silent.summary.hidden == 1)
        left.fields[.description] = Receipt.digest(of: .text("as it was left"), in: .description)
        let shown = try Planner.plan(entries, onto: [Self.vimeo], receipts: MovedByTests.known([left]))
        #expect(shown.changes.flatMap(\.fields).map(\.movedBy) == [.both])
        #expect(shown.hidden.isEmpty)
    }
}
