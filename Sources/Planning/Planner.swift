package import Connections
import Diagnostics

/// Works out what would make an account equal to the files: matches, then changes, then what forbids them, then steps.
///
/// Pure: the same files, the same live connections, rules, day and receipts give the same plan, byte for byte. Receipts explain
/// it, and tell which secrets are to be sent, and which texts would be stored otherwise once more; what is created, renamed,
/// replaced or deleted is the same without them.
package struct Planner {
    package var rules: PlanningRules
    /// RFC 3339 in UTC; only the grace of replaces looks at it.
    package var now: Timestamp

    package init(rules: PlanningRules, now: Timestamp) {
        self.rules = rules
        self.now = now
    }

    /// What a plan says of where it came from.
    package struct Origin: Sendable, Hashable {
        package var stack: String
        package var apiURL: String
        package var configDigest: String

        package init(stack: String, apiURL: String, configDigest: String) {
            self.stack = stack
            self.apiURL = apiURL
            self.configDigest = configDigest
        }
    }

    /// `receipts` are what the ledger knows of the stack; nil when there is none.
    ///
    /// - Throws: ``PlanningError`` with all entries that cannot be matched.
    package func plan(
        _ desired: DesiredState,
        onto live: LiveAccount,
        from origin: Origin,
        receipts: Receipts? = nil
    ) throws(PlanningError) -> Plan {
        try plan(desired, onto: live, from: origin, receipts, keeping: nil).plan
    }

    /// Plans again, from what is there now, the changes that a saved plan has; all others are left alone.
    ///
    /// A change that waits for one of those others is blocked. Secrets that the saved plan does not send are not sent, for
    /// whatever the ledger has learned since, unless the rules ask for it. Which texts the API stores otherwise, the saved plan says,
    /// whether the ledger can be read now or not.
    ///
    /// - Throws: ``PlanningError`` as ``plan(_:onto:from:)`` does.
    package func plan(
        again saved: Plan,
        _ desired: DesiredState,
        onto live: LiveAccount,
        from origin: Origin,
        receipts: Receipts? = nil
    ) throws(PlanningError) -> (plan: Plan, leftAlone: Int) {
        try plan(desired, onto: live, from: origin, receipts, keeping: saved)
    }

    private func plan(
        _ desired: DesiredState,
        onto live: LiveAccount,
        from origin: Origin,
        _ receipts: Receipts?,
        keeping saved: Plan?
    ) throws(PlanningError) -> (plan: Plan, leftAlone: Int) {
        let known = receipts.map { ReceiptLookup($0, live) }
        var changes = try changes(desired, live, known) { matching in
            if let saved { matching.accept(saved.storedOtherwise) } else if let receipts { matching.accept(receipts) }
        }
        changes.block(desired: desired, live: live, rules: rules)
        changes.select(rules.only)
        let leftAlone = saved.map { changes.select($0.changes, rotate: rules.rotate) } ?? 0
        changes.limit(rules)
        changes.blockWithOtherHalf()
        changes.keepRetiredNames()

        let steps = StepGraph(changes.planned).steps
        let list = changes.planned.map(\.change)
        var summary = Plan.Summary(counting: list)
        let unmanaged = changes.unmanaged + live.unmanageable.map(Plan.Unmanaged.init).filter { rules.selects($0.name) }
        summary.unchanged = changes.unchanged
        summary.unmanaged = unmanaged.count
        summary.waiting = changes.waiting.count
        summary.hidden = changes.hidden.count
        let plan = Plan(
            stack: origin.stack,
            apiURL: origin.apiURL,
            configDigest: origin.configDigest,
            summary: summary,
            changes: list,
            steps: steps,
            unmanaged: unmanaged.sorted(),
            waiting: changes.waiting,
            hidden: changes.hidden,
            storedOtherwise: changes.storedOtherwise,
            usesLedger: known != nil,
            secretsUnknown: changes.secretsUnknown
        )
        return (plan, leftAlone)
    }

    /// What differs; the pairs of the whole account that tell are gone when it returns.
    private func changes(
        _ desired: DesiredState,
        _ live: LiveAccount,
        _ known: ReceiptLookup?,
        _ accept: (inout ConnectionMatching) -> Void
    ) throws(PlanningError) -> ChangeList {
        var matching = ConnectionMatching(desired.connections, live)
        if let error = PlanningError(matching) { throw error }
        accept(&matching)
        return ChangeList(matching, desired: desired, rules: rules, now: now, known: known)
    }
}

extension PlanningRules {
    /// Whether `--only` covers the name; everything is selected when it was not given.
    func selects(_ name: String?) -> Bool {
        only.isEmpty || only.cover(name ?? "")
    }
}

extension Plan.Unmanaged {
    init(_ unmanageable: UnmanageableConnection) {
        self.init(
            type: unmanageable.type,
            name: unmanageable.name,
            connectionId: unmanageable.id,
            reason: unmanageable.reason
        )
    }
}

extension Plan.Unmanaged: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.type, left.name ?? "", left.connectionId?.rawValue ?? "")
            < (right.type, right.name ?? "", right.connectionId?.rawValue ?? "")
    }
}
