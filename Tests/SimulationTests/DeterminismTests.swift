import Foundation
import Subprocess
import SystemPackage
import Testing

@Suite("Two processes with the same seed")
struct DeterminismTests {
    /// Beside the test bundle, which depends on it.
    private static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "patchbay-sim").path

    private func output(_ arguments: String..., input: String = "") async throws -> String? {
        try await Subprocess.run(
            .path(FilePath(Self.executable)),
            arguments: Arguments(arguments),
            environment: .inherit,
            input: .string(input),
            output: .string(limit: 64 << 20),
            error: .discarded
        )
        .standardOutput
    }

    @Test("see the same events in the same order, though each hashes with a seed of its own", arguments: [4, 30, 323])
    func sameTimeline(_ seed: Int) async throws {
        let first = try #require(try await output("--seed", "\(seed)"))
        let second = try await output("--seed", "\(seed)")
        #expect(first.contains("run 1 starts"))
        #expect(first == second)
    }

    @Test("count the same, on any number of threads")
    func sameTally() async throws {
        let first = try #require(try await output("--seeds", "300", "--tally", "--threads", "1"))
        let second = try await output("--seeds", "300", "--tally", "--threads", "3")
        #expect(first.contains("every promise holds"))
        #expect(first == second)
    }

    @Test("a schedule that was printed repeats the same events, from a file and from standard input")
    func schedule() async throws {
        let told = try #require(try await output("--seed", "323"))
        let file = FileManager.default.temporaryDirectory.appending(path: "schedule-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let schedule = try #require(told.split(separator: "\n").last { $0.hasPrefix("schedule: ") })
        try Data("# what was wrong\n\(schedule)\n".utf8).write(to: file)
        try #expect(await output("--schedule", file.path) == told)
        try #expect(await output("--schedule", "-", input: "\(schedule)") == told)
        try #expect(await output("--schedule", "-", input: "0,one,2") == "")
    }
}
