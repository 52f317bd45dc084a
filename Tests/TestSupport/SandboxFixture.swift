package import Connections
package import PictoryAPI
package import Sandbox

extension Sandbox {
    /// A sandbox in memory whose time and chance repeat.
    package static func fixture(
        _ connections: SandboxConnection...,
        behavior: SandboxBehavior = SandboxBehavior(),
        faults: [Fault] = [],
        file: SandboxFile? = nil,
        clock: ManualClock = ManualClock(),
        seed: UInt64 = 1
    ) throws -> Sandbox {
        try Sandbox(
            SandboxWorld(connections),
            behavior: behavior,
            faults: faults,
            file: file,
            clock: clock,
            now: { clock.date },
            random: SeededRandom(seed: seed)
        )
    }
}

extension SandboxBehavior {
    /// Any behavior that a client must cope with; its lists are always true, and it keeps names as they were sent.
    package static func random(using random: inout some RandomNumberGenerator) -> Self {
        var behavior = Self()
        behavior.createStatus = Bool.random(using: &random) ? 200 : 201
        behavior.validationStatus = Bool.random(using: &random) ? 400 : 422
        behavior.omittedDescription = OmittedDescription.allCases.randomElement(using: &random) ?? .kept
        behavior.emptyDescription = EmptyDescription.allCases.randomElement(using: &random) ?? .omitted
        behavior.writeAnswers = WriteAnswers.allCases.randomElement(using: &random) ?? .documented
        behavior.errorBody = ErrorBody.allCases.randomElement(using: &random) ?? .message
        behavior.pageSize = Int.random(in: 1...20, using: &random)
        behavior.strictAWS = Bool.random(using: &random)
        return behavior
    }
}

extension SandboxConnection {
    /// An AWS connection of the account, with the id `aws-<name>` unless one is given.
    package static func aws(
        _ name: String,
        account: String = "111122223333",
        region: String = "us-east-2",
        description: String = "",
        enabled: Bool = true,
        version: Int = 1,
        id: ConnectionID? = nil,
        owner: String = SandboxWorld.account
    ) -> Self {
        Self(
            LiveConnection(
                id: id ?? ConnectionID("aws-\(name)"),
                version: version,
                name: name,
                description: description,
                enabled: enabled,
                details: .aws(AWSLocation(accountID: account, region: region)),
                createdDate: "2025-12-01T10:00:00.000Z",
                updatedDate: "2025-12-01T10:00:00.000Z"
            ),
            owner: owner
        )
    }

    /// A Vimeo connection of the account, with the id `vimeo-<name>` unless one is given, and canary secrets.
    package static func vimeo(
        _ name: String,
        clientIdentifier: String = "client-1",
        description: String = "",
        enabled: Bool = true,
        version: Int = 1,
        id: ConnectionID? = nil,
        owner: String = SandboxWorld.account,
        credentials: RequestCredentials = .canary("old")
    ) -> Self {
        Self(
            LiveConnection(
                id: id ?? ConnectionID("vimeo-\(name)"),
                version: version,
                name: name,
                description: description,
                enabled: enabled,
                details: .vimeo(clientIdentifier: clientIdentifier),
                createdDate: "2025-12-01T10:00:00.000Z",
                updatedDate: "2025-12-01T10:00:00.000Z"
            ),
            owner: owner,
            credentials: .known(credentials)
        )
    }
}

extension RequestCredentials {
    /// Secrets that must turn up nowhere but in a request: `canary-secret-<name>` and `canary-token-<name>`.
    package static func canary(_ name: String) -> Self {
        Self(clientSecret: Secret("canary-secret-\(name)"), accessToken: Secret("canary-token-\(name)"))
    }
}

extension NewConnection {
    package static func aws(
        _ name: String,
        account: String = "111122223333",
        region: String = "us-east-2",
        description: String = "",
        enabled: Bool = true
    ) -> Self {
        Self(
            name: name,
            description: description,
            enabled: enabled,
            details: .aws(AWSLocation(accountID: account, region: region))
        )
    }

    package static func vimeo(
        _ name: String,
        clientIdentifier: String = "client-1",
        description: String = "",
        enabled: Bool = true,
        credentials: RequestCredentials = .canary("new")
    ) -> Self {
        Self(
            name: name,
            description: description,
            enabled: enabled,
            details: .vimeo(clientIdentifier: clientIdentifier),
            credentials: credentials
        )
    }

    /// A connection of the type that is in nobody's way, where nothing else has the name.
    package static func some(_ type: ConnectionType, _ name: String) -> Self {
        switch type {
        case .aws: .aws(name)
        case .vimeo: .vimeo(name)
        }
    }
}

extension ConnectionUpdate {
    /// An update that writes what is there already, changed by `change`.
    package init(of live: LiveConnection, _ change: (inout Self) -> Void = { _ in }) {
        self.init(
            type: live.type,
            expectedVersion: live.version,
            name: live.name,
            description: live.description,
            enabled: live.enabled,
            clientIdentifier: live.details.clientIdentifier
        )
        change(&self)
    }
}
