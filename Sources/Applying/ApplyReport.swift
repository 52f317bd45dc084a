package import Connections
package import Planning

/// What became of one step of a plan.
package struct StepResult: Sendable, Hashable {
    package var step: Step
    package var outcome: StepOutcome
}

/// What an apply did, step by step.
package struct ApplyReport: Sendable, Hashable {
    /// A connection whose consumers must take up another id.
    package struct IDChange: Sendable, Hashable, Codable {
        package var type: ConnectionType
        package var name: String
        package var from: ConnectionID
        package var to: ConnectionID
        /// How long the old connection keeps working, in seconds; nil when it is gone, or about to be.
        package var graceSeconds: Int64?
    }

    /// How the whole run ended; the first that applies.
    package enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        case unauthorized
        case interrupted
        /// Something failed for another reason than other people's changes.
        case partial
        /// What was not done was not done because someone else changed a connection meanwhile.
        case conflict
        case applied
    }

    /// In the order of the plan.
    package var results: [StepResult]
    /// By type and name.
    package var idChanges: [IDChange]
    package var verdict: Verdict
    /// Of a saved plan, how many changes were pending besides; nil when the plan was made by the same run.
    package var leftAlone: Int?

    package init(_ plan: Plan, _ results: [StepResult], wasInterrupted: Bool) {
        self.results = results
        var created: [ConnectionKey: ConnectionID] = [:]
        for result in results where result.step.operation == .create {
            guard case .done(let done) = result.outcome else { continue }
            created[ConnectionKey(result.step.type, result.step.name)] = done.connectionId
        }
        let updated = Set(
            results.lazy.filter { $0.step.operation == .update && $0.outcome.isDone }.compactMap(\.step.connectionId)
        )
        idChanges = plan.changes.compactMap { change in
            let made = change.idChanges ? created[ConnectionKey(change.type, change.name)] : nil
            // A predecessor that is to serve again does so once it has its name back.
            let isBack = change.action == .delete || change.replacedBy.map(updated.contains) == true
            let successor = (isBack ? change.replacedBy : nil) ?? made
            guard let old = change.connectionId, let new = successor else { return nil }
            let name = ParkedName(change.name, of: old)?.base ?? change.name
            return IDChange(type: change.type, name: name, from: old, to: new, graceSeconds: change.graceSeconds)
        }
        .sorted { ConnectionKey($0.type, $0.name) < ConnectionKey($1.type, $1.name) }
        verdict = Verdict(results.map(\.outcome), wasInterrupted)
    }
}

extension ApplyReport.Verdict {
    fileprivate init(_ outcomes: [StepOutcome], _ wasInterrupted: Bool) {
        var (failed, conflicted, notAttempted) = (false, false, false)
        for outcome in outcomes {
            switch outcome {
            case .done, .skipped: continue
            case .conflict: conflicted = true
            case .failed: failed = true
            case .notAttempted: notAttempted = true
            }
        }
        if outcomes.contains(where: \.isUnauthorized) {
            self = .unauthorized
        } else if wasInterrupted, failed || conflicted || notAttempted {
            self = .interrupted
        } else if failed {
            self = .partial
        } else if conflicted {
            self = .conflict
        } else {
            self = notAttempted ? .partial : .applied
        }
    }
}
