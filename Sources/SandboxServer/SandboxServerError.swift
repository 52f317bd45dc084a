package import Diagnostics

/// Why the server cannot listen.
package struct SandboxServerError: Error, Sendable, Hashable {
    /// The host and port that were asked for.
    package var address: String
    /// The system's words.
    package var cause: String

    package init(address: String, cause: String) {
        self.address = address
        self.cause = cause
    }
}

extension SandboxServerError: ReportableError {
    package var report: ErrorReport {
        ErrorReport(
            .sandboxServer,
            .general,
            "the sandbox cannot listen on '\(address)'",
            cause: cause,
            nextStep: "end the program that has the port, or choose another with --port (0 takes any free one)"
        )
    }
}
