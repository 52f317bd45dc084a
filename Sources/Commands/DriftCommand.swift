import Applying
import ArgumentParser
import Connections
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

struct DriftCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        _superCommandName: CommandLineProgram.name,
        abstract: "Tell where the account is not as the files say.",
        discussion: """
            Reads the files and the account, and changes nothing. Ends with 0 when there are no findings and with 2 when there \
            are: connections that are changed or missing, that are in no file (unmanaged), or that somebody has written \
            although nothing visible differs (hidden).

            It is made for cron: it needs no secrets, and with a ledger --new-only tells what the run before did not.

            Examples:
              patchbay drift
              patchbay drift stacks/* --new-only --quiet
              patchbay drift stacks/production --unmanaged ignore
              patchbay drift stacks/* --metrics /var/lib/node_exporter/patchbay.prom --drift-exit-code 0
              PATCHBAY_NOTIFY=https://hooks.example.com/services/… patchbay drift --new-only
            """
    )

    @OptionGroup var stacks: StackArguments
    @OptionGroup var drift: DriftOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var annotations: AnnotationOptions
    @OptionGroup var events: EventOptions

    var changesExitCode: Int32 { drift.driftExitCode ?? ExitStatus.changes.rawValue }

    var telling: Telling { Telling(output, events) }

    func validate() throws { try events.check(output) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let outputs: KeyValuePairs = ["--junit": drift.junit, "--metrics": drift.metrics, "--events": events.file]
        try OutputPaths(outputs, in: context.files).check(apartFrom: stacks.stacks + connection.access.files)
        var notifying: DriftNotifying?
        let setup = await CommandFailure.reporting(to: context.console) {
            notifying = try DriftNotifying(context, flag: drift.notify, connection)
        }
        guard setup == .done else { return setup }
        let command = StackCommand(
            context: context,
            output: output,
            command: .drift,
            reports: RunReports(annotations: annotations.annotations, junitFile: drift.junit)
        )
        let sources = stacks.sources(context)
        let begun = await events.begin("drift", stacks: sources.count, context)
        guard begun == .done else { return begun }
        let ledgers = LedgerOpening(context, ledger, for: .recording)
        if let refusals = SharedReceipts(context, ledgers, apiURL: connection.access.apiURL).refusals(
            among: sources,
            command
        ) {
            let status = try command.refuse(refusals) { all in
                guard let path = drift.metrics else { return }
                let refused = Set(all.map(\.source))
                let unseen = sources.filter { !refused.contains($0) }.map { failed($0, context) }
                try DriftMetricsFile(path: path, context: context).write(all, unseen: unseen)
            }
            return ExitStatus.combined([status, await tell(refusals, notifying, command)])
        }
        let accounts = AccountOpening(context, connection, stacks: sources.count)
        let checking = DriftChecking(
            context: context,
            command: command,
            drift: drift,
            accounts: accounts,
            ledgers: ledgers,
            neighbours: NeighbourReading(sources, accounts, context),
            output: output,
            isOneOfSeveral: sources.count > 1
        )
        return try await ledgers.whileOpen { [notifying] in
            var results: [StackResult] = []
            let metrics = { (all: [StackResult]) in
                results = all
                if let path = drift.metrics { try DriftMetricsFile(path: path, context: context).write(all) }
            }
            let status = try await command.run(sources, isWholeNeeded: notifying != nil, afterwards: metrics) {
                source in
                await checking.result(of: source)
            }
            return ExitStatus.combined([status, await tell(results, notifying, command)])
        }
    }

    /// What metrics say of a stack that was not looked at, since others of the run cannot be told apart.
    private func failed(_ source: StackSource, _ context: CommandContext) -> DriftResult.Labelled {
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        let name = reader.settings(of: source)?.name ?? context.files.name(ofDirectory: source.directory)
        return DriftResult.Labelled(
            label: source.label,
            result: DriftResult(stack: name, ended: context.now(), duration: .zero)
        )
    }

    /// Sends the message where there is to be one, and records that what is new was told: what nobody could see stays new.
    private func tell(
        _ results: [StackResult],
        _ notifying: DriftNotifying?,
        _ command: StackCommand
    ) async -> ExitStatus {
        do {
            try await notifying?.tell(results)
        } catch {
            let report = ErrorReport(describing: error)
            let console = command.context.console
            let style = output.style(onTerminal: console.isErrTerminal, command.context.environment)
            console.err(ErrorText(style: style).render(report))
            command.reports.annotate([], [report], command.context)
            return ExitStatus(report)
        }
        guard notifying != nil || !command.context.console.hasLostOutput else { return .done }
        // After a signal nobody waits for a ledger any longer; what was told is told again then.
        for result in results where command.context.stop.level == .goOn { await result.drift?.confirm?() }
        return .done
    }
}
