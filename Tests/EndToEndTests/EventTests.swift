import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Events as NDJSON, with the built program over a socket", .serialized)
struct EventTests {
    private let files = connections(
        aws("a", "us-east-1"),
        aws("bad", "eu-west-1"),
        vimeo("v"),
        aws("new", "us-west-2", "renamedFrom: old")
    )
    private let live: [SandboxConnection] = [.aws("old", region: "us-west-2")]

    private struct Event: Decodable {
        struct Step: Decodable {
            var id: Int
            var status: String?
        }

        var event: String
        var time: String
        var stack: String?
        var step: Step?
        var exitCode: Int32?
    }

    private func events(_ text: String) throws -> [Event] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }

    /// Judges each line by the schema that the program prints.
    private func expectValid(_ file: String, _ bench: Bench) async throws {
        try bench.program.directory.write(try await bench.program.run("schema", "events").out, to: ".judge/schema.json")
        let script = """
            import json, jsonschema
            judge = getattr(jsonschema, 'Draft202012Validator', jsonschema.Draft7Validator)
            schema = json.load(open('.judge/schema.json'))
            judge.check_schema(schema)
            for line in open('\(file)'): judge(schema).validate(json.loads(line))
            for broken in ({}, {'event': 'plan', 'time': ''}, {'event': 'unheard-of', 'time': ''}):
                assert not judge(schema).is_valid(broken), broken
            """
        let judged = try await shell("/usr/bin/python3 -c \"\(script)\"", bench.program)
        #expect(judged.status == 0, "\(judged.all)")
    }

    @Test("an apply tells every step as it begins and ends, in lines that follow the schema and have no secret")
    func apply() async throws {
        let faults = [
            Fault(.status(StatusFault(400)), on: .operation(.create, name: "bad")),
            Fault(.status(StatusFault(429, retryAfter: "0")), on: .operation(.create, name: "a")),
        ]
        try await Bench.with(files, live: live, faults: faults) { bench in
            let run = try await bench.program.run("apply", "--auto-approve", "--events", "run.ndjson")
            #expect(run.status == 7, "\(run.all)")
            #expect(run.out.contains("Plan: "))
            try await expectValid("run.ndjson", bench)
            let text = try bench.program.directory.read("run.ndjson")
            for canary in ["canary", Bench.key] { #expect(!text.contains(canary)) }
            let events = try events(text)
            #expect(events.map(\.event).first == "run-started")
            #expect(events.map(\.event).last == "run-finished")
            #expect(events.last?.exitCode == 7)
            #expect(events.map(\.time) == events.map(\.time).sorted())
            let stack = bench.program.directory.lastPathComponent
            #expect(events.dropFirst().dropLast().allSatisfy { $0.stack == stack })
            for id in 1...4 {
                let own = events.filter { $0.step?.id == id }
                #expect(own.map(\.event) == ["step-started", "step-finished"], "\(text)")
            }
            #expect(events.compactMap { $0.step?.status }.sorted() == ["done", "done", "done", "failed"])
            for name in ["files-read", "list-page", "plan", "apply-started", "waiting", "stack-finished"] {
                #expect(events.contains { $0.event == name }, "\(name): \(text)")
            }
        }
    }

    @Test("with - they have standard output alone, and the result is on standard error", arguments: ["plan", "drift"])
    func standardOutput(_ command: String) async throws {
        try await Bench.with(files, live: live) { bench in
            let run = try await bench.program.run(command, "--events", "-")
            #expect(run.status == (command == "plan" ? 0 : 2), "\(run.all)")
            try bench.program.directory.write(run.out, to: "run.ndjson")
            try await expectValid("run.ndjson", bench)
            #expect(try events(run.out).contains { $0.event == command })
            #expect(run.err.contains(command == "plan" ? "Plan: 3 to create" : "Drift: "), "\(run.err)")
            for format in ["json", "markdown"] {
                let refused = try await bench.program.run(command, "--events", "-", "--format", format)
                #expect(refused.status == 64 && refused.out.isEmpty, "\(refused.all)")
            }
        }
    }

    @Test("several stacks and one that is invalid: each event says whose it is, and the last ones how it went")
    func several() async throws {
        try await Bench.with([:]) { bench in
            try bench.program.directory.write("connections: []\n", to: "one/a.yaml")
            try bench.program.directory.write("connections: 1\n", to: "two/a.yaml")
            let run = try await bench.program.run("plan", "one", "two", "--events", "run.ndjson")
            #expect(run.status == 3, "\(run.all)")
            try await expectValid("run.ndjson", bench)
            let finished = try events(bench.program.directory.read("run.ndjson")).filter {
                $0.event == "stack-finished"
            }
            let codes = Dictionary(uniqueKeysWithValues: finished.map { ($0.stack, $0.exitCode) })
            #expect(codes == ["one": 0, "two": 3])
        }
    }

    @Test(
        "a file that cannot be written ends the run before anything is read or sent",
        arguments: [
            ("none/run.ndjson", Int32(1), "error[file-unwritable]"), (".", 1, "error[file-unwritable]"),
            ("link", 1, "error[file-unwritable]"), ("pipe", 1, "no process reads that pipe"),
            ("connections.yaml", 64, "can't be a YAML file"), ("", 64, "takes a file"),
        ]
    )
    func unwritable(_ path: String, _ status: Int32, _ words: String) async throws {
        try await Bench.with(files, live: live) { bench in
            _ = try await shell("ln -s target link; mkfifo pipe", bench.program)
            let run = try await bench.program.run("apply", "--auto-approve", "--events", path)
            #expect(run.status == status, "\(run.all)")
            #expect(run.err.contains(words), "\(run.all)")
            #expect(bench.sandbox.journal.entries.isEmpty)
            #expect(try bench.program.directory.read("connections.yaml") == files["connections.yaml"])
        }
    }

    @Test(
        "a full disk or a reader that goes away costs one warning, and the run goes on",
        arguments: [
            "--events /dev/full", "--events - >/dev/full", "--events - | head -n 1 >/dev/null", "--events - >&-",
        ]
    )
    func lost(_ arguments: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-west-2"))) { bench in
            let command = "set -o pipefail; '\(Program.executable)' apply --auto-approve \(arguments)"
            let run = try await shell(command, bench.program)
            #expect(run.status == 0, "\(run.all)")
            try #expect(bench.outline().count == 2)
            // A reader may take all there is before it goes.
            let warnings = run.err.components(separatedBy: "no more events are written").count - 1
            #expect(warnings == 1 || arguments.contains("head") && warnings == 0, "\(run.all)")
        }
    }

    @Test("each event is written when it happens, not in the end; a pipe and what a shell has open are taken")
    func flushed() async throws {
        let hold = Fault(.hold("create", .before), on: .operation(.create, name: "a"))
        try await Bench.with(connections(aws("a", "us-east-1")), faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(["apply", "--auto-approve", "--events", "run.ndjson"]) {
                running in
                #expect(await bench.isHeld("create", by: running))
                let soFar = try events(bench.program.directory.read("run.ndjson"))
                #expect(soFar.last?.event == "step-started")
                bench.sandbox.release("create")
            }
            #expect(run.status == 0, "\(run.all)")
            let shared = try await shell("'\(Program.executable)' plan --events /dev/fd/3 3>open.ndjson", bench.program)
            #expect(shared.status == 0, "\(shared.all)")
            try #expect(events(bench.program.directory.read("open.ndjson")).last?.event == "run-finished")
            let piped = try await shell(
                "'\(Program.executable)' plan --events >(cat >piped.ndjson); wait",
                bench.program
            )
            #expect(piped.status == 0, "\(piped.all)")
        }
    }
}

@Suite("What --verbose and --quiet say", .serialized)
struct VerbosityTests {
    @Test("-v tells files, ledger and every request with its attempt on standard error, and no secret")
    func verbose() async throws {
        let files = connections(aws("a", "us-east-1"), vimeo("v"))
        let faults = [Fault(.status(StatusFault(503)), nth: 1)]
        try await Bench.with(files, faults: faults) { bench in
            let run = try await bench.program.run("apply", "--auto-approve", "-v", "--parallelism", "1")
            #expect(run.status == 0, "\(run.all)")
            for words in [
                "files: read 'connections.yaml'", "which declare 2 connections", "ledger: '", "trying again in ",
                "request: GET /v1/awsconnections: 503 in ", "request: GET /v1/awsconnections: ok in ",
                " ms, attempt 2\n",
                "request: POST /v1/vimeo-connections: ok in ",
            ] {
                #expect(run.err.contains(words), "\(words): \(run.err)")
            }
            #expect(!run.out.contains("request: "))
            for canary in ["canary", Bench.key] { #expect(!run.all.contains(canary)) }
            let plain = try await bench.program.run("plan")
            #expect(!plain.err.contains("request: ") && !plain.err.contains("files: "))
        }
    }

    @Test("unusual names are told once beside errors, and not at all by --quiet, which keeps regions that nobody knows")
    func warnings() async throws {
        let files = connections(aws("a.1", "us-east-1"), aws("a.2", "us-east-9"), aws("bad", "us-esat-1"))
        try await Bench.with(files) { bench in
            let plain = try await bench.program.run("plan")
            #expect(plain.status == 3 && plain.err.matches(of: /warning\[unusual-name\]/).count == 1, "\(plain.err)")
            #expect(plain.err.contains("safe; 1 other name has such a character, which 'patchbay validate' lists\n"))
            let checked = try await bench.program.run("validate")
            #expect(checked.status == 3 && checked.err.contains("\nthere is an error in '"), "\(checked.all)")
            let document = try await bench.program.run("validate", "--format", "json")
            #expect(document.status == 3 && !document.err.contains("there is an error"), "\(document.all)")
            let quiet = try await bench.program.run("plan", "--quiet")
            let codes = quiet.err.matches(of: /(?:error|warning)\[(.*?)\]/).map { String($0.1) }
            #expect(quiet.status == 3 && codes.sorted() == ["invalid-region", "unknown-region"], "\(quiet.err)")
        }
    }

    @Test("--quiet leaves results and errors, also beside -v", arguments: [["--quiet"], ["--quiet", "-v"]])
    func quiet(_ flags: [String]) async throws {
        let faults = [Fault(.status(StatusFault(503)), nth: 1)]
        try await Bench.with(connections(aws("a", "us-east-1")), faults: faults) { bench in
            let run = try await bench.program.run(["apply", "--auto-approve"] + flags) { _ in }.run
            #expect(run.status == 0, "\(run.all)")
            #expect(run.err.isEmpty, "\(run.err)")
            #expect(run.out.contains("1 of 1 step done"))
        }
    }
}
