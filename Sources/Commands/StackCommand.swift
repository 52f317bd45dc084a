import Applying
import ArgumentParser
import Connections
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
    /// What comments say they are, and how the results of several stacks are counted; nil for what has neither.
    let command: MarkdownComment.Command?
    var reports = RunReports()
    /// What the user called the sources that stand here under other paths.
    var labels: [StackSource: String] = [:]

    /// How many stacks are worked on at once: enough to have all requests in flight that may be, and few enough that their
    /// files, ledgers and connections do not add up.
    static let stacksAtOnce = 8

    /// How many stacks may be begun before the first that is not written: when that one is slow, results wait in memory.
    private static let stacksAhead = 64

    /// A stack, and what is to be done with it.
    typealias Work = (source: StackSource, body: @Sendable () async throws -> StackResult)

    /// Works on all sources, a few at once, and writes each result as soon as it and all before it on the command line are
    /// there; then the files and annotations that were asked for about them.
    ///
    /// `afterwards` gets all results, whole ones where `isWholeNeeded`. Its error, or one of the files, is told and counts in
    /// the status.
    func run(
        _ sources: [StackSource],
        atOnce: Int = stacksAtOnce,
        isWholeNeeded: Bool = false,
        afterwards: ([StackResult]) throws -> Void = { _ in },
        _ body: @escaping @Sendable (StackSource) async throws -> StackResult
    ) async throws -> ExitStatus {
        var writer = ResultWriter(command, output, context.console, count: sources.count)
        var results: [StackResult] = []
        let keepsWhole = isWholeNeeded || reports.annotations != nil || reports.junitFile != nil
        let works: [Work] = sources.map { [context] source in
            let begin: @Sendable () async throws -> StackResult = {
                // One of many that nobody got to is told apart from those that were interrupted.
                if sources.count > 1, context.stop.level != .goOn { throw NotBegun() }
                return try await body(source)
            }
            return (source, begin)
        }
        try await forEachResult(of: works, atOnce: atOnce) { result in
            try writer.write(result)
            results.append(result.written(keepingWhole: keepsWhole))
        }
        return finish(try writer.end(), results, afterwards)
    }

    /// Writes results that are there already, as ``run(_:atOnce:isWholeNeeded:afterwards:_:)`` does.
    func write(_ results: [StackResult], afterwards: ([StackResult]) throws -> Void = { _ in }) throws -> ExitStatus {
        var writer = ResultWriter(command, output, context.console, count: results.count)
        for result in results { try writer.write(result) }
        return finish(try writer.end(), results, afterwards)
    }

    /// Writes the results of stacks that nothing was done with.
    func refuse(_ results: [StackResult], afterwards: ([StackResult]) throws -> Void = { _ in }) throws -> ExitStatus {
        for result in results { tell(result) }
        return try write(results, afterwards: afterwards)
    }

    /// Tells that a stack is finished; its name is what it calls itself, or while nobody knows that the argument.
    func tell(_ result: StackResult) {
        let name = context.feed.name(of: result.source) ?? result.label
        context.feed.tell(.stackFinished(status: result.status.rawValue, result.failure), of: name)
    }

    private func finish(
        _ status: ExitStatus,
        _ results: [StackResult],
        _ afterwards: ([StackResult]) throws -> Void
    ) -> ExitStatus {
        let failures = [
            report { try afterwards(results) }, report { try reports.writeGitLab(results) },
            report { try reports.writeJUnit(results) },
        ]
        .compactMap(\.self)
        let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
        context.console.err(Self.unmatched(results))
        for failure in failures { context.console.err(ErrorText(style: style).render(failure)) }
        reports.annotate(results, failures, context)
        return ExitStatus.combined([status] + failures.map { ExitStatus($0) })
    }

    /// The warnings of patterns that match in none of the stacks; of one that failed nobody knows what it would have had.
    private static func unmatched(_ results: [StackResult]) -> String {
        guard let first = results.first, results.allSatisfy({ $0.failure == nil }) else { return "" }
        return first.unmatched.filter { warning in results.allSatisfy { $0.unmatched.contains(warning) } }.joined()
    }

    /// Works on all sources, a few at once; the results stand in the order of the command line.
    func results(
        _ sources: [StackSource],
        atOnce: Int = stacksAtOnce,
        _ body: @escaping @Sendable (StackSource) async throws -> StackResult
    ) async -> [StackResult] {
        await results(sources.map { source in (source, { try await body(source) }) }, atOnce: atOnce)
    }

    /// Does all works, a few at once; the results stand in the same order.
    func results(_ works: [Work], atOnce: Int = stacksAtOnce) async -> [StackResult] {
        var results: [StackResult] = []
        await forEachResult(of: works, atOnce: atOnce) { results.append($0) }
        return results
    }

    /// Does all works, a few at once, and hands on each result in the order of the works, as soon as those before it are there.
    private func forEachResult<Failure: Error>(
        of works: [Work],
        atOnce: Int,
        _ body: (StackResult) throws(Failure) -> Void
    ) async throws(Failure) {
        var early: [Int: StackResult] = [:]
        var next = 0
        var failure: Failure?
        await withTaskGroup(of: (Int, StackResult).self) { group in
            var (begun, underWay) = (0, 0)
            func beginMore() {
                while underWay < max(1, atOnce), begun < min(works.count, next + Self.stacksAhead) {
                    let (index, work) = (begun, works[begun])
                    // One for each stack that is worked on at once.
                    group.addTask { (index, await self.result(work)) }
                    begun += 1
                    underWay += 1
                }
            }
            beginMore()
            while let (index, result) = await group.next() {
                underWay -= 1
                early[index] = result
                while let result = early.removeValue(forKey: next) {
                    next += 1
                    guard failure == nil else { continue }
                    do throws(Failure) { try body(result) } catch { failure = error }
                }
                beginMore()
            }
        }
        if let failure { throw failure }
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

    private func result(_ work: Work) async -> StackResult {
        var result: StackResult
        do {
            result = try await work.body()
        } catch {
            result = failure(error, work.source)
        }
        if command != .validate { result.diagnostics = result.diagnostics.namingUnusualOnce }
        result.label = label(of: work.source)
        result.source = work.source
        tell(result)
        return result
    }

    private func label(of source: StackSource) -> String { labels[source] ?? source.label }

    /// The result of a stack that could not be worked on; `name` is what it calls itself, where that is known.
    func failure(_ error: any Error, _ source: StackSource, named name: String? = nil) -> StackResult {
        let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
        var diagnostics: [Diagnostic] = []
        var remarks = ""
        var omitted = 0
        var stale: StalePlan?
        let report = ErrorReport(describing: error)
        // The account that is refused was looked up under the stack's own name, and so is the refusal to be found.
        let name = name ?? (error as? WrongAccount)?.stack
        var section: @Sendable () -> MarkdownSection = { FailureMarkdown.section(report) }
        switch error {
        case is NotBegun:
            section = { FailureMarkdown.notBegun }
        case let invalid as InvalidStack:
            diagnostics = source.located(invalid.diagnostics)
            omitted = invalid.omittedErrors
            remarks = text(diagnostics, omitted: omitted)
            section = { FilesMarkdown.invalid(errors: invalid.errorCount) }
        case let planning as PlanningError:
            diagnostics = source.located(planning.diagnostics)
            remarks = text(diagnostics)
        case let plan as StalePlan:
            stale = plan
            remarks = StaleText(style: style).render(plan.reasons, omitted: plan.omittedReasons)
            section = { FailureMarkdown.section(report, stale: plan.reasons, omitted: plan.omittedReasons) }
        case let blocked as BlockedPlan:
            section = { PlanMarkdown(isVerbose: output.verbose).section(blocked.plan, refusal: report) }
        default: break
        }
        switch error {
        // What the diagnostics say already is not said again.
        case is InvalidStack: remarks += "\(report.message.terminalSafe); nothing else was done\n"
        // All that nobody got to are counted in the end.
        case is NotBegun: break
        default: remarks += ErrorText(style: style).render(report)
        }
        return StackResult(
            status: ExitStatus(report),
            label: label(of: source),
            source: source,
            remarks: remarks,
            document: FailureDocument(
                stack: name ?? label(of: source),
                report,
                diagnostics,
                stale: stale?.reasons,
                omitted: stale?.omittedReasons ?? 0
            ),
            section: { [section] in section().named(name) },
            diagnostics: diagnostics,
            omittedDiagnostics: omitted,
            plan: (error as? BlockedPlan)?.plan,
            failure: report,
            isNotBegun: error is NotBegun,
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
        context.feed.note(stack.name, of: source)
        let declared = stack.desired.connections.count
        context.feed.tell(
            .filesRead(stack.files.map { source.path(ofPlaceIn: $0.file) }, connections: declared),
            of: stack.name
        )
        return (stack, text(source.located(stack.warnings), omitted: output.quiet ? 0 : stack.omittedWarnings))
    }

    /// What is said of the files; `validate` alone lists each name with unusual characters.
    private func text(_ diagnostics: [Diagnostic], omitted: Int = 0) -> String {
        let told =
            output.quiet ? diagnostics.toldQuietly : command == .validate ? diagnostics : diagnostics.namingUnusualOnce
        let style = output.style(onTerminal: context.console.isErrTerminal, context.environment)
        return DiagnosticText(style: style, columns: context.console.width).render(told, omitted: omitted)
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
