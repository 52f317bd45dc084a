import ArgumentParser
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

struct ShowPlanCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-plan",
        _superCommandName: CommandLineProgram.name,
        abstract: "Show a saved plan.",
        discussion: """
            Shows what 'plan --out' saved, as 'plan' does. Needs no key, no network and none of the stack's files, and \
            does not tell whether the plan still holds; apply does.

            Examples:
              patchbay show-plan connections.plan
              patchbay show-plan connections.plan --format json
            """
    )

    @Argument(help: "A file that 'plan --out' wrote.", completion: .file())
    var file: String

    @OptionGroup var output: OutputOptions

    @OptionGroup var annotations: AnnotationOptions
    @OptionGroup var gitLab: GitLabOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var detailedExitCode = false

    @Flag(help: "Show the steps and their order, too.")
    var steps = false

    var telling: Telling { Telling(output) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        try OutputPaths(["--gitlab-report": gitLab.gitlabReport], in: context.files).check(apartFrom: [file])
        let command = StackCommand(
            context: context,
            output: output,
            command: .plan,
            reports: RunReports(annotations: annotations.annotations, gitLabFile: gitLab.gitlabReport)
        )
        do {
            let plan = try SavedPlanReading(context: context).read(file)
            return try command.write(plan.stacks.map { result($0, of: plan, context) })
        } catch let error as any ReportableError {
            return try command.write([command.failure(error, .files([file]))])
        }
    }

    private func result(_ saved: SavedStack, of plan: SavedPlan, _ context: CommandContext) -> StackResult {
        let showing = PlanShowing(
            context: context,
            output: output,
            isPartial: !saved.options.only.isEmpty,
            isSaved: true,
            showsSteps: steps
        )
        let heading = plan.stacks.count > 1 ? "Stack '\(saved.plan.stack.terminalSafe)'\n\n" : ""
        var result = showing.result(
            saved.plan,
            ExitStatus(saved.plan, telling: detailedExitCode),
            heading: heading,
            remarks: output.quiet ? "" : saved.origin
        )
        result.label = saved.source.label
        result.source = saved.source
        return result
    }
}

extension SavedStack {
    /// A line that says where the plan came from.
    var origin: String {
        let flags = options.flags.isEmpty ? "" : " with \(options.flags.joined(separator: " "))"
        return "Saved plan of '\(source.label.terminalSafe)' for \(plan.apiURL.terminalSafe)\(flags.terminalSafe)\n"
    }
}
