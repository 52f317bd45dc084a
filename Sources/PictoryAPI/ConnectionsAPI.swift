package import Connections

/// The vendor's API, one request a call: no retry, no paging, no waiting.
///
/// What several requests have in common (pages, retries, the pace) is ``PictoryAccount``, which works over any
/// implementation: HTTPS, the sandbox in memory, the sandbox over a socket, a scripted one in tests.
package protocol ConnectionsAPI: Sendable {
    /// One page of the list; `key` is the `nextPageKey` of the page before, nil for the first.
    func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage

    /// The connection with the id.
    ///
    /// - Throws: ``APIError`` with kind `.notFound` when there is none of this type.
    func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection

    func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer

    func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer

    func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError)
}

/// One page of a list.
package struct ConnectionPage: Sendable, Hashable {
    package var items: [ListedConnection]
    /// Opaque, and goes back verbatim; nil on the last page.
    package var nextPageKey: String?

    package init(items: [ListedConnection], nextPageKey: String? = nil) {
        self.items = items
        self.nextPageKey = nextPageKey
    }
}

/// An item of a list: understood, or shown and left alone.
package enum ListedConnection: Sendable, Hashable {
    case live(LiveConnection)
    case unmanageable(UnmanageableConnection)
}
