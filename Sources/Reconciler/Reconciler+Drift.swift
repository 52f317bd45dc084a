import Connections
package import Ledger
package import Planning
package import Stacks

extension Reconciler {
    /// Reads the account and works out where it is not as the stack's files say; writes nothing to it.
    ///
    /// All of the stack is looked at, whatever the scope selects, so that what the next run takes for known is about all of it.
    /// An account that has none of the recorded connections is looked at as any other: if they were deleted, that is drift.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, ``PlanningError`` when entries cannot be matched.
    package func drift(_ stack: Stack, _ rules: PlanningRules, _ scope: DriftScope) async throws -> DriftedStack {
        let reading = try await read(stack, isNewAccount: scope.isNewAccount, toleratesOther: true)
        let moment = now()
        var rules = rules
        rules.only = []
        let plan = try self.plan(stack, rules, onto: reading, at: moment)
        let planned = PlannedStack(stack: stack, plan: plan, at: moment, from: reading)
        rules.only = scope.only
        let part = scope.only.isEmpty ? nil : try self.plan(stack, rules, onto: reading, at: moment)

        var whole = Drift(planned.plan, comparesSecrets: scope.comparesSecrets)
        if reading.mayBeOther != nil { whole.mayBeOtherAccount = true }
        let selected = scope.told(of: whole.selecting(scope.only, of: part), in: reading.live)
        var drifted = DriftedStack(
            planned: planned,
            whole: whole,
            all: scope.told(of: whole, in: reading.live),
            selected: selected
        )
        drifted.mayBeOther = reading.mayBeOther
        if planned.ledgerProblem == nil, let ledger {
            switch await ledger.lastDrift() {
            case .success(let last): drifted.last = last
            case .failure(let failure): drifted.ledgerProblem = failure.error
            }
        }
        guard scope.newOnly else { return drifted }
        let isComparable = ledger != nil && drifted.ledgerProblem == nil
        drifted.listed =
            isComparable
            ? selected.leavingOut(drifted.known, since: drifted.last?.began.description) : selected.withoutBaseline()
        return drifted
    }

    /// Records the run; while a message about what is new is still to be sent, `isDelivered` is false.
    ///
    /// - Returns: The error because of which it is not recorded; nil as well when it was known before that it would not be.
    package func record(_ drifted: DriftedStack, isDelivered: Bool) async -> LedgerError? {
        guard let ledger, drifted.ledgerProblem == nil else { return nil }
        return await ledger.record(ended(drifted, isDelivered: isDelivered, ledger))
    }

    /// The run as it is to be recorded once the message is sent, in place of what is recorded already; nil when nothing is.
    package func delivered(_ drifted: DriftedStack) -> Run? {
        guard let ledger, drifted.ledgerProblem == nil else { return nil }
        return ended(drifted, isDelivered: true, ledger)
    }

    private func ended(_ drifted: DriftedStack, isDelivered: Bool, _ ledger: StackLedger) -> Run {
        var run = ledger.run
        run.ended = now()
        run.outcome = drifted.all.isClean ? "clean" : "drifted"
        run.configDigest = drifted.planned.stack.configDigest
        run.summary = drifted.all.summary.counts
        run.found = drifted.all.findings.map { Run.Finding(id: $0.id, kind: $0.kind, type: $0.type, name: $0.name) }
        run.findings = drifted.whole.remembered(drifted.selected, known: drifted.known, isDelivered: isDelivered)
        return run
    }
}

/// The drift of a stack, and what was known of it before.
package struct DriftedStack: Sendable {
    package var planned: PlannedStack
    /// What was found on the whole stack, with what nobody is told of.
    package var whole: Drift
    /// The same without what other stacks of the run declare, and what is ignored.
    package var all: Drift
    /// What `--only` selects of it.
    package var selected: Drift
    /// What there is to tell of that.
    package var listed: Drift
    /// The last complete run; nil when there is none, or no ledger that tells.
    package var last: Run?
    /// Why the ledger could not be asked; nil without one.
    package var ledgerProblem: LedgerError?
    /// That none of the recorded connections is live, so that this may be another account; nil otherwise.
    package var mayBeOther: WrongAccount?

    init(planned: PlannedStack, whole: Drift, all: Drift, selected: Drift) {
        self.planned = planned
        self.whole = whole
        self.all = all
        self.selected = selected
        listed = selected
        ledgerProblem = planned.ledgerProblem
    }

    /// The ids of what the last run found.
    package var known: Set<String> { Set(last?.findings ?? []) }

    /// What is left out of the selected findings.
    package var leftOut: [Drift.Finding] {
        let listed = Set(listed.findings.map(\.id))
        return selected.findings.filter { !listed.contains($0.id) }
    }

    /// Whether something is told that was not known.
    package var hasNews: Bool { listed.findings.contains { !known.contains($0.id) } }
}
