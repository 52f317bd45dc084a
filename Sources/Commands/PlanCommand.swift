import ArgumentParser
import Planning
import Reconciler
import Rendering
import Stacks

struct PlanCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        _superCommandName: CommandLineProgram.name,
        abstract: "Show what apply would do.",
        discussion: """
            Reads the files and the account and shows what would be created, updated, replaced or deleted, and why. \
            Changes nothing.

            Examples:
              patchbay plan
              patchbay plan stacks/production --detailed-exitcode --format json
              patchbay plan --only 'Marketing *' --steps
              patchbay plan --out connections.plan
              git worktree add ../base origin/main && patchbay plan connections --base ../base
              patchbay plan stacks/production --format markdown >comment.md
              patchbay plan stacks/* --annotations github
              patchbay plan --gitlab-report plan-report.json
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var plan: PlanOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var saving: SavedPlanOptions
    @OptionGroup var annotations: AnnotationOptions
    @OptionGroup var events: EventOptions
    @OptionGroup var gitLab: GitLabOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var detailedExitCode = false

    @Flag(help: "Show the steps and their order, too.")
    var steps = false

    @Flag(help: "Plan without resolving references to secrets, for a job that does not have them.")
    var noSecrets = false

    @Option(
        help: ArgumentHelp(
            "Tell which changes this checkout introduces, and which are pending on another one already.",
            discussion: """
                DIR is another checkout, such as one of the target branch; a stack has the same path below it as it has \
                below the working directory.
                """,
            valueName: "dir"
        ),
        completion: .directory
    )
    var base: String?

    var telling: Telling { Telling(output, events) }

    func validate() throws { try events.check(output) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let outputs: KeyValuePairs = [
            "--out": saving.path, "--gitlab-report": gitLab.gitlabReport, "--events": events.file,
        ]
        try OutputPaths(outputs, in: context.files).check(apartFrom: stacks.stacks + connection.access.files)
        let (sources, labels) = saving.movable(stacks.sources(context), context)
        let begun = await events.begin("plan", stacks: sources.count, context)
        guard begun == .done else { return begun }
        let command = StackCommand(
            context: context,
            output: output,
            command: .plan,
            reports: RunReports(annotations: annotations.annotations, gitLabFile: gitLab.gitlabReport),
            labels: labels
        )
        let checkout = try base.map { try BaseCheckout($0, of: sources, context) }
        let save = { (results: [StackResult]) in try saving.save(results, output, context) }
        let ledgers = LedgerOpening(context, ledger, for: .reading)
        if let refusals = SharedReceipts(context, ledgers, apiURL: connection.access.apiURL).refusals(
            among: sources,
            command
        ) {
            return try command.refuse(refusals)
        }
        let accounts = AccountOpening(context, connection, stacks: sources.count)
        let neighbours = NeighbourReading(sources, accounts, context)
        return try await ledgers.whileOpen {
            try await command.run(sources, isWholeNeeded: saving.path != nil, afterwards: save) { source in
                let others = neighbours.others(of: source)
                let count = sources.count
                return try await result(of: source, checkout, command, accounts, ledgers, others, count: count, context)
            }
        }
    }

    private func result(
        of source: StackSource,
        _ checkout: BaseCheckout?,
        _ command: StackCommand,
        _ accounts: AccountOpening,
        _ ledgers: LedgerOpening,
        _ others: OtherDeclarations?,
        count: Int,
        _ context: CommandContext
    ) async throws -> StackResult {
        let (stack, remarks) = try command.read(source, resolvingSecrets: !noSecrets)
        let base = try checkout?.read(source, rules: plan.rules)
        let opened = try accounts.open(stack)
        let rules = plan.rules(for: stack.settings)
        var planned = try await opened.whileOpen { account in
            try await ledgers.withLedger(of: stack, opened) { ledger in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
                return try await context.interruptible {
                    try await reconciler.plan(stack, rules, against: base?.stack, isNewAccount: plan.newAccount)
                }
            }
        }
        let problem = base?.problem(of: planned)
        planned.plan.base?.problem = problem
        let shown = planned.plan.leavingOutUnmanaged(declaredBy: others, in: planned.live)
        context.feed.tell(.planned(shown), of: stack.name)
        let showing = PlanShowing(
            context: context,
            output: output,
            isPartial: !rules.only.isEmpty,
            showsSteps: steps
        )
        var result = showing.result(
            shown,
            status(shown),
            heading: stacks.heading(stack, of: count),
            remarks: remarks + opened.remarks(isQuiet: output.quiet) + output.warning(planned.ledgerProblem, context)
        )
        result.note(unmatched: rules.unmatched(in: planned), isOneOfSeveral: count > 1)
        result.note(source.located(stack.warnings), omitted: stack.omittedWarnings)
        result.note(planned.ledgerProblem)
        result.saved = SavedStack(planned, plan.saved)
        return result
    }

    private func status(_ plan: Plan) -> ExitStatus { ExitStatus(plan, telling: detailedExitCode) }
}
