import Applying
import Connections
import Planning
import Reconciler
import Sandbox

extension Oracle {
    /// Compares what a run says with what it did; for one that was killed only its outputs count.
    func check(_ number: Int, in account: SimulatedAccount) throws(Violation) {
        guard let record = records[number] else { return }
        guard !Self.holdsCanary(record.run.output) else {
            throw Violation(.secrecy, "run \(number) wrote a secret to its output")
        }
        try checkRefusedAccount(record, account)
        guard !record.isKilled, case .applied(let report)? = record.run.ending else { return }
        for result in report.results { try check(result, record, account) }
        try checkIDChanges(report, record)
        try checkVerdict(report, record)
    }

    /// Whether one of the secrets of the files stands in a text; by its bytes, since every text of every run is looked at.
    static func holdsCanary(_ text: String) -> Bool {
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "c")) {
            if rest[start...].starts(with: "canary-".utf8) { return true }
            rest = rest[rest.index(after: start)...]
        }
        return false
    }

    private func checkVerdict(_ report: ApplyReport, _ record: Record) throws(Violation) {
        let outcomes = report.results.map(\.outcome)
        let hasFailed = outcomes.contains { if case .failed = $0 { true } else { false } }
        let hasConflict = outcomes.contains { if case .conflict = $0 { true } else { false } }
        let isWhole = outcomes.allSatisfy { if case .done = $0 { true } else { false } }
        let isRight =
            switch report.verdict {
            case .unauthorized: record.refusedKeyAfter != nil && hasFailed
            case .interrupted: record.interruptedAfter != nil && !isWhole
            case .partial: hasFailed || !hasConflict && !isWhole
            case .conflict: hasConflict && !hasFailed
            case .applied: isWhole
            }
        guard isRight else {
            throw Violation(
                .honestReport,
                "run \(record.run.number) ends as \(report.verdict.rawValue), and its steps do not"
            )
        }
    }

    private func check(_ result: StepResult, _ record: Record, _ account: SimulatedAccount) throws(Violation) {
        let run = record.run.number
        let isCommitted = record.commits.contains { result.step.isDone(by: account.commits[$0].change) }
        let title = "step \(result.step.id), \(result.step.operation.rawValue) '\(result.step.name)'"
        switch result.outcome {
        case .done(let done):
            // A delete of what is gone is a success as well, where the API says so.
            let isTrue =
                done.wasDone || result.step.operation == .delete
                ? wasFound(done, by: result.step, record, account)
                : isCommitted || isAdopted(done, by: result.step, record, account)
            guard isTrue else {
                throw Violation(.honestReport, "run \(run) says that \(title) is done, and it never was")
            }
        case .failed(let failure):
            guard !isCommitted || failure.isOutcomeUnknown else {
                throw Violation(.honestReport, "run \(run) says that \(title) failed, and it was done")
            }
            try checkUnknown(failure.isOutcomeUnknown, of: result.step, record)
        case .conflict(let conflict):
            guard !isCommitted || conflict.isOutcomeUnknown else {
                throw Violation(.honestReport, "run \(run) says that \(title) met a conflict, and it was done")
            }
            try checkUnknown(conflict.isOutcomeUnknown, of: result.step, record)
        case .skipped, .notAttempted:
            guard !isCommitted else {
                throw Violation(.honestReport, "run \(run) says that \(title) was not done, and it was")
            }
        }
    }

    /// Only that to which there was no clear answer may be said to have perhaps been done.
    private func checkUnknown(_ isUnknown: Bool, of step: Step, _ record: Record) throws(Violation) {
        // What was on its way when the run gave up is not known here to have been sent.
        guard isUnknown, record.interruptedAfter == nil else { return }
        let target = step.connectionId?.rawValue ?? "\(step.type.rawValue) '\(step.name)'"
        guard record.unanswered[target, default: 0] > 0 else {
            throw Violation(
                .honestReport,
                "run \(record.run.number) says that step \(step.id), \(step.operation.rawValue) '\(step.name)', may be done, "
                    + "and every write of it was answered"
            )
        }
    }

    /// Whether the account was as the step wants it at some moment of the run.
    private func wasFound(
        _ done: StepOutcome.Done,
        by step: Step,
        _ record: Record,
        _ account: SimulatedAccount
    ) -> Bool {
        account.states(of: done.connectionId, since: record.beginning).contains { state in
            guard step.operation != .delete else { return state == nil }
            guard let live = state?.live else { return false }
            return step.sets.allSatisfy { $0.field.isSensitive || $0.value.text == $0.field.value(in: live) }
        }
    }

    /// Whether a create whose outcome was unknown found a connection that is equal, and gave it the secrets.
    private func isAdopted(
        _ done: StepOutcome.Done,
        by step: Step,
        _ record: Record,
        _ account: SimulatedAccount
    ) -> Bool {
        step.operation == .create
            && record.commits.contains { account.commits[$0].change.after?.id == done.connectionId }
    }

    private func checkIDChanges(_ report: ApplyReport, _ record: Record) throws(Violation) {
        let created = report.results.filter { $0.step.operation == .create }
        for change in record.run.planned?.plan.changes ?? [] where change.idChanges && change.blocked == nil {
            let done = created.first { $0.step.name == change.name && $0.step.type == change.type }?.outcome
            guard case .done(let new)? = done else { continue }
            guard report.idChanges.contains(where: { $0.from == change.connectionId && $0.to == new.connectionId })
            else {
                throw Violation(.honestReport, "run \(record.run.number) does not tell the new id of '\(change.name)'")
            }
        }
    }

    /// What was under way when the run was asked to end is finished, and nothing else begins.
    func checkInterrupt(_ number: Int) throws(Violation) {
        guard let record = records[number], let before = record.interruptedAfter else { return }
        // What a create found and completes is no step of its own.
        let planned = Set(record.run.planned?.plan.steps.compactMap(\.connectionId) ?? [])
        let writes = record.writes.dropFirst(before).filter { $0.id.map(planned.contains) ?? true }
        let begun = Set(record.writes.prefix(before).map(\.target))
        let added = Set(writes.map(\.target)).subtracting(begun)
        guard added.count <= record.run.parallelism else {
            throw Violation(
                .quietAfterInterrupt,
                "run \(number) begins to write \(added.sorted().joined(separator: ", ")) after it was asked to end"
            )
        }
    }

    /// The secrets that a run wrote last are those of the files.
    func checkSecrets(in account: SimulatedAccount, _ revisions: [Scenario.Revision]) throws(Violation) {
        let wanted = revisions.flatMap { $0.desired.connections.compactMap(\.wanted) }
        for connection in account.world.connections(of: .vimeo) where secretsAreOurs(connection.id) {
            guard let entry = revisions.last?.desired.connections.first(where: { $0.name == connection.live.name }),
                entry.type == .vimeo, case .known(let credentials)? = connection.credentials
            else { continue }
            guard wanted.contains(credentials) else {
                throw Violation(.wantedSecrets, "'\(entry.name)' has secrets that no file ever wanted")
            }
        }
    }
}

extension SandboxRequest {
    /// The connection that it is about, by its id or, for a create, by its name.
    var target: String {
        if let id { return id.rawValue }
        guard case .string(let name)? = body?[.name] else { return type.rawValue }
        return "\(type.rawValue) '\(name)'"
    }
}

extension Step {
    /// Whether the write is this step's effect; a fence alone is no delete.
    func isDone(by change: WorldChange) -> Bool {
        switch operation {
        case .create:
            return change.before == nil && change.after?.type == type && change.after?.live.name == name
        case .delete:
            return change.after == nil && change.before?.id == connectionId
        case .park, .update:
            guard let before = change.before, let after = change.after, after.id == connectionId else { return false }
            let isFence = before.live.enabled != after.live.enabled && before.live.name == after.live.name
            let setsEnabled = sets.contains { $0.field == .enabled }
            return (!isFence || setsEnabled) && (newName == nil || after.live.name == newName)
        }
    }
}

extension FieldValue {
    /// As ``ConnectionField/value(in:)`` has it.
    fileprivate var text: String {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .none: ""
        }
    }
}
