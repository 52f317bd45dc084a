import Connections

// Written out since plans that were saved before there was a ledger lack the keys that came with it, and those that say
// nothing are left away.
extension Plan {
    enum CodingKeys: String, CodingKey {
        case formatVersion, stack, apiURL, configDigest, summary, base, changes, steps, unmanaged, waiting, hidden
        case storedOtherwise, usesLedger, secretsUnknown
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        formatVersion = try container.decode(String.self, forKey: .formatVersion)
        stack = try container.decode(String.self, forKey: .stack)
        apiURL = try container.decode(String.self, forKey: .apiURL)
        configDigest = try container.decode(String.self, forKey: .configDigest)
        summary = try container.decode(Summary.self, forKey: .summary)
        base = try container.decodeIfPresent(Base.self, forKey: .base)
        changes = try container.decode([Change].self, forKey: .changes)
        steps = try container.decode([Step].self, forKey: .steps)
        unmanaged = try container.decode([Unmanaged].self, forKey: .unmanaged)
        waiting = try container.decode([Waiting].self, forKey: .waiting)
        hidden = try container.decodeIfPresent([Hidden].self, forKey: .hidden) ?? []
        storedOtherwise = try container.decodeIfPresent([StoredOtherwise].self, forKey: .storedOtherwise) ?? []
        usesLedger = try container.decodeIfPresent(Bool.self, forKey: .usesLedger) ?? false
        secretsUnknown = try container.decodeCountIfPresent(forKey: .secretsUnknown) ?? 0
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(stack, forKey: .stack)
        try container.encode(apiURL, forKey: .apiURL)
        try container.encode(configDigest, forKey: .configDigest)
        try container.encode(summary, forKey: .summary)
        try container.encodeIfPresent(base, forKey: .base)
        try container.encode(changes, forKey: .changes)
        try container.encode(steps, forKey: .steps)
        try container.encode(unmanaged, forKey: .unmanaged)
        try container.encode(waiting, forKey: .waiting)
        try container.encode(hidden, forKey: .hidden)
        if !storedOtherwise.isEmpty { try container.encode(storedOtherwise, forKey: .storedOtherwise) }
        if usesLedger { try container.encode(usesLedger, forKey: .usesLedger) }
        if secretsUnknown > 0 { try container.encode(secretsUnknown, forKey: .secretsUnknown) }
    }
}

extension Plan.Summary {
    enum CodingKeys: String, CodingKey {
        case create, update, replace, delete, unchanged, unmanaged, blocked, waiting, hidden
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        create = try container.decodeCount(forKey: .create)
        update = try container.decodeCount(forKey: .update)
        replace = try container.decodeCount(forKey: .replace)
        delete = try container.decodeCount(forKey: .delete)
        unchanged = try container.decodeCount(forKey: .unchanged)
        unmanaged = try container.decodeCount(forKey: .unmanaged)
        blocked = try container.decodeCount(forKey: .blocked)
        waiting = try container.decodeCount(forKey: .waiting)
        hidden = try container.decodeCountIfPresent(forKey: .hidden) ?? 0
    }
}

extension KeyedDecodingContainer {
    /// A number of things, from 0 to a thousand million, so that no sum of some of them overflows.
    package func decodeCount(forKey key: Key) throws -> Int {
        let count = try decode(Int.self, forKey: key)
        guard 0...1_000_000_000 ~= count else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no number of things")
        }
        return count
    }

    /// nil where there is none.
    package func decodeCountIfPresent(forKey key: Key) throws -> Int? {
        try contains(key) && !decodeNil(forKey: key) ? decodeCount(forKey: key) : nil
    }
}
