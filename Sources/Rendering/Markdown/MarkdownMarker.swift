import Planning

/// The first line of a comment, which readers do not see and by which a bot finds the comment that it is to update.
struct MarkdownMarker: Sendable, Hashable {
    /// It depends on the command and on what the user called the stack, and on nothing else.
    let line: String

    /// Takes nil for several stacks.
    init(_ command: MarkdownComment.Command, label: String?) {
        line = "<!-- patchbay:\(command.rawValue)\(label.map { ":\(Self.bounded($0))" } ?? "") -->"
    }

    /// The longest label that stands there as a whole, in characters of its encoding.
    private static let longest = 100

    /// A long label is cut and ends in its digest; with it, it is longer than any that is whole.
    private static func bounded(_ label: String) -> String {
        let pieces = encoded(label)
        guard pieces.reduce(0, { $0 + $1.utf8.count }) > longest else { return pieces.joined() }
        var text = ""
        for piece in pieces {
            guard text.utf8.count + piece.utf8.count <= longest else { break }
            text += piece
        }
        return "\(text).\(ShortDigest(of: label).digits)"
    }

    /// Percent-encoded byte by byte, so that nothing can end the comment: no `>`, and no `-` beside another or at an end.
    private static func encoded(_ label: String) -> [String] {
        let bytes = Array(label.utf8)
        return bytes.indices.map { index in
            let byte = bytes[index]
            let isInner = index > 0 && index < bytes.count - 1 && bytes[index - 1] != .dash && bytes[index + 1] != .dash
            if byte.isPlain || (byte == .dash && isInner) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
    }
}

extension UInt8 {
    fileprivate static let dash = UInt8(ascii: "-")

    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}
