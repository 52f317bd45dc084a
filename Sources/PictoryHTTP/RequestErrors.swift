import FoundationEssentials
import NIOHTTP1
import PictoryAPI

/// Makes the errors of one request, with nothing in them that should not be shown.
struct RequestErrors {
    /// The request's label.
    let request: String
    let host: String
    /// Host and port of the proxy; nil when there is none.
    let proxy: String?
    let text: WireErrorText

    /// For a request that had no whole answer.
    func failed(_ error: any Error, isCancelled: Bool) -> APIError {
        let failure = isCancelled ? TransportFailure(CancellationError()) : TransportFailure(error)
        let way = proxy.map { "through the proxy '\($0)': " } ?? ""
        return APIError(failure.kind, request: request, detail: way + failure.detail, host: host)
    }

    /// For an answer whose status is no success.
    func refused(_ answer: HTTPAnswer, now: Date) -> APIError {
        let wait = answer.headers.first(name: "Retry-After").flatMap { RetryAfter.wait($0, now: now) }
        let kind = Self.kind(answer.status)
        return APIError(
            kind,
            request: request,
            status: answer.status,
            detail: kind == .redirect ? location(answer) : detail(answer),
            retryAfter: wait,
            host: host
        )
    }

    /// For a success with a body that cannot be used.
    func unusable(_ answer: HTTPAnswer, _ error: WireAnswerError) -> APIError {
        let said = error.isJSON ? nil : detail(answer)
        return unusable(answer, error.reason + (said.map { ": '\($0)'" } ?? ""))
    }

    /// The same, where `reason` stands after "the answer …".
    func unusable(_ answer: HTTPAnswer, _ reason: String) -> APIError {
        let detail = text.line("the answer \(reason)")
        return APIError(.invalidAnswer, request: request, status: answer.status, detail: detail, host: host)
    }

    private static func kind(_ status: Int) -> APIError.Kind {
        switch status {
        case 300..<400: .redirect
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 408: .timeout
        case 409: .conflict
        case 429: .rateLimited
        case 400..<500: .badRequest
        case 500..<600: .server
        default: .invalidAnswer
        }
    }

    private func detail(_ answer: HTTPAnswer) -> String? {
        answer.encoding == nil ? text.detail(of: answer.body) : nil
    }

    /// Where a redirect leads, without user, query and fragment, which may hold tokens.
    private func location(_ answer: HTTPAnswer) -> String? {
        guard let location = answer.headers.first(name: "Location") else { return nil }
        // By scalars: a mark that joins the sign before it must not hide that sign.
        let plain = location.unicodeScalars.prefix { $0 != "?" && $0 != "#" }
        let target = plain.lastIndex(of: "@").map { plain[plain.index(after: $0)...] } ?? plain
        return text.line("it points to '\(String(target))'")
    }
}
