package import Diagnostics

/// Why no request can be made at all: the address, the key, the proxy or the authorities cannot be used.
package struct HTTPSetupError: ReportableError, Hashable {
    package let report: ErrorReport

    init(_ code: ErrorCode, _ message: String, cause: String? = nil, nextStep: String) {
        report = ErrorReport(code, .invalidInput, message, cause: cause, nextStep: nextStep)
    }
}
