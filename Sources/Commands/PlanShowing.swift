import Planning
import Rendering

/// How a plan is shown: alike by every command that shows one.
struct PlanShowing: Sendable {
    let context: CommandContext
    let output: OutputOptions
    /// Whether `--only` leaves out a part of the account.
    var isPartial = false
    var isSaved = false
    var showsSteps = false

    /// The plan as a command's result.
    func result(_ plan: Plan, _ status: ExitStatus, heading: String, remarks: String) -> StackResult {
        let style = output.style(onTerminal: context.console.isOutTerminal, context.environment)
        return StackResult(
            status: status,
            heading: heading,
            longText: { write in text(style).render(plan, showingSteps: showsSteps, write) },
            remarks: remarks,
            document: plan,
            section: { section(plan) },
            plan: plan
        )
    }

    private func section(_ plan: Plan) -> MarkdownSection {
        PlanMarkdown(isVerbose: output.verbose, isPartial: isPartial, isSaved: isSaved, showsSteps: showsSteps)
            .section(plan)
    }

    /// The plan as text that is written elsewhere than with the results.
    func text(_ plan: Plan, _ style: Style) -> String { text(style).render(plan, showingSteps: showsSteps) }

    private func text(_ style: Style) -> PlanText {
        PlanText(style: style, isVerbose: output.verbose, isPartial: isPartial, isSaved: isSaved)
    }
}
