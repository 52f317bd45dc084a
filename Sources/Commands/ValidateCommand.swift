import ArgumentParser
import Connections
import Diagnostics
import Reconciler
import Rendering
import Stacks

struct ValidateCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        _superCommandName: CommandLineProgram.name,
        abstract: "Check a stack's files, offline.",
        discussion: """
            Reads all files and reports every mistake with its place. Needs no key, no network and no secrets.

            Examples:
              patchbay validate
              patchbay validate stacks/production stacks/staging --format json
              patchbay validate --annotations github --junit validate.xml
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var annotations: AnnotationOptions
    @OptionGroup var junit: JUnitOptions

    var telling: Telling { Telling(output, beginning: .checking) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        try OutputPaths(["--junit": junit.junit], in: context.files).check(apartFrom: stacks.stacks)
        let command = StackCommand(
            context: context,
            output: output,
            command: .validate,
            reports: RunReports(annotations: annotations.annotations, junitFile: junit.junit)
        )
        context.feed.tell(
            .runStarted(command: "validate", version: patchbayVersion, stacks: stacks.sources(context).count)
        )
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
                let connections = count.counted("connection", "connections")
                let text = output.quiet ? "" : "Stack '\(stack.name.terminalSafe)' is valid: \(connections).\n"
                var result = StackResult(
                    status: .done,
                    text: text,
                    remarks: remarks,
                    document: document,
                    section: { FilesMarkdown.valid(stack.name, connections: count) }
                )
                result.note(warnings, omitted: stack.omittedWarnings)
                result.files = stack.files.map { source.path(ofPlaceIn: $0.file) }
                return result
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
                let remarks = DiagnosticText(style: style, columns: context.console.width).render(
                    diagnostics,
                    omitted: invalid.omittedErrors
                )
                let count = output.format == .text ? "\(invalid.report.message.terminalSafe)\n" : ""
                var result = StackResult(
                    status: .invalid,
                    remarks: remarks + count,
                    document: document,
                    section: { FilesMarkdown.invalid(errors: invalid.errorCount) }
                )
                result.note(diagnostics, omitted: invalid.omittedErrors)
                result.files = invalid.files.map { source.path(ofPlaceIn: $0.file) }
                return result
            }
        }
    }
}
