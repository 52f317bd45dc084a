import Applying
import ArgumentParser
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

struct ApplyCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the account equal to the files.",
        discussion: """
            Plans, shows the plan, asks, and carries it out with version-checked updates. Without a terminal to ask on \
            it needs --auto-approve.

            Examples:
              patchbay apply
              patchbay apply stacks/production --auto-approve
              patchbay apply --only 'Marketing *'
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var plan: PlanOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var annotations: AnnotationOptions

    @Flag(help: "Carry out the plan without asking.")
    var autoApprove = false

    @Option(
        help: "After a failed step: go on with those that do not depend on it (fail), or start nothing new (abort)."
    )
    var onError = ApplyMachine.OnError.fail

    func run(in context: CommandContext) async throws -> ExitStatus {
        let command = StackCommand(
            context: context,
            output: output,
            reports: RunReports(annotations: annotations.annotations)
        )
        // Who is asked about one stack must not see another's progress in between.
        let atOnce = autoApprove ? StackCommand.stacksAtOnce : 1
        let sources = stacks.sources(context)
        return try await command.run(sources, atOnce: atOnce) { source in
            let (stack, remarks) = try command.read(source, resolvingSecrets: true)
            let opened = try AccountOpening(context, connection, output).open(stack)
            context.console.err(remarks + (output.quiet ? "" : opened.remark))
            return try await opened.whileOpen { account in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, now: context.now)
                let rules = plan.rules(for: stack.settings)
                let planned = try await context.interruptible { try await reconciler.plan(stack, rules) }
                context.console.err(output.quiet ? "" : rules.remark(on: planned))
                let heading = stacks.heading(stack, of: sources.count)
                show(planned.plan, heading, context)
                if !planned.plan.isBlocked, !planned.plan.steps.isEmpty { try approve(planned.plan, context) }
                var result = try await apply(planned, heading, with: reconciler, opened.parallelism, context)
                result.note(source.located(stack.warnings), omitted: stack.omittedWarnings)
                return result
            }
        }
    }

    private func show(_ plan: Plan, _ heading: String, _ context: CommandContext) {
        let isText = output.format == .text
        let isTerminal = isText ? context.console.isOutTerminal : context.console.isErrTerminal
        let style = output.style(onTerminal: isTerminal, context.environment)
        let showing = PlanShowing(context: context, output: output, isPartial: !self.plan.only.isEmpty)
        let text = showing.text(plan, style)
        if isText { context.console.out(heading + text) } else if !output.quiet { context.console.err(heading + text) }
    }

    private func approve(_ plan: Plan, _ context: CommandContext) throws {
        guard !autoApprove else { return }
        let console = context.console
        guard console.isInTerminal, console.isErrTerminal else { throw NoApproval(isAsked: false) }
        guard let answer = console.ask(question(plan)) else {
            console.err("\n")
            throw NoApproval(isAsked: true)
        }
        guard answer == "yes" else { throw NoApproval(isAsked: true) }
    }

    private func question(_ plan: Plan) -> String {
        "\nApply these changes to stack '\(plan.stack.terminalSafe)' at \(plan.apiURL.terminalSafe)? Only 'yes' is accepted: "
    }

    private func apply(
        _ planned: PlannedStack,
        _ heading: String,
        with reconciler: Reconciler,
        _ parallelism: Int,
        _ context: CommandContext
    ) async throws -> StackResult {
        let console = context.console
        let progress = ReportText(style: output.style(onTerminal: console.isErrTerminal, context.environment))
        let total = planned.plan.steps.count
        // Several stacks are applied side by side, so that each line has to say whose it is.
        let stackName = heading.isEmpty ? "" : "Stack '\(planned.stack.name.terminalSafe)': "
        var ended = 0
        let report = try await reconciler.apply(
            planned,
            parallelism: parallelism,
            onError: onError,
            stop: context.stop
        ) { result in
            ended += 1
            if !output.quiet { console.err(stackName + progress.progress(result, count: ended, of: total)) }
        }
        let text = ReportText(style: output.style(onTerminal: console.isOutTerminal, context.environment))
        return StackResult(
            status: ExitStatus(report.verdict),
            text: total == 0 ? "" : "\n" + heading + text.render(report),
            document: ReportDocument(report, stack: planned.plan.stack, apiURL: planned.plan.apiURL),
            plan: planned.plan,
            report: report
        )
    }
}

extension ApplyMachine.OnError: ExpressibleByArgument {}

/// Nobody said yes.
private struct NoApproval: ReportableError {
    var isAsked: Bool

    var report: ErrorReport {
        isAsked
            ? ErrorReport(.notApproved, .general, "not approved, so nothing was applied")
            : ErrorReport(
                .approvalNeeded,
                .general,
                "there are changes and no terminal to ask on, so nothing was applied",
                nextStep: "pass --auto-approve to apply without being asked"
            )
    }
}
