import ArgumentParser
import Connections
import Ledger
import Rendering
import Stacks

struct HistoryPruneCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forget old runs.",
        discussion: """
            What is known of the connections and their secrets stays, and so does the last drift run of each stack.

            Examples:
              patchbay history prune --keep 90d
              patchbay history prune stacks/* --keep 52w
              patchbay history prune --keep 90d --all
            """
    )

    @OptionGroup var stacks: StackArguments

    @Option(help: ArgumentHelp("How old runs may be that are kept, such as 12h, 90d or 52w.", valueName: "time"))
    var keep: KeepingTime

    @Flag(help: "Prune all stacks of the ledger, also those that are not named.")
    var all = false

    @OptionGroup var ledger: LedgerOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        var talk = OutputOptions()
        talk.format = .text
        talk.colour = .auto
        talk.verbose = false
        talk.quiet = false
        let command = StackCommand(context: context, output: talk, command: nil)
        let ledgers = LedgerOpening(context, ledger, for: .pruning)
        let moment = Timestamp(milliseconds: context.now().milliseconds - keep.milliseconds)
        let sources = stacks.sources(context)
        let results = try await ledgers.whileOpen {
            // One after the other, since with --all they may be the same ledger.
            await command.results(sources, atOnce: 1) { source in
                let (stack, remarks) = try command.read(source, resolvingSecrets: false)
                let count = try await context.interruptible { try await prune(stack, before: moment, ledgers) }
                return StackResult(
                    status: .done,
                    text: stacks.heading(stack, of: sources.count)
                        + "\(count == 1 ? "1 run" : "\(count) runs") forgotten.\n",
                    remarks: remarks,
                    document: HistoryDocument(stack: stack.name, [])
                )
            }
        }
        return try command.write(results)
    }

    private func prune(_ stack: Stack, before moment: Timestamp, _ ledgers: LedgerOpening) async throws -> Int {
        guard let place = try ledgers.place(of: stack) else { return 0 }
        return try await ledgers.withStore(at: place) { store in
            if all { return try await store.prune(before: moment, in: nil) }
            var count = 0
            let scopes = Set(try await store.runs(RunQuery(stack: stack.name)).map(\.scope))
            for scope in scopes.sorted(by: { $0.apiURL < $1.apiURL }) {
                count += try await store.prune(before: moment, in: scope)
            }
            return count
        }
    }
}

/// A time span in whole hours, days or weeks.
struct KeepingTime: ExpressibleByArgument {
    let milliseconds: Int

    init?(argument: String) {
        let hours: [Character: Int] = ["h": 1, "d": 24, "w": 168]
        guard let unit = argument.last.flatMap({ hours[$0] }), argument.count <= 6,
            argument.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(argument.dropLast())
        else { return nil }
        milliseconds = number * unit * 3_600_000
    }
}
