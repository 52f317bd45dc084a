package import Diagnostics

/// Why one request had no usable answer.
package struct APIError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// 400, 422 and other 4xx: the request is at fault; never retried.
        case badRequest
        /// 401: nothing else is tried.
        case unauthorized
        case forbidden
        case notFound
        /// 409: a stale version, or a name or account+region that is taken.
        case conflict
        /// 429.
        case rateLimited
        /// 5xx.
        case server
        /// 3xx, which is never followed.
        case redirect
        /// The host was not reached, so the request was not sent.
        case unreachable
        /// The certificate or the handshake was refused, so the request was not sent.
        case tls
        /// No whole answer within the deadline.
        case timeout
        /// The connection broke after the request may have been sent.
        case dropped
        /// A success status with a body that is not what the API documents, or that is over a size limit.
        case invalidAnswer
        /// The caller was cancelled; the request may have been sent.
        case cancelled
    }

    /// What a write may have done when it failed.
    package enum Outcome: Sendable, Hashable {
        /// The account is as it was.
        case refused
        /// It may have been done, may not, or may still come: read back before anything else.
        case unknown
    }

    package var kind: Kind
    /// The request, for example `PUT /v1/awsconnections/2025…`; never has the host, the query or a secret.
    package var request: String
    /// The HTTP status; nil when there was no answer.
    package var status: Int?
    /// What the answer or the network said: at most 300 characters, control characters removed, secrets masked.
    package var detail: String?
    /// How long the server asked to wait, clamped to 0…60 s; nil when it did not.
    package var retryAfter: Duration?
    /// The host that was asked, for errors about reaching it.
    package var host: String?

    package init(
        _ kind: Kind,
        request: String,
        status: Int? = nil,
        detail: String? = nil,
        retryAfter: Duration? = nil,
        host: String? = nil
    ) {
        self.kind = kind
        self.request = request
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
        self.host = host
    }

    /// What is known of the write that failed with this error; for a read it has no meaning.
    package var outcome: Outcome {
        switch kind {
        case .badRequest, .unauthorized, .forbidden, .notFound, .conflict, .rateLimited, .redirect, .unreachable, .tls:
            .refused
        case .server, .timeout, .dropped, .invalidAnswer, .cancelled:
            .unknown
        }
    }

    /// Whether the same read may have a better answer later.
    package var isTransient: Bool {
        switch kind {
        case .rateLimited, .server, .timeout, .dropped, .unreachable: true
        case .badRequest, .unauthorized, .forbidden, .notFound, .conflict, .redirect, .tls, .invalidAnswer, .cancelled:
            false
        }
    }
}

extension APIError: ReportableError {
    package var report: ErrorReport {
        let answered = status.map { "the API answered \($0) to \(request)" } ?? "\(request) failed"
        let place = host.map { "'\($0)'" } ?? "the API"
        switch kind {
        case .badRequest:
            return ErrorReport(
                .apiRequest,
                .general,
                answered,
                cause: detail,
                nextStep: "mend the field that the answer names; the request is not retried"
            )
        case .unauthorized:
            return ErrorReport(
                .apiUnauthorized,
                .unauthorized,
                answered,
                cause: detail ?? "the API key is missing, wrong or expired",
                nextStep: "check PICTORY_API_KEY or --api-key-file; nothing else was tried"
            )
        case .forbidden:
            return ErrorReport(
                .apiForbidden,
                .unauthorized,
                answered,
                cause: detail ?? "the key's owner may not do this",
                nextStep: "use the key of the account that owns the connection"
            )
        case .notFound:
            return ErrorReport(
                .apiNotFound,
                .general,
                answered,
                cause: detail ?? "the connection does not exist (any more)",
                nextStep: "run plan again to see what the account has now"
            )
        case .conflict:
            return ErrorReport(
                .apiConflict,
                .stale,
                answered,
                cause: detail,
                nextStep: "someone else changed the connection meanwhile; run plan again"
            )
        case .rateLimited:
            return ErrorReport(
                .apiRateLimited,
                .general,
                answered,
                cause: detail,
                nextStep:
                    "run again later, or with a lower --parallelism; it was tried as often as the retry budget allows"
            )
        case .server:
            return ErrorReport(.apiServer, .general, answered, cause: detail, nextStep: "run again later")
        case .redirect:
            return ErrorReport(
                .apiRedirect,
                .general,
                "\(answered), a redirect, which is never followed",
                cause: detail,
                nextStep: "give the final address as --api-url"
            )
        case .unreachable:
            return ErrorReport(
                .apiUnreachable,
                .general,
                "cannot reach \(place) for \(request)",
                cause: detail,
                nextStep: "check the host name, the network and the proxy variables"
            )
        case .tls:
            return ErrorReport(
                .apiTLS,
                .general,
                "cannot make a trusted TLS connection to \(place)",
                cause: detail,
                nextStep: "check the certificate and the clock; for a private authority use --ca-file"
            )
        case .timeout:
            return ErrorReport(
                .apiTimeout,
                .general,
                "no whole answer to \(request) from \(place) within the deadline",
                cause: detail,
                nextStep:
                    "run again, where the API is slow with a higher --timeout; what a write did is read back first"
            )
        case .dropped, .cancelled:
            return ErrorReport(
                .apiDropped,
                .general,
                "the connection to \(place) broke during \(request)",
                cause: detail,
                nextStep: "run again; what a write did is read back first"
            )
        case .invalidAnswer:
            return ErrorReport(
                .apiInvalidAnswer,
                .general,
                "\(place) did not answer \(request) as the Pictory API does",
                cause: detail,
                nextStep: "check --api-url, and that no proxy or login page stands in between"
            )
        }
    }
}
