import Applying
import Connections
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import TestSupport
import Testing

@Suite("An API that cuts descriptions", .timeLimit(.minutes(5)))
struct StoredOtherwiseRunTests {
    /// The API keeps six characters.
    private static func bench(_ entries: [DesiredConnection]) throws -> LedgerBench {
        let behavior = SandboxBehavior {
            $0.descriptionLength = 6
            $0.writeAnswers = .whole
        }
        return try LedgerBench(entries, over: .fixture(behavior: behavior))
    }

    private static let both = [
        Sample.desired("a", at: "1", description: "A long text"),
        Sample.desiredVimeo("v", description: "Another long one"),
    ]

    private func normalised(_ report: ApplyReport) -> [[ConnectionField]] {
        report.results.compactMap { result in
            guard case .done(let done) = result.outcome else { return nil }
            return done.normalised
        }
    }

    @Test("fault 34: one warning for each connection, and no endless diff")
    func once() async throws {
        let bench = try Self.bench(Self.both)
        #expect(try await normalised(bench.apply()) == [[.description], [.description]])
        for run in ["2", "3"] {
            let planned = try await bench.plan(run: run)
            #expect(planned.plan.changes.isEmpty && planned.plan.summary.unchanged == 2)
            #expect(planned.plan.storedOtherwise.map(\.fields) == [[.description], [.description]])
            try #expect(await bench.apply(run: run).results.isEmpty)
        }
        try bench.expectReceiptsOfWorld(converted: [.description])
    }

    @Test("fault 34: an update does the same, and one of other fields keeps what is known")
    func update() async throws {
        var bench = try Self.bench([Sample.desired("a", at: "1")])
        try await bench.apply()
        bench.entries = [Sample.desired("a", at: "1", description: "A long text")]
        #expect(try await normalised(bench.apply(run: "2")) == [[.description]])
        bench.entries[0].enabled = false
        bench.entries[0].name = "b"
        let planned = try await bench.plan(run: "3")
        #expect(planned.plan.changes.map { $0.fields.map(\.field) } == [[.name, .enabled]])
        #expect(try await normalised(bench.carryOut(planned, run: "3")) == [[.description]])
        try #expect(await bench.plan(run: "4").plan.changes.isEmpty)
    }

    @Test("what others write besides is adopted, and nothing is forgotten by that")
    func adopted() async throws {
        let bench = try Self.bench([Sample.desired("a", at: "1", description: "A long text")])
        try await bench.apply()
        let id = try bench.id(.aws, "a")
        try await bench.edit(id, .aws)
        try await bench.apply(run: "2")
        #expect(bench.known.receipts[id]?.version == 2)
        try #expect(await bench.plan(run: "3").plan.changes.isEmpty)
        try await bench.edit(id, .aws) { $0.description = "theirs" }
        let planned = try await bench.plan(run: "4")
        #expect(planned.plan.changes.flatMap { $0.fields.map(\.movedBy) } == [.outside])
        #expect(try await normalised(bench.carryOut(planned, run: "4")) == [[.description]])
        try #expect(await bench.plan(run: "5").plan.changes.isEmpty)
    }

    @Test(
        "without the ledger, or with another API key, the difference is planned; files that have what the API keeps end it"
    )
    func forgotten() async throws {
        var bench = try Self.bench([Sample.desired("a", at: "1", description: "A long text")])
        try await bench.apply()
        var other = bench
        other.key = FingerprintKey(of: Secret("canary-another-key"))
        try #expect(await other.plan(run: "2").plan.summary.update == 1)
        bench.entries[0].description = "A long"
        let plan = try await bench.plan(run: "3").plan
        #expect(plan.changes.isEmpty && plan.storedOtherwise.isEmpty)
    }
}
