package import AWSRequests
import AsyncHTTPClient
package import Connections
import NIOCore
import NIOHTTP1

/// Requests to AWS over HTTPS, each signed for its own moment, within the limits and never to where an answer redirects.
///
/// Whoever makes one has to ``close()`` it.
package struct AWSClient: AWSTransport {
    private let credentials: AWSCredentials
    private let endpoint: AWSEndpoint
    private let limits: RequestLimits
    private let userAgent: String
    private let now: @Sendable () -> Timestamp
    private let exchange: HTTPExchange

    /// Opens no connection yet; `environment` is asked for the proxy.
    package init(
        _ credentials: AWSCredentials,
        endpoint: AWSEndpoint,
        environment: [String: String],
        authorities: CertificateAuthorities?,
        limits: RequestLimits,
        version: String,
        now: @escaping @Sendable () -> Timestamp
    ) throws(HTTPSetupError) {
        self.credentials = credentials
        self.endpoint = endpoint
        self.limits = limits
        self.now = now
        userAgent = "patchbay/\(version)"
        // All hosts of AWS's are below one domain, so that one of them stands for all.
        let proxy = try HTTPProxy.chosen(for: endpoint, environment: environment)
        exchange = HTTPExchange(proxy: proxy, authorities: authorities, limits: limits)
    }

    package func close() async { await exchange.close() }

    package func answer(to request: AWSRequest) async throws(AWSError) -> AWSAnswer {
        let host = endpoint.override?.hostAndPort.description ?? request.service.host
        let scheme = endpoint.override?.isSecure == false ? "http" : "https"
        let query = request.query.isEmpty ? "" : "?\(request.query)"
        var sent = HTTPClientRequest(url: "\(scheme)://\(host)\(request.path)\(query)")
        sent.method = HTTPMethod(rawValue: request.method.rawValue)
        let region = AWSRequest.Service.region
        let signature = AWSSignature(credentials, region: region, service: request.service.rawValue)
        for header in signature.headers(for: request, host: host, at: now()) {
            sent.headers.add(name: header.name, value: header.value)
        }
        sent.headers.add(name: "Accept-Encoding", value: "identity")
        sent.headers.add(name: "User-Agent", value: userAgent)
        if let form = request.form { sent.body = .bytes(form.body) }
        do {
            let answer = try await exchange.answer(to: sent, bodyLimit: limits.body)
            guard !answer.isCut else {
                throw AWSError(
                    .unreachable,
                    request: request.label,
                    detail: "the answer is longer than \(limits.body) bytes"
                )
            }
            let region = answer.headers.first(name: "x-amz-bucket-region").flatMap(Self.region)
            return AWSAnswer(status: answer.status, bucketRegion: region, body: answer.body)
        } catch let error as AWSError {
            throw error
        } catch {
            let failure = TransportFailure(error)
            throw AWSError(.unreachable, request: request.label, detail: "'\(host)': \(failure.detail)")
        }
    }

    /// The text when it can be the name of a region.
    private static func region(_ text: String) -> String? {
        let isName =
            (1...30).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        return isName ? text : nil
    }
}
