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

    static let isReadOnly = false

    @OptionGroup var stacks: StackArguments
    @OptionGroup var plan: PlanOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Carry out the plan without asking.")
    var autoApprove = false

    @Option(
        help: "After a failed step: go on with those that do not depend on it (fail), or start nothing new (abort)."
    )
    var onError = ApplyMachine.OnError.fail

    func run(in context: CommandContext) async throws -> ExitStatus {
        let command = StackCommand(context: context, output: output)
        // Who is asked about one stack must not see another's progress in between.
        let atOnce = autoApprove ? StackCommand.stacksAtOnce : 1
        return try await command.run(stacks.sources(context), atOnce: atOnce) { source in
            let (stack, remarks) = try command.read(source, resolvingSecrets: true)
            let opened = try AccountOpening(context, connection).open(stack)
            context.console.err(remarks + (output.quiet ? "" : opened.remark))
            return try await opened.whileOpen { account in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, now: context.now)
                let planned = try await reconciler.plan(stack, plan.rules(for: stack.settings))
                show(planned.plan, stack, context)
                if !planned.plan.isBlocked, !planned.plan.steps.isEmpty { try approve(planned.plan, context) }
                return try await apply(planned, with: reconciler, opened.parallelism, context)
            }
        }
    }

    private func show(_ plan: Plan, _ stack: Stack, _ context: CommandContext) {
        let isText = output.format == .text
        let isTerminal = isText ? context.console.isOutTerminal : context.console.isErrTerminal
        let style = output.style(onTerminal: isTerminal, context.environment)
        let text = stacks.heading(stack) + PlanText(style: style, isVerbose: output.verbose).render(plan)
        if isText { context.console.out(text) } else if !output.quiet { context.console.err(text) }
    }

    private func approve(_ plan: Plan, _ context: CommandContext) throws {
        guard !autoApprove else { return }
        let console = context.console
        guard console.isInTerminal, console.isErrTerminal else { throw NoApproval(isAsked: false) }
        console.err("\nApply these changes to \(plan.apiURL.terminalSafe)? Only 'yes' is accepted: ")
        guard console.readLine() == "yes" else { throw NoApproval(isAsked: true) }
    }

    private func apply(
        _ planned: PlannedStack,
        with reconciler: Reconciler,
        _ parallelism: Int,
        _ context: CommandContext
    ) async throws -> StackResult {
        let console = context.console
        let progress = ReportText(style: output.style(onTerminal: console.isErrTerminal, context.environment))
        let total = planned.plan.steps.count
        var ended = 0
        let report = try await reconciler.apply(
            planned,
            parallelism: parallelism,
            onError: onError,
            stop: context.stop
        ) { result in
            ended += 1
            if !output.quiet { console.err(progress.progress(result, count: ended, of: total)) }
        }
        let text = ReportText(style: output.style(onTerminal: console.isOutTerminal, context.environment))
        return StackResult(
            status: ExitStatus(report.verdict),
            text: total == 0 ? "" : "\n" + text.render(report),
            document: ReportDocument(report, stack: planned.plan.stack, apiURL: planned.plan.apiURL)
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
