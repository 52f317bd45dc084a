import ArgumentParser
import Connections
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

struct OutputsCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "outputs",
        _superCommandName: CommandLineProgram.name,
        abstract: "Print the ids of the declared connections, for video requests.",
        discussion: """
            Reads the files and the account, and changes nothing. What is not in the account yet, or cannot be managed, has \
            no id and is warned of; what is to be replaced has its old id until then.

            Examples:
              patchbay outputs
              patchbay outputs stacks/production --format json
              eval "$(patchbay outputs --format env --quiet)"
            """
    )

    @OptionGroup var stacks: StackArguments

    @Option(
        help: ArgumentHelp(
            "Only connections whose declared or live name matches; may be given several times.",
            valueName: "name-glob"
        ),
        completion: .declaredNames()
    )
    var only: [String] = []

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputsOptions

    var telling: Telling { Telling(output.talk) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let talk = output.talk
        let command = StackCommand(context: context, output: talk, command: nil)
        let sources = stacks.sources(context)
        let accounts = AccountOpening(context, connection, stacks: sources.count)
        let style = talk.style(onTerminal: context.console.isOutTerminal, context.environment)
        let results = await command.results(sources) { source in
            let (stack, remarks) = try command.read(source, resolvingSecrets: false)
            let opened = try accounts.open(stack)
            let all = try await opened.whileOpen { account in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, now: context.now)
                return try await context.interruptible { try await reconciler.outputs(stack) }
            }
            let outputs = all.selecting(only.map { NameGlob($0) })
            var result = StackResult(
                status: .done,
                heading: stacks.heading(stack, of: sources.count),
                text: OutputsText(style: style).render(outputs),
                remarks: remarks + opened.remarks(isQuiet: talk.quiet) + (talk.quiet ? "" : missing(outputs)),
                document: OutputsDocument(stack: stack.name, outputs)
            )
            result.note(unmatched: unmatched(in: all), isOneOfSeveral: sources.count > 1)
            return result
        }
        return try write(results, command, context)
    }

    /// Warns of each pattern that is likely mistyped.
    private func unmatched(in all: Outputs) -> [String] {
        only.filter { all.selecting([NameGlob($0)]).entries.isEmpty }
            .map { "warning: --only '\($0.terminalSafe)' matches no declared connection\n" }
    }

    /// Warns of what has no id yet.
    private func missing(_ outputs: Outputs) -> String {
        outputs.missing.map { entry in
            let name = "\(entry.type.rawValue) \(entry.name.quotedForTerminal)"
            guard let reason = entry.whyUnmanageable else {
                return "warning: \(name) is not in the account yet, so it has no id; apply creates it\n"
            }
            return
                "warning: \(name) has no id to give: the connection in its place cannot be managed, since \(reason.terminalSafe)\n"
        }
        .joined()
    }

    private func write(
        _ results: [StackResult],
        _ command: StackCommand,
        _ context: CommandContext
    ) throws -> ExitStatus {
        guard output.format.isWhole else { return try command.write(results) }
        let (console, talk) = (context.console, command.output)
        // A part of the ids would look as if the others were not declared, so it is all of them or none.
        let documents = results.compactMap { $0.document as? OutputsDocument }
        let status = try command.write(results.map(\.withoutText))
        guard documents.count == results.count else { return status }
        switch output.format {
        case .yaml:
            console.out(YAMLText.render(OutputsDocument.tree(of: documents)))
        case .env:
            do {
                console.out(try OutputsEnvironment.render(documents))
            } catch {
                let style = talk.style(onTerminal: console.isErrTerminal, context.environment)
                let report = ErrorReport(describing: error)
                console.err(ErrorText(style: style).render(report))
                return ExitStatus(report)
            }
        case .text, .json: break
        }
        return status
    }
}

extension StackResult {
    fileprivate var withoutText: Self {
        var result = self
        result.text = ""
        return result
    }
}
