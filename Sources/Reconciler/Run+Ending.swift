import Applying
import Connections
import Diagnostics
import Ledger
import Planning

extension Run {
    /// The run of an apply that came to a report.
    func ended(with report: ApplyReport, of plan: Plan, at moment: Timestamp) -> Run {
        var run = self
        run.ended = moment
        run.outcome = report.verdict.rawValue
        run.summary = [
            "create": plan.summary.create, "update": plan.summary.update, "replace": plan.summary.replace,
            "delete": plan.summary.delete,
        ]
        run.steps = report.results.map(Step.init)
        return run
    }

    /// The run that an error ended.
    func ended(by report: ErrorReport, at moment: Timestamp) -> Run {
        var run = self
        run.ended = moment
        run.problem = "\(report.code.rawValue): \(report.message)"
        return run
    }
}

extension Run.Step {
    init(_ result: StepResult) {
        var connectionId = result.step.connectionId
        let (outcome, detail): (String, String?) =
            switch result.outcome {
            case .done(let done):
                ("done", done.wasDone ? "it was done already" : result.step.parkedName.map { "as '\($0)'" })
            case .conflict(let conflict):
                ("conflict", conflict.words)
            case .failed(let failure):
                ("failed", failure.words)
            case .skipped(let step):
                ("skipped", "step \(step) was not done")
            case .notAttempted:
                ("not-attempted", nil)
            }
        if case .done(let done) = result.outcome { connectionId = done.connectionId }
        self.init(
            id: result.step.id,
            operation: result.step.operation.rawValue,
            type: result.step.type,
            name: result.step.name,
            connectionId: connectionId,
            outcome: outcome,
            detail: detail
        )
    }
}

extension Step {
    /// What the connection is called meanwhile; nil of a step that gives it a name to keep.
    fileprivate var parkedName: String? { newName == name ? nil : newName }
}

extension Conflict {
    fileprivate var words: String {
        let what =
            switch kind {
            case .edited:
                fields.isEmpty
                    ? "somebody changed it" : "somebody changed \(fields.map(\.field.rawValue).joined(separator: ", "))"
            case .deleted: "somebody deleted it"
            case .taken: "its name or place is taken" + (connectionId.map { " by \($0)" } ?? "")
            }
        return what + (isOutcomeUnknown ? "; outcome unknown" : "")
    }
}

extension StepOutcome.Failure {
    fileprivate var words: String {
        let report = report
        return "\(report.code.rawValue): \(report.message)" + (report.cause.map { ": \($0)" } ?? "")
            + (isOutcomeUnknown ? "; outcome unknown" : "")
    }
}
