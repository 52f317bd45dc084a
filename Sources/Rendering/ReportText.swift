package import Applying
import Connections
import Diagnostics
import PictoryAPI
import Planning

/// What an apply did, as people read it: one line per step that was not simply done, then ids, then a verdict.
package struct ReportText {
    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    /// One line about the step that ended as number `count`, for progress.
    package func progress(_ result: StepResult, count: Int, of total: Int) -> String {
        let count = "[\(count)/\(total)]"
        return "\(style(.faint, count)) \(result.step.title): \(status(result.outcome))\n"
    }

    package func render(_ report: ApplyReport) -> String {
        let open = report.results.filter { !$0.outcome.isDone }
        var text = open.map { render($0) }.joined()
        for result in report.results {
            guard let words = result.normalised else { continue }
            text += "\(style(.yellow, "warning")): \(words.forTerminal)\n"
        }
        if !report.idChanges.isEmpty {
            text += "Ids that changed; consumers must take up the new ones:\n"
            for change in report.idChanges {
                text += "  \(change.words(arrow: "->").forTerminal)\n"
            }
        }
        return text + verdict(report) + "\n"
    }

    private func render(_ result: StepResult) -> String {
        let code = result.outcome.code.map { " error[\($0.rawValue)]" } ?? ""
        var text = "\(result.step.title): \(status(result.outcome))\(code)\n"
        for line in result.outcome.explanation { text += "      \(line.forTerminal)\n" }
        return text
    }

    private func status(_ outcome: StepOutcome) -> String {
        switch outcome {
        case .done: style(.green, outcome.status)
        case .conflict: style(.yellow, outcome.status)
        case .failed: style(.red, outcome.status)
        case .skipped, .notAttempted: outcome.status
        }
    }

    private func verdict(_ report: ApplyReport) -> String {
        let colour: Style.Colour =
            switch report.verdict {
            case .applied: .green
            case .conflict, .interrupted: .yellow
            case .partial, .unauthorized: .red
            }
        return style(colour, report.extent) + report.outcome
    }
}
