package import Connections

/// The JSON form of live connections.
package struct ListDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let apiURL: String
    private var connections: [LiveConnectionDocument]
    private var unmanageable: [UnmanageableDocument]

    /// `account` is what `apiURL` has, or a part of it; its order stays.
    package init(apiURL: String, _ account: LiveAccount) {
        self.apiURL = apiURL
        connections = account.connections.map { LiveConnectionDocument(connection: $0) }
        unmanageable = account.unmanageable.map(UnmanageableDocument.init)
    }
}

extension ListDocument: LongDocument {
    var withoutItems: ListDocument {
        var document = self
        (document.connections, document.unmanageable) = ([], [])
        return document
    }

    var lists: [String: any Collection<any Encodable>] {
        ["connections": connections.encodables, "unmanageable": unmanageable.encodables]
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
