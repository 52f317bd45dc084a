import FoundationEssentials

/// The machine's side of every output: one JSON document with sorted keys, ending in a line break.
package enum JSONText {
    /// Encodes a value; the same value gives the same bytes.
    package static func render(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}
