package import Connections
import Diagnostics
package import PictoryAPI

/// What one request to the API tells of the way there, the key and the clock.
package struct ContactChecks: Sendable {
    /// From here on the clocks differ enough to be noticed in a `grace`.
    package static let notedSkew: Duration = .seconds(60)
    /// From here on signatures and certificates are refused, and a `grace` ends at a wrong time.
    package static let worstSkew: Duration = .seconds(300)

    private let contact: APIContact
    private let host: String
    private let isSecure: Bool
    private let hasKey: Bool
    private let now: Timestamp

    /// `now` is our time halfway between request and answer.
    package init(_ contact: APIContact, host: String, isSecure: Bool, hasKey: Bool, now: Timestamp) {
        self.contact = contact
        self.host = host
        self.isSecure = isSecure
        self.hasKey = hasKey
        self.now = now
    }

    package var checks: [Check] { [reaching, encryption, acceptance, clock] }

    private var reaching: Check {
        guard let error = contact.error else { return .ok(.host, "'\(host)' answers as the Pictory API does") }
        switch error.kind {
        case .unauthorized, .forbidden:
            return .ok(.host, "'\(host)' answers")
        case .tls:
            return .ok(.host, "'\(host)' is reached")
        case .rateLimited:
            return .warning(.host, error.advice)
        case .notFound:
            return .failed(
                .host,
                ErrorReport(
                    .apiInvalidAnswer,
                    .general,
                    "'\(host)' answers 404 to the list of connections, so it is not the Pictory API",
                    nextStep: "check --api-url or PICTORY_API_URL"
                )
            )
        case .badRequest, .conflict, .server, .redirect, .unreachable, .timeout, .dropped, .invalidAnswer, .cancelled:
            return .failed(.host, error.advice)
        }
    }

    private var encryption: Check {
        guard isSecure else { return .skipped(.tls, "plain http, which stays within this machine") }
        switch contact.error?.kind {
        case .tls?: return contact.error.map { .failed(.tls, $0.report) } ?? noAnswer(.tls)
        case .unreachable?, .timeout?, .dropped?, .cancelled?: return noAnswer(.tls)
        default: return .ok(.tls, "the certificate of '\(host)' is trusted")
        }
    }

    private var acceptance: Check {
        guard hasKey else { return .skipped(.keyAccepted, "there is no key to try") }
        guard let error = contact.error else { return .ok(.keyAccepted, "the API accepts the key") }
        switch error.kind {
        case .unauthorized, .forbidden: return .failed(.keyAccepted, error.advice)
        default: return noAnswer(.keyAccepted)
        }
    }

    private var clock: Check {
        guard let theirs = contact.date else { return .skipped(.clock, "no answer told the time") }
        let skew = Duration.milliseconds(now.milliseconds - theirs.milliseconds)
        let seconds = Int((skew / .seconds(1)).rounded())
        let words = "this machine's clock is \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") that of '\(host)'"
        let next = "set the clock, best by NTP ('timedatectl set-ntp true')"
        let size = max(skew, .zero - skew)
        if size >= Self.worstSkew { return .failed(.clock, words, next: next) }
        if size >= Self.notedSkew { return .warning(.clock, words, next: next) }
        return .ok(.clock, "this machine's clock agrees with that of '\(host)'")
    }

    private func noAnswer(_ kind: Check.Kind) -> Check { .skipped(kind, "the API gave no answer that would tell") }
}

extension APIError {
    /// The error with what to do about it where nothing but a list was asked for, and that once.
    fileprivate var advice: ErrorReport {
        var report = report
        switch kind {
        case .unauthorized:
            report.nextStep = "check PICTORY_API_KEY or --api-key-file"
        case .forbidden:
            report.nextStep = "use a key whose owner may list and change the connections of the account"
        case .rateLimited:
            report.nextStep = "run doctor again in a minute; other programs may use up what the key may ask for"
        case .badRequest:
            report.nextStep = "check --api-url or PICTORY_API_URL; the Pictory API does not refuse a list"
        case .timeout:
            report.nextStep = "check the network and the proxy variables, and run doctor again with a longer --timeout"
        case .dropped, .cancelled:
            report.nextStep = "check the network and the proxy variables, and run doctor again"
        case .notFound, .conflict, .server, .redirect, .unreachable, .tls, .invalidAnswer:
            break
        }
        return report
    }
}
