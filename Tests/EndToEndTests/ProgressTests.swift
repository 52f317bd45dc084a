import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The line of progress, with the built program on a terminal", .serialized)
struct ProgressTests {
    /// Gives the program a terminal of that width; what this shows comes out on standard error, and `pid` has its number.
    private func terminal(
        _ program: Program,
        columns: Int,
        _ variables: [String: String] = [:]
    ) throws -> Program {
        try program.directory.write("stty cols \(columns)\necho $$ >pid\nexec \"$@\"\n", to: ".terminal.sh")
        var program = program
        program.environment["TERM"] = "xterm"
        program.environment.merge(variables) { _, new in new }
        program.launcher = ["/bin/bash", "-c", "exec script -qec \"bash .terminal.sh $*\" /dev/null >&2", "run"]
        return program
    }

    @Test(
        "it is there while a request is under way, never wraps, stands alone in its line, and leaves nothing behind",
        arguments: [40, 80]
    )
    func line(_ columns: Int) async throws {
        let faults = [
            Fault(.hold("list", .before), nth: 1),
            Fault(.status(StatusFault(429, retryAfter: "1")), on: .operation(.create, name: "a")),
        ]
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-west-2")), faults: faults) { bench in
            let program = try terminal(bench.program, columns: columns)
            let (run, _) = try await program.run(["apply", "--auto-approve", "--color", "never"]) { running in
                #expect(await running.untilSaid("Reading the account"))
                #expect(await bench.isHeld("list", by: running))
                bench.sandbox.release("list")
            }
            #expect(run.status == 0, "\(run.all)")
            let screen = TerminalScreen(run.err, columns: columns)
            #expect(
                screen.overwritten.contains { $0.hasPrefix("Applying: ") && $0.contains("limit until ") },
                "\(run.err)"
            )
            #expect(screen.overwritten.allSatisfy { $0.count < columns })
            let left = screen.lines.filter { line in
                ["Reading", "Applying", "Planning", "Finishing"].contains { line.contains($0) }
            }
            #expect(left == [], "\(run.err)")
            for step in ["[1/2] ", "[2/2] "] { #expect(screen.lines.contains { $0.hasPrefix(step) }, "\(run.err)") }
            #expect(!run.err.contains("trying again"), "the line says it")
        }
    }

    @Test(
        "something is shown before the files are there to be read",
        arguments: ["validate -", "plan -", "apply - --auto-approve", "drift -", "outputs -"]
    )
    func beforeFiles(_ command: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            var program = try terminal(bench.program, columns: 80)
            // Standard input has the files, and gives them once the terminal has shown something.
            try program.directory.write(
                "stty cols 80\n(until [ -e shown ]; do sleep 0.01; done; cat connections.yaml) | \"$@\"\n",
                to: ".terminal.sh"
            )
            program.environment["TERM"] = "xterm"
            let arguments = command.split(separator: " ").map(String.init)
            let directory = program.directory
            let (run, isShown) = try await program.run(arguments) { running in
                let isShown = await running.untilSaid(arguments[0] == "validate" ? "Checking" : "Reading files")
                try directory.write("", to: "shown")
                return isShown
            }
            #expect(isShown && [0, 2].contains(run.status), "\(run.all)")
        }
    }

    @Test(
        "something is shown before the first request is answered",
        arguments: ["plan", "apply --auto-approve", "drift", "list", "show a", "outputs", "export", "doctor"]
    )
    func beforeRequests(_ command: String) async throws {
        let faults = [Fault(.hold("list", .before), nth: 1)]
        try await Bench.with(connections(aws("a", "us-east-1")), live: [.aws("a", region: "us-east-1")], faults: faults)
        {
            bench in
            let program = try terminal(bench.program, columns: 80)
            let arguments = command.split(separator: " ").map(String.init)
            let (run, isShown) = try await program.run(arguments) { running in
                let isShown = await running.untilSaid(command == "doctor" ? "Checking, " : "Reading the account")
                #expect(await bench.isHeld("list", by: running))
                bench.sandbox.release("list")
                return isShown
            }
            #expect(isShown && run.status == 0, "\(run.all)")
        }
    }

    @Test(
        "an interrupt leaves a clean line, once or twice",
        arguments: [1, 2]
    )
    func interrupt(_ signals: Int) async throws {
        let faults = [Fault(.hold("list", .before), nth: 1)]
        try await Bench.with(connections(aws("a", "us-east-1")), faults: faults) { bench in
            let program = try terminal(bench.program, columns: 80)
            let (run, _) = try await program.run(["plan"]) { running in
                #expect(await running.untilSaid("Reading the account"))
                let identifier = try #require(
                    Int32(bench.program.directory.read("pid").trimmingCharacters(in: .whitespacesAndNewlines))
                )
                for _ in 0..<signals { kill(identifier, SIGINT) }
                await running.waitForEnd()
            }
            #expect(run.status == 130, "\(run.all)")
            #expect(
                !TerminalScreen(run.err, columns: 80).lines.contains { $0.contains("Reading the account") },
                "\(run.err)"
            )
        }
    }

    @Test(
        "nothing of it elsewhere",
        arguments: [["TERM": "dumb"], ["CI": "true"], ["TERM": ""], ["QUIET": "--quiet"], ["PIPE": "1"]]
    )
    func elsewhere(_ variables: [String: String]) async throws {
        // Longer than the line lets wait for itself.
        let faults = [Fault(.delay(.milliseconds(300)))]
        try await Bench.with(connections(aws("a", "us-east-1")), faults: faults) { bench in
            let isPipe = variables["PIPE"] != nil
            let program = try isPipe ? bench.program : terminal(bench.program, columns: 80, variables)
            let (run, _) = try await program.run(["plan"] + (variables["QUIET"].map { [$0] } ?? [])) { _ in }
            #expect(run.status == 0, "\(run.all)")
            #expect(!run.all.contains("Reading the account"), "\(run.all)")
            #expect(TerminalScreen(run.all, columns: 80).overwritten == [], "\(run.all)")
        }
    }
}
