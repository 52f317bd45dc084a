/// Any key of a JSON object.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
}

/// Checks for JSON that people write, where a key that is quietly ignored is a fault that never happens.
extension Decoder {
    func refuseKeys(otherThan known: [String]) throws {
        let container = try container(keyedBy: AnyKey.self)
        guard let stranger = container.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) else {
            return
        }
        let choices = known.sorted().joined(separator: ", ")
        throw problem("unknown key '\(stranger)'; known are \(choices)")
    }

    func check(_ condition: Bool, _ key: some CodingKey, _ message: String) throws {
        guard !condition else { return }
        throw problem("'\(key.stringValue)' \(message)")
    }

    func problem(_ message: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: message))
    }
}

extension KeyedDecodingContainer {
    /// The word of a key, which is one of a few; nil where the key is left out.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type, forKey key: Key) throws -> Choice? {
        guard let word = try decodeIfPresent(String.self, forKey: key) else { return nil }
        guard let choice = Choice(rawValue: word) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: key,
                in: self,
                debugDescription: "'\(word)' is none of \(known)"
            )
        }
        return choice
    }

    /// The word of a key that must be there.
    func requiredChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ type: Choice.Type,
        forKey key: Key
    ) throws -> Choice {
        if let choice = try choice(type, forKey: key) { return choice }
        throw DecodingError.keyNotFound(key, DecodingError.Context(codingPath: codingPath, debugDescription: "missing"))
    }
}
