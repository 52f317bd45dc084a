package import Applying
import Connections
import Diagnostics
import PictoryAPI
import Planning

/// How many steps ended which way.
struct StatusCounts: Codable, Hashable {
    var done = 0
    var conflicts = 0
    var failed = 0
    var skipped = 0
    var notAttempted = 0

    init() {}

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

    var total: Int { done + conflicts + failed + skipped + notAttempted }

    var words: String {
        let rest = [
            (conflicts, "in conflict"), (failed, "failed"), (skipped, "skipped"), (notAttempted, "not attempted"),
        ]
        let tail = rest.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
        return "\(done) of \(total.counted("step", "steps")) done\(tail)."
    }
}

extension ApplyReport {
    /// All of them, in the order of the plan.
    var steps: [Step] { results.map(\.step) }

    /// How far the run came, the counts, and what to do where it was interrupted.
    var words: String { extent + outcome }

    /// The same without how far it came.
    var outcome: String {
        let counts = StatusCounts(self).words
        guard verdict == .interrupted else { return counts }
        guard leftAlone != nil else { return counts + " Run apply again to go on." }
        return counts + " Run plan again to go on: what was done makes the saved plan stale."
    }

    /// Says how much more would be to do than a saved plan does; nil when nothing is.
    package static func remark(leftAlone: Int) -> String? {
        guard leftAlone > 0 else { return nil }
        let (changes, them) =
            leftAlone == 1 ? ("1 further change is", "it") : ("\(leftAlone) further changes are", "them")
        return "\(changes) pending since the plan was saved, and left alone; plan again to see \(them)."
    }

    /// How far the run came, before the counts.
    var extent: String {
        let isCertain = !results.contains(where: \.outcome.isUnknown)
        let nothing = isCertain ? "Nothing applied" : "Nothing applied for certain"
        let extent = results.contains(where: \.outcome.isDone) ? "Applied in part" : nothing
        return switch verdict {
        case .applied: "Applied. "
        case .conflict: "\(extent): someone else changed a connection meanwhile. "
        case .partial: "\(extent). "
        case .interrupted: "Interrupted. "
        case .unauthorized: "Stopped: the API refused the key. "
        }
    }
}

extension ApplyReport.IDChange {
    func words(arrow: String) -> Phrase {
        let grace: Phrase =
            graceSeconds.map { " (the old one keeps working for \(ours: Duration.seconds($0).shown))" } ?? ""
        return "\(ours: type.rawValue) \(name: name): \(from) \(ours: arrow) \(to)\(grace)"
    }
}

extension StepResult {
    /// What the API stored other than it was sent, and what the plan did not know of; nil where there is no such thing.
    func normalised(in plan: Plan) -> Phrase? {
        guard case .done(let done) = outcome else { return nil }
        let known = plan.storedOtherwise.first { $0.connectionId == done.connectionId }?.fields ?? []
        let news = done.normalised.filter { !known.contains($0) }
        guard !news.isEmpty else { return nil }
        let fields = news.map(\.rawValue).joined(separator: ", ")
        // A ledger remembers what becomes of a text; a name tells which connection is meant.
        let isText = news.allSatisfy { $0 == .description || $0 == .clientIdentifier }
        let plans = isText ? "plans without a ledger show" : "the next plan shows"
        return """
            the API stored \(ours: fields) of \(step.object) other than it was sent; write it in the files as the \
            API has it, or \(ours: plans) it again
            """
    }
}

extension [Step] {
    /// The step of this number; nil where there is none.
    fileprivate func step(_ id: Int) -> Step? {
        // A plan numbers them from 1 in their order.
        if indices.contains(id - 1), self[id - 1].id == id { return self[id - 1] }
        return first { $0.id == id }
    }
}

extension StepOutcome {
    /// Whether a write may have been done without our knowing.
    fileprivate var isUnknown: Bool {
        switch self {
        case .conflict(let conflict): conflict.isOutcomeUnknown
        case .failed(let failure): failure.isOutcomeUnknown
        case .done, .skipped, .notAttempted: false
        }
    }

    /// What became of the step, in a word or a few; takes in the steps of its plan.
    func status(among steps: [Step]) -> Phrase {
        switch self {
        case .done(let done): done.wasDone ? "done already" : "done"
        case .conflict(let conflict): conflict.isOutcomeUnknown ? "conflict, outcome unknown" : "conflict"
        case .failed(let failure): failure.isOutcomeUnknown ? "failed, outcome unknown" : "failed"
        case .skipped(let id):
            // Progress counts steps as they end, so that the number in the plan would mislead.
            steps.step(id).map { "skipped, since '\($0.words)' was not done" }
                ?? "skipped, since step \(id) of the plan was not done"
        case .notAttempted: "not attempted"
        }
    }

    /// What `docs/reference/errors.md` explains; nil where nothing went wrong with the step itself.
    var code: ErrorCode? {
        switch self {
        case .done, .skipped, .notAttempted: nil
        case .conflict: .conflict
        case .failed(let failure): failure.report.code
        }
    }

    /// Cause and next step, a line each.
    var explanation: [Phrase] {
        switch self {
        case .done, .skipped, .notAttempted:
            return []
        case .failed(let failure):
            let report = failure.report
            var lines: [Phrase] = ["\(report.message)"]
            if let cause = report.cause { lines.append("cause: \(cause)") }
            if failure.isOutcomeUnknown { lines.append(mayBeDone) }
            if failure.leftDisabled { lines.append("the connection is there still, but disabled") }
            if let nextStep = report.nextStep { lines.append("next: \(nextStep)") }
            return lines
        case .conflict(let conflict):
            return conflict.explanation
        }
    }
}

private let mayBeDone: Phrase = "it may have been done all the same; the next plan reads what is there"

extension Conflict {
    fileprivate var explanation: [Phrase] {
        let next: Phrase = "next: run plan again and decide; nothing of theirs was overwritten"
        let end = isOutcomeUnknown ? [mayBeDone, next] : [next]
        let connection: Phrase = connectionId.map { "\($0)" } ?? "the connection"
        switch kind {
        case .deleted:
            return ["someone deleted \(connection) since the plan"] + end
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
            let version: Phrase = version.map { " (now version \($0))" } ?? ""
            var lines: [Phrase] = ["someone changed \(connection) since the plan\(version)"]
            lines += fields.map { field in
                let desired: Phrase = field.desired.map { ", the files want \(value: $0)" } ?? ""
                return
                    "\(ours: field.field.rawValue): \(value: field.planned) in the plan, \(value: field.live) now\(desired)"
            }
            if leftDisabled { lines.append("it had been disabled for its delete, and was left so") }
            return lines + end
        }
    }
}
