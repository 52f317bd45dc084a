package import Connections

/// A connection as the state file and the control API write it; the secrets of Vimeo never are in it.
package struct ConnectionRecord: Sendable, Hashable {
    package var type: ConnectionType
    package var name: String
    /// nil, here and in what follows: as for a connection that is created now.
    package var connectionId: ConnectionID?
    package var description: String?
    package var enabled: Bool?
    /// Required for AWS.
    package var awsAccountId: String?
    /// Required for AWS.
    package var awsRegion: String?
    /// Required for Vimeo.
    package var clientIdentifier: String?
    package var version: Int?
    package var createdDate: String?
    package var updatedDate: String?
    /// nil for the account that requests act for.
    package var owner: String?
    /// Counts of writes, by which lists are ordered.
    var createdBy: Int?
    var writtenBy: Int?

    package init(_ connection: SandboxConnection) {
        let live = connection.live
        type = live.type
        name = live.name
        connectionId = live.id
        description = live.description.isEmpty ? nil : live.description
        enabled = live.enabled
        awsAccountId = live.details.location?.accountID
        awsRegion = live.details.location?.region
        clientIdentifier = live.details.clientIdentifier
        version = live.version
        createdDate = live.createdDate
        updatedDate = live.updatedDate
        owner = connection.isForeign ? connection.owner : nil
        createdBy = connection.createdBy == 0 ? nil : connection.createdBy
        writtenBy = connection.writtenBy == 0 ? nil : connection.writtenBy
    }

    /// The connection, with what the record leaves out filled in.
    ///
    /// The id is made only where the record has none, so that reading a world back takes nothing from chance.
    package func connection(newID: @autoclosure () -> ConnectionID, at time: Timestamp) -> SandboxConnection {
        let details: ConnectionDetails
        switch type {
        case .aws: details = .aws(AWSLocation(accountID: awsAccountId ?? "", region: awsRegion ?? ""))
        case .vimeo: details = .vimeo(clientIdentifier: clientIdentifier ?? "")
        }
        let live = LiveConnection(
            id: connectionId ?? newID(),
            version: version ?? 1,
            name: name,
            description: description ?? "",
            enabled: enabled ?? true,
            details: details,
            createdDate: createdDate ?? time.description,
            updatedDate: updatedDate ?? createdDate ?? time.description
        )
        var connection = SandboxConnection(
            live,
            owner: owner ?? SandboxWorld.account,
            credentials: type == .vimeo ? .setEarlier : nil
        )
        connection.createdBy = createdBy ?? 0
        connection.writtenBy = writtenBy ?? 0
        return connection
    }
}

extension ConnectionRecord: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case type
        case name
        case connectionId
        case description
        case enabled
        case awsAccountId
        case awsRegion
        case clientIdentifier
        case version
        case createdDate
        case updatedDate
        case owner
        case createdBy
        case writtenBy
        case credentialsSet
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(ConnectionType.self, forKey: .type)
        name = try container.decode(String.self, forKey: .name)
        connectionId = try container.decodeIfPresent(ConnectionID.self, forKey: .connectionId)
        description = try container.decodeIfPresent(String.self, forKey: .description)
        enabled = try container.decodeIfPresent(Bool.self, forKey: .enabled)
        awsAccountId = try container.decodeIfPresent(String.self, forKey: .awsAccountId)
        awsRegion = try container.decodeIfPresent(String.self, forKey: .awsRegion)
        clientIdentifier = try container.decodeIfPresent(String.self, forKey: .clientIdentifier)
        version = try container.decodeIfPresent(Int.self, forKey: .version)
        createdDate = try container.decodeIfPresent(String.self, forKey: .createdDate)
        updatedDate = try container.decodeIfPresent(String.self, forKey: .updatedDate)
        owner = try container.decodeIfPresent(String.self, forKey: .owner)
        createdBy = try container.decodeIfPresent(Int.self, forKey: .createdBy)
        writtenBy = try container.decodeIfPresent(Int.self, forKey: .writtenBy)
        switch type {
        case .aws:
            try decoder.check(awsAccountId != nil, CodingKeys.awsAccountId, "is required for type aws")
            try decoder.check(awsRegion != nil, CodingKeys.awsRegion, "is required for type aws")
        case .vimeo:
            try decoder.check(clientIdentifier != nil, CodingKeys.clientIdentifier, "is required for type vimeo")
        }
        let counts = 1...SandboxState.countLimit
        try decoder.check(counts.contains(version ?? 1), CodingKeys.version, "must be at least 1, and not over 2^53")
        try decoder.check(counts.contains(createdBy ?? 1), CodingKeys.createdBy, "is not a count of writes")
        try decoder.check(counts.contains(writtenBy ?? 1), CodingKeys.writtenBy, "is not a count of writes")
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(connectionId, forKey: .connectionId)
        try container.encodeIfPresent(description, forKey: .description)
        try container.encodeIfPresent(enabled, forKey: .enabled)
        try container.encodeIfPresent(awsAccountId, forKey: .awsAccountId)
        try container.encodeIfPresent(awsRegion, forKey: .awsRegion)
        try container.encodeIfPresent(clientIdentifier, forKey: .clientIdentifier)
        try container.encodeIfPresent(version, forKey: .version)
        try container.encodeIfPresent(createdDate, forKey: .createdDate)
        try container.encodeIfPresent(updatedDate, forKey: .updatedDate)
        try container.encodeIfPresent(owner, forKey: .owner)
        try container.encodeIfPresent(createdBy, forKey: .createdBy)
        try container.encodeIfPresent(writtenBy, forKey: .writtenBy)
        if type == .vimeo {
            try container.encode(true, forKey: .credentialsSet)
        }
    }
}
