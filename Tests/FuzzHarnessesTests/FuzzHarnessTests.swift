import Foundation
import Testing

@testable import FuzzHarnesses

@Suite("What the fuzzer runs")
struct FuzzHarnessTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files below a folder of the repository, by path.
    private static func files(below folder: String) throws -> [(path: String, bytes: [UInt8])] {
        let folder = root.appending(path: folder)
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().compactMap { path in
            // A folder has no contents.
            FileManager.default.contents(atPath: folder.appending(path: path).path).map { (path, Array($0)) }
        }
    }

    /// What harnesses find in files, each with its path.
    ///
    /// They block their thread as the fuzzer has it, so it is none of those that all tests share.
    private static func findings(of harnesses: [FuzzHarness], below folder: String) async throws -> [String] {
        let inputs = try files(below: folder)
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    returning: inputs.flatMap { path, bytes in
                        harnesses.compactMap { $0.finding(of: bytes) }.map { "\(path): \($0)" }
                    }
                )
            }
        }
    }

    @Test(
        "finds nothing in the inputs that are kept, those among them that once showed a fault",
        arguments: FuzzHarness.all.map(\.name)
    )
    func kept(_ name: String) async throws {
        let harness = try #require(FuzzHarness.all.first { $0.name == name })
        let folder = "Fuzz/Corpus/\(name)"
        try #expect(Self.files(below: folder).count >= 2)
        try await #expect(Self.findings(of: [harness], below: folder) == [])
    }

    @Test("finds nothing in the bad stacks and bad answers of the corpus")
    func corpus() async throws {
        try await #expect(Self.findings(of: [.files, .yaml], below: "Tests/Corpus/files") == [])
        try await #expect(Self.findings(of: [.answers, .errors, .json], below: "Tests/Corpus/answers") == [])
    }

    @Test("has a folder of seeds for each harness, and no other")
    func folders() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Fuzz/Corpus").path)
        #expect(folders.sorted() == FuzzHarness.all.map(\.name).sorted())
    }

    @Test(
        "notices output that acts on a terminal",
        arguments: ["a\nb", "\u{1B}[31m", "\u{9B}31m", "\u{202E}", "\u{200B}", "\u{2028}", "\u{7F}", "\u{E0041}"]
    )
    func unseen(_ text: String) {
        #expect(throws: BrokenPromise.self) { try Promise.isShown(text, as: "it") }
    }

    @Test(
        "notices output that a pipeline takes for a command",
        arguments: ["::error::x", "a\n  ::x::", "a ##[group]", "##VSO[x]"]
    )
    func commands(_ text: String) {
        #expect(throws: BrokenPromise.self) { try Promise.commandsNothing(text, as: "it") }
    }

    @Test("notices places that are not in the text", arguments: [(1, 0), (0, 1), (1, 6), (2, 4), (3, 1)])
    func places(_ line: Int, _ column: Int) {
        // A byte order mark has no column, and é has one.
        let text = [0xEF, 0xBB, 0xBF] + Array("abé\r\nde".utf8)
        #expect(throws: BrokenPromise.self) { try TextPlaces(text).contain(line: line, column: column, of: "it") }
        #expect(throws: Never.self) { try TextPlaces(text).contain(line: 2, column: 3, of: "it") }
    }

    @Test("tells what broke, and which harness found it")
    func told() {
        let broken = FuzzHarness("one") { _ in throw BrokenPromise("no sense") }
        #expect(broken.finding(of: []) == "one: no sense")
        let surprised = FuzzHarness("two") { _ in throw CancellationError() }
        #expect(surprised.finding(of: [])?.hasPrefix("two: an error that nothing should throw") == true)
    }

    @Test("takes an input apart at lines of six '='")
    func parts() {
        let input = FuzzInput(Array("a\n======\n\n======\nb\n=====\n".utf8))
        #expect(input.count == 3 && input.text(0) == "a" && input.text(1).isEmpty && input.text(2) == "b\n=====\n")
        #expect(input[3] == nil)
    }
}
