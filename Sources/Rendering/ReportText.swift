package import Applying
import Connections
import Diagnostics
import PictoryAPI
package import Planning

/// What an apply did, as people read it: one line per step that was not simply done, then ids, then a verdict.
package struct ReportText {
    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    /// One line about the step that ended as number `count`, for progress; takes in the steps of its plan.
    package func progress(_ result: StepResult, count: Int, of steps: [Step]) -> String {
        let count = "[\(count)/\(steps.count)]"
        return "\(style(.faint, count)) \(result.step.title): \(status(result.outcome, among: steps))\n"
    }

    package func render(_ report: ApplyReport, of plan: Plan) -> String {
        let open = report.results.filter { !$0.outcome.isDone }
        let steps = report.steps
        var text = open.map { render($0, among: steps) }.joined()
        for result in report.results {
            guard let words = result.normalised(in: plan) else { continue }
            text += "\(style(.yellow, "warning")): \(words.forTerminal)\n"
        }
        if !report.idChanges.isEmpty {
            text += "Ids that changed; consumers must take up the new ones:\n"
            for change in report.idChanges {
                text += "  \(change.words(arrow: "->").forTerminal)\n"
            }
        }
        let names = report.newMeanings(of: plan)
        if !names.isEmpty {
            text += "\(ApplyReport.newMeaningsTitle):\n"
            for words in names { text += "  \(words.forTerminal)\n" }
        }
        return text + verdict(report) + "\n"
    }

    private func render(_ result: StepResult, among steps: [Step]) -> String {
        let code = result.outcome.code.map { " error[\($0.rawValue)]" } ?? ""
        var text = "\(result.step.title): \(status(result.outcome, among: steps))\(code)\n"
        for line in result.outcome.explanation { text += "      \(line.forTerminal)\n" }
        return text
    }

    private func status(_ outcome: StepOutcome, among steps: [Step]) -> String {
        let words = outcome.status(among: steps).forTerminal
        return switch outcome {
        case .done: style(.green, words)
        case .conflict: style(.yellow, words)
        case .failed: style(.red, words)
        case .skipped, .notAttempted: words
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
