import Connections
import Planning
import TestSupport
import Testing

@Suite("Which secrets are sent")
struct SentSecretsTests {
    static let live = Sample.liveVimeo("v", version: 5)

    /// Of the secrets of the files.
    static let present = Fingerprint(key: "present", digest: "of the files")
    static let others = Fingerprint(key: "present", digest: "of others")
    static let former = Fingerprint(key: "former", digest: "of others")

    static func receipts(
        _ fingerprint: Fingerprint?,
        revision: Int? = nil,
        marks: [Mark] = [],
        isResolved: Bool = true
    ) -> Receipts {
        let secrets = Receipt.Secrets(fingerprint: fingerprint, revision: revision)
        return Receipts([Receipt(of: live, secrets: secrets)], marks: marks) { _, _ in isResolved ? present : nil }
    }

    static func mark(_ carriesSecrets: Bool, id: ConnectionID? = live.id) -> Mark {
        Mark(run: "r", step: 1, type: .vimeo, name: "v", connectionId: id, version: 5, carriesSecrets: carriesSecrets)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var receipts: Receipts?
        var revision: Int?
        var rotate: [NameGlob] = []
        var expected: Change.Credentials?
        var isUnknown = false
    }

    @Test(
        "to a connection that is there",
        arguments: [
            Row(testDescription: "no ledger", isUnknown: true),
            Row(testDescription: "no ledger, asked for", rotate: [NameGlob("v")], expected: .askedFor),
            Row(testDescription: "a ledger that knows nothing", receipts: MovedByTests.known([]), isUnknown: true),
            Row(testDescription: "never sent", receipts: receipts(nil), isUnknown: true),
            Row(testDescription: "the same were sent", receipts: receipts(present)),
            Row(testDescription: "others were sent", receipts: receipts(others), expected: .changed),
            Row(testDescription: "sent with another key", receipts: receipts(former), isUnknown: true),
            Row(testDescription: "not resolved", receipts: receipts(others, isResolved: false)),
            Row(
                testDescription: "not resolved, never sent",
                receipts: receipts(nil, isResolved: false),
                isUnknown: true
            ),
            Row(
                testDescription: "others were sent, and asked for",
                receipts: receipts(others),
                rotate: [NameGlob("*")],
                expected: .askedFor
            ),
            Row(
                testDescription: "revision raised",
                receipts: receipts(present, revision: 2),
                revision: 3,
                expected: .askedFor
            ),
            Row(testDescription: "revision given first", receipts: receipts(present), revision: 1, expected: .askedFor),
            Row(testDescription: "revision of none", receipts: receipts(present), revision: 0),
            Row(testDescription: "revision the same", receipts: receipts(present, revision: 3), revision: 3),
            Row(testDescription: "revision lowered", receipts: receipts(present, revision: 3), revision: 2),
            Row(testDescription: "revision taken away", receipts: receipts(present, revision: 3)),
            Row(
                testDescription: "revision raised, not resolved",
                receipts: receipts(present, revision: 2, isResolved: false),
                revision: 3,
                expected: .askedFor
            ),
            Row(
                testDescription: "revision without a receipt",
                receipts: MovedByTests.known([]),
                revision: 3,
                isUnknown: true
            ),
            Row(
                testDescription: "an open write with secrets",
                receipts: receipts(present, marks: [mark(true)]),
                expected: .notVerifiable
            ),
            Row(testDescription: "an open write without", receipts: receipts(present, marks: [mark(false)])),
            Row(
                testDescription: "two open writes, one with secrets",
                receipts: receipts(present, marks: [mark(false), mark(true), mark(false)]),
                expected: .notVerifiable
            ),
            Row(
                testDescription: "an open write with secrets, not resolved",
                receipts: receipts(present, marks: [mark(true)], isResolved: false),
                expected: .notVerifiable
            ),
            Row(
                testDescription: "others were sent, and an open write",
                receipts: receipts(others, marks: [mark(true)]),
                expected: .changed
            ),
            Row(
                testDescription: "an open create, and no receipt",
                receipts: MovedByTests.known([], marks: [mark(true, id: nil)]),
                expected: .notVerifiable
            ),
            Row(
                testDescription: "an open create of the name, and a receipt",
                receipts: receipts(present, marks: [mark(true, id: nil)])
            ),
            Row(
                testDescription: "an open create of the name, and a receipt of an older version",
                receipts: MovedByTests.known(
                    [Receipt(of: Sample.liveVimeo("v", version: 4), secrets: Receipt.Secrets(fingerprint: present))],
                    marks: [mark(true, id: nil)]
                ),
                expected: .notVerifiable
            ),
            Row(
                testDescription: "an open create of the name, and a receipt that knows of no secrets",
                receipts: receipts(nil, marks: [mark(true, id: nil)]),
                expected: .notVerifiable
            ),
        ]
    )
    func update(_ row: Row) throws {
        let plan = try Planner.plan(
            [Sample.desiredVimeo("v", credentialsRevision: row.revision)],
            onto: [Self.live],
            rules: PlanningRules(rotate: row.rotate),
            receipts: row.receipts
        )
        #expect(plan.changes.map(\.credentials) == (row.expected == nil ? [] : [row.expected]))
        #expect(
            plan.changes.flatMap(\.fields).map(\.field) == (row.expected == nil ? [] : [.clientSecret, .accessToken])
        )
        #expect(plan.steps.map(\.sendsCredentials) == (row.expected == nil ? [] : [true]))
        #expect(plan.secretsUnknown == (row.isUnknown ? 1 : 0))
        let reason: Change.Reason? =
            switch row.expected {
            case .changed?: .secretsChanged
            case .notVerifiable?: .secretsNotVerifiable
            case .askedFor?, .firstTime?: .rotationRequested
            case nil: nil
            }
        #expect(plan.changes.map(\.reason) == [reason].compactMap(\.self))
    }

    @Test("with other fields, in one update that says who moved them")
    func together() throws {
        let plan = try Planner.plan(
            [Sample.desiredVimeo("v", description: "new")],
            onto: [Self.live],
            receipts: Self.receipts(Self.others)
        )
        #expect(plan.changes.map(\.reason) == [.fieldsDiffer])
        #expect(plan.changes.flatMap(\.fields).map(\.movedBy) == [.config, .config, .config])
        #expect(plan.steps.count == 1 && plan.steps[0].sendsCredentials)
    }

    @Test("always with a create, and it says so")
    func create() throws {
        for receipts in [nil, MovedByTests.known([]), Self.receipts(Self.present)] {
            let plan = try Planner.plan([Sample.desiredVimeo("w")], onto: [], receipts: receipts)
            #expect(plan.changes.map(\.credentials) == [.firstTime])
            #expect(plan.steps.map(\.sendsCredentials) == [true])
            #expect(plan.secretsUnknown == 0)
        }
    }

    /// What the ledger knows when a plan is saved and when it is applied; `saved` is whether it sends secrets.
    struct Saved: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: Receipts?
        var after: Receipts?
        var description = ""
        var saved = false
        var stale: [StaleReason.Kind] = []
    }

    @Test(
        "a saved plan sends what it was saved to send, and never more",
        arguments: [
            Saved(
                testDescription: "changed, and so still",
                before: receipts(others),
                after: receipts(others),
                saved: true
            ),
            Saved(
                testDescription: "for another reason by now",
                before: receipts(others),
                after: receipts(present, marks: [mark(true)]),
                saved: true
            ),
            Saved(
                testDescription: "sent since",
                before: receipts(others),
                after: receipts(present),
                saved: true,
                stale: [.changeNotCalledFor]
            ),
            Saved(
                testDescription: "the ledger is gone",
                before: receipts(others),
                saved: true,
                stale: [.changeNotCalledFor]
            ),
            Saved(
                testDescription: "sent since, and words are to be written still",
                before: receipts(others),
                after: receipts(present),
                description: "new",
                saved: true,
                stale: [.changeNotCalledFor]
            ),
            Saved(
                testDescription: "saved without resolving secrets, which are others",
                before: receipts(others, isResolved: false),
                after: receipts(others),
                description: "new"
            ),
            Saved(
                testDescription: "a run of somebody else was cut short since",
                before: receipts(present),
                after: receipts(present, marks: [mark(true)]),
                description: "new"
            ),
            Saved(testDescription: "saved without a ledger", after: receipts(others), description: "new"),
            Saved(testDescription: "explained otherwise by now", before: receipts(present), description: "new"),
        ]
    )
    func saved(_ row: Saved) throws {
        var world = try SavedWorld(
            desired: [Sample.desiredVimeo("v", description: row.description)],
            live: [Self.live],
            rules: PlanningRules(),
            receipts: row.before
        )
        #expect(world.saved.steps.map(\.sendsCredentials) == [row.saved])
        world.receipts = row.after
        #expect(world.reasons().map(\.kind) == row.stale)
        guard row.stale.isEmpty else { return }
        let again = try #require(world.again())
        #expect(again.plan.steps == world.saved.steps)
        #expect(again.leftAlone == 0)
    }

    @Test("a saved plan that was applied says so, and not that its secrets need not be sent")
    func applied() throws {
        var world = try SavedWorld(
            desired: [Sample.desiredVimeo("v", description: "new")],
            live: [Self.live],
            rules: PlanningRules(),
            receipts: Self.receipts(Self.others)
        )
        world.edit("v") { $0.description = "new" }
        world.receipts = Self.receipts(Self.present)
        #expect(world.reasons().map(\.kind) == [.alreadyApplied])
    }

    @Test("secrets that changed are pending on a base that has them from the same place, resolved or not")
    func base() throws {
        for (isResolved, description) in [(true, ""), (false, ""), (true, "new"), (false, "new")] {
            let desired = [Sample.desiredVimeo("v", description: description)]
            let here = try Planner.plan(desired, onto: [Self.live], receipts: Self.receipts(Self.others))
            let base = try Planner.plan(
                desired,
                onto: [Self.live],
                receipts: Self.receipts(Self.others, isResolved: isResolved)
            )
            let declared = DesiredState(connections: desired)
            let marked = BaseComparison(base, of: declared).marking(here, of: declared)
            #expect(marked.changes.map(\.introduced) == [false])
            let elsewhere = BaseComparison(base).marking(here, of: declared)
            #expect(elsewhere.changes.map(\.introduced) == [true])
        }
    }

    @Test("a raised revision is this checkout's change")
    func baseRevision() throws {
        let plans = try [2, 1].map { revision in
            try Planner.plan(
                [Sample.desiredVimeo("v", credentialsRevision: revision)],
                onto: [Self.live],
                receipts: Self.receipts(Self.present, revision: 1)
            )
        }
        let declared = DesiredState(connections: [Sample.desiredVimeo("v")])
        let marked = BaseComparison(plans[1], of: declared).marking(plans[0], of: declared)
        #expect(marked.changes.map(\.introduced) == [true])
    }
}
