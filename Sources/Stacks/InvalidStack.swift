package import Connections
package import Diagnostics

/// A stack whose files have errors, all of them together; nothing of it may be planned.
package struct InvalidStack: Error, Sendable, Hashable {
    package var source: StackSource
    /// Errors and warnings sorted by place, at most 50 of each; none holds the value of a secret.
    package var diagnostics: [Diagnostic]
    /// How many errors there are beyond those.
    package var omittedErrors: Int
    /// How many warnings there are beyond those.
    package var omittedWarnings: Int
    /// The files that could be read, by name.
    package var files: [FileDigest]
    /// What could be read of the settings; the name is the folder's while the stack's own cannot be read.
    package var settings: StackSettings
    /// What could be read of the connections, which is good for telling whose they are, and for nothing else.
    package var desired: DesiredState

    package init(
        source: StackSource,
        diagnostics: [Diagnostic],
        omittedErrors: Int = 0,
        omittedWarnings: Int = 0,
        files: [FileDigest] = [],
        settings: StackSettings,
        desired: DesiredState
    ) {
        self.source = source
        self.diagnostics = diagnostics
        self.omittedErrors = omittedErrors
        self.omittedWarnings = omittedWarnings
        self.files = files
        self.settings = settings
        self.desired = desired
    }

    /// How many errors there are, shown or not; at least 1.
    package var errorCount: Int { diagnostics.count { $0.severity == .error } + omittedErrors }
}

extension InvalidStack: ReportableError {
    package var report: ErrorReport {
        let first = diagnostics.first { $0.severity == .error }
        let files = source.arguments.joined(separator: "', '")
        return ErrorReport(
            first?.code ?? .internalError,
            .invalidInput,
            errorCount == 1 ? "there is an error in '\(files)'" : "there are \(errorCount) errors in '\(files)'",
            cause: first.map { ($0.place.map { "\($0.description): " } ?? "") + $0.message },
            nextStep: first?.hint
        )
    }
}
