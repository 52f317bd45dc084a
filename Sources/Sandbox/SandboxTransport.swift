package import Connections
package import PictoryAPI

/// What carries requests to a sandbox's model without HTTP: each reply becomes the value or error that it would be over it.
package protocol SandboxTransport: ConnectionsAPI {
    var behavior: SandboxBehavior { get }

    /// - Throws: `CancellationError` when the caller is cancelled before there is a reply.
    func perform(_ request: SandboxRequest) async throws(CancellationError) -> SandboxReply
}

extension Sandbox: SandboxTransport {}

extension SandboxTransport {
    package func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage {
        let request = SandboxRequest.list(type, after: key)
        guard case .page(let page) = try await content(of: request) else { throw request.invalidAnswer }
        return ConnectionPage(items: page.items.map { .live($0.live) }, nextPageKey: page.nextPageKey)
    }

    package func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection {
        let request = SandboxRequest.get(type, id)
        guard case .connection(let connection, _) = try await content(of: request) else { throw request.invalidAnswer }
        return connection.live
    }

    package func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer {
        try await write(.create(new.type, RequestBody(new)))
    }

    package func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer {
        try await write(.update(update.type, id, RequestBody(update)))
    }

    package func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) {
        _ = try await content(of: .delete(type, id))
    }

    private func write(_ request: SandboxRequest) async throws(APIError) -> WriteAnswer {
        guard case .connection(let connection, let fields) = try await content(of: request) else {
            throw request.invalidAnswer
        }
        guard fields != .idAndVersion else { return WriteAnswer(id: connection.id, version: connection.live.version) }
        var answer = WriteAnswer(connection.live)
        if connection.live.description.isEmpty, behavior.emptyDescription != .emptyString {
            answer.description = nil
        }
        return answer
    }

    /// What a successful answer to the request holds.
    private func content(of request: SandboxRequest) async throws(APIError) -> SandboxAnswer.Content {
        let reply: SandboxReply
        do {
            reply = try await perform(request)
        } catch {
            throw APIError(.cancelled, request: request.title)
        }
        switch reply {
        case .answer(let answer) where answer.isSuccess: return answer.content
        case .answer(let answer): throw APIError(answer, to: request, behavior)
        case .truncated, .dropped: throw APIError(.dropped, request: request.title)
        case .silence: throw APIError(.timeout, request: request.title)
        }
    }
}

extension SandboxRequest {
    fileprivate var title: String { "\(operation.method) \(path)" }

    fileprivate var invalidAnswer: APIError {
        APIError(.invalidAnswer, request: title, detail: "the body is not what the API documents")
    }
}

extension APIError {
    fileprivate init(_ answer: SandboxAnswer, to request: SandboxRequest, _ behavior: SandboxBehavior) {
        // Through the bytes that it would have over HTTP, so that each form of them is read as it is there.
        let body = answer.body(behavior).bytes
        self.init(
            Kind(status: answer.status),
            request: request.title,
            status: answer.status,
            detail: WireErrorText(redactor: Redactor([])).detail(of: Array(body)),
            retryAfter: answer.retryAfter.flatMap(Self.wait)
        )
    }

    /// What a `Retry-After` header asks for, within 0…60 s; nil for what is not a number of seconds.
    private static func wait(_ header: String) -> Duration? {
        guard let seconds = Double(header), seconds.isFinite else { return nil }
        return .seconds(min(max(seconds, 0), 60))
    }
}

extension APIError.Kind {
    fileprivate init(status: Int) {
        switch status {
        case 300...399: self = .redirect
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .notFound
        case 409: self = .conflict
        case 429: self = .rateLimited
        case 500...: self = .server
        default: self = .badRequest
        }
    }
}
