import Connections

/// Who has a name or an account and region now.
struct Holder: Equatable {
    /// nil only for an item that could not be understood.
    var id: ConnectionID?
    /// nil for a connection that can be managed.
    var whyUnmanageable: String?
}

/// What forbids a change: protection, ownership, pins, names that are taken, limits, empty input.
struct Guardrails {
    private let rules: PlanningRules
    /// What each change takes, by its place among the changes.
    private let takes: [[Holding]]
    /// Who has what the changes take.
    private let holders: [Holding: Holder]
    /// The names that the files declare, and those under which an interrupted run may have left their connections; empty where
    /// no change needs a claim to its connection's name.
    private let declared: Set<ConnectionKey>
    private let parkedBases: Set<ConnectionKey>
    private let declaresNothing: Bool

    init(_ planned: [PlannedChange], desired: DesiredState, live: LiveAccount, rules: PlanningRules) {
        self.rules = rules
        takes = planned.map(\.takes)
        holders = Self.holders(of: Set(takes.joined()), live)
        declaresNothing = desired.connections.isEmpty
        guard zip(planned, takes).contains(where: { Self.needsClaim($0, taking: $1) }) else {
            (declared, parkedBases) = ([], [])
            return
        }
        declared = Set(
            desired.connections.map { ConnectionKey($0.type, $0.name) }
                + desired.tombstones.map { ConnectionKey($0.type, $0.name) }
        )
        parkedBases = Set(
            desired.connections.flatMap { entry in entry.parkedBases.map { ConnectionKey(entry.type, $0) } }
                + desired.tombstones.flatMap { entry in
                    ParkedName.bases(of: entry.name).map { ConnectionKey(entry.type, $0) }
                }
        )
    }

    private static func holders(of taken: Set<Holding>, _ live: LiveAccount) -> [Holding: Holder] {
        guard !taken.isEmpty else { return [:] }
        var holders: [Holding: Holder] = [:]
        for connection in live.connections {
            for holding in connection.holdings where taken.contains(holding) {
                holders[holding] = Holder(id: connection.id)
            }
        }
        for (holding, item) in live.unmanageableHolders {
            holders[holding] = Holder(id: item.id, whyUnmanageable: item.reason)
        }
        return holders
    }

    /// Whether a change is one to a connection whose name the files have to speak of: it goes, or gets another name.
    private static func needsClaim(_ planned: PlannedChange, taking takes: [Holding]) -> Bool {
        guard planned.live != nil, planned.change.action != .create else { return false }
        return planned.change.action.isDestructive || takes.contains { !$0.isLocation }
    }

    /// The first reason that forbids the change at this place by itself.
    func block(_ planned: PlannedChange, at index: Int) -> Block? {
        guard let live = planned.live, Self.needsClaim(planned, taking: takes[index]) else { return nil }
        if planned.change.action == .replace, planned.desired?.id == live.id { return .pinned(planned.change) }
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

    /// What forbids changes only together: what nobody frees, and files that declare nothing.
    func blocks(forAll planned: [PlannedChange]) -> [(index: Int, block: Block)] {
        takenHoldings(planned) + emptyInput(planned)
    }

    private func takenHoldings(_ planned: [PlannedChange]) -> [(index: Int, block: Block)] {
        guard !holders.isEmpty else { return [] }
        let freed = Set(planned.flatMap(\.frees))
        return planned.enumerated().compactMap { index, planned in
            guard planned.change.blocked == nil else { return nil }
            let taken = takes[index].filter { !freed.contains($0) && holders[$0] != nil }
            guard let first = taken.first, let holder = holders[first] else { return nil }
            return (index, Block.taken(first, by: holder, all: taken.filter { holders[$0] == holder }))
        }
    }

    /// What a tombstone names may go; what merely is not declared any more may be a mistake.
    private func emptyInput(_ planned: [PlannedChange]) -> [(index: Int, block: Block)] {
        guard declaresNothing, !rules.allowsEmpty else { return [] }
        let deletes = planned.indices.filter {
            planned[$0].change.reason == .notDeclared && planned[$0].change.blocked == nil
        }
        return deletes.map { ($0, .emptyInput(deletes: deletes.count)) }
    }
}
