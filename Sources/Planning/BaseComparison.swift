import Connections

/// Tells which changes of a plan are pending on another checkout, the base, already.
package struct BaseComparison {
    private let base: [Change]
    /// What the base would do, and whether it may.
    private let pending: [Change: Bool]

    /// Takes the plan of the base onto the same live account; nil for one of which nothing could be applied.
    package init(_ plan: Plan?) {
        base = plan?.changes ?? []
        pending = Dictionary(base.map { ($0.deed, $0.blocked == nil) }) { first, _ in first }
    }

    /// The plan with each of its changes marked, and all of them counted.
    package func marking(_ plan: Plan) -> Plan {
        var marked = plan
        for index in plan.changes.indices {
            marked.changes[index].introduced = !isPending(plan.changes[index])
        }
        let introduced = marked.changes.count { $0.introduced == true }
        marked.base = Plan.Base(
            introduced: introduced,
            pending: plan.changes.count - introduced,
            withdrawn: withdrawn(by: plan)
        )
        return marked
    }

    /// A change that is blocked on the base and not here is no pending one: it is this checkout that lets it happen.
    private func isPending(_ change: Change) -> Bool {
        guard let mayHappenThere = pending[change.deed] else { return false }
        return mayHappenThere || change.blocked != nil
    }

    /// How many changes are about a connection that the plan does not change at all.
    private func withdrawn(by plan: Plan) -> Int {
        let ids = Set(plan.changes.compactMap(\.connectionId))
        let names = Set(plan.changes.map(\.key))
        return base.count { change in
            !names.contains(change.key) && change.connectionId.map(ids.contains) != true
        }
    }
}

extension Change {
    /// The name by which people know what is changed.
    fileprivate var key: ConnectionKey { ConnectionKey(type, name) }

    /// What is done, without what may differ between two checkouts that do the same.
    fileprivate var deed: Change {
        var deed = self
        deed.source = nil
        deed.blocked = nil
        deed.recovery = nil
        deed.introduced = nil
        return deed
    }
}
