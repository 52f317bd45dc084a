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
        _superCommandName: CommandLineProgram.name,
        abstract: "Make the account equal to the files.",
        discussion: """
            Plans, shows the plan, asks, and carries it out with version-checked updates. Without a terminal to ask on \
            it needs --auto-approve.

            A plan file that 'plan --out' saved is carried out without asking: exactly that, or nothing when anything \
            that it touches has moved since.

            Examples:
              patchbay apply
              patchbay apply stacks/production --auto-approve
              patchbay apply --only 'Marketing *'
              patchbay apply connections.plan
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var plan: PlanOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var annotations: AnnotationOptions
    @OptionGroup var events: EventOptions

    @Flag(help: "Carry out the plan without asking.")
    var autoApprove = false

    @Option(
        help: "After a failed step: go on with those that do not depend on it (fail), or start nothing new (abort)."
    )
    var onError = ApplyMachine.OnError.fail

    var telling: Telling { Telling(output, events) }

    func validate() throws { try events.check(output) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        try OutputPaths(["--events": events.file], in: context.files).check(
            apartFrom: stacks.stacks + connection.access.files
        )
        let reports = RunReports(annotations: annotations.annotations)
        let command = StackCommand(context: context, output: output, command: .apply, reports: reports)
        let begun = await events.begin("apply", stacks: stacks.sources(context).count, context)
        guard begun == .done else { return begun }
        if stacks.stacks.count == 1, SavedPlanReading(context: context).isMissing(stacks.stacks[0]) {
            let missing = NothingToApply(path: stacks.stacks[0])
            return try command.refuse([command.failure(missing, .files(stacks.stacks))])
        }
        let ledgers = LedgerOpening(context, ledger, for: .recording)
        if let file = try savedPlan(context) {
            let applying = SavedPlanApplying(
                context: context,
                connection: connection,
                output: output,
                command: command,
                ledgers: ledgers,
                onError: onError
            )
            return try await applying.run(file)
        }
        // Who is asked about one stack must not see another's progress in between.
        let atOnce = autoApprove ? StackCommand.stacksAtOnce : 1
        let sources = stacks.sources(context)
        if let refusals = SharedReceipts(context, ledgers, apiURL: connection.access.apiURL).refusals(
            among: sources,
            command
        ) {
            return try command.refuse(refusals)
        }
        let accounts = AccountOpening(context, connection, stacks: sources.count)
        let neighbours = NeighbourReading(sources, accounts, context)
        return try await ledgers.whileOpen {
            try await command.run(sources, atOnce: atOnce) { source in
                let others = neighbours.others(of: source)
                return try await result(of: source, command, accounts, ledgers, others, count: sources.count, context)
            }
        }
    }

    private func result(
        of source: StackSource,
        _ command: StackCommand,
        _ accounts: AccountOpening,
        _ ledgers: LedgerOpening,
        _ others: OtherDeclarations?,
        count: Int,
        _ context: CommandContext
    ) async throws -> StackResult {
        let (stack, remarks) = try command.read(source, resolvingSecrets: true)
        let opened = try accounts.open(stack)
        context.console.err(remarks + opened.remarks(isQuiet: output.quiet))
        return try await opened.whileOpen { account in
            try await ledgers.withLedger(of: stack, opened) { ledger in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
                let applying = PlanApplying(
                    context: context,
                    output: output,
                    onError: onError,
                    isPartial: !plan.only.isEmpty,
                    heading: stacks.heading(stack, of: count)
                )
                return try await apply(stack, reconciler, applying, opened.parallelism, others, count: count, context)
            }
        }
    }

    private func apply(
        _ stack: Stack,
        _ reconciler: Reconciler,
        _ applying: PlanApplying,
        _ parallelism: Int,
        _ others: OtherDeclarations?,
        count: Int,
        _ context: CommandContext
    ) async throws -> StackResult {
        let rules = plan.rules(for: stack.settings)
        let planned = try await reconciler.recordingFailure(output, context) {
            try await context.interruptible {
                try await reconciler.plan(stack, rules, isNewAccount: plan.newAccount)
            }
        }
        let unmatched = rules.unmatched(in: planned)
        // Told before anybody is asked, where there is one stack only.
        context.console.err(
            (count == 1 ? unmatched.joined() : "") + output.warning(planned.ledgerProblem, context)
        )
        let shown = planned.plan.leavingOutUnmanaged(declaredBy: others, in: planned.live)
        context.feed.tell(.planned(shown), of: stack.name)
        applying.show(shown)
        if !planned.plan.isBlocked, !planned.plan.steps.isEmpty { try approve(planned.plan, context) }
        var result = try await reconciler.recordingFailure(output, context) {
            try await applying.apply(planned, with: reconciler, parallelism: parallelism)
        }
        if count > 1 { result.note(unmatched: unmatched, isOneOfSeveral: true) }
        return result
    }

    /// The argument that is a plan file; nil when the arguments are stacks.
    ///
    /// - Throws: `ValidationError` for what a plan file does not go with.
    private func savedPlan(_ context: CommandContext) throws -> String? {
        let reading = SavedPlanReading(context: context)
        guard let file = stacks.stacks.first(where: reading.isPlan) else { return nil }
        guard stacks.stacks.count == 1 else {
            throw ValidationError(
                "'\(file.terminalSafe)' is taken for a saved plan, which goes alone: it knows its stacks"
            )
        }
        if let flag = plan.saved.flags.first {
            let name = flag.split(separator: " ").first.map(String.init) ?? flag
            throw ValidationError("\(name) does not go with a saved plan, which keeps the flags that it was made with")
        }
        return file
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

/// The one argument names nothing at all, so nobody can tell what it was meant to be.
private struct NothingToApply: ReportableError {
    var path: String

    var report: ErrorReport {
        ErrorReport(
            .fileUnreadable,
            .invalidInput,
            "there is no stack directory, YAML file or saved plan '\(path)'",
            nextStep: "check the path; 'patchbay plan --out FILE' saves a plan"
        )
    }
}
