package import Diagnostics

/// Why the file that keeps a sandbox cannot be used.
package struct SandboxFileError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// The file or its folder is a symbolic link.
        case symbolicLink
        case notARegularFile
        /// Over ``SandboxFile/sizeLimit``.
        case tooLarge
        /// Not the JSON that the sandbox writes; the text says where.
        case corrupt(String)
        /// The system refused; the text is the system's.
        case system(String)
    }

    package var path: String
    package var reason: Reason

    package init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }
}

extension SandboxFileError: ReportableError {
    package var report: ErrorReport {
        switch reason {
        case .symbolicLink:
            ErrorReport(
                .sandboxFile,
                .general,
                "the sandbox's file '\(path)' is a symbolic link, which is not followed",
                nextStep: "name the file itself, or move the link away"
            )
        case .notARegularFile:
            ErrorReport(
                .sandboxFile,
                .general,
                "the sandbox's file '\(path)' is not a regular file",
                nextStep: "name another file, or move this one away"
            )
        case .tooLarge:
            ErrorReport(
                .sandboxFile,
                .general,
                "the sandbox's file '\(path)' is larger than \(SandboxFile.sizeLimit >> 20) MiB",
                nextStep: "move it away to begin with an empty account"
            )
        case .corrupt(let detail):
            ErrorReport(
                .sandboxFile,
                .general,
                "the sandbox's file '\(path)' is damaged, so what the account has is not known",
                cause: detail,
                nextStep: "restore it, or move it away to begin with an empty account"
            )
        case .system(let detail):
            ErrorReport(
                .sandboxFile,
                .general,
                "cannot use the sandbox's file '\(path)'",
                cause: detail,
                nextStep: "check the rights on the file and its folder"
            )
        }
    }
}
