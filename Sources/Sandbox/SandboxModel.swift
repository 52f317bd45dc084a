package import Connections
import PictoryAPI

/// The rules of the API over a world in memory: pure and synchronous; the time and new ids are arguments.
package struct SandboxModel: Sendable {
    package private(set) var world: SandboxWorld
    package var behavior: SandboxBehavior
    /// What was done since they were last taken, in order.
    private var changes: [WorldChange] = []

    package init(_ world: SandboxWorld = SandboxWorld(), behavior: SandboxBehavior = SandboxBehavior()) {
        self.world = world
        self.behavior = behavior
    }

    /// The connection with the id.
    ///
    /// - Throws: ``Refusal`` with 404 when there is none of this type, 403 when it belongs to another account.
    package func connection(_ id: ConnectionID, of type: ConnectionType) throws(Refusal) -> SandboxConnection {
        guard let connection = world[id], connection.type == type else {
            throw Refusal(404, "there is no \(type.title) connection with the id '\(id)'")
        }
        guard !connection.isForeign else {
            throw Refusal(403, "the connection '\(id)' belongs to another account")
        }
        return connection
    }

    /// Creates a connection with the id.
    ///
    /// - Throws: ``Refusal`` with 400 for fields that break a rule, 409 when the name, or the account and region, is
    ///   taken; the behavior may choose other statuses.
    package mutating func create(
        _ type: ConnectionType,
        _ body: RequestBody,
        as id: ConnectionID,
        at time: Timestamp
    ) throws(Refusal) -> SandboxConnection {
        var reader = FieldReader(body, of: type, behavior: behavior)
        let name = reader.name(isRequired: true)
        let description = reader.description()
        let enabled = reader.enabled(isRequired: true)
        let details: ConnectionDetails
        var credentials: SandboxConnection.Credentials?
        switch type {
        case .aws:
            details = .aws(reader.location())
        case .vimeo:
            details = .vimeo(clientIdentifier: reader.clientIdentifier(isRequired: true) ?? "")
            credentials = reader.credentials(isRequired: true).map(SandboxConnection.Credentials.known)
        }
        try reader.finish()

        let live = LiveConnection(
            id: id,
            version: 1,
            name: name ?? "",
            description: description ?? "",
            enabled: enabled ?? true,
            details: details,
            createdDate: time.description,
            updatedDate: time.description
        )
        try refuseClash(of: live)
        return put(SandboxConnection(live, credentials: credentials))
    }

    /// Writes the fields of the body over the connection.
    ///
    /// - Throws: ``Refusal`` with 400 for fields that break a rule or cannot change, 404, 403, 409 for a version that
    ///   is not the live one, and 409 for a name that is taken, in this order.
    package mutating func update(
        _ type: ConnectionType,
        _ id: ConnectionID,
        _ body: RequestBody,
        at time: Timestamp
    ) throws(Refusal) -> SandboxConnection {
        var reader = FieldReader(body, of: type, behavior: behavior)
        let version = reader.version()
        let name = reader.name(isRequired: type == .aws)
        let description = reader.description()
        let enabled = reader.enabled(isRequired: false)
        var clientIdentifier: String?
        var credentials: RequestCredentials?
        switch type {
        case .aws:
            reader.refuseLocation()
        case .vimeo:
            clientIdentifier = reader.clientIdentifier(isRequired: false)
            credentials = reader.credentials(isRequired: false, old: world[id]?.knownCredentials)
        }
        try reader.finish()

        var connection = try self.connection(id, of: type)
        guard connection.live.version == version else {
            throw Refusal(409, "the version is \(connection.live.version) and not \(version)")
        }
        connection.live.name = name ?? connection.live.name
        connection.live.description = description ?? omittedDescription(of: connection)
        connection.live.enabled = enabled ?? connection.live.enabled
        if let clientIdentifier {
            connection.live.details = .vimeo(clientIdentifier: clientIdentifier)
        }
        if reader.hasCredentials {
            connection.credentials = credentials.map(SandboxConnection.Credentials.known) ?? .setEarlier
        }
        try refuseClash(of: connection.live)
        connection.live.version += 1
        connection.live.updatedDate = time.description
        return put(connection)
    }

    /// Deletes the connection.
    ///
    /// - Throws: ``Refusal`` with 404 when it does not exist and is AWS (for Vimeo that is a success), or with 403.
    package mutating func delete(_ type: ConnectionType, _ id: ConnectionID) throws(Refusal) {
        if type == .vimeo, world[id]?.type != .vimeo {
            return
        }
        let connection = try self.connection(id, of: type)
        world.remove(id)
        changes.append(WorldChange(before: connection, after: nil))
    }

    /// Adds the connection, or replaces the one with its id, whatever the rules say.
    @discardableResult
    package mutating func put(_ connection: SandboxConnection) -> SandboxConnection {
        let before = world[connection.id]
        world.put(connection)
        let after = world[connection.id] ?? connection
        changes.append(WorldChange(before: before, after: after))
        return after
    }

    /// Takes another world for this one, as when its file was written by another process.
    mutating func adopt(_ world: SandboxWorld) {
        changes += self.world.changes(to: world)
        self.world = world
    }

    /// What was done since the last call, in order.
    package mutating func takeChanges() -> [WorldChange] {
        defer { changes = [] }
        return changes
    }

    private func omittedDescription(of connection: SandboxConnection) -> String {
        switch behavior.omittedDescription {
        case .kept: connection.live.description
        case .cleared: ""
        }
    }

    private func refuseClash(of live: LiveConnection) throws(Refusal) {
        let types = behavior.clashScope == .type ? [live.type] : ConnectionType.allCases
        guard !world.hasName(of: live, among: types) else {
            throw Refusal(behavior.clashStatus, "a connection with the name '\(live.name)' exists already")
        }
        // Only a create can clash here: an update never moves a connection.
        guard let location = live.details.location, world[live.id] == nil else { return }
        guard !world.hasLocation(location, besides: live.id) else {
            throw Refusal(
                behavior.clashStatus,
                "a connection to account \(location.accountID) in \(location.region) exists already"
            )
        }
    }
}

extension ConnectionType {
    /// As the API writes it in messages and the `type` field of AWS and Vimeo connections.
    var title: String { rawValue.uppercased() }
}

extension SandboxConnection {
    fileprivate var knownCredentials: RequestCredentials? {
        switch credentials {
        case .known(let credentials): credentials
        case .setEarlier, nil: nil
        }
    }
}
