import Diagnostics
import Ledger
import Planning
import Reconciler
import Rendering

extension StackResult {
    /// Notes that the ledger could not be used, for the forms that list what is doubtful.
    mutating func note(_ problem: LedgerError?) {
        if let report = problem?.report { note(warning: report) }
    }

    /// Notes something doubtful about the run, for the forms that list it.
    mutating func note(warning report: ErrorReport) {
        diagnostics.append(
            Diagnostic(
                report.code,
                severity: .warning,
                [report.message, report.cause].compactMap(\.self).joined(separator: ": "),
                at: nil,
                hint: report.nextStep
            )
        )
    }
}

extension OutputOptions {
    /// A warning on standard error, also in a quiet run: where a ledger is meant to be and is not, something is broken.
    func warning(_ problem: LedgerError?, _ context: CommandContext) -> String {
        problem.map { warning($0.report, context) } ?? ""
    }

    /// A warning on standard error, also in a quiet run.
    func warning(_ report: ErrorReport?, _ context: CommandContext) -> String {
        guard let report else { return "" }
        let style = style(onTerminal: context.console.isErrTerminal, context.environment)
        return ErrorText(style: style).render(warning: report)
    }
}

extension Reconciler {
    /// Runs what comes before an apply's report, and records the error that it ends with; invalid files and an interrupt are no
    /// error of the run.
    func recordingFailure<Value>(
        _ output: OutputOptions,
        _ context: CommandContext,
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            let report = ErrorReport(describing: error)
            if report.category != .invalidInput, report.category != .interrupted {
                context.console.err(output.warning(await record(report), context))
            }
            throw error
        }
    }
}
