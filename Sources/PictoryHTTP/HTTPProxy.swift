package import Connections
import Diagnostics

/// The proxy that the environment names for an address: requests go through a CONNECT tunnel, so it sees host and port
/// but neither the key nor any body.
package struct HTTPProxy: Sendable, Hashable {
    /// Sent to the proxy as Basic authentication.
    struct Credentials: Sendable, Hashable {
        var user: Secret
        var password: Secret
    }

    /// What a proxy URL without a port means.
    private static let standardPort = 80

    /// The name of the variable, in the case in which it was set.
    package let variable: String
    let hostAndPort: HostAndPort
    let credentials: Credentials?

    var port: Int { hostAndPort.port ?? Self.standardPort }

    /// Host and port, for messages; never the credentials.
    package var name: String { hostAndPort.description }

    /// What must not show up in any message.
    package var secrets: [Secret] { credentials.map { [$0.password] } ?? [] }

    /// The proxy for an address, as curl and Go choose it.
    ///
    /// `https_proxy`, then `HTTPS_PROXY`, then `all_proxy` and `ALL_PROXY` count for https, unless `no_proxy` or
    /// `NO_PROXY` covers the host. A loopback host is always reached directly, as Go does it; plain http is possible
    /// for loopback only, and so `http_proxy` never matters here: the key is never readable on a network.
    ///
    /// - Returns: nil when the address is to be reached directly.
    package static func chosen(
        for address: APIAddress,
        environment: [String: String]
    ) throws(HTTPSetupError) -> HTTPProxy? {
        guard address.isSecure else { return nil }
        return try chosen(for: address.hostAndPort, of: "--api-url", environment)
    }

    /// The same for a webhook.
    package static func chosen(
        for webhook: WebhookAddress,
        environment: [String: String]
    ) throws(HTTPSetupError) -> HTTPProxy? {
        guard webhook.isSecure else { return nil }
        return try chosen(for: webhook.hostAndPort, of: "--notify", environment)
    }

    /// The same for AWS, whose hosts are all below one domain, so that one of them stands for all.
    package static func chosen(
        for endpoint: AWSEndpoint,
        environment: [String: String]
    ) throws(HTTPSetupError) -> HTTPProxy? {
        guard let chosen = endpoint.override else {
            return try self.chosen(for: HostAndPort(name: "iam.amazonaws.com"), of: "AWS_ENDPOINT_URL", environment)
        }
        guard chosen.isSecure else { return nil }
        return try self.chosen(for: chosen.hostAndPort, of: "AWS_ENDPOINT_URL", environment)
    }

    private static func chosen(
        for host: HostAndPort,
        of flag: String,
        _ environment: [String: String]
    ) throws(HTTPSetupError) -> HTTPProxy? {
        guard !host.isLoopback else { return nil }
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        guard let variable = names.first(where: { environment[$0]?.isEmpty == false }),
            let value = environment[variable]
        else { return nil }
        let exceptions = ProxyExceptions(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
        guard !exceptions.cover(host, defaultPort: 443) else { return nil }
        // The certificate of a bare address is checked against the peer's address, which here would be the proxy's.
        guard host.address == nil else {
            throw HTTPSetupError(
                .invalidURL,
                "'\(host)' cannot be reached through the proxy of \(variable)",
                cause: "the certificate of a bare address cannot be checked through a proxy",
                nextStep: "give the host's name as \(flag), or add the address to NO_PROXY"
            )
        }
        return try HTTPProxy(value, from: variable)
    }

    private init(_ text: String, from variable: String) throws(HTTPSetupError) {
        func refuse(_ cause: String) -> HTTPSetupError {
            HTTPSetupError(
                .invalidURL,
                "the proxy of \(variable) cannot be used",
                cause: cause,
                nextStep: "set \(variable) to 'http://host:port', or add the API's host to NO_PROXY"
            )
        }

        var rest = text[...]
        if let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") {
            guard text[..<colon].lowercased() == "http" else {
                throw refuse("it is not an http proxy; other kinds are not supported")
            }
            rest = text[colon...].dropFirst(3)
        }
        let authority = rest.prefix { $0 != "/" }
        guard rest.dropFirst(authority.count).allSatisfy({ $0 == "/" }) else { throw refuse("it has a path") }
        // The last '@' ends the credentials: a password that was not encoded may hold others.
        let end = authority.lastIndex(of: "@")
        let host = end.map { authority[authority.index(after: $0)...] } ?? authority
        guard let hostAndPort = HostAndPort(host) else { throw refuse("its host or port is not valid") }
        self.variable = variable
        self.hostAndPort = hostAndPort
        credentials = end.map { Credentials(authority[..<$0]) }
    }
}

extension HTTPProxy.Credentials {
    /// Takes `user:password`, both percent-encoded where they have to be.
    fileprivate init(_ text: Substring) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = Secret(String(parts[0]).percentDecoded)
        password = Secret(parts.count > 1 ? String(parts[1]).percentDecoded : "")
    }
}
