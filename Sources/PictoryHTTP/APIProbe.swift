import AsyncHTTPClient
import Connections
import FoundationEssentials
import NIOCore
import NIOHTTP1
package import PictoryAPI

/// Asks the API one question, the first page of a list, to see whether it can be reached, with or without a key.
///
/// Whoever makes one has to ``close()`` it.
package struct APIProbe: Sendable {
    private let address: APIAddress
    private let key: APIKey?
    private let proxy: HTTPProxy?
    private let limits: RequestLimits
    private let userAgent: String
    private let exchange: HTTPExchange

    /// Opens no connection yet; without a key the request goes out without one, and a refusal is what to expect.
    package init(
        address: APIAddress,
        key: APIKey?,
        proxy: HTTPProxy?,
        authorities: CertificateAuthorities?,
        limits: RequestLimits,
        version: String
    ) {
        self.address = address
        self.key = key
        self.proxy = proxy
        self.limits = limits
        userAgent = "patchbay/\(version)"
        exchange = HTTPExchange(proxy: proxy, authorities: authorities, limits: limits)
    }

    package func close() async { await exchange.close() }

    package func contact() async -> APIContact {
        let request = PictoryRequest.page(of: .aws, after: nil)
        let errors = RequestErrors(
            request: request.label,
            host: address.host,
            proxy: proxy?.name,
            text: WireErrorText(redactor: Redactor([key?.secret].compactMap(\.self) + (proxy?.secrets ?? [])))
        )
        var sent = HTTPClientRequest(url: address.url(request.path, query: request.query))
        sent.headers = ["Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": userAgent]
        if let key { sent.headers.add(name: "Authorization", value: key.secret.exposedForRequest) }
        let answer: HTTPAnswer
        do {
            answer = try await exchange.answer(to: sent, bodyLimit: limits.listBody)
        } catch {
            return APIContact(error: errors.failed(error, isCancelled: Task.isCancelled))
        }
        let date = answer.headers.first(name: "Date").flatMap { RetryAfter.date($0) }.map { Timestamp($0) }
        return APIContact(error: error(in: answer, errors), date: date)
    }

    private func error(in answer: HTTPAnswer, _ errors: RequestErrors) -> APIError? {
        guard answer.isSuccess else { return errors.refused(answer, now: Date(timeIntervalSince1970: 0)) }
        if let encoding = answer.encoding { return errors.unusable(answer, "is encoded as '\(encoding)'") }
        guard !answer.isCut else { return errors.unusable(answer, "is longer than \(limits.listBody) bytes") }
        do {
            _ = try ConnectionPage(decoding: answer.body, type: .aws)
            return nil
        } catch {
            return errors.unusable(answer, error)
        }
    }
}
