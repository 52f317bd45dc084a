/// A moment that the API leaves open whatever a client does; a simulation counts how often one was met, and lets it pass.
///
/// `docs/reliability.md` says of each how small it is and what closes it.
package enum Window: String, Sendable, Hashable, CaseIterable {
    /// The API deletes without a version, so an edit after the last reading is deleted with the connection.
    case editBeforeDelete = "edit between the reading back of a fence and its delete"
    /// The same for a delete that arrives when nobody waits for it any more.
    case lateDelete = "delete that landed after its run had given up"
    /// Secrets cannot be read: one update of ours whose answer was lost and one of somebody else look alike.
    case hiddenEdit = "secrets given, or the same written, by hand at the moment when the answer to an update was lost"
    /// The same for an equal connection that somebody made while the answer to a create was lost.
    case hiddenTwin = "equal connection made by hand at the moment when the answer to a create was lost"
    /// The API has no key that makes a create happen once: what was renamed at once makes room for a second one.
    case renamedBeforeSeen = "connection renamed before anybody could see that it had been created"
}
