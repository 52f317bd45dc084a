package import Connections

/// A world as JSON, for the state file and the control API.
package struct SandboxState: Sendable, Hashable {
    /// Raised when a reader of the form before would misread the new one.
    package static let formatVersion = 1

    /// The largest version or count of writes that is read: whole in every JSON reader, and with room to count on.
    static let countLimit = 1 << 53

    /// In the order they were created.
    package var connections: [ConnectionRecord]
    var writes: Int

    package init(_ world: SandboxWorld) {
        connections = world.connections.map(ConnectionRecord.init)
        writes = world.writes
    }

    package init(connections: [ConnectionRecord] = []) {
        self.connections = connections
        writes = 0
    }

    /// The world, with new ids and the present time where the records have none.
    package func world(at time: Timestamp, using generator: inout some RandomNumberGenerator) -> SandboxWorld {
        let connections = connections.map { record in
            record.connection(newID: ConnectionID.random(at: time, using: &generator), at: time)
        }
        let areNumbered = connections.allSatisfy { $0.createdBy > 0 && $0.writtenBy > 0 }
        return areNumbered ? SandboxWorld(kept: connections, writes: writes) : SandboxWorld(connections)
    }
}

extension SandboxState: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case formatVersion
        case writes
        case connections
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let format = try container.decodeIfPresent(Int.self, forKey: .formatVersion) ?? Self.formatVersion
        try decoder.check(format == Self.formatVersion, CodingKeys.formatVersion, "must be \(Self.formatVersion)")
        writes = try container.decodeIfPresent(Int.self, forKey: .writes) ?? 0
        try decoder.check((0...Self.countLimit).contains(writes), CodingKeys.writes, "is not a count of writes")
        connections = try container.decode([ConnectionRecord].self, forKey: .connections)
        let ids = connections.compactMap(\.connectionId)
        try decoder.check(Set(ids).count == ids.count, CodingKeys.connections, "must not have one id twice")
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.formatVersion, forKey: .formatVersion)
        try container.encode(writes, forKey: .writes)
        try container.encode(connections, forKey: .connections)
    }
}
