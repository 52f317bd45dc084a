import Connections
import PictoryAPI
import Sandbox
import Synchronization

/// A sandbox as a program sees it that is killed at its nth request: from then on nothing arrives and nothing is answered.
final class KilledAPI: ConnectionsAPI {
    enum Way: CaseIterable {
        /// The last request never arrives.
        case lost
        /// The last request is done, and its answer reaches nobody.
        case done
    }

    private let sandbox: Sandbox
    private let last: Int
    private let way: Way
    private let count = Mutex(0)

    init(_ sandbox: Sandbox, at last: Int, _ way: Way) {
        self.sandbox = sandbox
        self.last = last
        self.way = way
    }

    /// Whether the program lived to send the request that it was to be killed at.
    var isKilled: Bool { count.withLock { $0 >= last } }

    private func request<Answer: Sendable>(_ send: () async throws(APIError) -> Answer) async throws(APIError) -> Answer
    {
        let number = count.withLock { count in
            count += 1
            return count
        }
        if number < last { return try await send() }
        if number == last, way == .done { _ = try await send() }
        throw APIError(.dropped, request: "request \(number)", detail: "the program was killed")
    }

    func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage {
        try await request { () async throws(APIError) in try await sandbox.page(of: type, after: key) }
    }

    func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection {
        try await request { () async throws(APIError) in try await sandbox.connection(id, of: type) }
    }

    func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer {
        try await request { () async throws(APIError) in try await sandbox.create(new) }
    }

    func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer {
        try await request { () async throws(APIError) in try await sandbox.update(id, with: update) }
    }

    func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) {
        try await request { () async throws(APIError) in try await sandbox.delete(id, of: type) }
    }
}
