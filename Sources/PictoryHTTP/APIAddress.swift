import Diagnostics

/// The base URL of the API, and who chose it.
///
/// Every request carries the key, so an address can only be made from what the person who runs patchbay says: the
/// vendor's own, a flag or the environment; never from a file of a stack.
package struct APIAddress: Sendable, Hashable, CustomStringConvertible {
    package enum Source: String, Sendable, Hashable {
        case standard
        /// `--api-url`.
        case flag
        /// `PICTORY_API_URL`.
        case environment

        /// How messages name it.
        fileprivate var name: String {
            switch self {
            case .standard: "the default address"
            case .flag: "--api-url"
            case .environment: "PICTORY_API_URL"
            }
        }
    }

    package let source: Source
    /// Whether it is https.
    package let isSecure: Bool
    let hostAndPort: HostAndPort
    /// Begins with a slash and does not end with one; empty for the root.
    private let basePath: String

    /// The vendor's own: `https://api.pictory.ai/pictoryapis`.
    package static let standard = APIAddress(host: HostAndPort(name: "api.pictory.ai"), basePath: "/pictoryapis")

    /// The address of the flag `--api-url` (nil when it was not given), else of `PICTORY_API_URL`, else the vendor's own.
    ///
    /// An empty variable counts as none, an empty flag as a mistake.
    package static func chosen(flag: String?, environment: [String: String]) throws(HTTPSetupError) -> APIAddress {
        if let flag { return try APIAddress(flag, from: .flag) }
        if let url = environment["PICTORY_API_URL"], !url.isEmpty { return try APIAddress(url, from: .environment) }
        return .standard
    }

    private init(host: HostAndPort, basePath: String) {
        source = .standard
        isSecure = true
        hostAndPort = host
        self.basePath = basePath
    }

    /// Checks a base URL: https, or http for a loopback address; without user, query or fragment.
    package init(_ text: String, from source: Source) throws(HTTPSetupError) {
        func refuse(_ cause: String) -> HTTPSetupError {
            // A URL that is refused may hold a password or a token: no more of it is shown than what precedes them.
            // By scalars: a mark that joins the sign before it must not hide that sign.
            let scalars = text.unicodeScalars
            let mayBeSecret = scalars.contains("@") || scalars.contains("pictai_".unicodeScalars)
            let plain = scalars.prefix { $0 != "?" && $0 != "#" }.prefix(200)
            let shown = mayBeSecret ? "" : " '\(String(plain))'"
            return HTTPSetupError(
                .invalidURL,
                "the address of the API\(shown) from \(source.name) cannot be used",
                cause: cause,
                nextStep: "give a URL such as 'https://api.pictory.ai/pictoryapis'"
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
        let rest = text.dropFirst(isSecure ? 8 : 7)
        guard !rest.contains(where: { "?#".contains($0) }) else { throw refuse("it has a query or a fragment") }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else { throw refuse("it holds a user name or a password") }
        guard let hostAndPort = HostAndPort(authority) else { throw refuse("its host or port is not valid") }
        guard isSecure || hostAndPort.isLoopback else {
            throw refuse("it is http, which is accepted for loopback addresses only, since the key would be readable")
        }
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path.removeLast() }
        guard Self.isPath(path) else { throw refuse("its path holds characters that a URL has to percent-encode") }
        self.source = source
        self.hostAndPort = hostAndPort
        basePath = String(path)
    }

    /// The URL, without a slash at its end.
    package var description: String { "\(isSecure ? "https" : "http")://\(hostAndPort)\(basePath)" }

    /// The host, with the port if one was given.
    package var host: String { hostAndPort.description }

    /// The URL of a request, from a path with its leading slash and a query without its question mark, both encoded.
    func url(_ path: String, query: String?) -> String {
        "\(self)\(path)\(query.map { "?\($0)" } ?? "")"
    }

    private static func isPath(_ text: Substring) -> Bool {
        let segments = text.split(separator: "/")
        guard !segments.contains("."), !segments.contains("..") else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/-._~%!$&'()*+,;=:@".contains($0)) }
    }
}
