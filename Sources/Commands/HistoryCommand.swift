import ArgumentParser
import Connections
import Diagnostics
import Ledger
import Rendering
import Stacks

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        _superCommandName: CommandLineProgram.name,
        abstract: "Show past applies and drift runs.",
        discussion: """
            Without a subcommand it shows the runs of the stack in the working directory, or of those that are named; \
            'patchbay help history show' lists the flags.

            Examples:
              patchbay history
              patchbay history stacks/production --kind apply --limit 5
              patchbay history --run 3f0c91d2
              patchbay history prune --keep 90d
            """,
        subcommands: [HistoryShowCommand.self, HistoryPruneCommand.self],
        defaultSubcommand: HistoryShowCommand.self
    )
}

struct HistoryShowCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show past applies and drift runs, the newest first.",
        discussion: """
            Reads the stack's ledger, whatever API the runs were for. Needs no key, no network but that of the ledger, no \
            secrets, and of the stack's files its settings alone. With --ledger or PATCHBAY_LEDGER it needs no files at all: \
            outside of a stack it then tells of all stacks of that ledger, and a name that is no folder is that of a stack. What is \
            both goes as the folder: the runs are those of the stack that its settings name.

            Examples:
              patchbay history
              patchbay history stacks/production --kind apply --limit 5
              patchbay history --run 3f0c91d2
              patchbay history --all --since 7d --outcome failed
              patchbay history --format json
              patchbay history prune --keep 90d
            """
    )

    @OptionGroup var stacks: StackArguments

    @Flag(help: "The runs of all stacks of the ledger, also of those that are not named.")
    var all = false

    @Option(help: ArgumentHelp("How many runs at most.", valueName: "n"))
    var limit = 20

    @Option(help: "Only runs of one kind: \(Run.Kind.allCases.map(\.rawValue).joined(separator: " or ")).")
    var kind: Run.Kind?

    @Option(
        help: ArgumentHelp(
            "Only runs that ended so: \(Run.State.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "word"
        )
    )
    var outcome: Run.State?

    @Option(
        help: ArgumentHelp(
            "Only runs that began since: a time ago such as 12h, 7d or 1y, or a date such as 2026-03-01, in UTC.",
            valueName: "time"
        )
    )
    var since: HistoryMoment?

    @Option(help: ArgumentHelp("All there is to know of one run; the beginning of its id is enough.", valueName: "id"))
    var run: String?

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: HistoryOutputOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit takes a number from 1 up, not \(limit)") }
    }

    var telling: Telling { Telling(output.talk, beginning: .ledger) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let talk = output.talk
        let command = StackCommand(context: context, output: talk, command: nil)
        let ledgers = LedgerOpening(context, ledger, for: .reading)
        let targets = HistoryTargets(context: context, command: command, stacks: stacks, ledgers: ledgers, isAll: all)
        let style = talk.style(onTerminal: context.console.isOutTerminal, context.environment)
        let setup = await CommandFailure.reporting(to: context.console) { _ = try targets.sources() }
        guard setup == .done else { return setup }
        let sources = try targets.sources()
        return try await ledgers.whileOpen {
            try await command.run(sources) { source in
                let target = try targets.target(of: source)
                let found = try await context.interruptible { try await runs(of: target, ledgers, context.now()) }
                let text = HistoryText(style: style, showsStack: target.stack == nil, missingFile: target.missingFile)
                let isSilent = output.quiet && found.isEmpty
                return StackResult(
                    status: .done,
                    heading: stacks.heading(target.stack, of: sources.count),
                    text: isSilent ? "" : run == nil ? text.render(found) : found.map { text.render($0) }.joined(),
                    document: HistoryDocument(stack: target.stack, found)
                )
            }
        }
    }

    private func runs(
        of target: HistoryTargets.Target,
        _ ledgers: LedgerOpening,
        _ now: Timestamp
    ) async throws -> [Run] {
        guard let place = target.place else {
            guard let run else { return [] }
            throw UnknownRun(id: run, stack: target.stack, count: 0)
        }
        var query = RunQuery(stack: target.stack, kind: kind, since: since?.moment(before: now))
        return try await ledgers.withStore(at: place) { store in
            guard let run else {
                guard let outcome else {
                    query.limit = limit
                    return try await store.runs(query)
                }
                return Array(try await store.runs(query).filter { $0.state == outcome }.prefix(limit))
            }
            let found = try await store.runs(query).filter { run in
                run.id.hasPrefix(self.run ?? "") && (outcome.map { $0 == run.state } ?? true)
            }
            guard found.count == 1 else { throw UnknownRun(id: run, stack: target.stack, count: found.count) }
            return found
        }
    }
}

extension Run.Kind: ExpressibleByArgument {}
extension Run.State: ExpressibleByArgument {}

/// A moment in the past, or how long ago it was.
enum HistoryMoment: ExpressibleByArgument {
    case ago(KeepingTime)
    case at(Timestamp)

    init?(argument: String) {
        if let time = KeepingTime(argument: argument) {
            self = .ago(time)
        } else if let moment = Timestamp(argument) ?? Timestamp("\(argument)T00:00:00Z") {
            self = .at(moment)
        } else {
            return nil
        }
    }

    func moment(before now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let time): time.moment(before: now)
        case .at(let moment): moment
        }
    }
}

/// How `history` talks: it has no form for comments.
struct HistoryOutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(help: "How runs are written to standard output.")
    var format = Format.text

    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    @Flag(name: .shortAndLong, help: "Say nothing where there is nothing to tell.")
    var quiet = false

    var talk: OutputOptions { OutputOptions(isJSON: format == .json, colour, isQuiet: quiet) }
}

/// `--run` names not exactly one run.
private struct UnknownRun: ReportableError {
    var id: String
    /// nil for all stacks of the ledger.
    var stack: String?
    var count: Int

    private var ofStack: String { stack.map { " of stack '\($0)'" } ?? "" }

    var report: ErrorReport {
        ErrorReport(
            .unknownRun,
            .general,
            count == 0
                ? "the ledger knows no run '\(id)'\(ofStack)"
                : "\(count) runs\(ofStack) have ids that begin with '\(id)'",
            nextStep: "take an id from what 'patchbay history' lists"
        )
    }
}
