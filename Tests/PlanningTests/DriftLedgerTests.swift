import Connections
import Planning
import TestSupport
import Testing

@Suite("What a ledger lets drift say")
struct DriftLedgerTests {
    private static let live = Sample.liveVimeo("v", version: 5)
    private static let sent = Fingerprint(key: "k", digest: "sent")
    private static let wanted = Fingerprint(key: "k", digest: "of the files")

    private func receipts(_ version: Int, revision: Int? = nil, isResolved: Bool = true) -> Receipts {
        var receipt = Receipt(of: Self.live, secrets: Receipt.Secrets(fingerprint: Self.sent, revision: revision))
        receipt.version = version
        return Receipts([receipt]) { _, _ in isResolved ? Self.wanted : nil }
    }

    private func drift(_ desired: [DesiredConnection], onto live: [LiveConnection], _ known: Receipts) throws -> Drift {
        Drift(
            try Planner.plan(desired, onto: live, receipts: known),
            comparesSecrets: true
        )
    }

    @Test(
        "secrets of the files that changed do not hide that somebody wrote the connection, and then nothing is certain"
    )
    func changedAndHidden() throws {
        let both = try drift([Sample.desiredVimeo("v")], onto: [Self.live], receipts(4))
        #expect(both.findings.map(\.kind) == [.changed, .hidden])
        #expect(both.findings[0].credentials == .changed && both.findings[0].isAlsoHidden)
        #expect(both.findings.allSatisfy { $0.source == Sample.place })
        let changed = try drift([Sample.desiredVimeo("v")], onto: [Self.live], receipts(5))
        #expect(changed.findings.map(\.kind) == [.changed] && !changed.findings[0].isAlsoHidden)
        let hidden = try drift([Sample.desiredVimeo("v")], onto: [Self.live], receipts(4, isResolved: false))
        #expect(hidden.findings.map(\.kind) == [.hidden] && hidden.summary.unchanged == 0)
        let plan = try Planner.plan([Sample.desiredVimeo("v")], onto: [Self.live], receipts: receipts(4))
        #expect(plan.changes.map(\.credentials) == [.changed] && plan.hidden.map(\.recordedVersion) == [4])
        let entry = Sample.desiredVimeo("v", credentialsRevision: 2)
        let raised = try Planner.plan([entry], onto: [Self.live], receipts: receipts(4, revision: 1))
        #expect(raised.changes.map(\.credentials) == [.askedFor] && raised.hidden.map(\.recordedVersion) == [4])
    }

    @Test("each raised credentialsRevision is another finding, and the same one keeps its id")
    func revision() throws {
        func id(_ revision: Int) throws -> [String] {
            let entry = Sample.desiredVimeo("v", credentialsRevision: revision)
            return try drift([entry], onto: [Self.live], receipts(5, revision: 1)).findings.map(\.id)
        }
        let ids = try [1, 2, 3].map(id)
        #expect(Set(ids).count == 3 && ids.allSatisfy { $0.count == 1 })
        try #expect(id(3) == ids[2])
    }

    struct Missing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var left: [LiveConnection] = []
        var live: [LiveConnection] = []
        var marks: [Mark] = []
        var mover: MovedBy?
        var nowCalled: String?
        var isUnrecorded: Bool?
    }

    private static func mark(_ id: ConnectionID?) -> Mark {
        Mark(
            run: "r",
            step: 1,
            type: .vimeo,
            name: "v",
            connectionId: id,
            version: id.map { _ in 5 },
            carriesSecrets: true
        )
    }

    @Test(
        "what is missing says who made it so, and what it is called now",
        arguments: [
            Missing(testDescription: "a ledger that knows nothing"),
            Missing(testDescription: "never made", left: [Sample.liveVimeo("other")], mover: .config),
            Missing(testDescription: "deleted", left: [live], mover: .outside),
            Missing(
                testDescription: "renamed",
                left: [live],
                live: [Sample.liveVimeo("theirs", id: "id-v", version: 6)],
                mover: .outside,
                nowCalled: "theirs"
            ),
            Missing(
                testDescription: "renamed to what another entry declares",
                left: [live],
                live: [Sample.liveVimeo("w", id: "id-v", version: 6)],
                mover: .outside
            ),
            Missing(testDescription: "a create is open", marks: [mark(nil)], mover: .unknown, isUnrecorded: true),
            Missing(
                testDescription: "a write is open",
                left: [live],
                marks: [mark(live.id)],
                mover: .unknown,
                isUnrecorded: true
            ),
        ]
    )
    func missing(_ row: Missing) throws {
        let known = MovedByTests.known(
            row.left.map { Receipt(of: $0, secrets: Receipt.Secrets(fingerprint: Self.sent)) },
            marks: row.marks
        )
        let found = try drift([Sample.desiredVimeo("v"), Sample.desiredVimeo("w")], onto: row.live, known)
        let missing = try #require(found.findings.first { $0.kind == .missing && $0.name == "v" })
        #expect(missing.fields.first?.movedBy == row.mover)
        #expect(missing.nowCalled?.name == row.nowCalled)
        #expect(missing.nowCalled.map(\.connectionId) == row.nowCalled.map { _ in ConnectionID("id-v") })
        #expect(missing.unrecorded == row.isUnrecorded)
    }

    @Test("the delete of what somebody renamed is theirs, and says which entry it was")
    func renamedAway() throws {
        let renamed = Sample.liveVimeo("theirs", id: "id-v", version: 6)
        let plan = try Planner.plan(
            [Sample.desiredVimeo("v")],
            onto: [renamed, Sample.liveVimeo("other")],
            rules: PlanningRules(owns: [NameGlob("*")]),
            receipts: MovedByTests.known([Receipt(of: Self.live), Receipt(of: Sample.liveVimeo("other"))])
        )
        let create = try #require(plan.changes.first { $0.action == .create })
        let deletes = plan.changes.filter { $0.action == .delete }
        #expect(deletes.map(\.name) == ["other", "theirs"] && deletes.map(\.wasCalled) == [nil, "v"])
        #expect(deletes.map { Set($0.fields.map(\.movedBy)) } == [[.config], [.outside]])
        #expect(create.nowCalled?.connectionId == renamed.id && deletes.last?.connectionId == renamed.id)
        #expect(Drift(plan).findings.filter { $0.kind == .unmanaged }.map(\.wasCalled) == [nil, "v"])
    }

    @Test("where an apply has not recorded what became of its write, a change says so")
    func unrecorded() throws {
        let live = Sample.live("a", at: "1", version: 2, description: "theirs, or ours")
        let mark = Mark(
            run: "r",
            step: 1,
            type: .aws,
            name: "a",
            connectionId: live.id,
            version: 1,
            carriesSecrets: false
        )
        let entry = Sample.desired("a", at: "1")
        let receipt = Receipt(of: Sample.live("a", at: "1"))
        let open = try drift([entry], onto: [live], MovedByTests.known([receipt], marks: [mark]))
        #expect(open.findings.map(\.unrecorded) == [true])
        let closed = try drift([entry], onto: [live], MovedByTests.known([receipt]))
        #expect(closed.findings.map(\.unrecorded) == [nil])
    }

    @Test("how many secrets nobody can compare is told where they were to be compared, and of what is selected alone")
    func secretsUnknown() throws {
        let desired = [Sample.desiredVimeo("v"), Sample.desiredVimeo("w")]
        let live = [Self.live, Sample.liveVimeo("w")]
        let plan = try Planner.plan(desired, onto: live)
        #expect(Drift(plan).secretsUnknown == nil)
        let drift = Drift(plan, comparesSecrets: true)
        #expect(drift.secretsUnknown == 2 && !drift.usesLedger)
        let rules = PlanningRules(only: [NameGlob("w")])
        let part = try Planner.plan(desired, onto: live, rules: rules)
        #expect(drift.selecting(rules.only, of: part).secretsUnknown == 1)
    }
}
