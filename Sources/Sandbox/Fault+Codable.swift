import Connections

/// One flat JSON object: the conditions, `do`, and the parameters of what is done.
extension Fault: Codable {
    private enum Kind: String, Codable, CaseIterable {
        case status
        case delay
        case drop
        case silence
        case truncate
        case garbage
        case staleList
        case repeatPageKey
        case emptyPage
        case hold
        case edit
        case lateCommit
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind = "do"
        // Conditions
        case operation
        case type
        case name
        case id
        case writesOnly
        case nth
        case times
        // Parameters
        case moment
        case status
        case body
        case contentType
        case retryAfter
        case milliseconds
        case writes
        case requests
        case hold
        case edits
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        filter = Filter(
            operation: try container.choice(SandboxRequest.Operation.self, forKey: .operation),
            type: try container.choice(ConnectionType.self, forKey: .type),
            name: try container.decodeIfPresent(String.self, forKey: .name),
            id: try container.decodeIfPresent(ConnectionID.self, forKey: .id),
            writesOnly: try container.decodeIfPresent(Bool.self, forKey: .writesOnly) ?? false
        )
        nth = try container.decodeIfPresent(Int.self, forKey: .nth) ?? 1
        try decoder.check(nth >= 1, CodingKeys.nth, "is counted from 1")
        if (try? container.decode(String.self, forKey: .times)) == Self.always {
            times = nil
        } else {
            let times = try container.decodeIfPresent(Int.self, forKey: .times) ?? 1
            try decoder.check(times >= 1, CodingKeys.times, "must be at least 1, or \"\(Self.always)\"")
            self.times = times
        }

        let moment = try container.choice(Moment.self, forKey: .moment) ?? .before
        switch try container.requiredChoice(Kind.self, forKey: .kind) {
        case .status:
            var fault = StatusFault(try container.decode(Int.self, forKey: .status), moment)
            try decoder.check((200...599).contains(fault.status), CodingKeys.status, "must be 200 to 599")
            fault.body = try container.decodeIfPresent(String.self, forKey: .body)
            fault.contentType = try container.decodeIfPresent(String.self, forKey: .contentType) ?? fault.contentType
            fault.retryAfter = try container.decodeIfPresent(String.self, forKey: .retryAfter)
            effect = .status(fault)
        case .delay:
            effect = .delay(.milliseconds(try container.decodeCount(.milliseconds, decoder)))
        case .drop:
            effect = .drop(moment)
        case .silence:
            effect = .silence(moment)
        case .truncate:
            effect = .truncate
        case .garbage:
            effect = .garbage(try container.decode(String.self, forKey: .body))
        case .staleList:
            effect = .staleList(writes: try container.decodeCount(.writes, decoder))
        case .repeatPageKey:
            effect = .repeatPageKey
        case .emptyPage:
            effect = .emptyPage
        case .hold:
            effect = .hold(try container.decode(String.self, forKey: .hold), moment)
        case .edit:
            effect = .edit(try container.decode([SandboxEdit].self, forKey: .edits), moment)
        case .lateCommit:
            effect = .lateCommit(afterRequests: try container.decodeCount(.requests, decoder))
        }
    }

    /// Encodes the fault.
    ///
    /// - Throws: `EncodingError` for an edit in code.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(filter.operation, forKey: .operation)
        try container.encodeIfPresent(filter.type, forKey: .type)
        try container.encodeIfPresent(filter.name?.pattern, forKey: .name)
        try container.encodeIfPresent(filter.id, forKey: .id)
        if filter.writesOnly {
            try container.encode(true, forKey: .writesOnly)
        }
        try container.encode(nth, forKey: .nth)
        if let times {
            try container.encode(times, forKey: .times)
        } else {
            try container.encode(Self.always, forKey: .times)
        }
        try encodeEffect(to: &container)
    }

    private func encodeEffect(to container: inout KeyedEncodingContainer<CodingKeys>) throws {
        switch effect {
        case .status(let fault):
            try container.encode(Kind.status, forKey: .kind)
            try container.encode(fault.moment, forKey: .moment)
            try container.encode(fault.status, forKey: .status)
            try container.encodeIfPresent(fault.body, forKey: .body)
            try container.encode(fault.contentType, forKey: .contentType)
            try container.encodeIfPresent(fault.retryAfter, forKey: .retryAfter)
        case .delay(let duration):
            try container.encode(Kind.delay, forKey: .kind)
            try container.encode(duration.wholeMilliseconds, forKey: .milliseconds)
        case .drop(let moment):
            try container.encode(Kind.drop, forKey: .kind)
            try container.encode(moment, forKey: .moment)
        case .silence(let moment):
            try container.encode(Kind.silence, forKey: .kind)
            try container.encode(moment, forKey: .moment)
        case .truncate:
            try container.encode(Kind.truncate, forKey: .kind)
        case .garbage(let body):
            try container.encode(Kind.garbage, forKey: .kind)
            try container.encode(body, forKey: .body)
        case .staleList(let writes):
            try container.encode(Kind.staleList, forKey: .kind)
            try container.encode(writes, forKey: .writes)
        case .repeatPageKey:
            try container.encode(Kind.repeatPageKey, forKey: .kind)
        case .emptyPage:
            try container.encode(Kind.emptyPage, forKey: .kind)
        case .hold(let name, let moment):
            try container.encode(Kind.hold, forKey: .kind)
            try container.encode(name, forKey: .hold)
            try container.encode(moment, forKey: .moment)
        case .edit(let edits, let moment):
            try container.encode(Kind.edit, forKey: .kind)
            try container.encode(edits, forKey: .edits)
            try container.encode(moment, forKey: .moment)
        case .run:
            let context = EncodingError.Context(
                codingPath: container.codingPath,
                debugDescription: "an edit in code has no JSON form"
            )
            throw EncodingError.invalidValue(self, context)
        case .lateCommit(let requests):
            try container.encode(Kind.lateCommit, forKey: .kind)
            try container.encode(requests, forKey: .requests)
        }
    }

    /// As `times`: every matching request from the nth on.
    private static let always = "always"
}

extension KeyedDecodingContainer {
    fileprivate func decodeCount(_ key: Key, _ decoder: any Decoder) throws -> Int {
        let count = try decode(Int.self, forKey: key)
        try decoder.check(count >= 0, key, "must not be negative")
        return count
    }
}

extension Duration {
    /// Rounded towards zero.
    fileprivate var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
