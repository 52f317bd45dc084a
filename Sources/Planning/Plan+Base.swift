import Connections

extension Plan {
    /// The plan, with every change marked and counted by whether it is pending on the base already.
    ///
    /// `base` is the plan of another checkout onto the same live account; nil stands for one of which nothing could be
    /// applied, so that every change is introduced. What the base may not carry out and this checkout may is introduced
    /// as well: it is this checkout that lets it happen.
    package func compared(with base: Plan?) -> Plan {
        let others = base?.changes ?? []
        let pending = Dictionary(others.map { ($0.essence, $0.blocked == nil) }) { first, _ in first }
        var compared = self
        for index in changes.indices {
            let change = changes[index]
            let mayBePending = pending[change.essence].map { $0 || change.blocked != nil }
            compared.changes[index].introduced = mayBePending != true
        }
        let introduced = compared.changes.count { $0.introduced == true }
        compared.base = Base(
            introduced: introduced,
            pending: changes.count - introduced,
            withdrawn: withdrawn(of: others)
        )
        return compared
    }

    /// How many changes are about a connection that this plan does not change at all.
    private func withdrawn(of others: [Change]) -> Int {
        let ids = Set(changes.compactMap(\.connectionId))
        let names = Set(changes.map(\.key))
        return others.count { other in
            !names.contains(other.key) && other.connectionId.map(ids.contains) != true
        }
    }
}

extension Change {
    /// The name by which people know what is changed.
    fileprivate var key: ConnectionKey { ConnectionKey(type, name) }

    /// What is done, without what may differ between two checkouts that do the same.
    fileprivate var essence: Change {
        var essence = self
        essence.source = nil
        essence.blocked = nil
        essence.recovery = nil
        essence.introduced = nil
        return essence
    }
}
