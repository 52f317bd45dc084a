package import Diagnostics

/// Errors as people read them: what went wrong, why, what to do.
package struct ErrorText {
    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    package func render(_ report: ErrorReport) -> String {
        render(report, style(.red, "error[\(report.code.rawValue)]"))
    }

    /// An error that does not end the run.
    package func render(warning report: ErrorReport) -> String {
        render(report, style(.yellow, "warning[\(report.code.rawValue)]"))
    }

    private func render(_ report: ErrorReport, _ title: String) -> String {
        var text = "\(title): \(report.message.terminalSafe)\n"
        if let cause = report.cause { text += "  cause: \(cause.terminalSafe)\n" }
        if let nextStep = report.nextStep { text += "  next:  \(nextStep.terminalSafe)\n" }
        return text
    }
}
