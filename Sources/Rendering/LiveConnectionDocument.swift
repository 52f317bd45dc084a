import Connections

/// The JSON form of a connection as the account has it.
struct LiveConnectionDocument: Sendable, Encodable {
    let connection: LiveConnection

    private enum CodingKeys: CodingKey {
        case type, name, connectionId, version, description, enabled, awsAccountId, awsRegion, clientIdentifier
        case createdDate, updatedDate
    }

    // Written out because scripts rely on `null` where the synthesised form leaves the key away.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(connection.type, forKey: .type)
        try container.encode(connection.name, forKey: .name)
        try container.encode(connection.id, forKey: .connectionId)
        try container.encode(connection.version, forKey: .version)
        try container.encode(connection.description, forKey: .description)
        try container.encode(connection.enabled, forKey: .enabled)
        switch connection.details {
        case .aws(let location):
            try container.encode(location.accountID, forKey: .awsAccountId)
            try container.encode(location.region, forKey: .awsRegion)
        case .vimeo(let clientIdentifier):
            try container.encode(clientIdentifier, forKey: .clientIdentifier)
        }
        try container.encode(connection.createdDate, forKey: .createdDate)
        try container.encode(connection.updatedDate, forKey: .updatedDate)
    }
}
