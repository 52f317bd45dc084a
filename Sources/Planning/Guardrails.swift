import Connections

/// What forbids a change: protection, ownership, pins, names that are taken, limits, empty input.
struct Guardrails {
    private let rules: PlanningRules
    private let declared: Set<ConnectionKey>
    private let parkedBases: Set<ConnectionKey>
    private let holders: [ConnectionKey: String]
    private let declaresNothing: Bool

    init(desired: DesiredState, live: LiveAccount, rules: PlanningRules) {
        self.rules = rules
        let keys =
            desired.connections.map { ConnectionKey($0.type, $0.name) }
            + desired.tombstones.map { ConnectionKey($0.type, $0.name) }
        declared = Set(keys)
        parkedBases = Set(
            desired.connections.flatMap { entry in entry.parkedBases.map { ConnectionKey(entry.type, $0) } }
                + desired.tombstones.flatMap { entry in
                    ParkedName.bases(of: entry.name).map { ConnectionKey(entry.type, $0) }
                }
        )
        declaresNothing = desired.connections.isEmpty && desired.tombstones.isEmpty
        var holders: [ConnectionKey: String] = [:]
        for connection in live.connections {
            holders[ConnectionKey(connection.type, connection.name)] = connection.id.rawValue
        }
        for item in live.unmanageable {
            if let name = item.name { holders[ConnectionKey(item.type, name)] = item.id?.rawValue ?? "unknown id" }
        }
        self.holders = holders
    }

    /// The first reason that forbids the change by itself.
    func block(_ planned: PlannedChange) -> Block? {
        guard let live = planned.live, planned.change.action != .create else { return nil }
        let isRename = planned.takenName != nil
        guard planned.change.action.isDestructive || isRename else { return nil }
        if planned.change.action == .replace, planned.desired?.id != nil { return .pinned(planned.change) }
        if planned.change.action.isDestructive, let block = protection(planned, live) { return block }
        return isClaimed(live, by: planned) ? nil : .notOwned(live, planned.change)
    }

    private func protection(_ planned: PlannedChange, _ live: LiveConnection) -> Block? {
        if planned.desired?.isProtected == true || planned.isProtectedByEntry {
            return .protectedByEntry(planned.change)
        }
        let names = [live.name, ParkedName(live.name, of: live.id)?.base, planned.desired?.name].compactMap(\.self)
        guard let glob = rules.protected.first(where: { glob in names.contains(where: glob.matches) }) else {
            return nil
        }
        return .protected(planned.change, by: glob)
    }

    /// Whether the files speak of the live connection's name: declared, a former name, owned, or parked by us from such a name.
    private func isClaimed(_ live: LiveConnection, by planned: PlannedChange) -> Bool {
        if declared.contains(ConnectionKey(live.type, live.name)) || rules.owns.cover(live.name) { return true }
        if planned.desired?.renamedFrom.contains(live.name) == true { return true }
        guard let base = ParkedName(live.name, of: live.id)?.base else { return false }
        return parkedBases.contains(ConnectionKey(live.type, base)) || rules.owns.cover(base)
    }

    /// What forbids changes only together: names that nobody frees, too many deletes, files that declare nothing.
    func blocks(forAll planned: [PlannedChange]) -> [(index: Int, block: Block)] {
        takenNames(planned) + limits(planned)
    }

    private func takenNames(_ planned: [PlannedChange]) -> [(index: Int, block: Block)] {
        let freed = Set(
            planned.compactMap { planned in planned.freedName.map { ConnectionKey(planned.change.type, $0) } }
        )
        return planned.enumerated().compactMap { index, planned in
            guard planned.change.blocked == nil, let taken = planned.takenName else { return nil }
            let key = ConnectionKey(planned.change.type, taken)
            guard let holder = holders[key], !freed.contains(key) else { return nil }
            return (index, .nameTaken(key, holder: holder))
        }
    }

    private func limits(_ planned: [PlannedChange]) -> [(index: Int, block: Block)] {
        let destructive = planned.indices.filter {
            planned[$0].change.action.isDestructive && planned[$0].change.blocked == nil
        }
        let deletes = destructive.filter { planned[$0].change.action == .delete }
        if declaresNothing, !rules.allowsEmpty, !deletes.isEmpty {
            return deletes.map { ($0, .emptyInput(deletes: deletes.count)) }
        }
        guard let maximum = rules.maximumDeletes, destructive.count > maximum else { return [] }
        return destructive.map { ($0, .limit(maximum, found: destructive.count)) }
    }
}
