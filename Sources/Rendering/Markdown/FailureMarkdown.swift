package import Diagnostics

/// A stack that could not be worked on as a part of a comment.
package enum FailureMarkdown {
    package static func section(_ report: ErrorReport) -> MarkdownSection {
        MarkdownSection(name: nil, outcome: .failed, summary: summary(report))
    }

    /// What went wrong, why, what to do: a paragraph each.
    static func summary(_ report: ErrorReport) -> [String] {
        var lines = ["**error[\(report.code.rawValue)]**: \(report.message.codeSpan)"]
        if let cause = report.cause { lines.append("cause: \(cause.codeSpan)") }
        if let nextStep = report.nextStep { lines.append("next: \(nextStep.codeSpan)") }
        return lines
    }
}
