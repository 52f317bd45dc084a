import ArgumentParser
import Diagnostics
import PictoryAPI
import Planning
import Reconciler
import Rendering
import Stacks

/// What commands that work on stacks have in common: a result per stack, errors included.
struct StackCommand {
    let context: CommandContext
    let output: OutputOptions
    /// What comments say they are.
    let command: MarkdownComment.Command
    var reports = RunReports()

    /// How many stacks are worked on at once.
    static let stacksAtOnce = 4

    /// Works on all sources, a few at once, and writes the results in the order of the command line.
    func run(
        _ sources: [StackSource],
        atOnce: Int = stacksAtOnce,
        afterwards: ([StackResult]) -> ExitStatus = { _ in .done },
        _ body: @escaping @Sendable (StackSource) async throws -> StackResult
    ) async throws -> ExitStatus {
        if let status = await reports.removeEarlier(context) { return status }
        let results = await results(sources, atOnce: atOnce, body)
        return ExitStatus.combined([try await write(results), afterwards(results)])
    }

    /// Writes the results, and the reports that were asked for about them.
    func write(_ results: [StackResult]) async throws -> ExitStatus {
        let status = try StackResult.write(results, of: command, output, to: context.console)
        return ExitStatus.combined([status, await reports.write(results, context)])
    }

    /// Works on all sources, a few at once; the results stand in the order of the command line.
    func results(
        _ sources: [StackSource],
        atOnce: Int = stacksAtOnce,
        _ body: @escaping @Sendable (StackSource) async throws -> StackResult
    ) async -> [StackResult] {
        var results: [Int: StackResult] = [:]
        await withTaskGroup(of: (Int, StackResult).self) { group in
            var waiting = Array(sources.enumerated().reversed())
            func startNext() {
                guard let (index, source) = waiting.popLast() else { return }
                group.addTask { (index, await self.result(source, body)) }
            }
            for _ in 0..<max(1, atOnce) { startNext() }
            while let (index, result) = await group.next() {
                results[index] = result
                startNext()
            }
        }
        return sources.indices.compactMap { results[$0] }
    }

    private func result(
        _ source: StackSource,
        _ body: @Sendable (StackSource) async throws -> StackResult
    ) async -> StackResult {
        var result: StackResult
        do {
            result = try await body(source)
        } catch {
            result = failure(error, source)
        }
        result.label = source.label
        result.source = source
        return result
    }

    /// The result of a stack that could not be worked on.
    func failure(_ error: any Error, _ source: StackSource) -> StackResult {
        let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
        var diagnostics: [Diagnostic] = []
        var remarks = ""
        var omitted = 0
        var stale: StalePlan?
        let report = ErrorReport(describing: error)
        var section = { @Sendable in FailureMarkdown.section(report) }
        switch error {
        case let invalid as InvalidStack:
            diagnostics = source.located(invalid.diagnostics)
            omitted = invalid.omittedErrors
            remarks = DiagnosticText(style: style).render(diagnostics, omitted: omitted)
            section = { FilesMarkdown.invalid(errors: invalid.errorCount) }
        case let planning as PlanningError:
            diagnostics = source.located(planning.diagnostics)
            remarks = DiagnosticText(style: style).render(diagnostics)
        case let plan as StalePlan:
            stale = plan
            remarks = StaleText(style: style).render(plan.reasons, omitted: plan.omittedReasons)
            section = { FailureMarkdown.section(report, stale: plan.reasons, omitted: plan.omittedReasons) }
        case let blocked as BlockedPlan:
            section = { PlanMarkdown(isVerbose: output.verbose).section(blocked.plan, refusal: report) }
        default: break
        }
        // What the diagnostics say already is not said again.
        remarks +=
            error is InvalidStack
            ? "\(report.message.terminalSafe); nothing else was done\n" : ErrorText(style: style).render(report)
        return StackResult(
            status: ExitStatus(report),
            label: source.label,
            remarks: remarks,
            document: FailureDocument(
                stack: source.label,
                report,
                diagnostics,
                stale: stale?.reasons,
                omitted: stale?.omittedReasons ?? 0
            ),
            section: section,
            diagnostics: diagnostics,
            omittedDiagnostics: omitted,
            plan: (error as? BlockedPlan)?.plan,
            failure: report
        )
    }

    /// Reads a stack's files; warnings are remarks.
    func read(_ source: StackSource, resolvingSecrets: Bool) throws -> (stack: Stack, remarks: String) {
        let reader = StackReader(
            files: context.files,
            environment: context.environment,
            resolvesSecrets: resolvingSecrets
        )
        let stack = try Reconciler.validate(source, with: reader)
        let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
        return (
            stack,
            output.quiet
                ? ""
                : DiagnosticText(style: style).render(source.located(stack.warnings), omitted: stack.omittedWarnings)
        )
    }
}

extension StackSource {
    /// What the user called it.
    var label: String { arguments.joined(separator: " ") }

    /// With places as paths from the working directory, so that a terminal or an editor can follow them.
    func located(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.map { diagnostic in
            var located = diagnostic
            located.place?.file = diagnostic.place.map { path(ofPlaceIn: $0.file) } ?? ""
            for index in located.notes.indices {
                located.notes[index].place.file = path(ofPlaceIn: located.notes[index].place.file)
            }
            return located
        }
    }
}
