import Diagnostics
import Rendering

/// Errors of commands that work on no stack.
enum CommandFailure {
    /// Runs `body`; an error is told on standard error and becomes the status.
    static func reporting(to console: Console, _ body: () async throws -> Void) async -> ExitStatus {
        do {
            try await body()
            return .done
        } catch {
            let report = ErrorReport(describing: error)
            console.err(ErrorText(style: .plain).render(report))
            return ExitStatus(report)
        }
    }
}

extension ErrorReport {
    /// What an error says of itself; one that says nothing is a mistake of ours.
    init(describing error: any Error) {
        self =
            (error as? any ReportableError)?.report
            ?? ErrorReport(
                .internalError,
                .general,
                "an unexpected error",
                cause: "\(type(of: error))",
                nextStep: "please report it, with the command that you ran"
            )
    }
}
