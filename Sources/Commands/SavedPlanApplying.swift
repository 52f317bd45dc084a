import Applying
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

/// Carries out a saved plan: verifies all its stacks first, so that nothing is applied when one of them is stale.
struct SavedPlanApplying {
    let context: CommandContext
    let connection: ConnectionOptions
    let output: OutputOptions
    let command: StackCommand
    let ledgers: LedgerOpening
    let onError: ApplyMachine.OnError

    /// A stack whose saved plan holds; its account and its ledger are closed until its turn, since those of many add up.
    private struct Ready {
        let source: StackSource
        let ledger: StackLedger?
        let verified: VerifiedStack
    }

    func run(_ file: String) async throws -> ExitStatus {
        let plan: SavedPlan
        do {
            plan = try SavedPlanReading(context: context).read(file)
        } catch {
            return try command.refuse([command.failure(error, .files([file]))])
        }
        let shared = SharedReceipts(context, ledgers, apiURL: connection.access.apiURL)
        if let refusals = shared.refusals(among: plan.stacks.map(\.source), command) {
            return try command.refuse(refusals)
        }
        return try command.write(try await ledgers.whileOpen { await results(of: plan, in: file) })
    }

    private func results(of plan: SavedPlan, in file: String) async -> [StackResult] {
        let accounts = AccountOpening(context, connection, stacks: plan.stacks.count)
        var ready: [Ready] = []
        var failures: [StackSource: any Error] = [:]
        for saved in plan.stacks {
            do {
                ready.append(try await verify(saved, in: file, accounts, of: plan.stacks.count))
            } catch {
                failures[saved.source] = error
            }
        }
        let sources = plan.stacks.map(\.source)
        let results: [StackResult]
        if let first = sources.lazy.compactMap({ failures[$0] }).first {
            results = sources.map { source in
                let withheld = Withheld(source: source.label, first: ErrorReport(describing: first))
                return command.failure(failures[source] ?? withheld, source)
            }
            for result in results { command.tell(result) }
        } else {
            results = await command.results(
                ready.map { stack in (stack.source, { try await apply(stack, accounts, of: sources.count) }) }
            )
        }
        return results
    }

    private func verify(
        _ saved: SavedStack,
        in file: String,
        _ accounts: AccountOpening,
        of count: Int
    ) async throws -> Ready {
        // What is carried out does not stand on the command line, so it is told in a quiet run, too.
        context.console.err(saved.origin)
        let (stack, remarks) = try read(saved, in: file)
        let opened = try accounts.open(stack)
        context.console.err(remarks + opened.remarks(isQuiet: output.quiet))
        return try await opened.whileOpen { account in
            try await ledgers.withLedger(of: stack, opened) { ledger in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
                let verified = try await reconciler.recordingFailure(output, context) {
                    let verified = try await context.interruptible {
                        try await reconciler.verify(saved, in: file, with: stack)
                    }
                    guard !verified.planned.plan.isBlocked else {
                        applying(verified, of: count).show(verified.planned.plan)
                        throw BlockedPlan(verified.planned.plan, isSaved: true)
                    }
                    return verified
                }
                context.console.err(output.warning(verified.planned.ledgerProblem, context))
                return Ready(source: saved.source, ledger: ledger, verified: verified)
            }
        }
    }

    /// Reads the stack as it is now; what cannot be read since its files are others is stale, and not only invalid.
    private func read(_ saved: SavedStack, in file: String) throws -> (stack: Stack, remarks: String) {
        if case .directory(let path) = saved.source, !context.files.isDirectory(path) {
            let reason = StaleReason(
                .stackMissing,
                "there is no directory '\(path)' here, from which the plan was made; run where it was saved"
            )
            throw StalePlan(file: file, stack: saved.plan.stack, reasons: [reason])
        }
        do {
            return try command.read(saved.source, resolvingSecrets: true)
        } catch let invalid as InvalidStack {
            let reasons = saved.staleness(ofFiles: invalid.files)
            guard reasons.isEmpty else { throw StalePlan(file: file, stack: saved.plan.stack, reasons: reasons) }
            throw invalid
        }
    }

    private func apply(_ ready: Ready, _ accounts: AccountOpening, of count: Int) async throws -> StackResult {
        let (verified, applying) = (ready.verified, applying(ready.verified, of: count))
        let planned = verified.planned
        context.feed.tell(.planned(planned.plan), of: planned.plan.stack)
        if !planned.plan.changes.isEmpty { applying.show(planned.plan) }
        if !output.quiet {
            context.console.err(ApplyReport.remark(leftAlone: verified.leftAlone).map { "\($0)\n" } ?? "")
        }
        let opened = try accounts.open(planned.stack)
        var result = try await opened.whileOpen { account in
            try await withLedger(of: ready) { ledger in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
                return try await applying.apply(planned, with: reconciler, parallelism: opened.parallelism)
            }
        }
        if planned.plan.changes.isEmpty { result.text = "The saved plan has no changes.\n" }
        return result
    }

    private func withLedger<Value>(
        of ready: Ready,
        _ body: (StackLedger?) async throws -> Value
    ) async throws -> Value {
        guard let ledger = ready.ledger, let place = try ledgers.place(of: ready.verified.planned.stack) else {
            return try await body(nil)
        }
        return try await ledgers.withLedger(again: ledger, at: place) { try await body($0) }
    }

    private func applying(_ verified: VerifiedStack, of count: Int) -> PlanApplying {
        PlanApplying(
            context: context,
            output: output,
            onError: onError,
            isPartial: verified.isPartial,
            leftAlone: verified.leftAlone,
            heading: count > 1 ? "Stack '\(verified.planned.stack.name.terminalSafe)'\n\n" : ""
        )
    }
}

/// A stack whose plan would hold, of a saved plan that is not carried out.
private struct Withheld: ReportableError {
    var source: String
    /// Why it is not.
    var first: ErrorReport

    var report: ErrorReport {
        ErrorReport(
            first.category == .stale ? .stalePlan : .notApproved,
            first.category,
            "nothing was applied to '\(source)' either, since a saved plan is carried out for all its stacks or none",
            cause: first.message
        )
    }
}
