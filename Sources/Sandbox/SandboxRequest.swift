package import Connections

/// One request to the sandbox, however it came.
package enum SandboxRequest: Sendable, Hashable {
    /// What a request does; what faults and the journal name.
    package enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        case list
        case get
        case create
        case update
        case delete

        package var isWrite: Bool {
            switch self {
            case .list, .get: false
            case .create, .update, .delete: true
            }
        }

        package var method: String {
            switch self {
            case .list, .get: "GET"
            case .create: "POST"
            case .update: "PUT"
            case .delete: "DELETE"
            }
        }
    }

    case list(ConnectionType, after: String?)
    case get(ConnectionType, ConnectionID)
    case create(ConnectionType, RequestBody)
    case update(ConnectionType, ConnectionID, RequestBody)
    case delete(ConnectionType, ConnectionID)

    package var operation: Operation {
        switch self {
        case .list: .list
        case .get: .get
        case .create: .create
        case .update: .update
        case .delete: .delete
        }
    }

    package var type: ConnectionType {
        switch self {
        case .list(let type, _), .get(let type, _), .create(let type, _), .update(let type, _, _), .delete(let type, _):
            type
        }
    }

    /// nil for a list and a create.
    package var id: ConnectionID? {
        switch self {
        case .list, .create: nil
        case .get(_, let id), .update(_, let id, _), .delete(_, let id): id
        }
    }

    /// nil but for a create and an update.
    package var body: RequestBody? {
        switch self {
        case .list, .get, .delete: nil
        case .create(_, let body), .update(_, _, let body): body
        }
    }

    /// Below the base URL, without the query, for example `/v1/awsconnections/2025…`.
    package var path: String {
        let list = "/v1/\(type.pathComponent)"
        return id.map { "\(list)/\($0)" } ?? list
    }
}

extension ConnectionType {
    /// The last part of the path of the list.
    package var pathComponent: String {
        switch self {
        case .aws: "awsconnections"
        case .vimeo: "vimeo-connections"
        }
    }
}
