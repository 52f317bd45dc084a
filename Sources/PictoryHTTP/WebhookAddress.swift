import Connections
import Diagnostics
import PictoryAPI

/// Where a message about drift is posted.
///
/// The URL of a webhook is a secret, since whoever knows it can post: it prints as its host alone.
package struct WebhookAddress: Sendable, Hashable, CustomStringConvertible {
    package enum Source: String, Sendable, Hashable {
        /// `--notify`.
        case flag
        /// `PATCHBAY_NOTIFY`.
        case environment

        /// How messages name it.
        fileprivate var name: String {
            switch self {
            case .flag: "--notify"
            case .environment: "PATCHBAY_NOTIFY"
            }
        }
    }

    let url: Secret
    let hostAndPort: HostAndPort
    /// Whether it is https.
    let isSecure: Bool

    /// Host and port.
    package var description: String { hostAndPort.description }

    /// What must not show up in any message: what follows the host, unless it is too short to be one.
    let secrets: [Secret]

    /// The address of the flag (nil when it was not given), else of `PATCHBAY_NOTIFY`; nil when neither names one.
    ///
    /// An empty variable counts as none, an empty flag as a mistake.
    package static func chosen(
        flag: String?,
        environment: [String: String]
    ) throws(HTTPSetupError) -> WebhookAddress? {
        if let flag { return try WebhookAddress(flag, from: .flag) }
        if let url = environment["PATCHBAY_NOTIFY"], !url.isEmpty { return try WebhookAddress(url, from: .environment) }
        return nil
    }

    /// Checks a URL: https, or http for a loopback address; without user and fragment, and of printable ASCII.
    package init(_ text: String, from source: Source) throws(HTTPSetupError) {
        func refuse(_ cause: String) -> HTTPSetupError {
            // Not even the host is shown: of a URL that is refused nobody can tell what is what.
            HTTPSetupError(
                .invalidURL,
                "the webhook of \(source.name) cannot be used",
                cause: cause,
                nextStep: "give a URL such as 'https://hooks.example.com/services/…', best in PATCHBAY_NOTIFY"
            )
        }

        let lowercased = text.lowercased()
        if lowercased.hasPrefix("https://") {
            isSecure = true
        } else if lowercased.hasPrefix("http://") {
            isSecure = false
        } else {
            throw refuse("it does not begin with 'https://'")
        }
        guard text.utf8.count <= 4096, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains("#") else {
            throw refuse("it is too long, has a fragment, or holds characters that a URL has to percent-encode")
        }
        let authority = text.dropFirst(isSecure ? 8 : 7).prefix { !"/?".contains($0) }
        guard !authority.contains("@") else { throw refuse("it holds a user name or a password") }
        guard let hostAndPort = HostAndPort(authority) else { throw refuse("its host or port is not valid") }
        guard isSecure || hostAndPort.isLoopback else {
            throw refuse(
                "it is http, which is accepted for loopback addresses only, since the message would be readable"
            )
        }
        let rest = text.dropFirst(isSecure ? 8 : 7).dropFirst(authority.count + 1)
        secrets = rest.count < Redactor.window ? [] : [Secret(String(rest))]
        self.hostAndPort = hostAndPort
        url = Secret(text)
    }
}
