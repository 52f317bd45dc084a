import AsyncHTTPClient
package import Connections
package import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOSSL
package import PictoryAPI

/// The API over HTTPS: one call is one request, with a deadline, limits on what is read, and no secret in any error.
///
/// It follows no redirect, retries nothing and logs nothing. Whoever makes one has to ``close()`` it.
package struct PictoryClient: ConnectionsAPI {
    private let address: APIAddress
    private let key: APIKey
    private let secrets: KnownSecrets
    private let proxy: HTTPProxy?
    private let limits: RequestLimits
    private let userAgent: String
    private let now: @Sendable () -> Date
    private let exchange: HTTPExchange

    /// Opens no connection yet.
    ///
    /// - Parameters:
    ///   - address: Where every request goes, and nowhere else.
    ///   - key: Sent with every request.
    ///   - secrets: All that the account may have been told, to be masked in whatever its answers say.
    ///   - proxy: What ``HTTPProxy/chosen(for:environment:)`` found for the address.
    ///   - authorities: Trusted in addition to the system's; nil for the system's alone.
    ///   - limits: Of every single request.
    ///   - version: Of patchbay, for the `User-Agent` header.
    ///   - now: The time, against which a date in `Retry-After` is held.
    package init(
        address: APIAddress,
        key: APIKey,
        secrets: [Secret] = [],
        proxy: HTTPProxy? = nil,
        authorities: CertificateAuthorities? = nil,
        limits: RequestLimits = RequestLimits(),
        version: String,
        now: @escaping @Sendable () -> Date
    ) {
        self.address = address
        self.key = key
        self.secrets = KnownSecrets([key.secret] + secrets + (proxy?.secrets ?? []))
        self.proxy = proxy
        self.limits = limits
        self.now = now
        userAgent = "patchbay/\(version)"
        exchange = HTTPExchange(proxy: proxy, authorities: authorities, limits: limits)
    }

    /// Closes the connections; requests that are under way fail.
    package func close() async { await exchange.close() }

    // MARK: ConnectionsAPI

    package func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage {
        let request = PictoryRequest.page(of: type, after: key)
        return try await send(request, bodyLimit: limits.listBody) { body throws(WireAnswerError) in
            secrets.echoed.checked(try ConnectionPage(decoding: body, type: type))
        }
    }

    package func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection {
        try await send(try .get(id, of: type), bodyLimit: limits.body) { body throws(WireAnswerError) in
            try secrets.echoed.checked(try LiveConnection(decoding: body, id: id, type: type))
        }
    }

    package func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer {
        try await send(.create(new), bodyLimit: limits.body) { body throws(WireAnswerError) in
            try secrets.echoed.checked(try WriteAnswer(decoding: body, id: nil, type: new.type))
        }
    }

    package func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer {
        try await send(try .update(id, update), bodyLimit: limits.body) { body throws(WireAnswerError) in
            try secrets.echoed.checked(try WriteAnswer(decoding: body, id: id, type: update.type))
        }
    }

    package func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) {
        try await send(try .delete(id, of: type), bodyLimit: limits.body) { body throws(WireAnswerError) in
            try WireDeletion.check(body)
        }
    }

    // MARK: Requests

    private func send<Value>(
        _ request: PictoryRequest,
        bodyLimit: Int,
        decode: ([UInt8]) throws(WireAnswerError) -> Value
    ) async throws(APIError) -> Value {
        let answer: HTTPAnswer
        do {
            answer = try await exchange.answer(to: httpRequest(request), bodyLimit: bodyLimit)
        } catch {
            throw errors(of: request).failed(error, isCancelled: Task.isCancelled)
        }
        guard answer.isSuccess else { throw errors(of: request).refused(answer, now: now()) }
        if let encoding = answer.encoding { throw errors(of: request).unusable(answer, "is encoded as '\(encoding)'") }
        guard !answer.isCut else { throw errors(of: request).unusable(answer, "is longer than \(bodyLimit) bytes") }
        do {
            return try decode(answer.body)
        } catch {
            throw errors(of: request).unusable(answer, error)
        }
    }

    private func httpRequest(_ request: PictoryRequest) -> HTTPClientRequest {
        var result = HTTPClientRequest(url: address.url(request.path, query: request.query))
        result.method = request.method
        result.headers = [
            "Authorization": key.secret.exposedForRequest,
            "Accept": "application/json",
            // No answer is unpacked, so none can be a bomb.
            "Accept-Encoding": "identity",
            "User-Agent": userAgent,
        ]
        if let body = request.body {
            result.headers.add(name: "Content-Type", value: "application/json")
            result.body = .bytes(body)
        }
        return result
    }

    private func errors(of request: PictoryRequest) -> RequestErrors {
        RequestErrors(
            request: request.label,
            host: address.host,
            proxy: proxy?.name,
            text: WireErrorText(redactor: secrets.redactor(and: request.secrets))
        )
    }
}

extension HTTPClient.Configuration {
    init(proxy: HTTPProxy?, authorities: CertificateAuthorities?, connect: Duration) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .fullVerification
        if let authorities { tls.additionalTrustRoots = [.certificates(authorities.certificates)] }
        self.init(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: Timeout(connect: TimeAmount(connect)),
            proxy: proxy.map { proxy in
                let authorization = proxy.credentials.map { credentials in
                    HTTPClient.Authorization.basic(
                        username: credentials.user.exposedForRequest,
                        password: credentials.password.exposedForRequest
                    )
                }
                return .server(host: proxy.hostAndPort.host, port: proxy.port, authorization: authorization)
            },
            decompression: .disabled
        )
        // Over HTTP/2 a server that never finishes its side of the beginning holds a request beyond every deadline, and floods of
        // frames are read into memory whatever the limits are.
        httpVersion = .http1Only
        // Shorter than servers keep idle connections, so that a request rarely meets one that is being closed.
        connectionPool.idleTimeout = .seconds(20)
        // How many requests run side by side is decided above; a second limit here would only make them wait unseen.
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        // Retries are decided above too, where they are counted.
        connectionPool.retryConnectionEstablishment = false
        // Nobody listens; each request would be described to them all the same.
        tracing.tracer = nil
        AnswerHeadHandler.add(to: &self)
    }
}
