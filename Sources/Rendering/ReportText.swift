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
        let odd = report.results.compactMap(normalised)
        text += odd.joined()
        if !report.idChanges.isEmpty {
            text += "Ids that changed; consumers must take up the new ones:\n"
            for change in report.idChanges {
                let name = "\(change.type.rawValue) \(change.name.quotedForTerminal)"
                text += "  \(name): \(change.from.rawValue.terminalSafe) -> \(change.to.rawValue.terminalSafe)\n"
            }
        }
        return text + verdict(report) + "\n"
    }

    private func render(_ result: StepResult) -> String {
        let code = result.outcome.code.map { " error[\($0.rawValue)]" } ?? ""
        var text = "\(result.step.title): \(status(result.outcome))\(code)\n"
        for line in result.outcome.explanation { text += "      \(line)\n" }
        return text
    }

    private func normalised(_ result: StepResult) -> String? {
        guard case .done(let done) = result.outcome, !done.normalised.isEmpty else { return nil }
        let fields = done.normalised.map(\.rawValue).joined(separator: ", ")
        return
            "\(style(.yellow, "warning")): the API stored \(fields) of \(result.step.title.dropVerb) other than it was sent; "
            + "write it in the files as the API has it, or the next plan shows it again\n"
    }

    private func status(_ outcome: StepOutcome) -> String {
        switch outcome {
        case .done(let done): style(.green, done.wasDone ? "done already" : "done")
        case .conflict(let conflict):
            style(.yellow, conflict.isOutcomeUnknown ? "conflict, outcome unknown" : "conflict")
        case .failed(let failure): style(.red, failure.isOutcomeUnknown ? "failed, outcome unknown" : "failed")
        case .skipped(let step): "skipped, since step \(step) was not done"
        case .notAttempted: "not attempted"
        }
    }

    private func verdict(_ report: ApplyReport) -> String {
        let counts = StatusCounts(report)
        let rest = [
            (counts.conflicts, "in conflict"), (counts.failed, "failed"), (counts.skipped, "skipped"),
            (counts.notAttempted, "not attempted"),
        ]
        let tail = rest.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
        let isCertain = !report.results.contains { $0.outcome.isUnknown }
        let nothing = isCertain ? "Nothing applied" : "Nothing applied for certain"
        let extent = counts.done == 0 ? nothing : "Applied in part"
        let what = "\(counts.done) of \(report.results.count) steps done\(tail)."
        return switch report.verdict {
        case .applied: style(.green, "Applied. ") + what
        case .conflict: style(.yellow, "\(extent): someone else changed a connection meanwhile. ") + what
        case .partial: style(.red, "\(extent). ") + what
        case .interrupted: style(.yellow, "Interrupted. ") + what + " Run apply again to go on."
        case .unauthorized: style(.red, "Stopped: the API refused the key. ") + what
        }
    }
}

/// How many steps ended which way.
struct StatusCounts: Codable, Hashable {
    var done = 0
    var conflicts = 0
    var failed = 0
    var skipped = 0
    var notAttempted = 0

    init(_ report: ApplyReport) {
        for result in report.results {
            switch result.outcome {
            case .done: done += 1
            case .conflict: conflicts += 1
            case .failed: failed += 1
            case .skipped: skipped += 1
            case .notAttempted: notAttempted += 1
            }
        }
    }
}

extension StepOutcome {
    var isDone: Bool {
        if case .done = self { true } else { false }
    }

    /// Whether a write may have been done without our knowing.
    fileprivate var isUnknown: Bool {
        switch self {
        case .conflict(let conflict): conflict.isOutcomeUnknown
        case .failed(let failure): failure.isOutcomeUnknown
        case .done, .skipped, .notAttempted: false
        }
    }

    /// What `docs/reference/errors.md` explains; nil where nothing went wrong with the step itself.
    fileprivate var code: ErrorCode? {
        switch self {
        case .done, .skipped, .notAttempted: nil
        case .conflict: .conflict
        case .failed(let failure): failure.error.report.code
        }
    }

    /// Cause and next step, a line each.
    var explanation: [String] {
        switch self {
        case .done, .skipped, .notAttempted:
            return []
        case .failed(let failure):
            let report = failure.error.report
            var lines = [report.message] + [report.cause].compactMap { $0.map { "cause: \($0)" } }
            if failure.isOutcomeUnknown { lines.append(mayBeDone) }
            if failure.leftDisabled { lines.append("the connection is there still, but disabled") }
            return (lines + [report.nextStep].compactMap { $0.map { "next: \($0)" } }).map(\.terminalSafe)
        case .conflict(let conflict):
            return conflict.explanation.map(\.terminalSafe)
        }
    }
}

private let mayBeDone = "it may have been done all the same; the next plan reads what is there"

extension Conflict {
    fileprivate var explanation: [String] {
        let next = "next: run plan again and decide; nothing of theirs was overwritten"
        let end = isOutcomeUnknown ? [mayBeDone, next] : [next]
        switch kind {
        case .deleted:
            return ["someone deleted \(connectionId?.rawValue ?? "the connection") since the plan"] + end
        case .taken:
            guard let connectionId else {
                return [
                    "the API says that its name, or its account and region, is taken, but its list does not show by whom"
                ] + end
            }
            return [
                "its name, or its account and region, is held by connection \(connectionId), which was left alone"
            ] + end
        case .edited:
            let version = version.map { " (now version \($0))" } ?? ""
            var lines = ["someone changed \(connectionId?.rawValue ?? "the connection") since the plan\(version)"]
            lines += fields.map { field in
                let desired = field.desired.map { ", the files want '\($0)'" } ?? ""
                return "\(field.field.rawValue): '\(field.planned)' in the plan, '\(field.live)' now\(desired)"
            }
            if leftDisabled { lines.append("it had been disabled for its delete, and was left so") }
            return lines + end
        }
    }
}

extension String {
    /// A step's title without its first word.
    fileprivate var dropVerb: String { split(separator: " ", maxSplits: 1).last.map(String.init) ?? self }
}
