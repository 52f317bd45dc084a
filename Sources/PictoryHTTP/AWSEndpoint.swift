import Diagnostics

/// Where requests to AWS go: each service's own host, or the one endpoint that the environment names.
package struct AWSEndpoint: Sendable, Hashable {
    /// nil for AWS's own hosts.
    let override: Override?

    struct Override: Sendable, Hashable {
        var hostAndPort: HostAndPort
        var isSecure: Bool
    }

    /// What `AWS_ENDPOINT_URL` says, as AWS's own tools have it; an empty variable counts as none.
    ///
    /// Only https, or http for a loopback address: requests hold the session token. Without user, path, query or fragment.
    package static func chosen(environment: [String: String]) throws(HTTPSetupError) -> AWSEndpoint {
        guard let text = environment["AWS_ENDPOINT_URL"], !text.isEmpty else { return AWSEndpoint(override: nil) }
        func refuse(_ cause: String) -> HTTPSetupError {
            HTTPSetupError(
                .invalidURL,
                "the endpoint of AWS_ENDPOINT_URL cannot be used",
                cause: cause,
                nextStep: "set it to a URL such as 'https://host', or remove it to ask AWS itself"
            )
        }
        let lowercased = text.lowercased()
        let isSecure = lowercased.hasPrefix("https://")
        guard isSecure || lowercased.hasPrefix("http://") else { throw refuse("it does not begin with 'https://'") }
        var authority = text.dropFirst(isSecure ? 8 : 7)
        if authority.hasSuffix("/") { authority.removeLast() }
        guard let hostAndPort = HostAndPort(authority) else {
            throw refuse("it has more than a host and a port, or these are not valid")
        }
        guard isSecure || hostAndPort.isLoopback else {
            throw refuse("it is http, which is accepted for loopback addresses only")
        }
        return AWSEndpoint(override: Override(hostAndPort: hostAndPort, isSecure: isSecure))
    }
}
