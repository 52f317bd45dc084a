import Connections
import Ledger
import Planning
import Reconciler
import Sandbox
import Stacks

extension Oracle {
    /// Of two runs that record the same connection the one that comes last may have written first.
    func checkReceipts(_ before: LedgerReading, after: LedgerReading) throws(Violation) {
        for old in before.receipts {
            guard let new = after.receipts.first(where: { $0.connectionId == old.connectionId }) else { continue }
            guard new.version >= old.version else {
                throw Violation(
                    .newestReceipt,
                    "the receipt of \(old.connectionId), version \(old.version), gives way to one of version \(new.version)"
                )
            }
        }
    }

    /// A call of a run arrived at the ledger.
    func asked(_ request: LedgerRequest, by run: Int) throws(Violation) {
        guard let record = records[run] else { return }
        guard !request.texts.contains(where: Self.holdsCanary) else {
            throw Violation(.secrecy, "run \(run) wrote a secret to the ledger")
        }
        let isAllowed =
            switch record.run.kind {
            case .plan: !request.isWrite
            case .drift: !request.isWrite || request.operation == .end
            case .apply: true
            }
        guard isAllowed else {
            throw Violation(.readOnlyPlan, "run \(run) is a \(record.run.kind), and \(request.operation.rawValue)")
        }
    }

    /// Secrets are sent only when the ledger has noted before that they are about to be.
    func checkMarked(_ request: SandboxRequest, by run: Int, _ ledger: SimulatedLedger) throws(Violation) {
        guard let record = records[run], record.run.hasLedger, request.body?[.clientSecret] != nil else { return }
        let marked = ledger.secretsMarked[run, default: []]
        // What a create found and completes is marked as that create.
        let targets = [request.target, request.nameTarget].compactMap(\.self)
        guard targets.contains(where: marked.contains) else {
            throw Violation(.markedSecrets, "run \(run) sends secrets to \(request.target), which it has not marked")
        }
    }

    /// Looks at the plans that were made since the last time.
    mutating func judgePlans(in account: SimulatedAccount) throws(Violation) {
        for number in unjudged {
            guard let record = records[number], let explained = record.run.explained else { continue }
            unjudged.remove(number)
            guard explained.ledger != nil else { continue }
            try checkOnlyExplained(explained, record)
            try PlanClaims(explained, record.run.revision, account).check(number)
        }
    }

    /// Made again without the ledger the plan decides the same.
    private func checkOnlyExplained(_ planned: PlannedStack, _ record: Record) throws(Violation) {
        let plan = planned.plan
        let origin = Planner.Origin(stack: plan.stack, apiURL: plan.apiURL, configDigest: plan.configDigest)
        let planner = Planner(rules: record.run.revision.rules, now: planned.moment)
        let again: Plan
        do {
            again = try planner.plan(planned.stack.desired, onto: planned.live, from: origin)
        } catch {
            throw Violation(.ledgerOnlyExplains, "run \(record.run.number) can plan because of the ledger only")
        }
        guard Decisions(plan) == Decisions(again) else {
            throw Violation(.ledgerOnlyExplains, "run \(record.run.number) would decide otherwise without the ledger")
        }
    }

    /// An account is refused only where none of the recorded connections was there all the time.
    func checkRefusedAccount(_ record: Record, _ account: SimulatedAccount) throws(Violation) {
        guard record.run.isRefusedAsWrongAccount else { return }
        let recorded = record.reading?.receipts.map(\.connectionId) ?? []
        guard !recorded.isEmpty else {
            throw Violation(.rightAccount, "run \(record.run.number) refuses the account though nothing is recorded")
        }
        // A list may be some writes old, and what is written between two of its pages may be on neither.
        let since = max(0, record.beginning - 4)
        for id in recorded {
            let states = account.states(of: id, since: since)
            guard states.count > 1 || states.contains(where: { $0 == nil }) else {
                throw Violation(.rightAccount, "run \(record.run.number) refuses the account, and \(id) is there")
            }
        }
    }
}

/// What a plan decides, without what the ledger may add: secrets, and explanations.
private struct Decisions: Hashable {
    private struct Deed: Hashable {
        var operation: Step.Operation
        var type: ConnectionType
        var name: String
        var id: ConnectionID?
        var version: Int?
        var sets: [Step.Setting]

        init?(_ step: Step) {
            operation = step.operation
            type = step.type
            name = step.name
            id = step.connectionId
            version = step.expectedVersion
            sets = step.sets.filter { !$0.field.isSensitive }
            if operation == .update, sets.isEmpty { return nil }
        }
    }

    private var changes: [Change]
    private var deeds: [Deed: Set<Deed>]
    private var unmanaged: [Plan.Unmanaged]
    private var waiting: [Plan.Waiting]

    init(_ plan: Plan) {
        changes = plan.changes.compactMap(\.decision)
        unmanaged = plan.unmanaged
        waiting = plan.waiting
        let byID = Dictionary(plan.steps.map { ($0.id, Deed($0)) }) { first, _ in first }
        let pairs = plan.steps.compactMap { step in
            Deed(step).map { ($0, Set(step.after.compactMap { byID[$0] ?? nil })) }
        }
        deeds = Dictionary(pairs) { $0.union($1) }
    }
}

extension Change {
    /// nil for one that sends secrets and does nothing else.
    fileprivate var decision: Change? {
        var change = self
        change.credentials = nil
        change.credentialsRevision = nil
        change.nowCalled = nil
        change.wasCalled = nil
        change.unrecorded = nil
        change.fields.removeAll(where: \.sensitive)
        for index in change.fields.indices { change.fields[index].movedBy = nil }
        guard action != .update || !change.fields.isEmpty else { return nil }
        return change
    }
}

extension SandboxRequest {
    /// For a request that names its connection by id, the name that it writes.
    fileprivate var nameTarget: String? {
        guard id != nil, case .string(let name)? = body?[.name] else { return nil }
        return "\(type.rawValue) '\(name)'"
    }
}
