package import Connections
package import Planning

/// What a drift run looks at, and what of it is told.
package struct DriftScope: Sendable {
    /// Tell only of connections whose declared or live names match; all of them when it is empty.
    package var only: [NameGlob]
    /// Tell only what the last complete run did not find.
    package var newOnly: Bool
    /// Receipts do not count where the account has none of their connections.
    package var isNewAccount: Bool
    /// Count what is in no file, and what no apply would touch, without telling of it.
    package var ignoresUnmanaged: Bool
    /// The secrets of the files were resolved, to be compared with those that were sent last.
    package var comparesSecrets: Bool
    /// What the other stacks of the run declare in the same account; nil when there are none.
    package var others: OtherDeclarations?

    package init(
        only: [NameGlob] = [],
        newOnly: Bool = false,
        isNewAccount: Bool = false,
        ignoresUnmanaged: Bool = false,
        comparesSecrets: Bool = false,
        others: OtherDeclarations? = nil
    ) {
        self.only = only
        self.newOnly = newOnly
        self.isNewAccount = isNewAccount
        self.ignoresUnmanaged = ignoresUnmanaged
        self.comparesSecrets = comparesSecrets
        self.others = others
    }

    /// A drift without what is not drift of this stack, which is counted.
    func told(of drift: Drift, in account: LiveAccount) -> Drift {
        var drift = drift
        if let others { drift = drift.leavingOut(declaredBy: others, in: account) }
        return ignoresUnmanaged ? drift.ignoringUnmanaged() : drift
    }
}
