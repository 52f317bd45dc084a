import FoundationEssentials

/// The machine's side of every output: one JSON document with sorted keys, ending in a line break.
package enum JSONText {
    /// Encodes a value; the same value gives the same bytes.
    ///
    /// Where the log of a pipeline would take a part of a text for a command, a sign is written as an escape.
    package static func render(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // A sign of JSON itself is never part of such a command, so that only texts can hold one.
        return String(decoding: try encoder.encode(value), as: UTF8.self).breakingCommands("\\u0023") + "\n"
    }
}
