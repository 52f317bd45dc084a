import ArgumentParser
import Connections
import Diagnostics
import Ledger
import Rendering
import Stacks

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
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
            Reads the stack's ledger, whatever API the runs were for. Needs no key, no network but that of the ledger, and \
            no secrets.

            Examples:
              patchbay history
              patchbay history stacks/production --kind apply --limit 5
              patchbay history --run 3f0c91d2
              patchbay history --format json
              patchbay history prune --keep 90d
            """
    )

    @OptionGroup var stacks: StackArguments

    @Option(help: ArgumentHelp("How many runs at most.", valueName: "n"))
    var limit = 20

    @Option(help: "Only runs of one kind: \(Run.Kind.allCases.map(\.rawValue).joined(separator: " or ")).")
    var kind: Run.Kind?

    @Option(help: ArgumentHelp("All there is to know of one run; the beginning of its id is enough.", valueName: "id"))
    var run: String?

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: HistoryOutputOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit takes a number from 1 up, not \(limit)") }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let talk = output.talk
        let command = StackCommand(context: context, output: talk, command: nil)
        let ledgers = LedgerOpening(context, ledger, for: .reading)
        let sources = stacks.sources(context)
        let text = HistoryText(style: talk.style(onTerminal: context.console.isOutTerminal, context.environment))
        return try await ledgers.whileOpen {
            try await command.run(sources) { source in
                let (stack, remarks) = try command.read(source, resolvingSecrets: false)
                let found = try await context.interruptible { try await runs(of: stack, ledgers) }
                return StackResult(
                    status: .done,
                    text: stacks.heading(stack, of: sources.count)
                        + (run == nil ? text.render(found) : found.map { text.render($0) }.joined()),
                    remarks: remarks,
                    document: HistoryDocument(stack: stack.name, found)
                )
            }
        }
    }

    private func runs(of stack: Stack, _ ledgers: LedgerOpening) async throws -> [Run] {
        guard let place = try ledgers.place(of: stack) else {
            guard let run else { return [] }
            throw UnknownRun(id: run, stack: stack.name, count: 0)
        }
        return try await ledgers.withStore(at: place) { store in
            guard let run else { return try await store.runs(RunQuery(stack: stack.name, kind: kind, limit: limit)) }
            let found = try await store.runs(RunQuery(stack: stack.name, kind: kind)).filter { $0.id.hasPrefix(run) }
            guard found.count == 1 else { throw UnknownRun(id: run, stack: stack.name, count: found.count) }
            return found
        }
    }
}

extension Run.Kind: ExpressibleByArgument {}

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

    var talk: OutputOptions {
        var talk = OutputOptions()
        talk.format = format == .json ? .json : .text
        talk.colour = colour
        talk.verbose = false
        talk.quiet = false
        return talk
    }
}

/// `--run` names not exactly one run.
private struct UnknownRun: ReportableError {
    var id: String
    var stack: String
    var count: Int

    var report: ErrorReport {
        ErrorReport(
            .unknownRun,
            .general,
            count == 0
                ? "the ledger knows no run '\(id)' of stack '\(stack)'"
                : "\(count) runs of stack '\(stack)' have ids that begin with '\(id)'",
            nextStep: "take an id from what 'patchbay history' lists"
        )
    }
}
