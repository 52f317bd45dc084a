import ArgumentParser
import Planning
import Reconciler
import Rendering
import Stacks

struct PlanCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would do.",
        discussion: """
            Reads the files and the account and shows what would be created, updated, replaced or deleted, and why. \
            Changes nothing.

            Examples:
              patchbay plan
              patchbay plan stacks/production --detailed-exitcode --format json
              patchbay plan --only 'Marketing *' --steps
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var plan: PlanOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var detailedExitCode = false

    @Flag(help: "Show the steps and their order, too.")
    var steps = false

    @Flag(help: "Plan without resolving references to secrets, as for pull requests from forks.")
    var noSecrets = false

    func run(in context: CommandContext) async throws -> ExitStatus {
        let command = StackCommand(context: context, output: output)
        return try await command.run(stacks.sources(context)) { source in
            let (stack, remarks) = try command.read(source, resolvingSecrets: !noSecrets)
            let opened = try AccountOpening(context, connection).open(stack)
            let planned = try await opened.whileOpen { account in
                try await Reconciler(account: account, apiURL: opened.apiURL, now: context.now)
                    .plan(stack, plan.rules(for: stack.settings))
            }
            let style = output.style(onTerminal: context.console.isOutTerminal, context.environment)
            let text = PlanText(style: style, isVerbose: output.verbose).render(planned.plan, showingSteps: steps)
            return StackResult(
                status: status(planned.plan),
                text: stacks.heading(stack) + text,
                remarks: remarks + (output.quiet ? "" : opened.remark),
                document: planned.plan
            )
        }
    }

    private func status(_ plan: Plan) -> ExitStatus {
        if plan.isBlocked { return .blocked }
        return detailedExitCode && plan.summary.changes > 0 ? .changes : .done
    }
}
