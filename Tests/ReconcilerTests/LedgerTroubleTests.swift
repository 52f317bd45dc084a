import Applying
import Connections
import Diagnostics
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import Synchronization
import TestSupport
import Testing

@Suite("An apply whose ledger is in trouble", .timeLimit(.minutes(20)))
struct LedgerTroubleTests {
    private static let entries = [
        Sample.desired("a", at: "1"), Sample.desired("b", at: "2"), Sample.desiredVimeo("v"), Sample.desiredVimeo("w"),
    ]

    private static func troubled(
        _ call: RecordingStore.Call,
        _ trouble: RecordingStore.Trouble,
        onlyFirst: Bool = false
    ) throws -> (LedgerBench, RecordingStore) {
        var bench = try LedgerBench(entries)
        let store = RecordingStore(
            bench.memory,
            trouble: { $0 == call && (!onlyFirst || $1 == 0) ? trouble : nil }
        )
        bench.store = store
        return (bench, store)
    }

    @Test("fault 20: marks are there before the first request that carries secrets")
    func order() async throws {
        var bench = try LedgerBench(Self.entries)
        let writes = Mutex(-1)
        bench.store = RecordingStore(
            bench.memory,
            noting: { [sandbox = bench.sandbox] call in
                guard call == .begin else { return }
                writes.withLock { $0 = sandbox.journal.entries.count { $0.method != "GET" } }
            }
        )
        try await bench.apply()
        #expect(writes.withLock(\.self) == 0)
    }

    @Test(
        "where the ledger cannot be read, secrets are not sent, and all else is done",
        arguments: RecordingStore.Trouble.allCases
    )
    func read(_ trouble: RecordingStore.Trouble) async throws {
        let (bench, store) = try Self.troubled(.read, trouble)
        let planned = try await bench.plan()
        #expect(planned.ledgerProblem != nil && planned.ledger == nil)
        let report = try await bench.carryOut(planned)
        try expectSecretsHeldBack(report, bench)
        // The plan's warning is the only one, and the ledger is not asked again.
        #expect(bench.warnings.errors.isEmpty)
        #expect(store.calls == [.read])
    }

    @Test(
        "where nothing can be marked, secrets are not sent, and all else is done",
        arguments: RecordingStore.Trouble.allCases
    )
    func begin(_ trouble: RecordingStore.Trouble) async throws {
        let (bench, _) = try Self.troubled(.begin, trouble)
        let report = try await bench.apply()
        try expectSecretsHeldBack(report, bench)
        #expect(bench.warnings.errors.count == 1)
        #expect(report.verdict == .partial)
    }

    private func expectSecretsHeldBack(_ report: ApplyReport, _ bench: LedgerBench) throws {
        for result in report.results {
            if result.step.sendsCredentials {
                guard case .failed(let failure) = result.outcome else {
                    Issue.record("\(result)")
                    continue
                }
                #expect(failure.cause == .secretsNotNoted && !failure.isOutcomeUnknown)
                #expect(failure.report.code == .secretsNotSent)
            } else {
                #expect(result.outcome.isDone)
            }
        }
        try #expect(bench.sandbox.world().live.map(\.name).sorted() == ["a", "b"])
    }

    @Test("a write that fails once is made up for at the end, without a word")
    func settleOnce() async throws {
        let (bench, _) = try Self.troubled(.settle, .fails, onlyFirst: true)
        try await #expect(bench.apply().verdict == .applied)
        #expect(bench.warnings.errors.isEmpty)
        try bench.expectReceiptsOfWorld()
    }

    @Test(
        "records that cannot be written cost a warning, and nothing else",
        arguments: [RecordingStore.Call.settle, .end],
        RecordingStore.Trouble.allCases
    )
    func record(_ call: RecordingStore.Call, _ trouble: RecordingStore.Trouble) async throws {
        let (bench, _) = try Self.troubled(call, trouble)
        try await #expect(bench.apply().verdict == .applied)
        #expect(bench.warnings.errors.count == 1)
        try #expect(bench.sandbox.world().live.count == 4)
        #expect(bench.warnings.errors.first?.kind == (trouble == .fails ? .unusable : .unreachable))
        // What was not recorded stays marked, so that the next plan does not believe what is there.
        #expect(bench.known.marks.isEmpty == (call == .end))
    }

    @Test("an interrupt does not wait for a ledger that hangs")
    func interrupt() async throws {
        var bench = try LedgerBench(Self.entries)
        bench.isPatient = true
        let stop = StopSwitch()
        bench.store = RecordingStore(
            bench.memory,
            noting: { if $0 == .settle { stop.press() } },
            trouble: { call, _ in
                call == .settle ? .hangs : nil
            }
        )
        let report = try await bench.apply(stop: stop)
        #expect(bench.warnings.errors.count == 1)
        #expect(report.results.contains { $0.outcome.isDone })
    }

    @Test("a plan goes on without its ledger")
    func plan() async throws {
        let (bench, _) = try Self.troubled(.read, .fails)
        let planned = try await bench.plan()
        #expect(planned.ledgerProblem == RecordingStore.error)
        #expect(planned.plan.changes.count == 4)
    }

    @Test("without a ledger secrets are sent, as before there were any")
    func none() async throws {
        let bench = try LedgerBench(Self.entries)
        var reconciler = bench.reconciler(bench.sandbox)
        reconciler.ledger = nil
        let planned = try await reconciler.plan(bench.stack, bench.rules)
        let report = try await reconciler.apply(planned, parallelism: 2, onError: .fail, stop: StopSwitch()) { _ in }
        #expect(report.verdict == .applied)
        #expect(bench.memory.contents.runs.isEmpty)
    }
}
