package import Connections

/// Tells which changes of a plan are pending on another checkout, the base, already.
package struct BaseComparison {
    private let base: [Change]
    /// What the base would do, and whether it may.
    private let pending: [Change: Bool]
    /// The same without secrets, which a base that was not given any cannot hold against what was sent.
    private let pendingBesides: [Change: Bool]
    private let references: [ConnectionKey: [SecretReference]]

    /// Takes the plan of the base onto the same live account, and what the base declares; nil for a base of which nothing
    /// could be applied.
    package init(_ plan: Plan?, of desired: DesiredState = DesiredState()) {
        base = plan?.changes ?? []
        pending = Dictionary(base.map { ($0.deed, $0.blocked == nil) }) { first, _ in first }
        pendingBesides = Dictionary(base.map { ($0.deed.withoutSecrets, $0.blocked == nil) }) { first, _ in first }
        references = desired.secretReferences
    }

    /// The plan with each of its changes marked, and all of them counted; `desired` is what this checkout declares.
    package func marking(_ plan: Plan, of desired: DesiredState = DesiredState()) -> Plan {
        var marked = plan
        let here = desired.secretReferences
        for index in plan.changes.indices {
            let change = plan.changes[index]
            // Which secrets are sent stands in no plan, but it is a difference all the same.
            let sendsOthers = change.sendsSecrets && here[change.key] != references[change.key]
            marked.changes[index].introduced = sendsOthers || !isPending(change)
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
        guard let mayHappenThere = pending[change.deed] ?? pendingOtherwise(change) else { return false }
        return mayHappenThere || change.blocked != nil
    }

    /// Of a change that sends secrets since they changed: the base has the same ones, from the same place, and would do so too.
    private func pendingOtherwise(_ change: Change) -> Bool? {
        guard change.credentials == .changed, references[change.key] != nil else { return nil }
        let besides = change.deed.withoutSecrets
        return besides.fields.isEmpty ? true : pendingBesides[besides]
    }

    /// How many changes are about a connection that the plan does not change at all.
    private func withdrawn(by plan: Plan) -> Int {
        let ids = Set(plan.changes.compactMap(\.connectionId))
        let names = Set(plan.changes.map(\.key))
        return base.count { change in
            change.connectionId.map { !ids.contains($0) } ?? !names.contains(change.key)
        }
    }
}

extension Change {
    /// The name by which people know what is changed.
    fileprivate var key: ConnectionKey { ConnectionKey(type, name) }

    /// What is done, without what may differ between two checkouts that do the same.
    fileprivate var deed: Change {
        var deed = unexplained
        deed.source = nil
        deed.blocked = nil
        deed.recovery = nil
        deed.introduced = nil
        deed.mayBeRenameOf = nil
        return deed
    }

    fileprivate var withoutSecrets: Change {
        var change = self
        change.fields.removeAll(where: \.sensitive)
        return change
    }
}

extension DesiredState {
    /// Where the secrets of each entry come from.
    fileprivate var secretReferences: [ConnectionKey: [SecretReference]] {
        Dictionary(
            connections.compactMap { entry in
                entry.credentials.map { credentials in
                    let references = [credentials.clientSecret.reference, credentials.accessToken.reference]
                    return (ConnectionKey(entry.type, entry.name), references)
                }
            }
        ) { first, _ in first }
    }
}
