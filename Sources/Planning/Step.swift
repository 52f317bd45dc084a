package import Connections

/// A change's API call, with its place in the order and the version it expects.
package struct Step: Sendable, Hashable, Codable {
    package enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        /// A version-checked update of the name alone, to a ``ParkedName``.
        case park
        /// A version-checked update.
        case update
        case create
        /// Version-checked disable, read back, delete.
        case delete
    }

    /// A field that the step writes.
    package struct Setting: Sendable, Hashable, Codable {
        package var field: ConnectionField
        package var value: FieldValue

        package init(_ field: ConnectionField, _ value: FieldValue) {
            self.field = field
            self.value = value
        }
    }

    /// Counted from 1 in an order that is legal to run one after another.
    package var id: Int
    package var operation: Operation
    package var type: ConnectionType
    /// The name of the change the step belongs to.
    package var name: String
    /// nil for a create.
    package var connectionId: ConnectionID?
    /// The version the plan saw; nil for a create, and where an earlier step of the plan writes the connection first:
    /// then it is the version that this step's answer gave.
    package var expectedVersion: Int?
    /// What is written, in the order of ``ConnectionField``; empty for a delete.
    ///
    /// A secret's value is always none here.
    package var sets: [Setting]
    /// The ids of the steps that must have been done before; ascending.
    package var after: [Int]
    package var irreversible: Bool

    package init(
        id: Int = 0,
        operation: Operation,
        type: ConnectionType,
        name: String,
        connectionId: ConnectionID? = nil,
        expectedVersion: Int? = nil,
        sets: [Setting] = [],
        after: [Int] = []
    ) {
        self.id = id
        self.operation = operation
        self.type = type
        self.name = name
        self.connectionId = connectionId
        self.expectedVersion = expectedVersion
        self.sets = sets
        self.after = after
        irreversible = operation == .delete
    }

    /// Whether the secrets of the entry go along.
    package var sendsCredentials: Bool { sets.contains { $0.field.isSensitive } }

    /// The name the connection has after the step; nil when the step does not set it.
    package var newName: String? {
        for setting in sets {
            if setting.field == .name, case .text(let name) = setting.value { return name }
        }
        return nil
    }
}

// Written out because scripts rely on `null` where the synthesised form leaves the key away, and for what a saved plan leaves away.
extension Step {
    private enum CodingKeys: String, CodingKey {
        case id, operation, type, name, connectionId, expectedVersion, sets, after, irreversible
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int.self, forKey: .id)
        operation = try container.decode(Operation.self, forKey: .operation)
        type = try container.decode(ConnectionType.self, forKey: .type)
        name = try container.decode(String.self, forKey: .name)
        connectionId = try container.decodeIfPresent(ConnectionID.self, forKey: .connectionId)
        expectedVersion = try container.decodeIfPresent(Int.self, forKey: .expectedVersion)
        sets = try container.decode([Setting].self, forKey: .sets)
        after = try container.decodeIfPresent([Int].self, forKey: .after) ?? []
        irreversible = try container.decodeIfPresent(Bool.self, forKey: .irreversible) ?? (operation == .delete)
    }

    package func encode(to encoder: any Encoder) throws {
        let isShort = CodingUserInfoKey.isSavedPlan.flatMap { encoder.userInfo[$0] } != nil
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(operation, forKey: .operation)
        try container.encode(type, forKey: .type)
        try container.encode(name, forKey: .name)
        try container.encode(connectionId, forKey: .connectionId)
        try container.encode(expectedVersion, forKey: .expectedVersion)
        try container.encode(sets, forKey: .sets)
        if !isShort || !after.isEmpty { try container.encode(after, forKey: .after) }
        if !isShort || irreversible { try container.encode(irreversible, forKey: .irreversible) }
    }
}

extension CodingUserInfoKey {
    /// Set, whatever its value, where a plan is written for patchbay alone: steps leave away what is empty or false then.
    package static let isSavedPlan = CodingUserInfoKey(rawValue: "isSavedPlan")
}
