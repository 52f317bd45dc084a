import FoundationEssentials

/// The machine's side of every output: one JSON document with sorted keys, ending in a line break.
package enum JSONText {
    /// Encodes a value; the same value gives the same bytes.
    ///
    /// What a terminal, or the log of a pipeline, would act on instead of showing is written as an escape, which is the
    /// same text to whoever reads the document.
    package static func render(_ value: some Encodable) throws -> String {
        var text = ""
        try render(value) { text += $0 }
        return text
    }

    /// The same in pieces, one after the other: a document of a whole account is longer than all that it is made from.
    package static func render(_ value: some Encodable, _ write: (String) -> Void) throws {
        if let document = value as? any LongDocument, try renderItems(of: document, write) { return }
        write(try rendered(value, by: encoder))
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    private static func rendered(_ value: some Encodable, by encoder: JSONEncoder) throws -> String {
        safe(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
    }

    /// The document with its items put into the place of the empty lists; false, and nothing is written, where one has none.
    private static func renderItems(of document: some LongDocument, _ write: (String) -> Void) throws -> Bool {
        let encoder = encoder
        let lists = document.lists.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
        var rest = try rendered(document.withoutItems, by: encoder)[...]
        var beginnings: [String] = []
        for (key, _) in lists {
            // A key of the document itself: what is in it is indented further, and no text has a line break in it.
            guard let place = rest.firstRange(of: "\n  \"\(key)\" : [\n\n  ]") else { return false }
            beginnings.append("\(rest[..<place.lowerBound])\n  \"\(key)\" : [")
            rest = rest[place.upperBound...]
        }
        for (beginning, list) in zip(beginnings, lists) {
            write(beginning)
            var separator = "\n"
            for item in list.value {
                write(separator + nested(try rendered(item, by: encoder)))
                separator = ",\n"
            }
            write("\n  ]")
        }
        write(String(rest))
        return true
    }

    /// The same as one line, for a stream of documents.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return safe(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
    }

    /// What stands before the documents of several stacks, which are written one after the other with `,` between them.
    package static let opening = """
        {
          "formatVersion" : "1.0",
          "stacks" : [

        """

    /// A rendered document as it stands among others: indented, and without its last line break.
    package static func nested(_ document: String) -> String { indented(document, by: "    ") }

    /// What stands after the last of them, with counts of all of them where there are any.
    package static func closing(summary: (some Encodable)?) throws -> String {
        guard let summary else { return "\n  ]\n}\n" }
        let counts = indented(try render(summary), by: "  ").drop { $0 == " " }
        return "\n  ],\n  \"summary\" : \(counts)\n}\n"
    }

    /// As the encoder indents: what is empty has an empty line, and that has no spaces.
    private static func indented(_ document: String, by spaces: String) -> String {
        let bytes = Array(document.utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 2)
        var isLineStart = true
        for byte in bytes.dropLast() {
            if isLineStart, byte != UInt8(ascii: "\n") { text.append(contentsOf: spaces.utf8) }
            isLineStart = byte == UInt8(ascii: "\n")
            text.append(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The document with escapes in its texts; nothing of JSON itself but the line breaks between its lines needs any.
    private static func safe(_ document: String) -> String {
        // Almost no line has anything to escape, and taking texts apart costs many times what encoding them does.
        guard !document.utf8.allSatisfy(isPlain) else { return document }
        return document.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { $0.allSatisfy(isPlain) ? Substring($0) : Substring(safe(line: Substring($0))) }
            .joined(separator: "\n")
    }

    /// Whether a byte of a document stands for itself: printable ASCII that begins no command, and line breaks.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "#")
    }

    private static func safe(line: Substring) -> String {
        let scalars = Array(line.unicodeScalars)
        var safe = String.UnicodeScalarView()
        for index in scalars.indices {
            let scalar = scalars[index]
            if scalar.actsOnTerminal || scalars[index...].beginCommand {
                for unit in String(scalar).utf16 { safe.append(contentsOf: escape(unit)) }
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    private static func escape(_ unit: UInt16) -> String.UnicodeScalarView {
        let digits = String(unit, radix: 16)
        return "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars
    }
}
