import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The program among other programs: signals, terminals, pipes, schemas", .serialized)
struct ProcessTests {
    @Test(
        "fault 40: the first SIGINT finishes what is in flight and starts nothing new; the report is exact",
        arguments: [SIGINT, SIGTERM, SIGHUP]
    )
    func interrupt(_ signal: Int32) async throws {
        let hold = Fault(.hold("write", .before), on: .writes)
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-east-2")), faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(["apply", "--auto-approve", "--parallelism", "1"]) { running in
                try await bench.sandbox.untilHeld("write")
                running.send(signal)
                // The signal is taken on a thread of its own; until then the program would start the next step.
                #expect(await running.untilSaid("starting nothing new"))
                bench.sandbox.release("write")
            }
            #expect(run.status == 130, "\(run.all)")
            #expect(run.out.contains("Interrupted. 1 of 2 steps done, 1 not attempted."), "\(run.all)")
            try #expect(bench.outline() == ["aws a 111122223333:us-east-1"])
            let again = try await bench.program.run("apply", "--auto-approve")
            #expect(again.status == 0)
        }
    }

    @Test("fault 40: a terminal that is closed asks once, however often it says so, and the report is exact")
    func hangUp() async throws {
        let hold = Fault(.hold("write", .before), on: .writes)
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-east-2")), faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(["apply", "--auto-approve", "--parallelism", "1"]) { running in
                try await bench.sandbox.untilHeld("write")
                for _ in 0..<3 {
                    running.send(SIGHUP)
                    #expect(await running.untilSaid("starting nothing new"))
                    // Longer than a second signal leaves the process.
                    try await Task.sleep(for: .milliseconds(150))
                }
                #expect(!running.isOver)
                bench.sandbox.release("write")
            }
            #expect(run.status == 130, "\(run.all)")
            #expect(run.out.contains("Interrupted. 1 of 2 steps done, 1 not attempted."), "\(run.all)")
            try #expect(bench.outline() == ["aws a 111122223333:us-east-1"])
        }
    }

    @Test("an apply that was started with nohup goes on when the terminal is closed")
    func nohup() async throws {
        let hold = Fault(.hold("write", .before), on: .writes)
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-east-2")), faults: [hold]) { bench in
            let script = "nohup '\(Program.executable)' apply --auto-approve </dev/null & echo $! > pid; wait $!"
            async let ended = shell(script, bench.program)
            try await bench.sandbox.untilHeld("write")
            let number = try String(contentsOf: bench.program.directory.appending(path: "pid"), encoding: .utf8)
            #expect(kill(try #require(Int32(number.dropLast())), SIGHUP) == 0)
            try await Task.sleep(for: .milliseconds(150))
            bench.sandbox.release("write")
            let run = try await ended
            #expect(run.status == 0, "\(run.all)")
            try #expect(bench.outline().count == 2)
        }
    }

    @Test("a plan that is interrupted ends with 130 at once, and says so in both formats", arguments: ["text", "json"])
    func interruptedPlan(_ format: String) async throws {
        let hold = Fault(.hold("list", .before))
        try await Bench.with(connections(aws("a", "us-east-1")), faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(["plan", "--format", format]) { running in
                try await bench.sandbox.untilHeld("list")
                running.send(SIGINT)
                await running.waitForEnd()
            }
            #expect(run.status == 130, "\(run.all)")
            #expect(run.err.contains("error[interrupted]"))
            #expect(run.out.contains("\"interrupted\"") == (format == "json"))
            bench.sandbox.release("list", .drop)
        }
    }

    @Test(
        "fault 40: an apply finishes though nobody reads what it says, and says so with its status",
        arguments: ["> /dev/full", "| head -c 0", ">&-"],
        ["text", "json", "markdown"]
    )
    func lostOutput(_ redirection: String, _ format: String) async throws {
        try await expectLost(connections(aws("a", "us-east-1"), aws("b", "us-east-2")), 2, redirection, format)
    }

    @Test(
        "what is asked of the program itself and does not get out ends with 1 as well",
        arguments: ["--help", "--version", "plan --help"]
    )
    func lostHelp(_ arguments: String) async throws {
        try await Bench.with([:]) { bench in
            let result = try await shell("'\(Program.executable)' \(arguments) > /dev/full", bench.program)
            #expect(result.status == 1, "\(result.all)")
            #expect(result.err.contains("error[output-lost]"), "\(result.all)")
        }
    }

    @Test("the same where somebody reads the first line, and leaves")
    func lostRest() async throws {
        // More than fits into a pipe, so that it shows in any case.
        let entries = (1...500).map { aws("connection \($0)", "us-east-1", account: String(100_000_000_000 + $0)) }
        let files = ["connections.yaml": "connections:\n" + entries.joined()]
        try await expectLost(files, 500, "| head -n 1 > /dev/null", "json")
    }

    private func expectLost(
        _ files: [String: String],
        _ count: Int,
        _ redirection: String,
        _ format: String
    ) async throws {
        try await Bench.with(files) { bench in
            let command = "'\(Program.executable)' apply --auto-approve --format \(format)"
            let result = try await shell("set -o pipefail; \(command) \(redirection)", bench.program)
            #expect(result.status == 1, "\(result.all)")
            #expect(result.err.contains("error[output-lost]"), "\(result.all)")
            try #expect(bench.outline().count == count)
        }
    }

    @Test(
        "an apply finishes without standard error or input, and its report is whole",
        arguments: ["2>&-", "2> /dev/full", "<&-", "<&- 2>&-"]
    )
    func closedStreams(_ redirection: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1"), vimeo("v"))) { bench in
            let command = "'\(Program.executable)' apply --auto-approve --format json"
            let result = try await shell("\(command) \(redirection)", bench.program)
            #expect(result.status == 0, "\(result.all)")
            try #expect(AppliedReport(result).contradictions(to: bench.sandbox.journal) == [])
            try #expect(bench.outline().count == 2)
            // What is said to people must not have gone into the connection to the API.
            #expect(bench.sandbox.journal.entries.allSatisfy { $0.operation != nil })
        }
    }

    @Test("connections are not read from a standard input that is closed")
    func closedInput() async throws {
        try await Bench.with([:], live: [.aws("a", region: "us-east-1")]) { bench in
            let result = try await shell("'\(Program.executable)' apply - --auto-approve <&-", bench.program)
            #expect(result.status == 3, "\(result.all)")
            #expect(result.err.contains("error[file-unreadable]"), "\(result.all)")
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test(
        "on a terminal the plan is shown and 'yes' is asked for",
        arguments: [("yes\n", Int32(0), 1), ("y\n", 1, 0), ("no\n", 1, 0)]
    )
    func approval(_ answer: String, _ status: Int32, _ count: Int) async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            // script(1) gives the program a terminal and passes our input on to it.
            let command = "script -qec '\(Program.executable) apply' /dev/null"
            let result = try await shell(command, bench.program, input: answer)
            #expect(result.status == status, "\(result.all)")
            #expect(result.out.contains("Only 'yes' is accepted"))
            #expect(result.out.contains("\u{1B}["), "colour on a terminal")
            try #expect(bench.outline().count == count)
        }
    }

    @Test("colour is for terminals, and follows NO_COLOR and --color")
    func colour() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            #expect(try await !bench.program.run("plan").out.contains("\u{1B}"))
            #expect(try await bench.program.run("plan", "--color", "always").out.contains("\u{1B}[32m"))
            var program = bench.program
            program.environment["NO_COLOR"] = "1"
            program.environment["TERM"] = "xterm"
            let result = try await shell("script -qec '\(Program.executable) plan' /dev/null", program)
            #expect(!result.out.contains("\u{1B}["), "\(result.out)")
        }
    }

    @Test(
        "wrong command lines exit with 64 and say what to do",
        arguments: [["plna"], ["plan", "--nope"], ["apply", "--parallelism", "0"]]
    )
    func usage(_ arguments: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let (run, _) = try await Program(directory: directory).run(arguments) { _ in }
            #expect(run.status == 64)
            #expect(run.err.contains("Usage") && run.out.isEmpty)
        }
    }

    @Test("fault 47: JSON output follows the schemas that the tool prints")
    func schemas() async throws {
        let live: [SandboxConnection] = [
            .aws("a", region: "us-east-1"), .aws("Moved", region: "us-west-1"), .aws("gone", region: "sa-east-1"),
            .vimeo("left"),
        ]
        let edit = SandboxEdit.update(
            .key(ConnectionKey(.aws, "a")),
            set: RequestBody(["description": .string("theirs")])
        )
        let faults = [
            Fault(.edit([edit], .before), on: .operation(.update, name: "a")),
            Fault(.status(StatusFault(400)), on: .operation(.create, name: "bad")),
        ]
        let files = connections(
            aws("a", "us-east-1", "description: ours"),
            aws("Moved", "us-west-2"),
            aws("bad", "eu-west-1"),
            vimeo("v")
        )
        try await Bench.with(files, settings: "owns: [gone]\n", live: live, faults: faults) { bench in
            try await expect("plan", bench, ["plan", "--format", "json"], 0)
            try await expect("plan", bench, ["plan", "--out", "a.plan", "--format", "json"], 0)
            try await expect("saved-plan", bench, file: "a.plan")
            try await expect("plan", bench, ["show-plan", "a.plan", "--format", "json"], 0)
            try await expect("drift", bench, ["drift", "--format", "json"], 2)
            try await expect("outputs", bench, ["outputs", "--format", "json"], 0)
            try await expect("list", bench, ["list", "--format", "json"], 0)
            for name in ["a", "Moved", "bad", "left"] {
                try await expect("show", bench, ["show", name, "--format", "json"], 0)
            }
            try await expect("failure", bench, ["show", "nothing", "--format", "json"], 1)
            try await expect("export", bench, ["export", "--format", "json"], 0)
            try await expect("export", bench, ["export", "--format", "json", "--out", ".judge/out"], 0)
            try await expect("failure", bench, ["export", "--format", "json", "--out", "connections.yaml"], 1)
            try await expect("init", bench, ["init", ".judge/new", "--format", "json", "--ci", "github"], 0)
            try await expect("failure", bench, ["init", "connections.yaml", "--format", "json"], 1)
            try await expect("report", bench, ["apply", "--auto-approve", "--format", "json"], 7)
            try await expect("validation", bench, ["validate", "--format", "json"], 0)
            try await expect("failure", bench, ["apply", "a.plan", "--format", "json"], 6)
            try bench.program.directory.write("connections: [{type: aws}]", to: "broken.yaml")
            try await expect("validation", bench, ["validate", "--format", "json"], 3)
            try await expect("failure", bench, ["plan", "--format", "json"], 3)
        }
    }

    /// Has a JSON Schema validator that is not ours judge the output of a command.
    private func expect(_ schema: String, _ bench: Bench, _ arguments: [String], _ status: Int32) async throws {
        let (run, _) = try await bench.program.run(arguments) { _ in }
        #expect(run.status == status, "\(run.all)")
        try bench.program.directory.write(run.out, to: ".judge/document.json")
        try await expect(schema, bench, file: ".judge/document.json")
    }

    private func expect(_ schema: String, _ bench: Bench, file: String) async throws {
        let printed = try await bench.program.run("schema", schema)
        try bench.program.directory.write(printed.out, to: ".judge/schema.json")
        let script = """
            import json, jsonschema
            # Older distributions know draft 7 only, in which these schemas mean the same.
            judge = getattr(jsonschema, 'Draft202012Validator', jsonschema.Draft7Validator)
            schema = json.load(open('.judge/schema.json'))
            judge.check_schema(schema)
            judge(schema).validate(json.load(open('\(file)')))
            """
        let judged = try await shell("/usr/bin/python3 -c \"\(script)\"", bench.program)
        let document = try bench.program.directory.read(file)
        #expect(judged.status == 0, "\(schema): \(judged.all)\n\(document)")
    }
}
