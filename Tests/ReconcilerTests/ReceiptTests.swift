import Applying
import Connections
import Diagnostics
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import TestSupport
import Testing

@Suite("What the ledger knows after an apply", .timeLimit(.minutes(20)))
struct ReceiptTests {
    /// An account, the entries that it is made equal to, and what else the rules say.
    struct Course: Sendable, CustomTestStringConvertible {
        var name: String
        var live: [SandboxConnection]
        var entries: [DesiredConnection]

        var testDescription: String { name }

        static let all = [
            Course(
                name: "create",
                live: [],
                entries: [Sample.desired("a", at: "1"), Sample.desiredVimeo("v")]
            ),
            Course(
                name: "update",
                live: [.aws("a", account: "000000000001", region: "us-east-1"), .vimeo("v", clientIdentifier: "old")],
                entries: [Sample.desired("a", at: "1", description: "new"), Sample.desiredVimeo("v")]
            ),
            Course(
                name: "rename",
                live: [
                    .aws("a", account: "000000000001", region: "us-east-1"), .vimeo("v", clientIdentifier: "client"),
                ],
                entries: [Sample.desired("b", at: "1"), Sample.desiredVimeo("w", renamedFrom: ["v"])]
            ),
            Course(
                name: "swap",
                live: [
                    .aws("a", account: "000000000001", region: "us-east-1"),
                    .aws("b", account: "000000000002", region: "us-east-1"),
                ],
                entries: [Sample.desired("b", at: "1"), Sample.desired("a", at: "2")]
            ),
            Course(
                name: "swap of Vimeo connections",
                live: [.vimeo("v", clientIdentifier: "client"), .vimeo("w", clientIdentifier: "client")],
                entries: [
                    Sample.desiredVimeo("w", id: "vimeo-v", renamedFrom: ["v"]),
                    Sample.desiredVimeo("v", id: "vimeo-w", renamedFrom: ["w"]),
                ]
            ),
            Course(
                name: "replace",
                live: [.aws("a", account: "000000000001", region: "us-east-1")],
                entries: [Sample.desired("a", at: "1:eu-west-1")]
            ),
            Course(
                name: "replace that deletes first",
                live: [.aws("a", account: "000000000001", region: "us-east-1")],
                entries: [Sample.desired("a", at: "1:eu-west-1", replaceOrder: .deleteFirst)]
            ),
            Course(
                name: "replace with a grace",
                live: [.aws("a", account: "000000000001", region: "us-east-1")],
                entries: [Sample.desired("a", at: "1:eu-west-1", grace: .seconds(3600))]
            ),
            Course(
                name: "delete",
                live: [.aws("a", account: "000000000001", region: "us-east-1"), .vimeo("v")],
                entries: []
            ),
            Course(
                name: "adoption",
                live: [
                    .aws("a", account: "000000000001", region: "us-east-1", version: 7),
                    .vimeo("v", clientIdentifier: "client", version: 3),
                ],
                entries: [Sample.desired("a", at: "1"), Sample.desiredVimeo("v")]
            ),
        ]
    }

    @Test(
        "receipts are the live connections, no mark is left, and the next apply has nothing to tell",
        arguments: Course.all
    )
    func receiptsEqualTheWorld(_ course: Course) async throws {
        let bench = try LedgerBench(course.entries, live: course.live)
        let report = try await bench.apply(run: "one")
        #expect(report.verdict == .applied)
        try bench.expectReceiptsOfWorld()
        let run = try #require(bench.run)
        #expect(run.outcome == "applied" && run.ended != nil && run.problem == nil)
        #expect(run.steps.map(\.outcome) == report.results.map { _ in "done" })
        #expect(bench.warnings.errors.isEmpty)
        let known = bench.known.receipts
        try await #expect(bench.apply(run: "two").results.isEmpty)
        #expect(bench.known.receipts == known)
        #expect(bench.memory.contents.runs.map(\.id) == ["one", "two"])
    }

    @Test(
        "fault 20: killed at any request, marks say what may be under way, and one more run leaves receipts of the live world",
        arguments: Course.all
    )
    func killed(_ course: Course) async throws {
        for way in KilledAPI.Way.allCases {
            for request in 1...20 {
                var bench = try LedgerBench(course.entries, live: course.live)
                let killed = KilledAPI(bench.sandbox, at: request, way)
                bench.store = RecordingStore(bench.memory, doing: { _ in !killed.isKilled })
                try await bench.carryOut(bench.plan(run: "killed"), over: killed, run: "killed")
                guard killed.isKilled else { break }
                #expect(!bench.known.marks.isEmpty)
                bench.store = nil
                try await #expect(bench.apply(run: "next").verdict == .applied, "request \(request) \(way)")
                try bench.expectReceiptsOfWorld()
                try await #expect(bench.plan().plan.changes.isEmpty)
            }
        }
    }

    @Test("marks of a run that never came back stay until their writes cannot be done any more")
    func neverEnded() async throws {
        var bench = try LedgerBench(
            [Sample.desired("a", at: "1", description: "new"), Sample.desiredVimeo("v")],
            live: [.aws("a", account: "000000000001", region: "us-east-1", version: 4)]
        )
        bench.store = RecordingStore(bench.memory, doing: { $0 == .begin })
        try await bench.apply(run: "lost")
        let marks = bench.known.marks.sorted { $0.step < $1.step }
        #expect(marks.map(\.run) == ["lost", "lost"])
        let create = try #require(marks.first { $0.connectionId == nil })
        #expect(create.name == "v" && create.version == nil && create.carriesSecrets)
        let update = try #require(marks.first { $0.connectionId != nil })
        #expect(update.name == "a" && update.version == 4 && !update.carriesSecrets)
        bench.store = nil
        try await bench.apply(run: "next")
        #expect(!bench.known.marks.contains { !$0.carriesSecrets })
    }

    @Test("marks that arrive late go with the next apply, once what is recorded already rules their writes out")
    func lateMarks() async throws {
        let bench = try LedgerBench([Sample.desired("a", at: "1"), Sample.desiredVimeo("v")])
        try await bench.apply(run: "one")
        let late = [
            Mark(run: "late", step: 1, type: .vimeo, name: "v", carriesSecrets: true),
            Mark(
                run: "late",
                step: 2,
                type: .aws,
                name: "a",
                connectionId: try bench.id(.aws, "a"),
                version: 0,
                carriesSecrets: false
            ),
        ]
        try await bench.memory.begin(LedgerContract.run("late", in: LedgerBench.scope), marking: late)
        try await #expect(bench.apply(run: "two").results.isEmpty)
        try bench.expectReceiptsOfWorld()
    }

    @Test(
        "what others deleted and no entry asks for is forgotten, but no secrets that are known, since a list may be old"
    )
    func deletedByOthers() async throws {
        var bench = try LedgerBench([
            Sample.desired("a", at: "1"), Sample.desired("b", at: "2"), Sample.desired("c", at: "3"),
            Sample.desiredVimeo("v"),
        ])
        try await bench.apply(run: "one")
        let ids = try [bench.id(.aws, "a"), bench.id(.aws, "c"), bench.id(.vimeo, "v")]
        try bench.sandbox.replaceWorld(
            with: SandboxWorld(bench.sandbox.world().connections.filter { $0.live.name == "a" })
        )
        bench.entries.removeAll { $0.name != "a" && $0.name != "c" }
        bench.sandbox.add(Fault(.status(StatusFault(422)), on: .writes, times: nil))
        try await #expect(bench.apply(run: "two").verdict == .partial)
        #expect(Set(bench.known.receipts.keys) == Set(ids))
        #expect(bench.known.gone.isEmpty)
    }

    @Test("fault 30: a create that finds what the list did not show yet leaves it known")
    func foundThoughNotListed() async throws {
        let bench = try LedgerBench([Sample.desired("a", at: "1"), Sample.desiredVimeo("v")])
        try await bench.apply(run: "one")
        let id = try bench.id(.vimeo, "v")
        let world = try bench.sandbox.world()
        try bench.sandbox.replaceWorld(with: SandboxWorld(world.connections.filter { $0.live.name == "a" }))
        let planned = try await bench.plan(run: "two")
        try bench.sandbox.replaceWorld(with: world)
        try await #expect(bench.carryOut(planned, run: "two").verdict == .applied)
        #expect(bench.secrets(id)?.areCertain == true)
        try bench.expectReceiptsOfWorld()
    }

    @Test("later steps of a connection are marked with the version and the name that they will find")
    func laterSteps() async throws {
        var bench = try LedgerBench(
            [Sample.desired("a", at: "1:eu-west-1")],
            live: [.aws("a", account: "000000000001", region: "us-east-1", version: 4)]
        )
        bench.store = RecordingStore(bench.memory, doing: { $0 == .begin })
        try await bench.apply()
        let marks = bench.known.marks.sorted { $0.step < $1.step }
        #expect(marks.map(\.version) == [4, nil, 5])
        let old = ConnectionID("aws-a")
        #expect(marks.map(\.name) == ["a", "a", ParkedName.name(for: .retired, of: "a", id: old)])
    }

    @Test("a failed step, a skipped one and a conflict leave no mark; an unknown outcome leaves one")
    func unsuccessful() async throws {
        let entries = [Sample.desired("a", at: "1"), Sample.desiredVimeo("v")]
        let refused = try LedgerBench(entries)
        refused.sandbox.add(Fault(.status(StatusFault(422)), on: .writes, times: nil))
        try await #expect(refused.apply().verdict == .partial)
        #expect(refused.known.marks.isEmpty && refused.known.receipts.isEmpty)
        #expect(refused.run?.steps.map(\.outcome) == ["failed", "failed"])
        #expect(refused.run?.steps.first?.detail?.hasPrefix("api-request: ") == true)

        let dropped = try LedgerBench(entries)
        dropped.sandbox.add(Fault(.drop(.before), on: .writes, times: nil))
        try await #expect(dropped.apply().verdict == .partial)
        #expect(dropped.known.marks.count == 2)
    }

    // MARK: Secrets

    @Test("secrets that were sent have a fingerprint, and a later step that sends none keeps it")
    func sent() async throws {
        var bench = try LedgerBench([Sample.desiredVimeo("v")])
        bench.entries[0].credentialsRevision = 3
        try await bench.apply()
        let id = try bench.id(.vimeo, "v")
        let sent = Receipt.Secrets(fingerprint: bench.fingerprint(bench.entries[0], id), revision: 3)
        #expect(bench.secrets(id) == sent)
        #expect(sent.fingerprint != nil)
        bench.entries[0].description = "other"
        try await bench.apply()
        #expect(bench.secrets(id) == sent)
        #expect(bench.known.receipts[id]?.version == 2)
    }

    @Test("secrets that were never sent have no fingerprint")
    func adopted() async throws {
        let bench = try LedgerBench([Sample.desiredVimeo("v")], live: [.vimeo("v", clientIdentifier: "client")])
        try await bench.apply()
        #expect(bench.secrets(ConnectionID("vimeo-v")) == Receipt.Secrets())
    }

    @Test("a create that finds an equal connection of somebody else has sent nothing")
    func foundByCreate() async throws {
        let bench = try LedgerBench([Sample.desiredVimeo("v")])
        let planned = try await bench.plan()
        _ = try await bench.sandbox.create(.vimeo("v", clientIdentifier: "client"))
        let report = try await bench.carryOut(planned)
        #expect(report.verdict == .applied)
        try #expect(bench.secrets(bench.id(.vimeo, "v")) == Receipt.Secrets())
    }

    @Test("who writes between two applies may have given other secrets")
    func overtaken() async throws {
        var bench = try LedgerBench([Sample.desiredVimeo("v")])
        try await bench.apply()
        let id = try bench.id(.vimeo, "v")
        try await bench.edit(id, .vimeo)
        try await bench.apply()
        #expect(bench.secrets(id)?.mayBeOvertaken == true)
        #expect(bench.secrets(id)?.fingerprint != nil)
        #expect(bench.known.receipts[id]?.version == 2)
        // Sent again, they are known again.
        bench.rules.rotate = [NameGlob("v")]
        try await bench.apply()
        #expect(bench.secrets(id)?.mayBeOvertaken == false)

        bench.rules.rotate = []
        try await bench.edit(id, .vimeo)
        bench.entries[0].description = "other"
        try await bench.apply()
        #expect(bench.secrets(id)?.mayBeOvertaken == true)
    }

    @Test("who writes between plan and apply may have given other secrets")
    func overtakenMeanwhile() async throws {
        var bench = try LedgerBench([Sample.desiredVimeo("v")])
        try await bench.apply()
        let id = try bench.id(.vimeo, "v")
        bench.entries[0].enabled = false
        let planned = try await bench.plan()
        try await bench.edit(id, .vimeo) { $0.description = "theirs" }
        try await #expect(bench.carryOut(planned).verdict == .applied)
        #expect(bench.secrets(id)?.mayBeOvertaken == true)
        #expect(bench.known.receipts[id]?.version == 3)
    }

    @Test("fault 19: no secret gets into the ledger")
    func canaries() async throws {
        let bench = try LedgerBench([Sample.desiredVimeo("v")])
        bench.sandbox.add(Fault(.status(StatusFault(422)), on: .writes, times: 1))
        try await bench.apply(run: "one")
        try await bench.apply(run: "two")
        #expect(!"\(bench.memory.contents)".contains("canary"))
    }

    // MARK: Accounts

    @Test("fault 23: an account with none of the recorded connections is refused, and --new-account begins anew")
    func wrongAccount() async throws {
        var bench = try LedgerBench([Sample.desired("a", at: "1"), Sample.desiredVimeo("v")])
        try await bench.apply(run: "one")
        try bench.sandbox.replaceWorld(with: SandboxWorld([.aws("other")]))
        bench.rules.owns = []
        let refused = bench
        let error = await #expect(throws: WrongAccount.self) { try await refused.plan() }
        #expect(error?.recorded == 2)
        #expect(error?.report.code == .wrongAccount && error?.report.category == .blocked)
        let looked = try await refused.reconciler(refused.sandbox).drift(refused.stack, refused.rules, DriftScope())
        #expect(looked.listed.findings.map(\.kind) == [.missing, .missing, .unmanaged])
        #expect(looked.listed.findings[0].fields.allSatisfy { $0.movedBy == .outside })
        #expect(looked.mayBeOther == error && looked.listed.mayBeOtherAccount == true)
        #expect(looked.mayBeOther?.warning.nextStep?.contains("--new-account") == true)
        #expect(error?.report.nextStep?.contains("--new-account") == true)
        let anew = try await refused.reconciler(refused.sandbox)
            .drift(refused.stack, refused.rules, DriftScope(isNewAccount: true))
        #expect(anew.mayBeOther == nil && anew.listed.summary.missing == 2)
        bench.isNewAccount = true
        try await #expect(bench.apply(run: "two").verdict == .applied)
        let ids = try [bench.id(.aws, "a"), bench.id(.vimeo, "v")]
        #expect(Set(bench.known.receipts.keys) == Set(ids))
        #expect(bench.known.gone.isEmpty, "they would be believed again, were the key put right")
        bench.isNewAccount = false
        try await #expect(bench.plan().plan.changes.isEmpty)
    }

    @Test("connections that another run made and recorded after the account was read are not missed")
    func madeMeanwhile() async throws {
        let bench = try LedgerBench([Sample.desired("a", at: "1")])
        try await bench.apply()
        // The list is as it was before the other run, and the ledger as it is afterwards.
        bench.sandbox.add(Fault(.staleList(writes: 1), on: .operation(.list, .aws)))
        try await #expect(bench.plan().plan.changes.isEmpty)
    }

    @Test("one recorded connection is enough for the account to be the right one")
    func sameAccount() async throws {
        let bench = try LedgerBench([Sample.desired("a", at: "1"), Sample.desired("b", at: "2")])
        try await bench.apply()
        try bench.sandbox.replaceWorld(
            with: SandboxWorld(bench.sandbox.world().connections.filter { $0.live.name == "a" })
        )
        try await #expect(bench.plan().plan.changes.map(\.name) == ["b"])
    }

    @Test("an error before the report is recorded with the run")
    func recordedError() async throws {
        let bench = try LedgerBench()
        let report = ErrorReport(.wrongAccount, .blocked, "the account lacks it")
        let problem = await bench.reconciler(bench.sandbox).record(report)
        #expect(problem == nil)
        #expect(bench.run?.problem?.hasPrefix("wrong-account: ") == true)
        #expect(bench.run?.ended != nil && bench.run?.outcome == nil)
    }
}
