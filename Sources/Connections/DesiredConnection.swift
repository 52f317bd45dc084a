package import Diagnostics

/// A connection as the files want it.
package struct DesiredConnection: Sendable, Hashable {
    /// How a change of account or region is carried out.
    package enum ReplaceOrder: String, Sendable, Hashable, Codable {
        case createFirst
        case deleteFirst
    }

    package var name: String
    /// Empty when there is none.
    package var description: String
    package var enabled: Bool
    package var details: ConnectionDetails
    /// The live connection this entry is pinned to.
    package var id: ConnectionID?
    /// Former names, in the order of the file.
    package var renamedFrom: [String]
    /// Never deleted or replaced.
    package var isProtected: Bool
    /// The fields whose live value is left alone: `description` and `enabled` at most.
    package var ignored: Set<ConnectionField>
    package var replaceOrder: ReplaceOrder
    /// How long the old connection of a replace keeps working; nil when it is deleted at once.
    package var grace: Duration?
    package var credentialsRevision: Int?
    /// nil for AWS.
    package var credentials: VimeoCredentials?
    package var place: SourcePlace

    package var type: ConnectionType { details.type }

    package init(
        name: String,
        description: String = "",
        enabled: Bool = true,
        details: ConnectionDetails,
        id: ConnectionID? = nil,
        renamedFrom: [String] = [],
        isProtected: Bool = false,
        ignored: Set<ConnectionField> = [],
        replaceOrder: ReplaceOrder = .createFirst,
        grace: Duration? = nil,
        credentialsRevision: Int? = nil,
        credentials: VimeoCredentials? = nil,
        place: SourcePlace
    ) {
        self.name = name
        self.description = description
        self.enabled = enabled
        self.details = details
        self.id = id
        self.renamedFrom = renamedFrom
        self.isProtected = isProtected
        self.ignored = ignored
        self.replaceOrder = replaceOrder
        self.grace = grace
        self.credentialsRevision = credentialsRevision
        self.credentials = credentials
        self.place = place
    }
}

/// A `state: absent` entry: the live connection with this name (or id) is to be deleted, if there is one.
package struct Tombstone: Sendable, Hashable {
    package var type: ConnectionType
    package var name: String
    package var id: ConnectionID?
    package var isProtected: Bool
    package var place: SourcePlace

    package init(
        type: ConnectionType,
        name: String,
        id: ConnectionID? = nil,
        isProtected: Bool = false,
        place: SourcePlace
    ) {
        self.type = type
        self.name = name
        self.id = id
        self.isProtected = isProtected
        self.place = place
    }
}

/// All that a stack's files declare, in the order of files and lines.
package struct DesiredState: Sendable, Hashable {
    package var connections: [DesiredConnection]
    package var tombstones: [Tombstone]

    package init(connections: [DesiredConnection] = [], tombstones: [Tombstone] = []) {
        self.connections = connections
        self.tombstones = tombstones
    }

    /// The value of every secret that was resolved.
    package var secrets: [Secret] {
        connections.lazy.compactMap(\.credentials)
            .flatMap { [$0.clientSecret.value, $0.accessToken.value] }
            .compactMap(\.self)
    }
}
