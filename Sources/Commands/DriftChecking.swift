import Connections
import Diagnostics
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Rendering
import Stacks

/// The drift of one stack as a command's result, errors included.
struct DriftChecking: Sendable {
    let context: CommandContext
    let command: StackCommand
    let drift: DriftOptions
    let accounts: AccountOpening
    let ledgers: LedgerOpening
    let neighbours: NeighbourReading
    let output: OutputOptions
    let isOneOfSeveral: Bool

    func result(of source: StackSource) async -> StackResult {
        let start = context.timing.elapsed()
        // While its files cannot be read nobody knows what a stack calls itself.
        var name = folderName(of: source)
        var result: StackResult
        do {
            let (stack, remarks) = try command.read(source, resolvingSecrets: drift.withSecrets)
            name = stack.name
            result = try await check(stack, remarks)
        } catch {
            name = (error as? InvalidStack)?.settings.name ?? name
            result = command.failure(error, source, named: name)
        }
        result.drift = DriftResult(
            stack: name,
            ended: context.now(),
            duration: context.timing.elapsed() - start,
            found: result.drift?.found,
            confirm: result.drift?.confirm
        )
        return result
    }

    private func folderName(of source: StackSource) -> String {
        context.files.name(ofDirectory: source.directory)
    }

    private func check(_ stack: Stack, _ remarks: String) async throws -> StackResult {
        let opened = try accounts.open(stack)
        let place = try ledgers.place(of: stack)
        return try await opened.whileOpen { account in
            try await ledgers.withLedger(of: stack, opened, .drift) { ledger in
                let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
                let rules = SavedOptions().rules(for: stack.settings)
                let drifted = try await reconciler.recordingFailure(output, context) {
                    try await context.interruptible {
                        try await reconciler.drift(stack, rules, drift.scope(neighbours.others(of: stack.source)))
                    }
                }
                context.feed.tell(.drifted(drifted.listed.summary), of: stack.name)
                return await record(
                    drifted,
                    reconciler,
                    place,
                    result(drifted, remarks: self.remarks(remarks, drifted, opened, hasLedger: ledger != nil))
                )
            }
        }
    }

    /// Records the run, and notes what came of that in its result.
    ///
    /// What is new counts as told only once it was written, or sent where it is to be: then ``DriftResult/confirm`` says so.
    private func record(
        _ drifted: DriftedStack,
        _ reconciler: Reconciler,
        _ place: LedgerOpening.Place?,
        _ result: StackResult
    ) async -> StackResult {
        let stack = drifted.planned.stack
        let isTold = !drifted.hasNews
        var problem = drifted.ledgerProblem
        if problem == nil { problem = await reconciler.record(drifted, isDelivered: isTold) }
        var result = result
        result.remarks += output.warning(problem, context)
        result.note(stack.source.located(stack.warnings), omitted: stack.omittedWarnings)
        result.note(problem)
        if let wrong = drifted.mayBeOther?.warning {
            result.remarks += output.warning(wrong, context)
            result.note(warning: wrong)
        }
        guard !isTold, problem == nil, let place, let ledger = reconciler.ledger,
            let run = reconciler.delivered(drifted)
        else { return result }
        result.drift?.confirm = { [output, context, ledgers] in
            // By now the store that the run was recorded in is closed.
            let problem = await ledgers.withLedger(again: ledger, at: place) { await $0.record(run) }
            context.console.err(output.warning(problem, context))
        }
        return result
    }

    /// What is said of the files, where the account is, and that nothing can be told to be new.
    ///
    /// What comes with every run, and of which no finding is the result, is left out where nothing else is said: cron mails it.
    private func remarks(
        _ ofFiles: String,
        _ drifted: DriftedStack,
        _ opened: AccountOpening.Opened,
        hasLedger: Bool
    ) -> String {
        let noLedger =
            drift.newOnly && !hasLedger
            ? "warning: without a ledger --new-only cannot tell what is known, so all findings count as new\n" : ""
        if isSilent(drifted.listed) { return noLedger }
        return ofFiles + opened.remarks(isQuiet: output.quiet) + noLedger
    }

    /// Whether there is nothing that a quiet run tells.
    private func isSilent(_ listed: Drift) -> Bool {
        output.quiet && listed.isClean && listed.secretsUnknown ?? 0 == 0
    }

    /// Warns of each pattern that is likely mistyped.
    private func unmatched(in drifted: DriftedStack) -> [String] {
        SavedOptions(only: drift.only).rules(for: drifted.planned.stack.settings).unmatched(in: drifted.planned)
    }

    private func result(_ drifted: DriftedStack, remarks: String) -> StackResult {
        let listed = drifted.listed
        let style = output.style(onTerminal: context.console.isOutTerminal, context.environment)
        let isPartial = !drift.only.isEmpty
        let text = DriftText(style: style, isVerbose: output.verbose, isPartial: isPartial)
        let heading = isOneOfSeveral ? "Stack '\(listed.stack.terminalSafe)'\n\n" : ""
        var result = StackResult(
            status: listed.isClean ? .done : .changes,
            heading: heading,
            text: isSilent(listed) ? "" : text.render(listed),
            remarks: remarks,
            document: listed,
            section: { [output] in
                DriftMarkdown(isVerbose: output.verbose, isPartial: isPartial).section(listed)
            }
        )
        result.note(unmatched: unmatched(in: drifted), isOneOfSeveral: isOneOfSeveral)
        result.drift = DriftResult(
            stack: listed.stack,
            ended: context.now(),
            duration: .zero,
            found: DriftResult.Found(
                summary: drifted.all.summary,
                listed: listed,
                leftOut: drifted.leftOut,
                declared: drifted.planned.stack.desired.connections.map { ConnectionKey($0.type, $0.name) }
                    .filter { key in !isPartial || drift.globs.contains { $0.matches(key.name) } }
            )
        )
        return result
    }
}
