package import Diagnostics

/// Why a file that an option names cannot be used.
package struct SandboxOptionError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case unreadable
        /// What is wrong in it, and where.
        case invalid(String)
    }

    /// As it is typed, such as `--faults`.
    package var option: String
    package var path: String
    package var reason: Reason

    package init(option: String, path: String, _ reason: Reason) {
        self.option = option
        self.path = path
        self.reason = reason
    }
}

extension SandboxOptionError: ReportableError {
    package var report: ErrorReport {
        switch reason {
        case .unreadable:
            ErrorReport(
                .fileUnreadable,
                .invalidInput,
                "cannot read '\(path)', the file of \(option)",
                nextStep: "check the path and the rights on the file"
            )
        case .invalid(let detail):
            ErrorReport(
                .invalidSetting,
                .invalidInput,
                "'\(path)', the file of \(option), is not valid",
                cause: detail,
                nextStep: "mend it; docs/reference/sandbox.md has examples"
            )
        }
    }
}
