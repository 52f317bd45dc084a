import AsyncHTTPClient
import Connections
package import Diagnostics
package import FoundationEssentials
import NIOCore
import NIOHTTP1
package import PictoryAPI

/// Posts a message to a webhook: over TLS, within the limits of the API's requests, and never to where it redirects.
///
/// Whoever makes one has to ``close()`` it.
package struct WebhookClient: Sendable {
    private let address: WebhookAddress
    private let proxy: HTTPProxy?
    private let timing: RequestTiming
    private let policy: RetryPolicy
    private let userAgent: String
    private let now: @Sendable () -> Date
    private let exchange: HTTPExchange

    /// Opens no connection yet.
    ///
    /// `policy` says how often a message is sent at most that is not taken, and with what waits in between, by default 1, 2 and 4
    /// seconds: what takes messages is often away for a moment, and nobody waits for this one; `authorities` are trusted in addition to the
    /// system's; `now` is the time, against which a date in `Retry-After` is held.
    package init(
        address: WebhookAddress,
        proxy: HTTPProxy? = nil,
        authorities: CertificateAuthorities? = nil,
        limits: RequestLimits = RequestLimits(),
        timing: RequestTiming,
        policy: RetryPolicy = RetryPolicy(firstDelay: .seconds(1), attempts: 4),
        version: String,
        now: @escaping @Sendable () -> Date
    ) {
        self.address = address
        self.proxy = proxy
        self.timing = timing
        self.policy = policy
        self.now = now
        userAgent = "patchbay/\(version)"
        exchange = HTTPExchange(proxy: proxy, authorities: authorities, limits: limits)
    }

    /// Closes the connections.
    package func close() async { await exchange.close() }

    /// Posts a body of JSON until it is taken, with waits in between.
    ///
    /// A message whose answer was lost is sent again: one that comes twice does no harm, one that never comes does.
    ///
    /// - Throws: ``WebhookError`` when it was not taken however often it was sent.
    package func post(_ body: [UInt8]) async throws(WebhookError) {
        var attempt = 1
        while true {
            do {
                return try await send(body)
            } catch {
                guard error.isTransient, attempt < policy.attempts, !timing.isStopping() else {
                    throw WebhookError(host: address.description, attempts: attempt, cause: cause(error))
                }
                // One message a run needs no spreading, and all of each wait.
                let wait = policy.delay(before: attempt, retryAfter: error.retryAfter, chance: 1)
                await timing.sleep(wait)
                attempt += 1
            }
        }
    }

    private func send(_ body: [UInt8]) async throws(APIError) {
        var request = HTTPClientRequest(url: address.url.exposedForRequest)
        request.method = .POST
        request.headers = [
            "Content-Type": "application/json", "Accept-Encoding": "identity", "User-Agent": userAgent,
        ]
        request.body = .bytes(body)
        let answer: HTTPAnswer
        do {
            answer = try await exchange.answer(to: request, bodyLimit: exchange.limits.errorBody)
        } catch {
            throw errors.failed(error, isCancelled: Task.isCancelled)
        }
        guard answer.isSuccess else { throw errors.refused(answer, now: now()) }
    }

    /// The path of the request is as secret as the rest of the URL.
    private var errors: RequestErrors {
        RequestErrors(
            request: "the message",
            host: address.description,
            proxy: proxy?.name,
            text: WireErrorText(redactor: Redactor(address.secrets + (proxy?.secrets ?? [])))
        )
    }

    private func cause(_ error: APIError) -> String {
        // Where it redirects to may hold the secret part of the URL in a form that nobody can foresee.
        if error.kind == .redirect { return "it answered \(error.status ?? 0), a redirect, which is never followed" }
        let status = error.status.map { "it answered \($0)" }
        return [status, error.detail].compactMap(\.self).joined(separator: ": ")
    }
}

/// A webhook did not take a message.
package struct WebhookError: ReportableError, Hashable {
    package var host: String
    /// How often it was sent.
    package var attempts: Int
    /// Never has the URL in it.
    package var cause: String

    package var report: ErrorReport {
        let times = attempts == 1 ? "" : ", although it was sent \(attempts) times"
        return ErrorReport(
            .notifyFailed,
            .general,
            "the webhook at '\(host)' did not take the message\(times)",
            cause: cause.isEmpty ? nil : cause,
            nextStep: "check the URL of --notify or PATCHBAY_NOTIFY, and that its host can be reached from here"
        )
    }
}
