package import Applying
import Connections
import Diagnostics
package import Planning

/// What an apply did as a part of a comment: how far it came, the ids that changed, what is not done, the rest folded.
package struct ReportMarkdown: Sendable {
    /// Whether the plan leaves out what `--only` does not select.
    private let isPartial: Bool

    package init(isPartial: Bool = false) {
        self.isPartial = isPartial
    }

    package func section(_ report: ApplyReport, of plan: Plan) -> MarkdownSection {
        let counts = StatusCounts(report)
        let quiet = Plan.Summary.quiet(isPartial: isPartial, isSaved: report.leftAlone != nil)
        let verdict =
            counts.total == 0 && report.verdict == .applied ? plan.summary.verdict(quiet) : report.words
        let remark = report.leftAlone.flatMap { ApplyReport.remark(leftAlone: $0) }
        return MarkdownSection(
            name: plan.stack,
            outcome: .applied(counts, report.verdict, leftAlone: report.leftAlone ?? 0),
            summary: ["**\(verdict)**", "API: \(plan.apiURL.codeSpan)"] + [remark].compactMap(\.self),
            parts: [ids(report), names(report, plan), open(report), warnings(report, plan), done(report)].compactMap(
                \.self
            )
        )
    }

    private func ids(_ report: ApplyReport) -> MarkdownPart? {
        guard !report.idChanges.isEmpty else { return nil }
        let items = report.idChanges.map { change in
            MarkdownPart.Item("- \(change.words(arrow: "→").forMarkdown)\n", .changedID, .vital)
        }
        return .list(items, under: "Ids that changed; consumers must take up the new ones:")
    }

    private func names(_ report: ApplyReport, _ plan: Plan) -> MarkdownPart? {
        let items = report.newMeanings(of: plan).map {
            MarkdownPart.Item("- \($0.forMarkdown)\n", .changedName, .vital)
        }
        return items.isEmpty ? nil : .list(items, under: "\(ApplyReport.newMeaningsTitle):")
    }

    private func open(_ report: ApplyReport) -> MarkdownPart? {
        let steps = report.steps
        let items = report.results.filter { !$0.outcome.isDone }.map { result in
            let code = result.outcome.code.map { " (`\($0.rawValue)`)" } ?? ""
            let title =
                "- **\(result.outcome.status(among: steps).forMarkdown)**: \(result.step.words.forMarkdown)\(code)\n"
            let lines = result.outcome.explanation.map { "  - \($0.forMarkdown)\n" }
            let rank: MarkdownPart.Rank = code.isEmpty ? .change : .destructive
            return MarkdownPart.Item(title + lines.joined(), .openStep, rank)
        }
        return items.isEmpty ? nil : .list(items, under: "Not done:")
    }

    private func warnings(_ report: ApplyReport, _ plan: Plan) -> MarkdownPart? {
        let items = report.results.compactMap { $0.normalised(in: plan) }.map { words in
            MarkdownPart.Item("- **warning**: \(words.forMarkdown)\n", .normalised, .change)
        }
        return items.isEmpty ? nil : .list(items)
    }

    private func done(_ report: ApplyReport) -> MarkdownPart? {
        let steps = report.steps
        let items = report.results.filter(\.outcome.isDone).map { result in
            let status = result.outcome.status(among: steps).forMarkdown
            return MarkdownPart.Item("- \(result.step.words.forMarkdown): \(status)\n", .step, .extra)
        }
        return items.isEmpty ? nil : .folded(items.count.counted("step done", "steps done"), items)
    }
}
