import ArgumentParser
import Connections
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

struct ShowCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        _superCommandName: CommandLineProgram.name,
        abstract: "Show one connection: what the account has, where it is declared, what apply would do.",
        discussion: """
            Finds it by its id, its name in the account or its name in the files, in this order. Reads the account, and the \
            files and the ledger of the stack where there are some; changes nothing. Secrets are not compared.

            Examples:
              patchbay show 'Marketing assets'
              patchbay show 20251217080657842fux3au9kh1p0j5s --format json
              patchbay show Main --type vimeo --stack stacks/production
            """
    )

    @Argument(
        help: ArgumentHelp("Its name or its connectionId.", valueName: "name-or-id"),
        completion: .declaredNames()
    )
    var name: String

    @OptionGroup var account: AccountArguments
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: AccountOutputOptions

    var telling: Telling { Telling(output.talk) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let talk = output.talk
        let command = StackCommand(context: context, output: talk, command: nil)
        let accounts = AccountOpening(context, connection, stacks: 1)
        let ledgers = LedgerOpening(context, ledger, for: .reading)
        let sources = [try account.source(context)]
        return try await ledgers.whileOpen {
            try await command.run(sources) { source in
                try await result(of: source, command, accounts, ledgers, context)
            }
        }
    }

    private func result(
        of source: StackSource,
        _ command: StackCommand,
        _ accounts: AccountOpening,
        _ ledgers: LedgerOpening,
        _ context: CommandContext
    ) async throws -> StackResult {
        let talk = command.output
        let read = try command.readLoosely(source)
        // Told even where what follows fails, since it is most likely why.
        context.console.err(read.remarks)
        let opened = try accounts.open(read.stack)
        let rules = SavedOptions().rules(for: read.stack.settings)
        let found = try await opened.whileOpen { account in
            try await ledgers.withLedger(of: read.stack, opened) { ledger in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
                return try await context.interruptible {
                    try await reconciler.inspect(
                        name,
                        self.account.type,
                        in: read.stack,
                        rules,
                        declares: read.declares
                    )
                }
            }
        }
        let style = talk.style(onTerminal: context.console.isOutTerminal, context.environment)
        let place = found.inspection.connection.source.map { "\(source.path(ofPlaceIn: $0.file)):\($0.line)" }
        let ignorance: InspectionText.Ignorance? =
            if !read.declares { .noFiles(account.stack) } else { found.planningError == nil ? nil : .unmatched }
        return StackResult(
            status: .done,
            text: InspectionText(style: style).render(found.inspection, at: place, ignorance),
            remarks: opened.remarks(isQuiet: talk.quiet) + doubts(found, source, talk, context)
                + talk.warning(found.ledgerProblem, context) + talk.warning(found.mayBeOther?.warning, context),
            document: InspectionDocument(
                found.inspection,
                apiURL: opened.apiURL,
                stack: read.declares ? read.stack.name : nil
            )
        )
    }

    /// Why there is no plan, as its diagnostics; they are no errors of what was asked for.
    private func doubts(
        _ found: InspectedConnection,
        _ source: StackSource,
        _ talk: OutputOptions,
        _ context: CommandContext
    ) -> String {
        guard let error = found.planningError else { return "" }
        let warnings = source.located(error.diagnostics).map { diagnostic in
            var warning = diagnostic
            warning.severity = .warning
            return warning
        }
        let style = talk.style(onTerminal: context.console.isErrTerminal, context.environment)
        return DiagnosticText(style: style, columns: context.console.width)
            .render(warnings)
    }
}
