import YAMLTree

/// Finds the comments of a file that look like the rest of a text: of `name: Campaign #7` YAML reads `Campaign`.
struct UnquotedHash {
    /// Beyond it nothing is found; no text that an account takes is as long.
    private static let longestLine = 2_000

    private let lines: SourceLines

    /// nil where the file has none; most files have none, and then nobody looks for the lines.
    init?(in bytes: [UInt8]) {
        guard Self.occurs(in: bytes) else { return nil }
        lines = SourceLines(bytes, longest: Self.longestLine)
    }

    /// Where such a comment follows a plain text that is written on one line; nil where none does.
    func comment(after text: SourceSpan) -> SourceSpan? {
        guard text.length != SourceSpan.toEndOfLine else { return nil }
        let line = lines[Int(text.line)]
        let end = Int(text.column) - 1 + Int(text.length)
        guard end < line.count else { return nil }
        let gap = line[end...].prefix { $0 == " " || $0 == "\t" }
        let comment = line[gap.endIndex...]
        guard !gap.isEmpty, comment.first == "#", let next = comment.dropFirst().first, Self.beginsText(next) else {
            return nil
        }
        let word = comment.prefix { !$0.properties.isWhitespace }
        return SourceSpan(line: text.line, column: UInt32(gap.endIndex) + 1, length: UInt32(word.count))
    }

    /// Whether a sign can follow `#` in a text such as `#7`; comments begin with a space, a row of `#`, or `#!`.
    private static func beginsText(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "#" && scalar != "!" && !scalar.properties.isWhitespace
    }

    private static func occurs(in bytes: [UInt8]) -> Bool {
        // Whether there is any is found much sooner than what stands around it.
        guard bytes[...].hasSign("#") else { return false }
        var (beforeLast, last) = (UInt8(ascii: "\n"), UInt8(ascii: "\n"))
        for byte in bytes {
            if last == UInt8(ascii: "#"), beforeLast == UInt8(ascii: " ") || beforeLast == UInt8(ascii: "\t"),
                byte > UInt8(ascii: "#")
            {
                return true
            }
            (beforeLast, last) = (last, byte)
        }
        return false
    }
}
