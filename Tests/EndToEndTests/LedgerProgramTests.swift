import Connections
import Foundation
import Sandbox
import SandboxServer
import Testing

@Suite("The ledger, through the program")
struct LedgerProgramTests {
    private static let files = connections(aws("Assets", "us-east-2"), vimeo("Main channel"))

    private struct History: Decodable {
        struct Run: Decodable {
            struct Step: Decodable {
                var operation: String
                var name: String
                var outcome: String
            }

            var id: String
            var kind: String
            var apiURL: String
            var ended: String?
            var who: String
            var commit: String?
            var outcome: String?
            var problem: String?
            var summary: [String: Int]
            var steps: [Step]
        }

        var stack: String
        var runs: [Run]
    }

    private func history(_ program: Program, _ arguments: String...) async throws -> History {
        let run = try await program.run(["history", "--format", "json"] + arguments) { _ in }.run
        #expect(run.status == 0, "\(run.err)")
        return try JSONDecoder().decode(History.self, from: Data(run.out.utf8))
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("an apply makes the ledger, for its owner alone; validate, plan and history make none")
    func file() async throws {
        try await Bench.with(Self.files) { bench in
            let file = bench.program.directory.appending(path: ".patchbay/ledger.db").path
            for command in [["validate"], ["plan"], ["history"], ["history", "prune", "--keep", "1d"]] {
                let run = try await bench.program.run(command) { _ in }.run
                #expect(run.status == 0, "\(run.err)")
            }
            #expect(!FileManager.default.fileExists(atPath: bench.program.directory.appending(path: ".patchbay").path))
            let run = try await shell("umask 000; '\(Program.executable)' apply --auto-approve", bench.program)
            #expect(run.status == 0 && !run.err.contains("warning"), "\(run.err)")
            try #expect(mode(file) == 0o600)
            let folder = bench.program.directory.appending(path: ".patchbay").path
            try #expect(mode(folder) == 0o700)
            // One that was there, made by another program or unpacked from an archive, is closed to others; nobody's else is.
            let opened = try await shell("chmod 755 .patchbay; mkdir -m 777 own", bench.program)
            try #require(opened.status == 0)
            let second = try await bench.program.run("apply", "--auto-approve")
            #expect(second.status == 0 && !second.err.contains("warning"), "\(second.err)")
            try #expect(mode(folder) == 0o700)
            let elsewhere = try await bench.program.run("apply", "--auto-approve", "--ledger", "sqlite:own/ledger.db")
            #expect(elsewhere.status == 0 && elsewhere.err.contains("warning: others may write to the folder"))
            try #expect(mode(bench.program.directory.appending(path: "own").path) == 0o777)
            try #expect(!String(decoding: Data(contentsOf: URL(filePath: file)), as: UTF8.self).contains("canary"))
        }
    }

    @Test("two applies in a row: the second has nothing to do, and history tells both, the newest first")
    func history() async throws {
        try await Bench.with(Self.files) { bench in
            var program = bench.program
            program.environment["GITHUB_ACTOR"] = "octo\u{1B}cat"
            program.environment["GITHUB_SHA"] = String(repeating: "a1", count: 20)
            for _ in 0..<2 { try await #expect(program.run("apply", "--auto-approve").status == 0) }
            let known = try await history(program)
            #expect(known.runs.map(\.outcome) == ["applied", "applied"])
            #expect(known.runs.map(\.steps.count) == [0, 2])
            let first = try #require(known.runs.last)
            #expect(first.kind == "apply" && first.apiURL == bench.address.baseURL && first.ended != nil)
            #expect(first.who == "octo\\u{1b}cat")
            #expect(first.commit == String(repeating: "a1", count: 20))
            #expect(first.summary["create"] == 2)
            #expect(Set(first.steps.map(\.name)) == ["Assets", "Main channel"])
            #expect(first.id.count == 32 && first.id != known.runs[0].id)

            let table = try await program.run("history", "--limit", "1")
            #expect(table.out.contains("applied  octo\\u{1b}cat  a1a1a1a  no changes"), "\(table.out)")
            let one = try await program.run("history", "--run", String(first.id.prefix(12)))
            #expect(one.out.contains("create vimeo \"Main channel\"") && one.out.contains(": done"), "\(one.out)")
            let none = try await program.run("history", "--run", "zz")
            #expect(none.status == 1 && none.err.contains("error[unknown-run]"))

            let pruned = try await program.run("history", "prune", "--keep", "0h")
            #expect(pruned.out == "2 runs forgotten.\n", "\(pruned.err)")
            try await #expect(history(program).runs.isEmpty)
            // What is known of the connections stayed.
            try await #expect(program.run("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("a secret that changed is sent again, and one that did not is not")
    func secrets() async throws {
        try await Bench.with(Self.files) { bench in
            var program = bench.program
            try await #expect(program.run("apply", "--auto-approve").status == 0)
            program.environment["VIMEO_ACCESS_TOKEN"] = "canary-secret-token-new"
            let run = try await program.run("apply", "--auto-approve")
            #expect(run.status == 0 && !run.all.contains("canary-secret"), "\(run.all)")
            let live = try #require(try bench.sandbox.world().connections.first { $0.live.name == "Main channel" })
            #expect(live.live.version == 2)
            try await #expect(program.run("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("the flag goes before the environment, this before the settings; none goes without")
    func precedence() async throws {
        try await Bench.with(Self.files, settings: "ledger: sqlite:settings/ledger.db\n") { bench in
            var program = bench.program
            let exists = { (path: String) in
                FileManager.default.fileExists(atPath: program.directory.appending(path: path).path)
            }
            try await #expect(program.run("apply", "--auto-approve", "--ledger", "none").status == 0)
            #expect(!exists("settings") && !exists(".patchbay"))
            let without = try await program.run("history", "--ledger", "none")
            #expect(without.status == 0 && without.out == "No runs are recorded.\n")
            try await #expect(program.run("apply", "--auto-approve").status == 0)
            #expect(exists("settings/ledger.db"))
            program.environment["PATCHBAY_LEDGER"] = "sqlite:environment/ledger.db"
            try await #expect(program.run("apply", "--auto-approve").status == 0)
            #expect(exists("environment/ledger.db"))
            try await #expect(program.run("apply", "--auto-approve", "--ledger", "sqlite:flag/ledger.db").status == 0)
            #expect(exists("flag/ledger.db"))
            try await #expect(history(program).runs.count == 1)
        }
    }

    @Test("settings are relative to the stack's folder; two stacks share one ledger and are told apart")
    func severalStacks() async throws {
        let files = [
            "one/connections.yaml": "connections:\n" + aws("One", "us-east-2"),
            "one/patchbay.yaml": "ledger: sqlite:../shared/ledger.db\n",
            "two/connections.yaml": "connections:\n" + aws("Two", "us-west-2"),
            "two/patchbay.yaml": "ledger: sqlite:../shared/ledger.db\n",
        ]
        try await Bench.with(files) { bench in
            let run = try await bench.program.run("apply", "one", "two", "--auto-approve")
            #expect(run.status == 0 && !run.err.contains("warning"), "\(run.err)")
            #expect(
                FileManager.default.fileExists(atPath: bench.program.directory.appending(path: "shared/ledger.db").path)
            )
            for stack in ["one", "two"] {
                let known = try await history(bench.program, stack)
                #expect(known.stack == stack && known.runs.count == 1)
            }
        }
    }

    @Test(
        "a flag that names no ledger or tells a password is a wrong command line, and the password is not repeated",
        arguments: [
            ["plan", "--ledger", "redis://host"], ["apply", "--ledger", "sqlite:"], ["history", "--ledger", ""],
            ["plan", "--ledger", "postgres://user:canary-secret@host/ledger"],
            ["plan", "--ledger", "postgres://host/ledger?password=canary-secret"],
        ]
    )
    func wrongFlag(_ arguments: [String]) async throws {
        try await Bench.with(Self.files) { bench in
            let run = try await bench.program.run(arguments) { _ in }.run
            #expect(run.status == 64)
            #expect(!run.all.contains("canary-secret"))
            if arguments[2].contains("canary") { #expect(run.err.contains("PATCHBAY_LEDGER")) }
        }
    }

    @Test("a variable that names no ledger ends with 3, and is not repeated")
    func wrongVariable() async throws {
        try await Bench.with(Self.files) { bench in
            var program = bench.program
            program.environment["PATCHBAY_LEDGER"] = "canary-secret"
            let run = try await program.run("plan")
            #expect(run.status == 3 && run.err.contains("PATCHBAY_LEDGER") && !run.all.contains("canary-secret"))
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test("a ledger that is none costs one warning, and holds back secrets only")
    func damaged() async throws {
        try await Bench.with(Self.files) { bench in
            try bench.program.directory.write("this is no ledger, and far too short for one", to: ".patchbay/ledger.db")
            let plan = try await bench.program.run("plan")
            #expect(plan.status == 0)
            #expect(plan.err.split(separator: "warning[ledger-unusable]").count == 2, "\(plan.err)")
            let run = try await bench.program.run("apply", "--auto-approve")
            #expect(run.status == 7)
            #expect(run.err.split(separator: "warning[ledger-unusable]").count == 2, "\(run.err)")
            #expect(run.out.contains("error[secrets-not-sent]"), "\(run.out)")
            try #expect(bench.outline() == ["aws Assets 111122223333:us-east-2"])
            let again = try await bench.program.run("apply", "--auto-approve", "--ledger", "none")
            #expect(again.status == 0)
            let history = try await bench.program.run("history")
            #expect(history.status == 1 && history.err.contains("error[ledger-unusable]"))
        }
    }

    @Test("an account without any recorded connection is refused with 5, and taken with --new-account")
    func wrongAccount() async throws {
        try await Bench.with(Self.files) { bench in
            let program = bench.program
            try await #expect(program.run("apply", "--auto-approve").status == 0)
            try bench.rewrite { $0 = [] }
            for command in [["plan"], ["apply", "--auto-approve"]] {
                let run = try await program.run(command) { _ in }.run
                #expect(run.status == 5 && run.err.contains("error[wrong-account]"), "\(run.err)")
            }
            let shown = try await program.run("show", "Assets")
            #expect(shown.status == 0 && shown.err.contains("warning[wrong-account]"), "\(shown.all)")
            #expect(!bench.sandbox.journal.entries.contains { $0.method != "GET" })
            let failed = try #require(try await history(program).runs.first)
            #expect(failed.problem?.hasPrefix("wrong-account: ") == true && failed.outcome == nil)
            let saved = try await program.run("plan", "--new-account", "--out", "new.plan")
            #expect(saved.status == 0, "\(saved.err)")
            let run = try await program.run("apply", "new.plan")
            #expect(run.status == 0 && run.err.contains("--new-account"), "\(run.err)")
            try await #expect(program.run("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("the commit is read from the checkout, also from a worktree and from packed references")
    func commit() async throws {
        try await Bench.with(["stack/connections.yaml": "connections:\n" + aws("One", "us-east-2")]) { bench in
            let program = bench.program
            let git = "git -c user.name=n -c user.email=e -c init.defaultBranch=main -c commit.gpgsign=false"
            let made = try await shell(
                "\(git) init -q . && \(git) add stack && \(git) commit -qm one && git rev-parse HEAD",
                program
            )
            try #require(made.status == 0, "\(made.err)")
            let first = made.out.trimmingCharacters(in: .whitespacesAndNewlines)
            try await #expect(program.run("apply", "stack", "--auto-approve").status == 0)
            try await #expect(history(program, "stack").runs.first?.commit == first)
            let packed = try await shell(
                "git pack-refs --all && \(git) worktree add -q ../\(program.directory.lastPathComponent)-tree -b other "
                    + "&& cd ../\(program.directory.lastPathComponent)-tree && \(git) commit -q --allow-empty -m two "
                    + "&& git rev-parse HEAD && '\(Program.executable)' apply stack --auto-approve --ledger "
                    + "sqlite:\(program.directory.path)/stack/.patchbay/ledger.db >&2; status=$?; cd / "
                    + "&& rm -rf \(program.directory.path)-tree; exit $status",
                program
            )
            #expect(packed.status == 0, "\(packed.err)")
            let second = packed.out.trimmingCharacters(in: .whitespacesAndNewlines)
            try await #expect(program.run("apply", "stack", "--auto-approve").status == 0)
            let commits = try await history(program, "stack").runs.map(\.commit)
            #expect(commits == [first, second, first])
        }
    }
}
