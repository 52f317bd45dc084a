package import Connections
package import Planning

/// The uniqueness and version rules of the API over a plain list: what steps may do in which order.
package struct StepWorld: Sendable, Hashable {
    package enum Refusal: Error, Sendable, Hashable {
        case nameTaken(String)
        case locationTaken(AWSLocation)
        case unknownConnection(ConnectionID)
        case staleVersion(ConnectionID)
        case incomplete(step: Int)
    }

    package private(set) var connections: [ConnectionID: LiveConnection]
    /// Who has each name and place, so that a world of many thousands is as quick as a small one.
    private var holders: [Holding: ConnectionID] = [:]

    private enum Holding: Sendable, Hashable {
        case name(ConnectionKey)
        case location(AWSLocation)
    }

    package init(_ live: [LiveConnection]) {
        connections = Dictionary(uniqueKeysWithValues: live.map { ($0.id, $0) })
        for connection in live { hold(connection) }
    }

    package static func == (left: Self, right: Self) -> Bool { left.connections == right.connections }

    package func hash(into hasher: inout Hasher) { hasher.combine(connections) }

    package var sorted: [LiveConnection] { connections.values.sorted { $0.id < $1.id } }

    package mutating func run(_ step: Step) throws(Refusal) {
        switch step.operation {
        case .park, .update: try update(step)
        case .create: try create(step)
        case .delete: remove(try target(step))
        }
    }

    private func target(_ step: Step) throws(Refusal) -> LiveConnection {
        guard let id = step.connectionId else { throw .incomplete(step: step.id) }
        guard let connection = connections[id] else { throw .unknownConnection(id) }
        guard step.expectedVersion == nil || step.expectedVersion == connection.version else { throw .staleVersion(id) }
        return connection
    }

    private mutating func update(_ step: Step) throws(Refusal) {
        var connection = try target(step)
        for setting in step.sets {
            switch (setting.field, setting.value) {
            case (.name, .text(let name)): connection.name = name
            case (.description, .text(let text)): connection.description = text
            case (.description, .none): connection.description = ""
            case (.enabled, .flag(let flag)): connection.enabled = flag
            case (.clientIdentifier, .text(let text)): connection.details = .vimeo(clientIdentifier: text)
            case (.clientSecret, .none), (.accessToken, .none): continue
            default: throw .incomplete(step: step.id)
            }
        }
        connection.version += 1
        try insert(connection)
    }

    private mutating func create(_ step: Step) throws(Refusal) {
        var texts: [ConnectionField: String] = [:]
        var enabled: Bool?
        for setting in step.sets {
            if case .text(let text) = setting.value { texts[setting.field] = text }
            if case .flag(let flag) = setting.value { enabled = flag }
        }
        guard let name = texts[.name], let enabled else { throw .incomplete(step: step.id) }
        let details: ConnectionDetails
        if step.type == .vimeo, let client = texts[.clientIdentifier] {
            details = .vimeo(clientIdentifier: client)
        } else if let account = texts[.awsAccountId], let region = texts[.awsRegion] {
            details = .aws(AWSLocation(accountID: account, region: region))
        } else {
            throw .incomplete(step: step.id)
        }
        try insert(
            LiveConnection(
                id: freeID(step.type, name),
                version: 1,
                name: name,
                description: texts[.description] ?? "",
                enabled: enabled,
                details: details
            )
        )
    }

    /// An id that depends on what is there, and not on how many were made before: worlds can be compared.
    private func freeID(_ type: ConnectionType, _ name: String) -> ConnectionID {
        var number = 1
        while connections[ConnectionID("new-\(type.rawValue)-\(name)-\(number)")] != nil { number += 1 }
        return ConnectionID("new-\(type.rawValue)-\(name)-\(number)")
    }

    private mutating func insert(_ connection: LiveConnection) throws(Refusal) {
        let name = Holding.name(ConnectionKey(connection.type, connection.name))
        if let holder = holders[name], holder != connection.id { throw .nameTaken(connection.name) }
        if let location = connection.details.location, let holder = holders[.location(location)],
            holder != connection.id
        {
            throw .locationTaken(location)
        }
        if let before = connections[connection.id] { remove(before) }
        connections[connection.id] = connection
        hold(connection)
    }

    private mutating func hold(_ connection: LiveConnection) {
        holders[.name(ConnectionKey(connection.type, connection.name))] = connection.id
        if let location = connection.details.location { holders[.location(location)] = connection.id }
    }

    private mutating func remove(_ connection: LiveConnection) {
        connections[connection.id] = nil
        holders[.name(ConnectionKey(connection.type, connection.name))] = nil
        if let location = connection.details.location { holders[.location(location)] = nil }
    }
}
