package import Connections

/// The JSON form of live connections.
package struct ListDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let apiURL: String
    private let connections: [LiveConnectionDocument]
    private let unmanageable: [UnmanageableDocument]

    /// `account` is what `apiURL` has, or a part of it; its order stays.
    package init(apiURL: String, _ account: LiveAccount) {
        self.apiURL = apiURL
        connections = account.connections.map { LiveConnectionDocument(connection: $0) }
        unmanageable = account.unmanageable.map(UnmanageableDocument.init)
    }
}

private struct UnmanageableDocument: Sendable, Encodable {
    let type: ConnectionType
    let name: String?
    let connectionId: ConnectionID?
    let reason: String

    init(_ item: UnmanageableConnection) {
        type = item.type
        name = item.name
        connectionId = item.id
        reason = item.reason
    }
}
