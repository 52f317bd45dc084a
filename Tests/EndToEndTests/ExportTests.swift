import Connections
import Foundation
import PictoryAPI
import Sandbox
import TestSupport
import Testing

@Suite("A live account as files, with the built program over a socket and in the process", .serialized)
struct ExportTests {
    /// Names and descriptions that need care, and some that no file can declare.
    private static let live: [SandboxConnection] = [
        .aws("Marketing assets", region: "us-east-1", description: "Bucket of the web team"),
        .aws("no", region: "us-east-2", description: "a: b #c \"d\" \\ 'e'\n\tf\n", enabled: false),
        .aws("012", account: "000000000012", region: "eu-west-1", description: "👩\u{200D}💻"),
        .aws("Ünïcödé: #1", region: "eu-west-2", description: String(repeating: "ß", count: 250)),
        .aws("a\u{1B}[31mb", region: "eu-west-3"),
        .vimeo("Main channel", clientIdentifier: "925d", description: "| - %"),
        .vimeo("main-channel", clientIdentifier: "no"),
    ]

    @Test("a plan of an export has no changes, in every layout, and nothing is written to the account")
    func noChanges() async throws {
        try await Bench.with([:], live: Self.live) { bench in
            let program = bench.program
            for layout in ["one", "by-type", "by-connection"] {
                let export = try await program.run("export", "--out", "out-\(layout)", "--layout", layout)
                #expect(export.status == 0, "\(export.all)")
                #expect(export.out.hasSuffix(" A plan of it has no changes.\n"), "\(export.out)")
                #expect(export.err.contains("aws \"a\\u{1b}[31mb\" (aws-a\\u{1b}[31mb) is left out: its name has"))
                #expect(export.err.contains("  VIMEO_MAIN_CHANNEL_"), "\(export.err)")
                #expect(export.err.contains("'patchbay init out-\(layout)'"), "\(export.err)")
                let plan = try await program.run("plan", "out-\(layout)", "--no-secrets", "--detailed-exitcode")
                #expect(plan.status == 0, "\(plan.all)")
                #expect(plan.out.contains("No changes."), "\(plan.out)")
            }
            let piped = try await shell(
                "set -o pipefail; '\(Program.executable)' export --quiet | '\(Program.executable)' plan - --no-secrets",
                program
            )
            #expect(piped.status == 0 && piped.out.contains("No changes."), "\(piped.all)")
            #expect(bench.sandbox.journal.entries.allSatisfy { $0.method == "GET" })
        }
    }

    @Test("names that repeat, or that the API may refuse, are warned of once, and each by validate")
    func repeated() async throws {
        let live: [SandboxConnection] = [
            .aws("A.1", region: "us-east-1"), .aws("A.2", region: "us-east-2"), .aws("A.3", region: "us-west-1"),
            .aws("Twin", region: "eu-west-1", id: ConnectionID("t1")),
            .aws("Twin", region: "eu-west-2", id: ConnectionID("t2")),
            .aws("Twin", region: "eu-west-3", id: ConnectionID("t3")),
        ]
        try await Bench.with([:], live: live) { bench in
            let program = bench.program
            let export = try await program.run("export", "--out", "out")
            #expect(export.status == 0, "\(export.all)")
            let twins = "warning: aws \"Twin\" (t2, t3) are left out: another connection has the same name\n"
            #expect(export.err.contains(twins) && export.err.matches(of: /left out/).count == 1, "\(export.err)")
            #expect(
                export.out.contains("Exported 4 connections to 'out/connections.yaml'; 2 left out."),
                "\(export.out)"
            )
            for command in ["plan", "drift", "apply", "validate"] {
                let flags = command == "apply" ? ["--auto-approve"] : []
                let run = try await program.run([command, "out"] + flags) { _ in }.run
                let count = run.err.matches(of: /warning\[unusual-name\]/).count
                #expect(count == (command == "validate" ? 3 : 1), "\(command): \(run.all)")
                let hint = "2 other names have such characters, which 'patchbay validate' lists"
                #expect(run.err.contains(hint) == (command != "validate"), "\(command): \(run.all)")
            }
        }
    }

    @Test("the same account gives the same bytes, on standard output and in a file")
    func stable() async throws {
        try await Bench.with([:], live: Self.live) { bench in
            let first = try await bench.program.run("export", "--quiet")
            try bench.rewrite { $0.reverse() }
            _ = try await bench.program.run("export", "--quiet", "--out", "a.yaml")
            try #expect(bench.program.directory.read("a.yaml") == first.out)
            let again = try await bench.program.run("export", "--quiet", "--out", "a.yaml", "--format", "json")
            #expect(again.status == 0 && again.out.contains("\"state\" : \"unchanged\""), "\(again.all)")
        }
    }

    @Test("with the variables that it names an apply has nothing to do, and --rotate sends what they hold")
    func variables() async throws {
        try await Bench.with([:], live: [.vimeo("Main channel")]) { bench in
            var program = bench.program
            let export = try await program.run("export", "--out", "connections")
            let names = export.err.split(separator: "\n").filter { $0.hasPrefix("  VIMEO_") }.map { $0.dropFirst(2) }
            #expect(names == ["VIMEO_MAIN_CHANNEL_CLIENT_SECRET", "VIMEO_MAIN_CHANNEL_ACCESS_TOKEN"])
            for name in names { program.environment[String(name)] = "canary-secret-\(name)" }
            let apply = try await program.run("apply", "connections", "--auto-approve")
            #expect(apply.status == 0 && apply.out.contains("No changes."), "\(apply.all)")
            let rotated = try await program.run("apply", "connections", "--auto-approve", "--rotate", "*")
            #expect(rotated.status == 0 && !rotated.all.contains("canary-"), "\(rotated.all)")
            let held = try bench.sandbox.world().connections[0].credentials
            let expected = RequestCredentials(
                clientSecret: Secret("canary-secret-VIMEO_MAIN_CHANNEL_CLIENT_SECRET"),
                accessToken: Secret("canary-secret-VIMEO_MAIN_CHANNEL_ACCESS_TOKEN")
            )
            #expect(held == .known(expected))
        }
    }

    @Test("nothing is written when a single file is in the way, and --force overwrites it")
    func existing() async throws {
        try await Bench.with(["out/vimeo.yaml": "connections: []\n"], live: Self.live) { bench in
            let directory = bench.program.directory
            let refused = try await bench.program.run("export", "--out", "out", "--layout", "by-type")
            #expect(refused.status == 1 && refused.out.isEmpty, "\(refused.all)")
            #expect(refused.err.contains("error[file-exists]: 'out/vimeo.yaml' exists already"), "\(refused.err)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "out").path).count == 1
            )
            let forced = try await bench.program.run("export", "--out", "out", "--layout", "by-type", "--force")
            #expect(forced.status == 0, "\(forced.all)")
            try #expect(directory.read("out/vimeo.yaml").contains("Main channel"))
            let again = try await bench.program.run("export", "--out", "out", "--layout", "by-type")
            #expect(again.status == 0, "what is the same is in nobody's way: \(again.all)")
        }
    }

    @Test(
        "links and folders in the way are refused, and left as they are",
        arguments: [
            ("ln -s ../secret out/connections.yaml", "one", "'out/connections.yaml' can't be written"),
            ("mkdir out/connections.yaml", "one", "'out/connections.yaml' can't be written"),
            ("mkfifo out/aws.yaml", "by-type", "'out/aws.yaml' can't be written"),
            ("mkdir elsewhere; ln -s ../elsewhere out/aws", "by-connection", "'out/aws' can't be written"),
            ("ln -s ../secret out/patchbay.schema.json", "one", "'out/patchbay.schema.json' can't be written"),
            ("rmdir out; echo >out", "one", "'out' can't be written"),
        ]
    )
    func obstacles(_ script: String, _ layout: String, _ message: String) async throws {
        try await Bench.with(["secret": "old"], live: Self.live) { bench in
            let made = try await shell(
                "mkdir out; \(script); find . | sort | xargs ls -ld | cut -c1-10 >/dev/null",
                bench.program
            )
            #expect(made.status == 0, "\(made.all)")
            let before = try await shell("find . -not -name '.*' | sort", bench.program)
            let run = try await bench.program.run("export", "--out", "out", "--layout", layout, "--force")
            #expect(run.status == 1 && run.err.contains("error[file-unwritable]: \(message)"), "\(run.all)")
            let after = try await shell("find . -not -name '.*' | sort", bench.program)
            #expect(before.out == after.out)
            try #expect(bench.program.directory.read("secret") == "old")
        }
    }

    @Test("what an earlier export left over is named, and goes with --force, so that no apply makes it again")
    func stale() async throws {
        try await Bench.with([:], live: Self.live) { bench in
            let (program, directory) = (bench.program, bench.program.directory)
            let arguments = ["export", "--out", "out", "--layout", "by-connection"]
            let first = try await program.run(arguments) { _ in }.run
            #expect(first.status == 0, "\(first.all)")
            try directory.write("# by hand\nconnections: []\n", to: "out/vimeo/mine.yaml")
            try bench.rewrite { $0.removeAll { $0.live.name == "Marketing assets" } }
            let part = try await program.run(arguments + ["--type", "vimeo", "--quiet"]) { _ in }.run
            #expect(part.status == 2, "a part says nothing of the rest, and the rest has a change: \(part.all)")
            #expect(part.err.contains("warning: a plan of 'out' has a change"), "--quiet does not hide it: \(part.err)")
            let refused = try await program.run(arguments) { _ in }.run
            #expect(refused.status == 1, "\(refused.all)")
            let words =
                "error[file-exists]: 'out/aws/marketing-assets.yaml' is of an earlier export and not of this one"
            #expect(refused.err.contains(words), "\(refused.err)")
            let forced = try await program.run(arguments + ["--force"]) { _ in }.run
            #expect(forced.status == 0, "\(forced.all)")
            #expect(forced.err.contains("removed 'out/aws/marketing-assets.yaml'"), "\(forced.err)")
            let other = try await program.run("export", "--out", "out", "--layout", "by-type")
            #expect(other.status == 1 && other.err.contains("are of an earlier export"), "\(other.all)")
            let changed = try await program.run("export", "--out", "out", "--layout", "by-type", "--force")
            #expect(changed.status == 0, "\(changed.all)")
            let left = try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "out").path)
                .sorted()
            // The one with a file by hand stays.
            #expect(left == ["aws.yaml", "patchbay.schema.json", "vimeo", "vimeo.yaml"])
            let plan = try await program.run("plan", "out", "--no-secrets", "--detailed-exitcode")
            #expect(plan.status == 0 && plan.out.contains("No changes."), "\(plan.all)")
            try #expect(directory.read("out/vimeo/mine.yaml") == "# by hand\nconnections: []\n")
        }
    }

    @Test("the command that writes the pipeline is named as it works, and hands the variables on")
    func pipeline() async throws {
        let live: [SandboxConnection] = [.vimeo("Main channel")]
        try await Bench.with([:], live: live) { bench in
            var program = bench.program
            try FileManager.default.removeItem(at: program.directory.appending(path: "patchbay.yaml"))
            program.environment["PATH"] = "\(program.directory.path)/.bin:/usr/bin:/bin"
            let linked = try await shell("mkdir .bin; ln -s '\(Program.executable)' .bin/patchbay", program)
            #expect(linked.status == 0, "\(linked.all)")
            for path in ["connections", "stacks/eu"] {
                let export = try await program.run("export", "--out", path)
                let hint = try #require(
                    export.err.firstMatch(of: /'(patchbay init [^']*--ci github)'/),
                    "\(export.all)"
                )
                let written = try await shell(String(hint.output.1), program)
                #expect(written.status == 0, "\(written.all)")
                let pipeline = try await shell("cat .github/workflows/*; rm -r .github", program)
                #expect(pipeline.out.contains("secrets.VIMEO_MAIN_CHANNEL_CLIENT_SECRET"), "\(written.all)")
            }
            let piped = try await program.run("export")
            #expect(
                piped.err.contains("VIMEO_MAIN_CHANNEL_CLIENT_SECRET") && !piped.err.contains("--ci"),
                "\(piped.all)"
            )
        }
    }

    @Test("--force overwrites no files by an account that is likely another one", arguments: [true, false])
    func otherAccount(hasLedger: Bool) async throws {
        let live: [SandboxConnection] = [.aws("Marketing assets", region: "us-east-1"), .vimeo("Main channel")]
        try await Bench.with([:], live: live) { bench in
            var program = bench.program
            program.environment["PATCHBAY_LEDGER"] = hasLedger ? nil : "none"
            program.environment["VIMEO_MAIN_CHANNEL_CLIENT_SECRET"] = "canary-secret-1"
            program.environment["VIMEO_MAIN_CHANNEL_ACCESS_TOKEN"] = "canary-secret-2"
            let arguments = ["export", "--out", "out", "--layout", "by-connection"]
            let first = try await program.run(arguments) { _ in }.run
            #expect(first.status == 0, "\(first.all)")
            let applied = try await program.run("apply", "out", "--auto-approve")
            #expect(applied.status == 0, "\(applied.all)")
            let before = try await shell("tail -n +1 out/*/*.yaml; ls out/*", program)

            try bench.rewrite { $0 = [.aws("Other", region: "us-east-1", id: ConnectionID("other"))] }
            let whole = ["export", "--out", "out", "--layout", "by-connection", "--force"]
            if hasLedger {
                let refused = try await program.run(whole) { _ in }.run
                #expect(refused.status == 5 && refused.out.isEmpty, "\(refused.all)")
                #expect(refused.err.contains("error[wrong-account]: the account at "), "\(refused.err)")
            }
            try bench.rewrite { $0 = [] }
            let empty = try await program.run(whole) { _ in }.run
            #expect(empty.status == (hasLedger ? 5 : 1) && empty.out.isEmpty, "\(empty.all)")
            let words =
                hasLedger
                ? "none of the 2 connections that stack 'out' had there"
                : "error[nothing-exported]: there is nothing to export, and 2 files with 2 connections would be overwritten"
            #expect(empty.err.contains(words) && empty.err.contains("pass --new-account"), "\(empty.err)")
            let after = try await shell("tail -n +1 out/*/*.yaml; ls out/*", program)
            #expect(after.out == before.out)

            let elsewhere = try await program.run("export", "--out", "new", "--force")
            #expect(elsewhere.status == 0, "nothing is lost there: \(elsewhere.all)")
            let wanted = try await program.run(whole + ["--new-account"]) { _ in }.run
            #expect(wanted.status == 0, "\(wanted.all)")
            #expect(wanted.err.contains("removed 'out/vimeo/main-channel.yaml'"), "\(wanted.err)")
        }
    }

    @Test("where no name is meant nothing is written")
    func unmatched() async throws {
        try await Bench.with([:], live: Self.live) { bench in
            let run = try await bench.program.run("export", "--out", "q", "--only", "nomatch")
            #expect(run.status == 1 && run.err.contains("error[nothing-exported]: --only 'nomatch'"), "\(run.all)")
            #expect(!FileManager.default.fileExists(atPath: bench.program.directory.path + "/q"))
            for format in ["yaml", "json"] {
                let shown = try await bench.program.run("export", "--only", "nomatch", "--format", format)
                #expect(shown.status == 1 && !shown.out.contains("connections:"), "\(shown.all)")
            }
        }
    }

    @Test("what else a folder holds is told, since a plan reads it too")
    func company() async throws {
        let files = ["out/patchbay.yaml": "owns: ['*']\n"]
        try await Bench.with(files, live: Self.live) { bench in
            let owned = try await bench.program.run("export", "--out", "out", "--format", "json")
            #expect(owned.status == 2 && owned.out.contains("\"plan\" : \"changes\""), "\(owned.all)")
            #expect(owned.err.contains("warning: a plan of 'out' has a change"), "\(owned.err)")
            try bench.program.directory.write("connections:\n" + aws("no", "us-east-2"), to: "out/other.yaml")
            let before = try bench.program.directory.read("out/connections.yaml")
            let double = try await bench.program.run("export", "--out", "out", "--force", "--quiet")
            #expect(double.status == 3 && double.out.isEmpty, "\(double.all)")
            #expect(double.err.contains("Nothing was written, since 'out' would be invalid"), "\(double.err)")
            #expect(double.err.contains("error[duplicate-name]"), "\(double.err)")
            try #expect(bench.program.directory.read("out/connections.yaml") == before)
        }
    }

    @Test(
        "a wrong command line is told before anything is asked of the account",
        arguments: [
            ["--out", ""], ["--out", "-"], ["--layout", "by-type"], ["--out", "a.yaml", "--layout", "by-connection"],
            ["--out", "patchbay.yaml"], ["--out", ".patchbay/a.yaml"], ["--force"], ["--layout", "none"],
            ["--type", "s3"], ["--out", "out", "--new-account"],
        ]
    )
    func usage(_ arguments: [String]) async throws {
        try await Bench.with([:], live: Self.live) { bench in
            let run = try await bench.program.run(["export"] + arguments) { _ in }.run
            #expect(run.status == 64 && run.out.isEmpty, "\(run.all)")
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test("a key that is refused, and settings that are wrong, end as with other commands")
    func refusals() async throws {
        try await Bench.with([:], settings: "owns: 3\n", live: Self.live) { bench in
            let invalid = try await bench.program.run("export")
            #expect(
                invalid.status == 3 && invalid.err.contains("patchbay.yaml:1:7: error[wrong-type]"),
                "\(invalid.all)"
            )
            try bench.program.directory.write("", to: "patchbay.yaml")
            var program = bench.program
            program.environment["PICTORY_API_KEY"] = nil
            let keyless = try await program.run("export", "--out", "out", "--format", "json")
            #expect(keyless.all.contains("missing-key") && keyless.status != 0, "\(keyless.all)")
            #expect(!FileManager.default.fileExists(atPath: program.directory.appending(path: "out").path))
        }
    }

    @Test("the sandbox in the process is the one of the target's folder, and 500 connections come back equal")
    func inProcess() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let entries = (0..<500).map { number in
                aws(
                    "Bucket \(number)",
                    "us-east-1",
                    account: "\(100_000_000_000 + number)",
                    "description: \"\(number)\""
                )
            }
            try directory.write("connections:\n" + entries.joined(), to: "made/all.yaml")
            try directory.write("api: sandbox\n", to: "made/patchbay.yaml")
            let applied = try await program.run("apply", "made", "--auto-approve", "--quiet", "--parallelism", "64")
            #expect(applied.status == 0, "\(applied.all)")
            let started = try await program.run("init", "adopted", "--quiet")
            #expect(started.status == 0, "\(started.all)")
            let copied = try await shell(
                "mkdir adopted/.patchbay; cp made/.patchbay/sandbox.json adopted/.patchbay/",
                program
            )
            #expect(copied.status == 0, "\(copied.all)")
            let export = try await program.run(
                "export",
                "--out",
                "adopted",
                "--api-url",
                "sandbox",
                "--layout",
                "by-type"
            )
            #expect(export.out == "Exported 500 connections to 'adopted/aws.yaml'. A plan of it has no changes.\n")
            #expect(
                export.err.contains("removed 'adopted/connections.yaml', which an earlier export or init had made")
            )
            let plan = try await program.run("plan", "adopted", "--api-url", "sandbox", "--detailed-exitcode")
            #expect(plan.status == 0 && plan.out.contains("No changes."), "\(plan.all)")
            let edited = try directory.read("adopted/aws.yaml").replacing(
                "description: \"7\"",
                with: "description: edited"
            )
            try directory.write(edited, to: "adopted/aws.yaml")
            let apply = try await program.run("apply", "adopted", "--api-url", "sandbox", "--auto-approve")
            #expect(apply.status == 0 && apply.out.contains("Applied. 1 of 1 step done."), "\(apply.all)")
            let drift = try await program.run("drift", "adopted", "--api-url", "sandbox")
            #expect(drift.status == 0, "\(drift.all)")
        }
    }
}
