package import Connections

/// The secrets of a request body.
package struct RequestCredentials: Sendable, Hashable {
    package var clientSecret: Secret
    package var accessToken: Secret

    package init(clientSecret: Secret, accessToken: Secret) {
        self.clientSecret = clientSecret
        self.accessToken = accessToken
    }
}

/// The body of a create.
package struct NewConnection: Sendable, Hashable {
    package var name: String
    /// "" for none; always sent.
    package var description: String
    package var enabled: Bool
    package var details: ConnectionDetails
    /// Required for Vimeo, nil for AWS.
    package var credentials: RequestCredentials?

    package var type: ConnectionType { details.type }

    package init(
        name: String,
        description: String,
        enabled: Bool,
        details: ConnectionDetails,
        credentials: RequestCredentials? = nil
    ) {
        self.name = name
        self.description = description
        self.enabled = enabled
        self.details = details
        self.credentials = credentials
    }
}

/// The body of an update: every visible field that may be written, so that what is kept is what was read.
///
/// It cannot be made without the version it replaces, and an account or region cannot be expressed in it.
package struct ConnectionUpdate: Sendable, Hashable {
    package var type: ConnectionType
    package var expectedVersion: Int
    package var name: String
    /// "" to clear it; always sent, since what an omitted one does is not documented.
    package var description: String
    package var enabled: Bool
    /// nil for AWS.
    package var clientIdentifier: String?
    /// nil to keep the secrets that are there.
    package var credentials: RequestCredentials?

    package init(
        type: ConnectionType,
        expectedVersion: Int,
        name: String,
        description: String,
        enabled: Bool,
        clientIdentifier: String? = nil,
        credentials: RequestCredentials? = nil
    ) {
        self.type = type
        self.expectedVersion = expectedVersion
        self.name = name
        self.description = description
        self.enabled = enabled
        self.clientIdentifier = clientIdentifier
        self.credentials = credentials
    }
}

/// What the API answered to a create or update; it may leave out all but the id and the version.
package struct WriteAnswer: Sendable, Hashable {
    package var id: ConnectionID
    package var version: Int
    /// nil, here and below: not in the answer.
    package var name: String?
    package var description: String?
    package var enabled: Bool?
    package var awsAccountId: String?
    package var awsRegion: String?
    package var clientIdentifier: String?

    package init(
        id: ConnectionID,
        version: Int,
        name: String? = nil,
        description: String? = nil,
        enabled: Bool? = nil,
        awsAccountId: String? = nil,
        awsRegion: String? = nil,
        clientIdentifier: String? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.description = description
        self.enabled = enabled
        self.awsAccountId = awsAccountId
        self.awsRegion = awsRegion
        self.clientIdentifier = clientIdentifier
    }

    /// The answer that repeats all of a connection.
    package init(_ live: LiveConnection) {
        self.init(
            id: live.id,
            version: live.version,
            name: live.name,
            description: live.description,
            enabled: live.enabled,
            awsAccountId: live.details.location?.accountID,
            awsRegion: live.details.location?.region,
            clientIdentifier: live.details.clientIdentifier
        )
    }
}
