import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Commands that only look")
struct ReadOnlyTests {
    private static let commands = [
        ["validate"], ["plan"], ["plan", "--steps", "--detailed-exitcode"], ["plan", "--no-secrets", "--out", "saved"],
        ["drift"], ["drift", "--format", "json"], ["export"], ["export", "--out", ".exported"], ["list"],
        ["show", "described"], ["outputs"], ["history"], ["doctor"],
    ]

    @Test("fault 48: they cause no write, however much there would be to do", arguments: commands)
    func noWrite(_ arguments: [String]) async throws {
        try await Bench.with(EveryChange.files, settings: EveryChange.settings, live: EveryChange.live) { bench in
            let before = try bench.sandbox.world()
            let (run, _) = try await bench.program.run(arguments) { _ in }
            #expect(!run.all.isEmpty)
            let writes = bench.sandbox.journal.entries.filter { $0.method != "GET" }
            #expect(writes.isEmpty, "\(arguments): \(writes)")
            try #expect(bench.sandbox.world() == before)
            // Offline, or asked at least once.
            let isOffline = ["validate", "history"].contains(arguments[0])
            #expect(bench.sandbox.journal.entries.isEmpty == isOffline, "\(run.all)")
            guard arguments[0] != "validate" else { return }
            // What there is to do is really there.
            let plan = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(plan.status == 2, "\(plan.all)")
        }
    }
}
