import ArgumentParser
import Connections
import Reconciler
import Rendering
import Stacks

struct ValidateCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a stack's files, offline.",
        discussion: """
            Reads all files and reports every mistake with its place. Needs no key, no network and no secrets.

            Examples:
              patchbay validate
              patchbay validate stacks/production stacks/staging --format json
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var output: OutputOptions

    func run(in context: CommandContext) async throws -> ExitStatus {
        let command = StackCommand(context: context, output: output, command: .validate)
        return try await command.run(stacks.sources(context)) { [output] source in
            do {
                let (stack, remarks) = try command.read(source, resolvingSecrets: false)
                let count = stack.desired.connections.count
                let warnings = source.located(stack.warnings)
                let document = ValidationDocument(
                    stack: stack.name,
                    valid: true,
                    connections: count,
                    warnings,
                    omitted: stack.omittedWarnings
                )
                let text = output.quiet ? "" : "Stack '\(stack.name.terminalSafe)' is valid: \(count) connections.\n"
                return StackResult(
                    status: .done,
                    text: text,
                    remarks: remarks,
                    document: document,
                    section: { FilesMarkdown.valid(stack.name, connections: count) },
                    diagnostics: warnings,
                    omittedDiagnostics: stack.omittedWarnings
                )
            } catch let invalid as InvalidStack {
                let diagnostics = source.located(invalid.diagnostics)
                let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
                let document = ValidationDocument(
                    stack: source.label,
                    valid: false,
                    connections: 0,
                    diagnostics,
                    omitted: invalid.omittedErrors
                )
                return StackResult(
                    status: .invalid,
                    remarks: DiagnosticText(style: style).render(diagnostics, omitted: invalid.omittedErrors),
                    document: document,
                    section: { FilesMarkdown.invalid(errors: invalid.errorCount) },
                    diagnostics: diagnostics,
                    omittedDiagnostics: invalid.omittedErrors
                )
            }
        }
    }
}
