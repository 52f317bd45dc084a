import ArgumentParser
import Connections
import SandboxServer

struct SandboxCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        _superCommandName: CommandLineProgram.name,
        abstract: "Serve a local API like Pictory's, on the loopback interface.",
        discussion: """
            So that everything can be tried, and a pipeline tested, without an account. Runs until it is interrupted.

            Examples:
              patchbay sandbox --port 8080 --state account.json
              PICTORY_API_KEY=pictai_anything patchbay plan --api-url http://127.0.0.1:8080/pictoryapis
            """
    )

    @Option(help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "n"))
    var port = 0

    @Option(
        help: ArgumentHelp(
            "The file that keeps the account; without it the account is gone in the end.",
            valueName: "file"
        ),
        completion: .file()
    )
    var state: String?

    @Option(help: ArgumentHelp("How long every request takes at least, in milliseconds.", valueName: "ms"))
    var latency = 0

    @Option(help: ArgumentHelp("How many connections a page of a list holds.", valueName: "n"))
    var pageSize: Int?

    @Option(
        help: ArgumentHelp("Faults and behaviour as JSON; see docs/reference/sandbox.md.", valueName: "file"),
        completion: .file()
    )
    var faults: String?

    @Option(
        help: ArgumentHelp(
            "The file with the key that is accepted; otherwise any that begins with pictai_ is.",
            valueName: "file"
        ),
        completion: .file()
    )
    var keyFile: String?

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535, not \(port)")
        }
        guard (0...600_000).contains(latency) else {
            throw ValidationError("--latency takes milliseconds from 0 to 600000, not \(latency)")
        }
        if let pageSize, pageSize < 1 {
            throw ValidationError("--page-size takes a number from 1 up, not \(pageSize)")
        }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        var options = SandboxOptions()
        options.port = port
        options.stateFile = state
        options.latency = .milliseconds(latency)
        options.pageSize = pageSize
        options.faultsFile = faults
        options.keyFile = keyFile
        return await CommandFailure.reporting(to: context.console) {
            do {
                try await context.interruptible { [options] in
                    try await options.serve(
                        clock: context.clock,
                        now: { [now = context.now] in now().date },
                        random: context.random
                    ) { address in
                        context.console.out("\(address.baseURL)\n")
                        context.console.err("A sandbox, not the real API. Ctrl-C ends it.\n")
                    }
                }
            } catch is Interrupted {
                // The way to end it.
            }
        }
    }
}
