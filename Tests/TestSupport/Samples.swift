package import Connections
package import Diagnostics

/// Short ways to write connections in tests; everything that is not named has a plain value.
package enum Sample {
    package static let place = SourcePlace(file: "connections.yaml", line: 1, column: 5)

    /// `"111:us-east-1"` stands for account 000000000111 in that region.
    package static func location(_ text: String) -> AWSLocation {
        let parts = text.split(separator: ":").map(String.init)
        let account = String(repeating: "0", count: 12 - parts[0].count) + parts[0]
        return AWSLocation(accountID: account, region: parts.count > 1 ? parts[1] : "us-east-1")
    }

    package static func live(
        _ name: String,
        at location: String,
        id: String? = nil,
        version: Int = 1,
        description: String = "",
        enabled: Bool = true,
        updatedDate: String? = "2026-01-01T00:00:00.000Z"
    ) -> LiveConnection {
        LiveConnection(
            id: ConnectionID(id ?? "id-\(name)"),
            version: version,
            name: name,
            description: description,
            enabled: enabled,
            details: .aws(self.location(location)),
            updatedDate: updatedDate
        )
    }

    package static func liveVimeo(
        _ name: String,
        client: String = "client",
        id: String? = nil,
        version: Int = 1,
        description: String = "",
        enabled: Bool = true
    ) -> LiveConnection {
        LiveConnection(
            id: ConnectionID(id ?? "id-\(name)"),
            version: version,
            name: name,
            description: description,
            enabled: enabled,
            details: .vimeo(clientIdentifier: client)
        )
    }

    package static func desired(
        _ name: String,
        at location: String,
        id: String? = nil,
        description: String = "",
        enabled: Bool = true,
        renamedFrom: [String] = [],
        isProtected: Bool = false,
        ignored: Set<ConnectionField> = [],
        replaceOrder: DesiredConnection.ReplaceOrder = .createFirst,
        grace: Duration? = nil
    ) -> DesiredConnection {
        DesiredConnection(
            name: name,
            description: description,
            enabled: enabled,
            details: .aws(self.location(location)),
            id: id.map { ConnectionID($0) },
            renamedFrom: renamedFrom,
            isProtected: isProtected,
            ignored: ignored,
            replaceOrder: replaceOrder,
            grace: grace,
            place: place
        )
    }

    package static func desiredVimeo(
        _ name: String,
        client: String = "client",
        id: String? = nil,
        description: String = "",
        enabled: Bool = true,
        renamedFrom: [String] = [],
        credentialsRevision: Int? = nil
    ) -> DesiredConnection {
        let canary = { (name: String) in
            CredentialSource(reference: .environment(name), value: Secret("canary-secret-\(name)"))
        }
        return DesiredConnection(
            name: name,
            description: description,
            enabled: enabled,
            details: .vimeo(clientIdentifier: client),
            id: id.map { ConnectionID($0) },
            renamedFrom: renamedFrom,
            credentialsRevision: credentialsRevision,
            credentials: VimeoCredentials(clientSecret: canary("CLIENT_SECRET"), accessToken: canary("ACCESS_TOKEN")),
            place: place
        )
    }
}
