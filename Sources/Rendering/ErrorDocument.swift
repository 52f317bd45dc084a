package import Diagnostics

/// The JSON form of an error.
package struct ErrorDocument: Sendable, Encodable {
    private let code: String
    private let message: String
    private let cause: String?
    private let nextStep: String?

    package init(_ report: ErrorReport) {
        code = report.code.rawValue
        message = report.message
        cause = report.cause
        nextStep = report.nextStep
    }
}
