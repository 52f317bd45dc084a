import Applying
import Connections
import Ledger
import Planning
import Reconciler
import Sandbox

extension Oracle {
    /// Counts what a run came to do about what went wrong.
    func count(_ number: Int, in account: SimulatedAccount, _ tally: inout Tally) {
        guard let record = records[number] else { return }
        if record.isKilled { tally.count(.runKilled) }
        countPlan(record, &tally)
        countLedger(record, &tally)
        for index in record.commits {
            if case .late = account.commits[index].author { tally.count(.landedLate) }
        }
        switch record.run.ending {
        case nil, .planned: return
        case .drifted(let drift):
            if drift.summary.changed + drift.summary.missing > 0 { tally.count(.driftFound) }
        case .failed: tally.count(.runFailedToRead)
        case .blocked: tally.count(.runBlocked)
        case .applied(let report):
            if report.verdict == .interrupted { tally.count(.runInterrupted) }
            if report.verdict == .unauthorized { tally.count(.runRefusedKey) }
            for result in report.results {
                let trace = Trace(result, record, account)
                for branch in trace.branches { tally.count(branch) }
            }
        }
    }

    private func countLedger(_ record: Record, _ tally: inout Tally) {
        if record.run.isRefusedAsWrongAccount { tally.count(.wrongAccountRefused) }
        if record.run.isNewAccount { tally.count(.newAccountTaken) }
        if record.run.ledgerProblem?.cause.contains("took too long") == true { tally.count(.ledgerGivenUp) }
        if record.ledgerCaughtUp { tally.count(.ledgerCaughtUp) }
        guard let planned = record.run.planned else { return }
        if planned.ledgerProblem != nil { tally.count(.ledgerUnread) }
        guard planned.ledger != nil else { return }
        if planned.plan.secretsUnknown > 0 { tally.count(.secretsUnknown) }
        if !planned.plan.hidden.isEmpty { tally.count(.hiddenFound) }
        for change in planned.plan.changes {
            switch change.credentials {
            case .changed: tally.count(.secretsChanged)
            case .notVerifiable: tally.count(.secretsSentAgain)
            case .askedFor where record.files.rules.rotate.isEmpty: tally.count(.secretsAskedFor)
            case .askedFor, .firstTime, nil: break
            }
        }
    }

    private func countPlan(_ record: Record, _ tally: inout Tally) {
        guard let plan = record.run.planned?.plan else { return }
        if !plan.waiting.isEmpty { tally.count(.graceWaited) }
        for change in plan.changes where change.blocked == nil {
            if change.recovery == .interruptedMove { tally.count(.moveFinished) }
            if change.recovery == .interruptedReplace { tally.count(.replaceFinished) }
            if change.reason == .replaced, change.recovery == nil { tally.count(.graceOver) }
        }
    }
}

/// One step as it was seen from outside: what the run sent for it, and what it says of it.
private struct Trace {
    let result: StepResult
    /// The writes that the run sent for it.
    let writes: [SandboxRequest]
    let isOurs: Bool

    private var step: Step { result.step }

    init(_ result: StepResult, _ record: Oracle.Record, _ account: SimulatedAccount) {
        self.result = result
        let step = result.step
        writes = record.writes.filter { request in
            step.operation == .create
                ? request.operation == .create && request.type == step.type && request.name == step.name
                : request.id == step.connectionId && request.isOf(step)
        }
        isOurs = record.commits.contains { step.isDone(by: account.commits[$0].change) }
    }

    var branches: [RecoveryBranch] {
        let branches =
            switch step.operation {
            case .create: ofCreate
            case .update: ofUpdate
            case .park: ofPark
            case .delete: ofDelete
            }
        return branches + ofAny
    }

    private var ofAny: [RecoveryBranch] {
        switch result.outcome {
        case .skipped: [.stepSkipped]
        case .notAttempted: [.stepNotAttempted]
        case .conflict(let conflict) where conflict.isOutcomeUnknown: [.conflictOfUnknownOutcome]
        case .failed(let failure) where failure.cause == .secretsNotNoted: [.secretsWithheld]
        case .done, .failed, .conflict: []
        }
    }

    private var ofCreate: [RecoveryBranch] {
        var branches: [RecoveryBranch] = writes.count > 1 ? [.createSentAgain] : []
        switch result.outcome {
        case .done(let done) where done.wasDone: branches.append(isOurs ? .createFoundDone : .createFoundEqual)
        case .done(let done) where done.version ?? 1 > 1: branches.append(.createCompleted)
        case .conflict: branches.append(.createMetForeign)
        case .failed(let failure) where failure.isOutcomeUnknown: branches.append(.createUnknown)
        case .done, .failed, .skipped, .notAttempted: break
        }
        return branches
    }

    private var ofUpdate: [RecoveryBranch] {
        var branches: [RecoveryBranch] = []
        if hasRepeatedVersion { branches.append(.updateSentAgain) }
        switch result.outcome {
        case .done(let done) where done.wasDone:
            branches.append(isOurs ? .updateFoundDone : .updateFoundDoneByOthers)
        case .done:
            if versions.count > 1 { branches.append(.updateSentOnEdit) }
        case .conflict(let conflict):
            switch conflict.kind {
            case .edited: branches.append(.updateMetEdit)
            case .deleted: branches.append(.updateMetDelete)
            case .taken: branches.append(.updateMetName)
            }
        case .failed(let failure):
            if failure.isOutcomeUnknown { branches.append(.updateUnknown) }
        case .skipped, .notAttempted: break
        }
        return branches
    }

    private var ofPark: [RecoveryBranch] {
        switch result.outcome {
        case .done(let done) where done.wasDone: [.parkFoundDone]
        case .conflict: [.parkMetEdit]
        case .done, .failed, .skipped, .notAttempted: []
        }
    }

    private var ofDelete: [RecoveryBranch] {
        var branches: [RecoveryBranch] = []
        if writes.count(where: { $0.operation == .delete }) > 1 { branches.append(.deleteSentAgain) }
        if hasRepeatedVersion { branches.append(.fenceSentAgain) }
        if versions.count > 1 { branches.append(.fenceFoundSet) }
        switch result.outcome {
        case .done(let done) where done.wasDone:
            branches.append(isOurs ? .deleteFoundDone : .deleteFoundDoneByOthers)
        case .conflict(let conflict):
            branches.append(.deleteMetEdit)
            if conflict.leftDisabled { branches.append(.deleteLeftDisabled) }
        case .failed(let failure):
            if failure.isOutcomeUnknown { branches.append(.deleteUnknown) }
            if failure.leftDisabled { branches.append(.deleteLeftDisabled) }
        case .done, .skipped, .notAttempted: break
        }
        return branches
    }

    private var updateVersions: [Int] {
        writes.compactMap { request in
            guard case .update(_, _, let body) = request, case .integer(let version)? = body["version"] else {
                return nil
            }
            return version
        }
    }

    private var versions: Set<Int> { Set(updateVersions) }

    private var hasRepeatedVersion: Bool { updateVersions.count > versions.count }
}

extension SandboxRequest {
    /// The name that it writes; nil when it writes none.
    fileprivate var name: String? {
        guard case .string(let name)? = body?[.name] else { return nil }
        return name
    }

    /// Of several steps for one connection: whether it is this one's.
    fileprivate func isOf(_ step: Step) -> Bool {
        switch step.operation {
        case .create: false
        case .park: name == step.newName
        case .update: step.newName == nil || name == step.newName
        case .delete: operation == .delete || isFence
        }
    }

    private var isFence: Bool {
        guard case .boolean(false)? = body?[.enabled] else { return false }
        return true
    }
}
