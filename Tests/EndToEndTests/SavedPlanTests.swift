import Connections
import Foundation
import Sandbox
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite("Saved plans, with the built program over a socket", .serialized)
struct SavedPlanTests {
    private func writes(_ bench: Bench) -> [String] {
        bench.sandbox.journal.entries.map(\.method).filter { $0 != "GET" }
    }

    @Test("plan, show, apply: exactly what was saved is done, without being asked, and not twice")
    func life() async throws {
        let files = connections(aws("a", "us-east-1", "description: new"), aws("b", "eu-west-1"), vimeo("v"))
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1"), .aws("gone", region: "sa-east-1")]
        try await Bench.with(files, settings: "owns: [gone]", live: live) { bench in
            let plan = try await bench.program.run("plan", "--out", "a.plan")
            #expect(plan.status == 0, "\(plan.all)")
            #expect(
                plan.err.contains("Saved the plan in 'a.plan'. To carry out exactly this: patchbay apply a.plan\n")
            )
            let again = try await bench.program.run("plan", "--out", "b.plan", "--quiet", "--detailed-exitcode")
            #expect(again.status == 2 && again.err.isEmpty)
            try #expect(bench.program.directory.read("a.plan") == bench.program.directory.read("b.plan"))

            for extra in [[], ["--format", "json"], ["--steps"]] {
                let (shown, _) = try await bench.program.run(["show-plan", "a.plan"] + extra) { _ in }
                let (planned, _) = try await bench.program.run(["plan"] + extra) { _ in }
                #expect(shown.status == 0 && shown.out == planned.out, "\(shown.all)")
            }
            let apply = try await bench.program.run("apply", "a.plan")
            #expect(apply.status == 0, "\(apply.all)")
            #expect(apply.out.contains("Applied. 4 of 4 steps done."))
            let quiet = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(quiet.status == 0, "\(quiet.all)")
            let twice = try await bench.program.run("apply", "a.plan")
            #expect(twice.status == 6)
            #expect(twice.err.contains("stale[already-applied]: all 4 changes of the plan are in place already"))
        }
    }

    @Test("show-plan needs no key, no network and no files")
    func offline() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            _ = try await bench.program.run("plan", "--out", "a.plan")
            let text = try bench.program.directory.read("a.plan")
            try await withTemporaryDirectory { directory in
                try directory.write(text, to: "a.plan")
                let shown = try await Program(directory: directory).run("show-plan", "a.plan", "--detailed-exitcode")
                #expect(shown.status == 2, "\(shown.all)")
                #expect(shown.out.contains("aws \"a\"  will be created"))
            }
        }
    }

    @Test("the file is for its owner only, is replaced whole, and holds no secret")
    func file() async throws {
        try await Bench.with(connections(vimeo("v"))) { bench in
            let path = bench.program.directory.appending(path: "a.plan").path
            try bench.program.directory.write("what was there", to: "a.plan")
            let old = try #require(FileHandle(forReadingAtPath: path))
            _ = try await bench.program.run("plan", "--out", "a.plan", "--rotate", "*")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            // Whoever had the old file open still reads the old one, all of it.
            try #expect(String(decoding: old.readToEnd() ?? Data(), as: UTF8.self) == "what was there")
            let text = try bench.program.directory.read("a.plan")
            #expect(text.hasPrefix(#"{"digest":"sha256:"#))
            for canary in ["canary-secret-client-7f3a", "canary-secret-token-91bd", Bench.key] {
                #expect(!text.contains(canary))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: bench.program.directory.path)
            #expect(left.sorted() == ["a.plan", "connections.yaml", "patchbay.yaml"])
        }
    }

    @Test(
        "what is no file of one's own is not written over",
        arguments: [
            ("link", "it is a symbolic link"), ("pipe", "it is a pipe"), (".", "it is a directory"),
            ("none/a.plan", "No such file"), ("/dev/full", "it is a device"),
        ]
    )
    func obstacles(_ path: String, _ words: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            let directory = bench.program.directory
            try directory.write("mine", to: "target")
            try FileManager.default.createSymbolicLink(
                atPath: directory.appending(path: "link").path,
                withDestinationPath: "target"
            )
            let pipe = Arguments([directory.appending(path: "pipe").path])
            _ = try await Subprocess.run(.path("/usr/bin/mkfifo"), arguments: pipe, output: .discarded)
            let run = try await bench.program.run("plan", "--out", path)
            #expect(run.status == 1, "\(run.all)")
            #expect(run.err.contains("error[file-unwritable]") && run.err.contains(words), "\(run.err)")
            try #expect(directory.read("target") == "mine")
        }
    }

    @Test("connections that it does not touch may change, and what is pending there is counted and left alone")
    func bystanders() async throws {
        let files = connections(aws("a", "us-east-1", "description: new"), aws("b", "eu-west-1"), aws("c", "us-west-2"))
        let live: [SandboxConnection] = [
            .aws("a", region: "us-east-1"), .aws("b", region: "eu-west-1"), .aws("c", region: "us-west-2"),
        ]
        try await Bench.with(files, settings: "owns: ['*']", live: live) { bench in
            _ = try await bench.program.run("plan", "--out", "a.plan")
            try bench.rewrite { connections in
                connections.removeAll { $0.id != ConnectionID("aws-a") }
                connections.append(.aws("b", region: "eu-west-1", description: "theirs", version: 7))
                connections.append(.aws("new", region: "sa-east-1"))
            }
            let apply = try await bench.program.run("apply", "a.plan")
            #expect(apply.status == 0, "\(apply.all)")
            #expect(apply.err.contains("3 further changes are pending since the plan was saved, and left alone"))
            #expect(apply.err.contains("plan again to see them.\n"))
            #expect(writes(bench) == ["PUT"])
            let after = try bench.sandbox.world()
            #expect(after[ConnectionID("aws-b")]?.live.description == "theirs")
            #expect(after[ConnectionID("aws-a")]?.live.description == "new")
            #expect(after[ConnectionID("aws-new")] != nil)
        }
    }

    @Test("how many changes were left alone stands in the comment and in JSON", arguments: ["markdown", "json"])
    func leftAlone(_ format: String) async throws {
        let files = connections(aws("a", "us-east-1", "description: new"))
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1")]
        try await Bench.with(files, settings: "owns: ['*']", live: live) { bench in
            _ = try await bench.program.run("plan", "--out", "a.plan")
            try bench.rewrite { $0.append(.aws("new", region: "sa-east-1")) }
            let apply = try await bench.program.run("apply", "a.plan", "--format", format)
            #expect(apply.status == 0, "\(apply.all)")
            let words = "1 further change is pending since the plan was saved, and left alone; plan again to see it."
            #expect(apply.out.contains(format == "json" ? "\"leftAlone\" : 1," : "\n\(words)\n"), "\(apply.out)")
            let direct = try await bench.program.run("apply", "--auto-approve", "--format", format)
            #expect(direct.status == 0 && !direct.out.contains("leftAlone") && !direct.out.contains("left alone"))
        }
    }

    @Test(
        "a saved plan without changes never says that the account matches the files",
        arguments: ["text", "markdown"]
    )
    func noChanges(_ format: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1")), live: [.aws("a", region: "us-east-1")]) { bench in
            let plan = try await bench.program.run("plan", "--out", "a.plan", "--format", format)
            #expect(plan.out.contains("No changes. The account matches the files."))
            try bench.rewrite { $0[0] = .aws("a", region: "us-east-1", description: "theirs", version: 2) }
            for command in ["show-plan", "apply"] {
                let run = try await bench.program.run(command, "a.plan", "--format", format)
                #expect(run.status == 0 && run.out.contains("The saved plan has no changes."), "\(run.all)")
                #expect(!run.all.contains("matches the files"))
            }
        }
    }

    @Test(
        "an apply of a saved plan that is interrupted says that the plan has to be made again",
        arguments: ["text", "markdown"]
    )
    func interrupted(_ format: String) async throws {
        let hold = Fault(.hold("write", .before), on: .writes)
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-east-2")), faults: [hold]) { bench in
            _ = try await bench.program.run("plan", "--out", "a.plan")
            let arguments = ["apply", "a.plan", "--parallelism", "1", "--format", format]
            let (run, _) = try await bench.program.run(arguments) { running in
                try await bench.sandbox.untilHeld("write")
                running.send(SIGINT)
                try await Task.sleep(for: .milliseconds(300))
                bench.sandbox.release("write")
            }
            #expect(run.status == 130 && !run.all.contains("Run apply again"), "\(run.all)")
            #expect(
                run.out.contains("1 not attempted. Run plan again to go on: what was done makes the saved plan stale.")
            )
            let again = try await bench.program.run("apply", "a.plan")
            #expect(again.status == 6 && again.err.contains("stale[partly-applied]"), "\(again.all)")
        }
    }

    @Test("a blocked plan is saved and shown, and refused with exit 5")
    func blocked() async throws {
        let live: [SandboxConnection] = [.aws("gone", region: "us-east-1")]
        try await Bench.with(
            connections(aws("a", "eu-west-1")),
            settings: "owns: ['*']\nlimits: {deletes: 0}",
            live: live
        ) { bench in
            for command in [["plan", "--out", "a.plan"], ["show-plan", "a.plan"], ["apply", "a.plan"]] {
                let (run, _) = try await bench.program.run(command) { _ in }
                #expect(run.status == 5, "\(run.all)")
                #expect(run.out.contains("pass --max-deletes 1"))
            }
            #expect(writes(bench).isEmpty)
            // The flags are part of the plan.
            let allowed = try await bench.program.run("plan", "--out", "a.plan", "--max-deletes", "1")
            #expect(allowed.status == 0)
            let apply = try await bench.program.run("apply", "a.plan")
            #expect(apply.status == 0, "\(apply.all)")
            #expect(apply.err.contains("with --max-deletes 1"))
        }
    }

    @Test("several stacks are one plan: verified together, and applied together or not at all")
    func stacks() async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("c", "us-west-2"), to: "one/c.yaml")
            try directory.write("connections:\n" + aws("d", "eu-north-1"), to: "two/d.yaml")
            let one = directory.appending(path: "one").path
            let plan = try await bench.program.run("plan", one, "two", "--out", "both.plan")
            #expect(plan.status == 0, "\(plan.all)")
            try #expect(directory.read("both.plan").contains(#""paths":["one"]"#))
            let shown = try await bench.program.run("show-plan", "both.plan", "--format", "json")
            let planned = try await bench.program.run("plan", "one", "two", "--format", "json")
            #expect(shown.out == planned.out && shown.out.contains("\"stacks\""))

            try directory.write("connections:\n" + aws("d", "eu-north-1", "enabled: false"), to: "two/d.yaml")
            let stale = try await bench.program.run("apply", "both.plan")
            #expect(stale.status == 6)
            #expect(stale.err.contains("stale[file-changed]: the file 'two/d.yaml' changed after the plan was made"))
            #expect(stale.err.contains("nothing was applied to 'one' either"), "\(stale.err)")
            #expect(writes(bench).isEmpty)

            try directory.write("connections:\n" + aws("d", "eu-north-1"), to: "two/d.yaml")
            let apply = try await bench.program.run("apply", "both.plan")
            #expect(apply.status == 0, "\(apply.all)")
            try #expect(bench.outline() == ["aws c 111122223333:us-west-2", "aws d 111122223333:eu-north-1"])
        }
    }

    @Test("nothing is saved when one of several stacks cannot be planned")
    func partly() async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("c", "us-west-2"), to: "one/c.yaml")
            try directory.write("connections: [{}]", to: "two/d.yaml")
            let run = try await bench.program.run("plan", "one", "two", "--out", "both.plan")
            #expect(run.status == 3)
            #expect(run.err.contains("no plan was saved in 'both.plan', since stack 'two' could not be planned"))
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "both.plan").path))
        }
    }

    @Test(
        "what does not go together is a wrong command line, with the reason",
        arguments: [
            (["plan", "--out", "-"], "--out takes a file"), (["plan", "--out", "a.yaml"], "can't be a YAML file"),
            (["plan", "--out", "a.yml"], "can't be a YAML file"),
            (["apply", "a.plan", "--only", "a"], "--only does not go with a saved plan"),
            (["apply", "a.plan", "--rotate", "a"], "--rotate does not go"),
            (["apply", "a.plan", "--max-deletes", "9"], "--max-deletes does not go"),
            (["apply", "a.plan", "--allow-empty"], "--allow-empty does not go"),
            (["apply", "a.plan", "--finish-replaced"], "--finish-replaced does not go"),
            (["apply", "a.plan", "."], "goes alone"), (["apply", "connections.yaml", "a.plan"], "goes alone"),
            (["show-plan"], "Missing expected argument"),
        ]
    )
    func usage(_ arguments: [String], _ words: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            try bench.program.directory.write("{}", to: "a.plan")
            let (run, _) = try await bench.program.run(arguments) { _ in }
            #expect(run.status == 64, "\(run.all)")
            #expect(run.err.contains(words) && run.out.isEmpty, "\(run.err)")
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test("a plan that is not there is an unreadable file, and a secret that is not there is no staleness")
    func missing() async throws {
        try await Bench.with(connections(vimeo("v"))) { bench in
            for command in ["show-plan", "apply"] {
                let run = try await bench.program.run(command, "none.plan")
                #expect(run.status == 3 && run.err.contains("[file-unreadable]"), "\(run.all)")
            }
            _ = try await bench.program.run("plan", "--out", "a.plan")
            var program = bench.program
            program.environment["VIMEO_ACCESS_TOKEN"] = nil
            let run = try await program.run("apply", "a.plan")
            #expect(run.status == 3 && run.err.contains("[unresolved-reference]"), "\(run.all)")
        }
    }

    @Test("an argument that names nothing is told to be neither stack nor plan; one that is called like YAML is a file")
    func nothing() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            for (extra, path) in [([], "missing.plan"), (["--format", "json"], "stakcs"), (["--only", "a"], "no/x")] {
                let (run, _) = try await bench.program.run(["apply", path] + extra) { _ in }
                #expect(run.status == 3, "\(run.all)")
                let words = "there is no stack directory, YAML file or saved plan '\(path)'"
                #expect(run.err.contains("error[file-unreadable]: \(words)\n"), "\(run.all)")
                #expect(run.err.contains("  next:  check the path"), "\(run.all)")
                #expect(extra != ["--format", "json"] || run.out.contains(words), "\(run.all)")
            }
            let yaml = try await bench.program.run("apply", "missing.yaml")
            #expect(yaml.status == 3 && yaml.err.contains("'missing.yaml' can't be read"), "\(yaml.all)")
        }
    }

    @Test("a quiet apply says of what plan and with which flags, since neither stands on the command line")
    func quiet() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            _ = try await bench.program.run("plan", ".", "--out", "a.plan", "--only", "a", "--max-deletes", "9")
            let run = try await bench.program.run("apply", "a.plan", "--quiet")
            #expect(run.status == 0, "\(run.all)")
            let address = bench.program.environment["PICTORY_API_URL"] ?? ""
            #expect(run.err == "Saved plan of '.' for \(address) with --only 'a' --max-deletes 9\n", "\(run.err)")
        }
    }

    @Test("what is withheld for the sake of another stack has its status, and a code that is true of it")
    func withheld() async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("c", "us-west-2"), to: "one/c.yaml")
            try directory.write("connections:\n" + vimeo("v"), to: "two/v.yaml")
            _ = try await bench.program.run("plan", "one", "two", "--out", "both.plan")
            var program = bench.program
            program.environment["VIMEO_ACCESS_TOKEN"] = nil
            let unresolved = try await program.run("apply", "both.plan", "--format", "json")
            #expect(unresolved.status == 3)
            try #expect(codes(unresolved.out) == ["not-approved", "unresolved-reference"], "\(unresolved.all)")
            #expect(unresolved.err.contains("cause: there is an error in 'two'"), "\(unresolved.err)")
            try directory.write("connections:\n" + vimeo("w"), to: "two/v.yaml")
            let stale = try await bench.program.run("apply", "both.plan", "--format", "json")
            #expect(stale.status == 6)
            try #expect(codes(stale.out) == ["stale-plan", "stale-plan"], "\(stale.all)")
            #expect(writes(bench).isEmpty)
        }
    }

    /// The codes of all stacks' errors.
    private func codes(_ output: String) throws -> [String] {
        let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let stacks = document?["stacks"] as? [[String: Any]] ?? []
        return stacks.compactMap { ($0["error"] as? [String: Any])?["code"] as? String }
    }

    @Test("the annotation of a stale plan lists up to ten reasons")
    func staleAnnotation() async throws {
        let files = Dictionary(uniqueKeysWithValues: (1...12).map { ("s/\($0).yaml", "connections: []\n") })
        try await Bench.with(files) { bench in
            _ = try await bench.program.run("plan", "s", "--allow-empty", "--out", "a.plan")
            for name in files.keys { try bench.program.directory.write("connections: [] #\n", to: name) }
            let run = try await bench.program.run("apply", "a.plan", "--annotations", "github")
            #expect(run.status == 6)
            let lines = run.err.split(separator: "\n").filter { $0.hasPrefix("::error title=patchbay[stale-plan]::") }
            let parts = (lines.first ?? "").components(separatedBy: "%0A")
            try #require(lines.count == 1 && parts.count == 13, "\(run.err)")
            #expect(parts[1].hasPrefix("stale[file-changed]: the file 's/1.yaml' changed"), "\(run.err)")
            #expect(parts[11] == "… and 2 more" && parts[12].hasPrefix("next: plan again"), "\(run.err)")
        }
    }

    @Test("standard input must have what the plan was made from")
    func standardInput() async throws {
        try await Bench.with([:]) { bench in
            let text = "connections:\n" + aws("b", "us-east-2")
            let plan = try await bench.program.run("plan", "-", "--out", "a.plan", input: text)
            #expect(plan.status == 0, "\(plan.all)")
            let other = try await bench.program.run("apply", "a.plan", input: "connections:\n" + aws("c", "us-east-2"))
            #expect(other.status == 6 && other.err.contains("standard input does not have the connections"))
            let same = try await bench.program.run("apply", "a.plan", input: text)
            #expect(same.status == 0, "\(same.all)")
        }
    }
}
