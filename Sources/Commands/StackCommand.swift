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
    /// What the user called the sources that stand here under other paths.
    var labels: [StackSource: String] = [:]

    /// How many stacks are worked on at once.
    static let stacksAtOnce = 4

    /// A stack, and what is to be done with it.
    typealias Work = (source: StackSource, body: @Sendable () async throws -> StackResult)

    /// Works on all sources, a few at once, and writes the results in the order of the command line.
    func run(
        _ sources: [StackSource],
        atOnce: Int = stacksAtOnce,
        afterwards: ([StackResult]) throws -> Void = { _ in },
        _ body: @escaping @Sendable (StackSource) async throws -> StackResult
    ) async throws -> ExitStatus {
        try write(await results(sources, atOnce: atOnce, body), afterwards: afterwards)
    }

    /// Writes the results, and then the files and annotations that were asked for about them.
    ///
    /// An error of `afterwards`, or of one of the files, is told and counts in the status.
    func write(
        _ results: [StackResult],
        afterwards: ([StackResult]) throws -> Void = { _ in }
    ) throws -> ExitStatus {
        let status = try StackResult.write(results, of: command, output, to: context.console)
        let failures = [
            report { try afterwards(results) }, report { try reports.writeGitLab(results) },
            report { try reports.writeJUnit(results) },
        ]
        .compactMap(\.self)
        let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
        for failure in failures { context.console.err(ErrorText(style: style).render(failure)) }
        reports.annotate(results, failures, context)
        return ExitStatus.combined([status] + failures.map { ExitStatus($0) })
    }

    /// Works on all sources, a few at once; the results stand in the order of the command line.
    func results(
        _ sources: [StackSource],
        atOnce: Int = stacksAtOnce,
        _ body: @escaping @Sendable (StackSource) async throws -> StackResult
    ) async -> [StackResult] {
        await results(sources.map { source in (source, { try await body(source) }) }, atOnce: atOnce)
    }

    /// The error that the body ended with.
    private func report(_ body: () throws -> Void) -> ErrorReport? {
        do {
            try body()
            return nil
        } catch {
            return ErrorReport(describing: error)
        }
    }

    /// Does all works, a few at once; the results stand in the same order.
    func results(_ works: [Work], atOnce: Int = stacksAtOnce) async -> [StackResult] {
        var results: [Int: StackResult] = [:]
        await withTaskGroup(of: (Int, StackResult).self) { group in
            var waiting = Array(works.enumerated().reversed())
            func startNext() {
                guard let (index, work) = waiting.popLast() else { return }
                group.addTask { (index, await self.result(work)) }
            }
            for _ in 0..<max(1, atOnce) { startNext() }
            while let (index, result) = await group.next() {
                results[index] = result
                startNext()
            }
        }
        return works.indices.compactMap { results[$0] }
    }

    private func result(_ work: Work) async -> StackResult {
        var result: StackResult
        do {
            result = try await work.body()
        } catch {
            result = failure(error, work.source)
        }
        result.label = label(of: work.source)
        result.source = work.source
        return result
    }

    private func label(of source: StackSource) -> String { labels[source] ?? source.label }

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
            label: label(of: source),
            source: source,
            remarks: remarks,
            document: FailureDocument(
                stack: label(of: source),
                report,
                diagnostics,
                stale: stale?.reasons,
                omitted: stale?.omittedReasons ?? 0
            ),
            section: section,
            diagnostics: diagnostics,
            omittedDiagnostics: omitted,
            plan: (error as? BlockedPlan)?.plan,
            failure: report,
            stale: stale
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
    /// The arguments in one.
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
