package import Connections
package import PictoryAPI
import Synchronization

/// An API that answers from scripts and keeps what it was asked; anything the test did not set up fails.
package final class ScriptedAPI: ConnectionsAPI {
    package typealias Pages = @Sendable (ConnectionType, String?) throws(APIError) -> ConnectionPage
    package typealias Write = @Sendable () throws(APIError) -> WriteAnswer

    private let pages: Pages
    private let write: Write
    private let log = Mutex<[String]>([])

    package init(
        pages: @escaping Pages = { type, _ throws(APIError) in throw .notSetUp("page of \(type.rawValue)") },
        write: @escaping Write = { () throws(APIError) in throw .notSetUp("write") }
    ) {
        self.pages = pages
        self.write = write
    }

    /// What was asked, in order.
    package var requests: [String] { log.withLock(\.self) }

    package func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage {
        log.withLock { $0.append("page \(type.rawValue) \(key ?? "first")") }
        return try pages(type, key)
    }

    package func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection {
        throw .notSetUp("read of \(id)")
    }

    package func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer {
        log.withLock { $0.append("create \(new.name)") }
        return try write()
    }

    package func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer {
        log.withLock { $0.append("update \(id)") }
        return try write()
    }

    package func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) {
        log.withLock { $0.append("delete \(id)") }
        _ = try write()
    }
}

extension APIError {
    fileprivate static func notSetUp(_ request: String) -> Self {
        APIError(.badRequest, request: request, detail: "the test did not set this up")
    }
}
