import Connections

/// What a saved plan is held against: the live connections, and the plan that was made again.
struct StaleWorld {
    private let byID: [ConnectionID: LiveConnection]
    private let byName: [ConnectionKey: LiveConnection]
    private let byLocation: [AWSLocation: LiveConnection]
    private let unmanageable: [ConnectionID: String]
    private let again: [Change.Identity: Change]
    private let waiting: [ConnectionID: Plan.Waiting]
    private let couldBePlanned: Bool
    /// The names that the saved plan gives.
    private let given: Set<ConnectionKey>

    init(_ saved: Plan, live: LiveAccount, again plan: Plan?) {
        given = Set(saved.changes.filter { $0.action != .delete }.map { ConnectionKey($0.type, $0.name) })
        byID = Dictionary(live.connections.map { ($0.id, $0) }) { first, _ in first }
        byName = Dictionary(live.connections.map { (ConnectionKey($0.type, $0.name), $0) }) { first, _ in first }
        byLocation = Dictionary(
            live.connections.compactMap { live in live.details.location.map { ($0, live) } }
        ) { $0.id < $1.id ? $0 : $1 }
        unmanageable = Dictionary(live.unmanageable.compactMap { item in item.id.map { ($0, item.reason) } }) {
            first,
            _ in
            first
        }
        again = Dictionary((plan?.changes ?? []).map { ($0.identity, $0) }) { first, _ in first }
        waiting = Dictionary((plan?.waiting ?? []).map { ($0.connectionId, $0) }) { first, _ in first }
        couldBePlanned = plan != nil
    }

    /// Whether what a change wants is there, so that nothing is left to do.
    func isDone(_ change: Change) -> Bool {
        guard again[change.identity] == nil else { return false }
        let named = byName[ConnectionKey(change.type, change.name)]
        switch change.action {
        case .create:
            return named.map { isAsWanted($0, change) } ?? false
        case .update:
            guard change.fields.contains(where: { !$0.sensitive }) else { return false }
            return change.connectionId.flatMap { byID[$0] }.map { isAsWanted($0, change) } ?? false
        case .replace:
            guard let id = change.connectionId, let named, named.id != id, isAsWanted(named, change) else {
                return false
            }
            return byID[id].map { ParkedName($0.name, of: id)?.purpose == .retired } ?? true
        case .delete:
            guard let id = change.connectionId, byID[id] == nil, unmanageable[id] == nil else { return false }
            // A name that somebody else has now speaks for an id that was never there.
            return named == nil || given.contains(ConnectionKey(change.type, change.name))
        }
    }

    private func isAsWanted(_ live: LiveConnection, _ change: Change) -> Bool {
        change.fields.allSatisfy { live.has($0.after, in: $0.field) }
    }

    /// Why a change is not the same any more; nil when it is.
    func reason(_ change: Change) -> StaleReason? {
        let again = again[change.identity]
        if let again, again.substance == change.substance { return nil }
        if let sent = secretsNotCalledFor(change, again) { return sent }
        if let id = change.connectionId, let moved = movement(change, id) { return moved }
        guard couldBePlanned else { return taken(change) }
        if let again { return difference(change, again) }
        return taken(change)
            ?? StaleReason(
                .changeNotCalledFor,
                change,
                "is \(change.verb) by the plan, and neither the files nor the account call for that"
            )
    }

    /// The saved plan sends secrets because of what the ledger knew then, and by what it knows now that need not be.
    private func secretsNotCalledFor(_ change: Change, _ again: Change?) -> StaleReason? {
        guard change.action == .update, change.sendsSecrets, couldBePlanned, again?.sendsSecrets != true,
            let live = change.connectionId.flatMap({ byID[$0] })
        else { return nil }
        // Where more has moved than the secrets, that says more.
        guard live.version == change.version || isAsWanted(live, change) else { return nil }
        return StaleReason(
            .changeNotCalledFor,
            change,
            "gets its secrets by the plan, and nothing calls for that any more: they were sent since, "
                + "or what is known of them has changed"
        )
    }

    /// What became of the connection that the change is about.
    private func movement(_ change: Change, _ id: ConnectionID) -> StaleReason? {
        guard let live = byID[id] else {
            return StaleReason(
                .connectionDeleted,
                change,
                unmanageable[id].map { "cannot be managed any more: \($0)" }
                    ?? "is not in the account any more, and the plan saw version \(change.version ?? 0)"
            )
        }
        if let waits = waiting[id], change.action == .delete { return graceNotOver(change, live, waits) }
        guard live.version != change.version else { return nil }
        if let name = change.liveName, live.name != name {
            return StaleReason(
                .connectionRenamed,
                change,
                "is called '\(live.name)' now (version \(live.version)), and the plan saw '\(name)' (version \(change.version ?? 0))"
            )
        }
        let moved = change.fields.filter { !$0.sensitive && !live.has($0.before, in: $0.field) }
        let details = moved.map { field in
            "\(field.field.rawValue) was \(field.before.quoted) and is \(live.value(of: field.field).quoted)"
        }
        let what =
            change.action == .delete
            ? (details + ["whoever wrote it may still want it"]).joined(separator: ", ")
            : details.isEmpty ? newDifferences(change) : details.joined(separator: ", ")
        return StaleReason(
            .versionMoved,
            change,
            "is at version \(live.version) now, and the plan saw \(change.version ?? 0): \(what)"
        )
    }

    /// What somebody wrote to fields that the plan leaves alone, and that a new plan would take back.
    private func newDifferences(_ change: Change) -> String {
        let planned = Set(change.fields.map(\.field))
        let new = (again[change.identity]?.fields ?? []).filter { !planned.contains($0.field) && !$0.sensitive }
        let details = new.map {
            "\($0.field.rawValue) is \($0.before.quoted), which the files want as \($0.after.quoted)"
        }
        return details.isEmpty
            ? "none of the fields that the plan changes differ"
            : "besides what the plan changes, " + details.joined(separator: ", ")
    }

    private func graceNotOver(_ change: Change, _ live: LiveConnection, _ waits: Plan.Waiting) -> StaleReason {
        let touched = live.version == change.version ? "" : " was written to since, so it"
        return StaleReason(
            .graceNotOver,
            change,
            "is retired and\(touched) keeps its grace \(waits.until.map { "until \($0)" } ?? "until it is asked for")"
        )
    }

    /// Both are about the same connection in the same state, and still they are not the same.
    private func difference(_ change: Change, _ again: Change) -> StaleReason {
        if change.blocked?.code != again.blocked?.code {
            guard let block = again.blocked else {
                return StaleReason(.blocked, change, "is blocked in the plan, and nothing blocks it now")
            }
            return taken(change)
                ?? StaleReason(.blocked, change, "is not blocked in the plan, and is now: \(block.message)")
        }
        for (planned, now) in zip(change.unexplained.fields, again.unexplained.fields) where planned != now {
            guard planned.field == now.field else { break }
            return StaleReason(
                .changeDiffers,
                change,
                "takes \(planned.field.rawValue) from \(planned.before.quoted) to \(planned.after.quoted) in the plan, "
                    + "and from \(now.before.quoted) to \(now.after.quoted) when planned again"
            )
        }
        return StaleReason(
            .changeDiffers,
            change,
            "has another '\(change.part(unlike: again))' in the plan than when planned again"
        )
    }

    /// Who has the name, or the account and region, that a change wants; nil when both are free.
    private func taken(_ change: Change) -> StaleReason? {
        if case .text(let name)? = change.wanted(.name) ?? (change.action == .replace ? .text(change.name) : nil),
            let holder = byName[ConnectionKey(change.type, name)], holder.id != change.connectionId
        {
            let others = change.fields.filter { $0.field != .name && !holder.has($0.after, in: $0.field) }
            let details = others.prefix(1).map {
                ", with \($0.field.rawValue) \(holder.value(of: $0.field).quoted) where the plan wants \($0.after.quoted)"
            }
            return StaleReason(
                .nameTaken,
                change,
                "cannot take the name '\(name)', which is no longer free: \(holder.id) has it" + details.joined()
            )
        }
        guard change.action == .create || change.action == .replace,
            case .text(let account)? = change.wanted(.awsAccountId) ?? heldValue(.awsAccountId, change),
            case .text(let region)? = change.wanted(.awsRegion) ?? heldValue(.awsRegion, change),
            let holder = byLocation[AWSLocation(accountID: account, region: region)], holder.id != change.connectionId
        else { return nil }
        return StaleReason(
            .locationTaken,
            change,
            "cannot take account '\(account)' with region '\(region)', which is no longer free: '\(holder.name)' (\(holder.id)) has it"
        )
    }

    private func heldValue(_ field: ConnectionField, _ change: Change) -> FieldValue? {
        change.connectionId.flatMap { byID[$0] }?.value(of: field)
    }
}

extension Change {
    fileprivate var verb: String {
        switch action {
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .delete: "deleted"
        }
    }

    /// The first key in which another change of the same connection differs.
    fileprivate func part(unlike other: Change) -> String {
        let parts: [(String, Bool)] = [
            ("reason", unexplained.reason == other.unexplained.reason), ("recovery", recovery == other.recovery),
            ("replacedBy", replacedBy == other.replacedBy), ("version", version == other.version),
            ("irreversible", irreversible == other.irreversible), ("idChanges", idChanges == other.idChanges),
            ("replaceOrder", replaceOrder == other.replaceOrder), ("graceSeconds", graceSeconds == other.graceSeconds),
            ("source", source == other.source), ("fields", unexplained.fields == other.unexplained.fields),
        ]
        return parts.first { !$0.1 }?.0 ?? "blocked"
    }
}

extension FieldValue {
    private static let longestQuote = 80

    /// In single quotes, as messages have it; a long text is cut.
    fileprivate var quoted: String {
        switch self {
        case .text(let text) where text.count > Self.longestQuote: "'\(text.prefix(Self.longestQuote))…'"
        case .text(let text): "'\(text)'"
        case .flag(let flag): flag ? "true" : "false"
        case .none: "none"
        }
    }
}
