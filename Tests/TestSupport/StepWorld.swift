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
    private var created = 0

    package init(_ live: [LiveConnection]) {
        connections = Dictionary(uniqueKeysWithValues: live.map { ($0.id, $0) })
    }

    package var sorted: [LiveConnection] { connections.values.sorted { $0.id < $1.id } }

    package mutating func run(_ step: Step) throws(Refusal) {
        switch step.operation {
        case .park, .update: try update(step)
        case .create: try create(step)
        case .delete: connections[try target(step).id] = nil
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
        created += 1
        try insert(
            LiveConnection(
                id: ConnectionID("new-\(name)-\(created)"),
                version: 1,
                name: name,
                description: texts[.description] ?? "",
                enabled: enabled,
                details: details
            )
        )
    }

    private mutating func insert(_ connection: LiveConnection) throws(Refusal) {
        for other in connections.values where other.id != connection.id && other.type == connection.type {
            if other.name == connection.name { throw .nameTaken(connection.name) }
            if let location = connection.details.location, other.details.location == location {
                throw .locationTaken(location)
            }
        }
        connections[connection.id] = connection
    }
}
