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
