import Applying
import Planning
import Reconciler
import Rendering
import Stacks

/// How a plan is shown and carried out: alike for one that was just made and for a saved one.
struct PlanApplying {
    let context: CommandContext
    let output: OutputOptions
    let onError: ApplyMachine.OnError
    /// Whether `--only` leaves out a part of the account.
    let isPartial: Bool
    /// Of a saved plan, how many changes are pending besides; else nil.
    var leftAlone: Int?
    /// Names the stack where there are several; else empty.
    let heading: String

    func show(_ plan: Plan) {
        let isText = output.format == .text
        let isTerminal = isText ? context.console.isOutTerminal : context.console.isErrTerminal
        let style = output.style(onTerminal: isTerminal, context.environment)
        let text = PlanShowing(context: context, output: output, isPartial: isPartial).text(plan, style)
        if isText {
            context.console.outBlock(heading + text)
        } else if !output.quiet {
            context.console.err(heading + text)
        }
    }

    /// - Throws: ``BlockedPlan`` before anything is written.
    func apply(_ planned: PlannedStack, with reconciler: Reconciler, parallelism: Int) async throws -> StackResult {
        let console = context.console
        let progress = ReportText(style: output.style(onTerminal: console.isErrTerminal, context.environment))
        let total = planned.plan.steps.count
        // Several stacks are applied side by side, so that each line has to say whose it is.
        let stackName = heading.isEmpty ? "" : "Stack '\(planned.stack.name.terminalSafe)': "
        var ended = 0
        let (feed, stack) = (context.feed, planned.plan.stack)
        feed.tell(.applyStarted(steps: total), of: stack)
        async let _: Void = tellOfInterrupt(stackName)
        var ledgerProblem = planned.ledgerProblem
        var report = try await reconciler.apply(
            planned,
            parallelism: parallelism,
            onError: onError,
            stop: context.stop,
            warn: { problem in
                ledgerProblem = problem
                console.err(stackName + output.warning(problem, context))
            },
            began: { feed.tell(.stepStarted($0), of: stack) },
            progress: { result in
                ended += 1
                feed.tell(.stepFinished(result, ended: ended, total: total), of: stack)
                if !output.quiet {
                    console.err(stackName + progress.progress(result, count: ended, of: planned.plan.steps))
                }
            }
        )
        report.leftAlone = leftAlone
        let text = ReportText(style: output.style(onTerminal: console.isOutTerminal, context.environment))
        var result = StackResult(
            status: ExitStatus(report.verdict),
            heading: heading,
            text: total == 0 ? "" : text.render(report, of: planned.plan),
            document: ReportDocument(report, stack: planned.plan.stack, apiURL: planned.plan.apiURL),
            section: { [isPartial, report] in ReportMarkdown(isPartial: isPartial).section(report, of: planned.plan) },
            plan: planned.plan,
            report: report
        )
        result.note(planned.stack.source.located(planned.stack.warnings), omitted: planned.stack.omittedWarnings)
        result.note(ledgerProblem)
        return result
    }

    /// Waits for the first signal until it is cancelled; who sent one learns that it was heard, and what comes of it.
    private func tellOfInterrupt(_ stackName: String) async {
        guard await context.stop.isRequested(.finish), !output.quiet else { return }
        context.console.err(
            stackName
                + "interrupted: finishing what is under way, starting nothing new; a second signal ends it at once\n"
        )
    }
}
