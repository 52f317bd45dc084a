import Connections

/// What is known of one connection: how account and files have it, and what an apply of the files would do to it.
package struct Inspection: Sendable, Hashable {
    /// What an apply would do; the raw values are part of the JSON format.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// It would be created, updated, replaced or deleted.
        case changed
        /// It is as the files want it, or gone as they want it.
        case unchanged
        /// It is in no file, and would be left alone.
        case unmanaged
        /// It is the old connection of a replace, which works until its grace is over.
        case waiting
        /// Nobody can tell: there are no files, or they do not fit the account.
        case unknown
    }

    package var connection: ConnectionOverview
    package var verdict: Verdict
    /// Of a plan of the whole stack, those of this connection; mostly one.
    package var changes: [Change]
    /// nil for what does not wait.
    package var waiting: Plan.Waiting?
    /// nil for what nobody wrote unseen, and without a ledger.
    package var hidden: Plan.Hidden?
    /// nil where the API keeps all texts as they were sent, as far as is known.
    package var storedOtherwise: Plan.StoredOtherwise?

    /// Reads off a plan of the whole stack what it says of the connection; nil when there is none.
    package init(_ connection: ConnectionOverview, in plan: Plan?) {
        self.connection = connection
        let id = connection.connectionId
        changes = (plan?.changes ?? []).filter { change in
            guard let id, change.connectionId == id else {
                return id == nil && change.action == .create && change.type == connection.type
                    && change.name == connection.declaredName
            }
            return true
        }
        waiting = plan?.waiting.first { $0.connectionId == id }
        hidden = plan?.hidden.first { $0.connectionId == id }
        storedOtherwise = plan?.storedOtherwise.first { $0.connectionId == id }
        if plan == nil {
            verdict = .unknown
        } else if !changes.isEmpty {
            verdict = .changed
        } else if waiting != nil {
            verdict = .waiting
        } else {
            verdict = connection.source == nil ? .unmanaged : .unchanged
        }
    }
}
