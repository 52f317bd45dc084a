package import Diagnostics
package import Planning

/// A stack that could not be worked on as a part of a comment.
package enum FailureMarkdown {
    package static func section(_ report: ErrorReport) -> MarkdownSection {
        MarkdownSection(name: nil, outcome: .failed, summary: summary(report))
    }

    /// A stack that nobody got to before the run was interrupted.
    package static var notBegun: MarkdownSection {
        MarkdownSection(name: nil, outcome: .notBegun, summary: ["**Not begun: the run was interrupted before.**"])
    }

    /// A saved plan that does not hold any more, with all that moved, and how many reasons there are beyond those.
    package static func section(_ report: ErrorReport, stale: [StaleReason], omitted: Int) -> MarkdownSection {
        var section = section(report)
        var items = stale.map {
            MarkdownPart.Item("- **\($0.kind.rawValue)**: \($0.message.codeSpan)\n", .staleReason, .vital)
        }
        if omitted > 0 { items.append(.init("- … and \(omitted) more\n", .staleReason, .vital, count: omitted)) }
        section.parts.append(.list(items))
        return section
    }

    /// What went wrong, why, what to do: a paragraph each.
    static func summary(_ report: ErrorReport) -> [String] {
        var lines = ["**error[\(report.code.rawValue)]**: \(report.message.codeSpan)"]
        if let cause = report.cause { lines.append("cause: \(cause.codeSpan)") }
        if let nextStep = report.nextStep { lines.append("next: \(nextStep.codeSpan)") }
        return lines
    }
}
