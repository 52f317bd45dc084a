import ArgumentParser
import Connections
import Diagnostics
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
              patchbay history prune stacks/* --keep 1y --dry-run
              patchbay history prune --keep 90d --all --format json
            """
    )

    @OptionGroup var stacks: StackArguments

    @Option(
        help: ArgumentHelp(
            "How old runs may be that are kept, such as 12h, 90d, 52w or 1y (365 days); 0d keeps none.",
            valueName: "time"
        )
    )
    var keep: KeepingTime

    @Flag(help: "Prune all stacks of the ledger, also those that are not named.")
    var all = false

    @Flag(help: "Only say how many runs would be forgotten.")
    var dryRun = false

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: HistoryOutputOptions

    var telling: Telling { Telling(output.talk, beginning: .ledger) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let command = StackCommand(context: context, output: output.talk, command: nil)
        let ledgers = LedgerOpening(context, ledger, for: dryRun ? .reading : .pruning)
        let targets = HistoryTargets(context: context, command: command, stacks: stacks, ledgers: ledgers, isAll: all)
        let moment = keep.moment(before: context.now())
        let setup = await CommandFailure.reporting(to: context.console) { _ = try targets.sources() }
        guard setup == .done else { return setup }
        let sources = try targets.sources()
        let results = try await ledgers.whileOpen {
            // One after the other, since with --all they may be the same ledger.
            await command.results(sources, atOnce: 1) { source in
                var target = try targets.target(of: source)
                // Outside of a stack, too, the runs of all stacks are forgotten only where that is asked for.
                if !all, target.stack == nil { target.stack = context.files.name(ofDirectory: source.directory) }
                let count = try await context.interruptible { [target] in
                    try await prune(target, before: moment, ledgers)
                }
                let verb = dryRun ? "would be forgotten" : "forgotten"
                return StackResult(
                    status: .done,
                    text: output.quiet
                        ? ""
                        : stacks.heading(target.stack, of: sources.count)
                            + "\(count.counted("run", "runs")) \(verb).\n",
                    document: PruneDocument(
                        stack: target.stack,
                        before: moment,
                        forgotten: count,
                        isRehearsal: dryRun
                    )
                )
            }
        }
        return try command.write(results)
    }

    private func prune(
        _ target: HistoryTargets.Target,
        before moment: Timestamp,
        _ ledgers: LedgerOpening
    ) async throws -> Int {
        guard let place = target.place else { return 0 }
        return try await ledgers.withStore(at: place) { store in
            guard let stack = target.stack else {
                return try await store.prune(before: moment, in: nil, isRehearsal: dryRun)
            }
            var count = 0
            let scopes = Set(try await store.runs(RunQuery(stack: stack)).map(\.scope))
            for scope in scopes.sorted(by: { $0.apiURL < $1.apiURL }) {
                count += try await store.prune(before: moment, in: scope, isRehearsal: dryRun)
            }
            return count
        }
    }
}

/// A time span in whole hours, days, weeks or years of 365 days.
struct KeepingTime: ExpressibleByArgument {
    let milliseconds: Int

    init?(argument: String) {
        let hours: [Character: Int] = ["h": 1, "d": 24, "w": 168, "y": 8760]
        guard let unit = argument.last.flatMap({ hours[$0] }), argument.count <= 6,
            argument.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(argument.dropLast())
        else { return nil }
        milliseconds = number * unit * 3_600_000
    }

    func moment(before now: Timestamp) -> Timestamp { Timestamp(milliseconds: now.milliseconds - milliseconds) }
}
