import Connections
import Foundation
import Sandbox
import Testing

@Suite("History, through the program")
struct HistoryProgramTests {
    private static let files = [
        "one/a.yaml": "connections:\n" + aws("One", "us-east-2"),
        "two/a.yaml": "connections:\n" + aws("Two", "us-west-2"),
    ]
    private static let shared = ["--ledger", "sqlite:ledger.db"]

    private struct History: Decodable {
        struct Run: Decodable {
            struct Finding: Decodable, Hashable {
                var id: String
                var kind: String
                var type: String
                var name: String?
            }

            var id: String
            var stack: String
            var kind: String
            var state: String
            var findings: [String]
            var found: [Finding]?
        }

        var stack: String?
        var runs: [Run]
    }

    private struct Pruned: Decodable, Equatable {
        var stack: String?
        var forgotten: Int
        var dryRun: Bool
    }

    /// Runs `body` where one shared ledger knows a drift run and an apply of two stacks, and a refused apply of the first.
    private func withRuns(_ body: (Bench) async throws -> Void) async throws {
        try await Bench.with(Self.files) { bench in
            for (command, status) in [(["drift"], Int32(2)), (["apply", "--auto-approve"], 0)] {
                let run = try await bench.program.run(command + ["one", "two"] + Self.shared) { _ in }.run
                try #require(run.status == status, "\(run.all)")
            }
            try bench.rewrite { $0.removeAll { $0.live.name == "One" || $0.live.name == "Two" } }
            let refused = try await bench.program.run(["apply", "--auto-approve", "one"] + Self.shared) { _ in }.run
            try #require(refused.status == 5, "\(refused.all)")
            try await body(bench)
        }
    }

    private func output(_ program: Program, _ arguments: String...) async throws -> String {
        let run = try await program.run(["history"] + arguments + Self.shared) { _ in }.run
        #expect(run.status == 0 && run.err.isEmpty, "\(arguments): \(run.err)")
        return run.out
    }

    private func history(_ program: Program, _ arguments: String...) async throws -> History {
        let run = try await program.run(["history", "--format", "json"] + arguments + Self.shared) { _ in }.run
        #expect(run.status == 0 && run.err.isEmpty, "\(arguments): \(run.err)")
        return try JSONDecoder().decode(History.self, from: Data(run.out.utf8))
    }

    @Test("tells of each finding what it is, and of each run how it ended, as text and as JSON")
    func findings() async throws {
        try await withRuns { bench in
            let known = try await history(bench.program, "one")
            #expect(known.stack == "one" && known.runs.map(\.state) == ["wrong-account", "applied", "drifted"])
            let drifted = try #require(known.runs.last)
            let found = try #require(drifted.found?.first)
            #expect(drifted.findings == [found.id] && drifted.found?.count == 1)
            #expect((found.kind, found.type, found.name) == ("missing", "aws", "One"))
            let text = try await output(bench.program, "one", "--run", drifted.id)
            #expect(text.contains("stack     one\n"), "\(text)")
            #expect(text.hasSuffix("\nFindings:\n  - aws \"One\": missing (\(found.id))\n"), "\(text)")
            let table = try await output(bench.program, "one")
            #expect(table.contains("  apply  wrong-account  ") && table.contains("  1 missing\n"), "\(table)")
        }
    }

    @Test("needs no more than the settings, and with --ledger no files at all")
    func withoutFiles() async throws {
        try await withRuns { bench in
            let program = bench.program
            try program.directory.write("connections: [{type: nonsense", to: "one/a.yaml")
            try await #expect(history(program, "one").runs.count == 3)
            let removed = try await shell("rm -r one two patchbay.yaml", program)
            try #require(removed.status == 0)
            // The name of a stack, where there is no folder of that name.
            try await #expect(history(program, "two").runs.map(\.state) == ["applied", "drifted"])
            // Outside of a stack, and where it is asked for: all of them.
            for arguments in [[], ["--all"]] {
                let run = try await program.run(["history", "--format", "json"] + arguments + Self.shared) { _ in }.run
                let all = try JSONDecoder().decode(History.self, from: Data(run.out.utf8))
                #expect(all.stack == nil && all.runs.count == 5 && Set(all.runs.map(\.stack)) == ["one", "two"])
            }
            let table = try await output(program, "--all")
            #expect(table.contains("  \"one\"") && table.contains("  \"two\""), "\(table)")

            // Without a ledger that is named, settings that cannot be read are an error.
            let missing = try await program.run("history", "one")
            #expect(missing.status == 3 && missing.err.contains("one"), "\(missing.all)")
            try program.directory.write("stack: [", to: "one/patchbay.yaml")
            let invalid = try await program.run("history", "one")
            #expect(invalid.status == 3 && invalid.err.contains("one/patchbay.yaml:1:"), "\(invalid.all)")
        }
    }

    @Test("a ledger's file that is not there is an error where it was named, and else a stack that has none yet")
    func missingFile() async throws {
        try await Bench.with(connections(aws("One", "us-east-2"))) { bench in
            let program = bench.program
            for command in [["history"], ["history", "prune", "--keep", "1d"]] {
                let run = try await program.run(command + ["--ledger", "sqlite:no/such.db"]) { _ in }.run
                #expect(run.status == 3 && run.out.isEmpty, "\(run.all)")
                #expect(run.err.contains("error[file-unreadable]: there is no ledger at 'no/such.db'"), "\(run.err)")
            }
            let fresh = try await program.run("history")
            #expect(fresh.status == 0, "\(fresh.all)")
            #expect(fresh.out == "No runs: there is no ledger at '.patchbay/ledger.db' yet.\n", "\(fresh.all)")
            try await #expect(program.run("history", "--quiet").out.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: program.directory.appending(path: "no").path))
        }
    }

    @Test("a folder goes before a stack of the same name")
    func folderFirst() async throws {
        try await withRuns { bench in
            try bench.program.directory.write("stack: two\n", to: "one/patchbay.yaml")
            try await #expect(history(bench.program, "one").stack == "two")
        }
    }

    @Test("is narrowed by time, kind and outcome, and says nothing where nothing is asked for")
    func filters() async throws {
        try await withRuns { bench in
            let program = bench.program
            try await #expect(
                history(program, "--all", "--outcome", "drifted").runs.map(\.stack).sorted() == ["one", "two"]
            )
            try await #expect(history(program, "--all", "--outcome", "applied", "--limit", "1").runs.count == 1)
            try await #expect(history(program, "one", "--outcome", "wrong-account", "--kind", "drift").runs.isEmpty)
            for since in ["1h", "7d", "1y", "2020-01-01", "2020-01-01T06:00:00Z"] {
                try await #expect(history(program, "one", "--since", since).runs.count == 3, "\(since)")
            }
            try await #expect(history(program, "one", "--since", "2999-01-01").runs.isEmpty)
            try await #expect(output(program, "one", "--since", "2999-01-01") == "No runs are recorded.\n")
            try await #expect(output(program, "one", "--since", "2999-01-01", "--quiet").isEmpty)
            for wrong in [["--since", "yesterday"], ["--since", "2026-13-01"], ["--outcome", "sad"]] {
                let run = try await program.run(["history", "one"] + wrong) { _ in }.run
                #expect(run.status == 64, "\(wrong): \(run.all)")
            }
        }
    }

    @Test("prune says what it forgets, or would forget, as text and as JSON")
    func prune() async throws {
        try await withRuns { bench in
            let program = bench.program
            func pruned(_ arguments: String...) async throws -> Pruned {
                let run = try await program.run(["history", "prune", "--format", "json"] + arguments + Self.shared) {
                    _ in
                }.run
                #expect(run.status == 0 && run.err.isEmpty, "\(run.err)")
                return try JSONDecoder().decode(Pruned.self, from: Data(run.out.utf8))
            }
            // The latest complete drift run of each stack stays.
            try await #expect(pruned("--all", "--keep", "0d", "--dry-run") == Pruned(forgotten: 3, dryRun: true))
            try await #expect(
                pruned("one", "--keep", "0d", "--dry-run") == Pruned(stack: "one", forgotten: 2, dryRun: true)
            )
            try await #expect(pruned("--all", "--keep", "1y") == Pruned(forgotten: 0, dryRun: false))
            try await #expect(history(program, "--all").runs.count == 5)
            try await #expect(
                output(program, "prune", "one", "--keep", "0d", "--dry-run") == "2 runs would be forgotten.\n"
            )
            try await #expect(output(program, "prune", "one", "--keep", "0d") == "2 runs forgotten.\n")
            try await #expect(output(program, "prune", "--all", "--keep", "0d", "--quiet").isEmpty)
            try await #expect(history(program, "--all").runs.map(\.state) == ["drifted", "drifted"])
            // Outside of a stack nothing is forgotten but by its name, or with --all.
            let empty = try await shell(
                "rm -r one two patchbay.yaml; '\(Program.executable)' history prune --keep 0d "
                    + Self.shared.joined(separator: " "),
                program
            )
            #expect(empty.status == 0 && empty.out == "0 runs forgotten.\n", "\(empty.all)")
        }
    }

    @Test("a schema describes what prune prints")
    func schema() async throws {
        try await withRuns { bench in
            let printed = try await bench.program.run("schema", "history-prune")
            let schema = try #require(
                try JSONSerialization.jsonObject(with: Data(printed.out.utf8)) as? [String: Any]
            )
            let json = try await output(bench.program, "prune", "one", "--keep", "1y", "--format", "json")
            let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect(Set(document.keys) == Set(try #require(schema["required"] as? [String])))
        }
    }
}
