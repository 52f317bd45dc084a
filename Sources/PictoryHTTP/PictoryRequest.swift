import Connections
import NIOHTTP1
import PictoryAPI

/// One request of the API, before it is put on a host.
struct PictoryRequest {
    var method: HTTPMethod
    /// Percent-encoded, below the base URL.
    var path: String
    /// Percent-encoded; nil for none.
    var query: String?
    /// JSON; nil for none.
    var body: [UInt8]?
    /// The secrets in the body.
    var secrets: [Secret] = []

    /// For messages: without host, query and body.
    var label: String { "\(method.rawValue) \(path)" }

    static func page(of type: ConnectionType, after key: String?) -> PictoryRequest {
        let query = key.map { "nextPageKey=\(WirePath.encoded($0))" }
        return PictoryRequest(method: .GET, path: WirePath.list(type), query: query)
    }

    static func create(_ new: NewConnection) -> PictoryRequest {
        let secrets = new.credentials?.all ?? []
        return PictoryRequest(method: .POST, path: WirePath.list(new.type), body: new.wireBody, secrets: secrets)
    }

    static func get(_ id: ConnectionID, of type: ConnectionType) throws(APIError) -> PictoryRequest {
        PictoryRequest(method: .GET, path: try path(.GET, id, of: type))
    }

    static func update(_ id: ConnectionID, _ update: ConnectionUpdate) throws(APIError) -> PictoryRequest {
        let path = try path(.PUT, id, of: update.type)
        return PictoryRequest(method: .PUT, path: path, body: update.wireBody, secrets: update.credentials?.all ?? [])
    }

    static func delete(_ id: ConnectionID, of type: ConnectionType) throws(APIError) -> PictoryRequest {
        PictoryRequest(method: .DELETE, path: try path(.DELETE, id, of: type))
    }

    private static func path(
        _ method: HTTPMethod,
        _ id: ConnectionID,
        of type: ConnectionType
    ) throws(APIError) -> String {
        guard let path = WirePath.connection(id, of: type) else {
            throw APIError(
                .badRequest,
                request: "\(method.rawValue) \(WirePath.list(type))/…",
                detail: "the id is empty, too long, or cannot stand in a path; the request was not sent"
            )
        }
        return path
    }
}

extension RequestCredentials {
    fileprivate var all: [Secret] { [clientSecret, accessToken] }
}
