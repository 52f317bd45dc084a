import Connections

extension SandboxEdit: Codable {
    private enum Kind: String, Codable, CaseIterable {
        case create
        case update
        case delete
    }

    fileprivate enum CodingKeys: String, CodingKey, CaseIterable {
        case edit
        case connection
        case type
        case name
        case id
        case set
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.requiredChoice(Kind.self, forKey: .edit) {
        case .create:
            self = .create(try container.decode(ConnectionRecord.self, forKey: .connection))
        case .update:
            self = .update(
                try Target(container),
                set: try container.decodeIfPresent(RequestBody.self, forKey: .set) ?? RequestBody()
            )
        case .delete:
            self = .delete(try Target(container))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .create(let record):
            try container.encode(Kind.create, forKey: .edit)
            try container.encode(record, forKey: .connection)
        case .update(let target, let set):
            try container.encode(Kind.update, forKey: .edit)
            try target.encode(to: &container)
            try container.encode(set, forKey: .set)
        case .delete(let target):
            try container.encode(Kind.delete, forKey: .edit)
            try target.encode(to: &container)
        }
    }
}

extension SandboxEdit.Target {
    fileprivate init(_ container: KeyedDecodingContainer<SandboxEdit.CodingKeys>) throws {
        if let id = try container.decodeIfPresent(ConnectionID.self, forKey: .id) {
            self = .id(id)
        } else {
            let type = try container.requiredChoice(ConnectionType.self, forKey: .type)
            self = .key(ConnectionKey(type, try container.decode(String.self, forKey: .name)))
        }
    }

    fileprivate func encode(to container: inout KeyedEncodingContainer<SandboxEdit.CodingKeys>) throws {
        switch self {
        case .id(let id):
            try container.encode(id, forKey: .id)
        case .key(let key):
            try container.encode(key.type, forKey: .type)
            try container.encode(key.name, forKey: .name)
        }
    }
}
