package import Diagnostics

/// One thing that `doctor` looked at, and what it found.
package struct Check: Sendable, Hashable {
    /// What was looked at; the raw value is what text and JSON show, and never changes its meaning.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case versions
        case files
        case secrets
        case key
        case keyFile = "key-file"
        case proxy
        case host
        case tls
        case keyAccepted = "key-accepted"
        case clock
        case folder
        case ledger
        case ledgerFile = "ledger-file"
        case awsCredentials = "aws-credentials"
        case awsRole = "aws-role"
        case awsTrust = "aws-trust"
        case awsPolicy = "aws-policy"
        case awsRegion = "aws-region"
        case awsConnection = "aws-connection"
    }

    package enum Status: String, Sendable, Hashable, CaseIterable {
        case ok
        /// It works, or may work, and should be looked at.
        case warning
        /// It does not work, or must not be so.
        case failed
        /// It was not looked at, for the reason that the message gives.
        case skipped
    }

    package var kind: Kind
    package var status: Status
    /// The name of the stack that it is about; nil for what all have in common.
    package var stack: String?
    /// Which connection, bucket or account it is about; nil where the kind says it all.
    package var subject: String?
    /// What was found, in lower case; may hold text from outside, which renderers escape.
    package var message: String
    /// What to do about it; nil where there is nothing to be done.
    package var nextStep: String?
    /// The error behind it, where there is one that other commands end with.
    package var code: ErrorCode?
    /// What a failure means for the process.
    package var category = ErrorReport.Category.general

    package static func ok(_ kind: Kind, _ message: String) -> Check {
        Check(kind: kind, status: .ok, message: message)
    }

    package static func skipped(_ kind: Kind, _ reason: String, next: String? = nil) -> Check {
        Check(kind: kind, status: .skipped, message: reason, nextStep: next)
    }

    package static func warning(_ kind: Kind, _ message: String, next: String) -> Check {
        Check(kind: kind, status: .warning, message: message, nextStep: next)
    }

    package static func failed(_ kind: Kind, _ message: String, next: String) -> Check {
        Check(kind: kind, status: .failed, message: message, nextStep: next)
    }

    /// An error that another command would end with.
    package static func failed(_ kind: Kind, _ report: ErrorReport) -> Check {
        var check = Check(
            kind: kind,
            status: .failed,
            message: report.message + (report.cause.map { ": \($0)" } ?? ""),
            nextStep: report.nextStep
        )
        check.code = report.code
        check.category = report.category
        return check
    }

    /// The same, where the work goes on without it.
    package static func warning(_ kind: Kind, _ report: ErrorReport) -> Check {
        var check = failed(kind, report)
        check.status = .warning
        check.category = .general
        return check
    }

    package func about(_ subject: String) -> Check {
        var check = self
        check.subject = subject
        return check
    }

    package func of(stack: String) -> Check {
        var check = self
        check.stack = stack
        return check
    }
}
