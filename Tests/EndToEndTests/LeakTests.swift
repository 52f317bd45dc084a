import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Memory and descriptors do not grow", .timeLimit(.minutes(15)))
struct LeakTests {
    /// Beside the program that is tested, if it was built there; else beside the test bundle, which depends on it.
    private static let probe: String = {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = [URL(filePath: Program.executable), own].map {
            $0.deletingLastPathComponent().appending(path: "LeakProbe").path
        }
        return beside.first { FileManager.default.isExecutableFile(atPath: $0) } ?? beside[1]
    }()

    /// So much more may be allocated after the second half of what is done over and over than before it, in bytes: caches of the run
    /// times and of threads are not the same at every moment.
    private static let most = 128 << 10

    @Test(
        "over 500 drift runs with a ledger, and over 10,000 requests of one client",
        arguments: [("drift", 500), ("requests", 10_000)]
    )
    func flat(_ what: String, _ count: Int) async throws {
        let names = (1...2).map { "connection \($0)" }
        let entries = names.enumerated().map { aws($1, "us-east-1", account: String(100_000_000_000 + $0)) }
        let live = names.enumerated().map {
            SandboxConnection.aws($1, account: String(100_000_000_000 + $0), region: "us-east-1")
        }
        try await Bench.with(["connections.yaml": "connections:\n" + entries.joined()], live: live) { bench in
            // A ledger is there, with something to compare.
            let applied = try await bench.program.run("apply", "--auto-approve")
            #expect(applied.status == 0, "\(applied.all)")
            try bench.rewrite { _ in }
            let run = try await shell("exec '\(Self.probe)' \(what) \(count)", bench.program)
            let numbers = run.out.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            try #require(run.status == 0 && numbers.count == 4, "\(run.all)")
            let grown = numbers[2] - numbers[0]
            #expect(grown < Self.most, "\(grown) bytes")
            #expect(numbers[3] <= numbers[1], "\(numbers[1]) descriptors, then \(numbers[3])")
            // It did what it was to do.
            let requests = bench.sandbox.journal.entries.count
            #expect(requests >= (what == "drift" ? 2 * count : count), "\(requests)")
        }
    }
}
