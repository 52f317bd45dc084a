import FoundationEssentials

extension PolicyDocument {
    /// Reads the JSON of a policy; nil for what is none, or has what we do not understand.
    package init?(json: String) {
        guard let document = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = document
    }
}

extension PolicyDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Without a version the older language is meant.
        version = try container.decodeIfPresent(String.self, forKey: .version) ?? "2008-10-17"
        statements = try container.decode(OneOrMany<PolicyStatement>.self, forKey: .statements).values
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encode(statements, forKey: .statements)
    }
}

extension PolicyStatement: Codable {
    private enum CodingKeys: String, CodingKey {
        case effect = "Effect"
        case principal = "Principal"
        case notPrincipal = "NotPrincipal"
        case action = "Action"
        case notAction = "NotAction"
        case resource = "Resource"
        case notResource = "NotResource"
        case condition = "Condition"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let patterns = { (key: CodingKeys, inverted: CodingKeys) throws -> PolicySelection? in
            if let found = try container.decodeIfPresent(OneOrMany<String>.self, forKey: key) {
                return PolicySelection(found.values)
            }
            return try container.decodeIfPresent(OneOrMany<String>.self, forKey: inverted)
                .map { PolicySelection($0.values, isInverted: true) }
        }
        effect = try container.decode(Effect.self, forKey: .effect)
        guard let actions = try patterns(.action, .notAction) else {
            throw DecodingError.dataCorruptedError(
                forKey: .action,
                in: container,
                debugDescription: "a statement without actions"
            )
        }
        self.actions = actions
        resources = try patterns(.resource, .notResource)
        principals =
            container.contains(.notPrincipal)
            ? .everyoneBut : try container.decodeIfPresent(Principals.self, forKey: .principal)
        let condition = try container.decodeIfPresent([String: [String: Anything]].self, forKey: .condition)
        // A condition without keys holds always.
        conditionKeys = Set((condition ?? [:]).values.flatMap(\.keys)).sorted()
    }

    /// Writes what ``IntegrationRole`` has: neither conditions nor what is inverted.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(effect, forKey: .effect)
        if case .accounts(let accounts)? = principals { try container.encode(["AWS": accounts], forKey: .principal) }
        try container.encode(OneOrMany(values: actions.patterns), forKey: .action)
        if let resources { try container.encode(OneOrMany(values: resources.patterns), forKey: .resource) }
    }
}

extension PolicyStatement.Principals: Decodable {
    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            guard text == "*" else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a principal without its kind")
                )
            }
            self = .anyone
            return
        }
        let kinds = try decoder.singleValueContainer().decode([String: OneOrMany<String>].self)
        let accounts = kinds["AWS"]?.values ?? []
        self = accounts.contains("*") ? .anyone : .accounts(accounts)
    }
}

/// A list, which stands without its brackets where it has one value.
private struct OneOrMany<Value: Codable>: Codable {
    var values: [Value]

    init(values: [Value]) {
        self.values = values
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Value.self) {
            values = [value]
        } else {
            values = try container.decode([Value].self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
    }
}

/// A value that is not looked at.
private struct Anything: Decodable {
    init(from _: any Decoder) {}
}
