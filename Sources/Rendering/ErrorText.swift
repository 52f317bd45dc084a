package import Diagnostics

/// Errors as people read them: what went wrong, why, what to do.
package struct ErrorText {
    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    package func render(_ report: ErrorReport) -> String {
        var text = "\(style(.red, "error[\(report.code.rawValue)]")): \(report.message.terminalSafe)\n"
        if let cause = report.cause { text += "  cause: \(cause.terminalSafe)\n" }
        if let nextStep = report.nextStep { text += "  next:  \(nextStep.terminalSafe)\n" }
        return text
    }
}
