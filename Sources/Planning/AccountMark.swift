package import Connections

/// What tells an account from another one behind the same address, without a name that the API does not give.
package struct AccountMark: Sendable, Hashable, Codable {
    /// How many connections it had, those that cannot be managed included.
    package var connections: Int
    /// The ids of the oldest ones that the plan leaves in place, sorted; at most ``mostAnchors``.
    package var anchors: [ConnectionID]

    private static let mostAnchors = 10

    /// What the plan destroys is no anchor, since it is gone once the plan was carried out.
    package init(of account: LiveAccount, sparing plan: Plan) {
        let destroyed = Set(plan.changes.filter(\.action.isDestructive).compactMap(\.connectionId))
        connections = account.count
        // Ids begin with the time at which they were given.
        anchors = account.ids.filter { !destroyed.contains($0) }.sorted().prefix(Self.mostAnchors).map(\.self)
    }

    /// Whether something is there that shows that it is the account of the mark, or that one had nothing to show.
    func isKnown(in account: LiveAccount, touching plan: Plan) -> Bool {
        guard connections > 0 else { return true }
        let known = Set(anchors + plan.changes.compactMap(\.connectionId))
        return account.ids.contains(where: known.contains)
    }

    /// Why an account does not seem to be the one that the mark was made of; nil when it may be.
    ///
    /// Ids are never given twice, so one that is live and that the plan touches proves that it is.
    func difference(from account: LiveAccount, touching touched: [ConnectionID]) -> StaleReason? {
        let live = Set(account.ids)
        if let first = anchors.first, live.isDisjoint(with: anchors), live.isDisjoint(with: touched) {
            let missing =
                anchors.count == 1
                ? "the connection \(first), by which the plan knows the account, is not there"
                : "none of the \(anchors.count) connections by which the plan knows the account, such as \(first), is there"
            return StaleReason(
                .otherAccount,
                "\(missing): the API key is that of another account, or all of them were deleted"
            )
        }
        guard connections == 0, let id = live.min() else { return nil }
        return StaleReason(
            .accountNotEmpty,
            "the account was empty when the plan was made, and has \(account.count) \(account.count == 1 ? "connection" : "connections") now, "
                + "such as \(id)"
        )
    }
}

extension LiveAccount {
    fileprivate var count: Int { connections.count + unmanageable.count }

    fileprivate var ids: [ConnectionID] { connections.map(\.id) + unmanageable.compactMap(\.id) }
}
