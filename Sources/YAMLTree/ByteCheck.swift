import Diagnostics

/// What is settled about a file's bytes before libyaml sees them.
///
/// libyaml reports unreadable characters at 1:1, follows encodings that a review does not show, and takes quadratic time
/// over a flood of `%TAG` lines, so all three end here.
struct ByteCheck {
    private let bytes: [UInt8]
    private(set) var problems: YAMLProblemList
    /// Behind the last character; set when there are no problems.
    private(set) var end = SourceSpan(line: 1, column: 1)

    init(_ bytes: [UInt8], limits: YAMLLimits) {
        self.bytes = bytes
        problems = YAMLProblemList(limit: limits.problems)
        if bytes.count > limits.bytes {
            problems.add(.fileTooLarge(limit: limits.bytes))
        } else if let encoding = wideEncoding {
            problems.add(.wideEncoding(encoding))
        } else if let offset = firstInvalidByte {
            let span = place(at: offset)
            problems.add(.notUTF8(bytes[offset], at: span))
        } else {
            checkCharacters()
        }
    }

    /// How many bytes the byte order mark takes: 3 or 0.
    var contentStart: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The encoding of a file that was saved in units of 2 or 4 bytes: it begins with their mark, or with ASCII in them.
    private var wideEncoding: String? {
        let head = Array(bytes.prefix(4))
        if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        guard head.count == 4 else { return nil }
        switch head.map({ $0 == 0 }) {
        case [false, true, true, true], [true, true, true, false]: return "UTF-32"
        case [false, true, false, true], [true, false, true, false]: return "UTF-16"
        default: return nil
        }
    }

    private var firstInvalidByte: Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The place of a byte all bytes before which are valid UTF-8.
    private func place(at offset: Int) -> SourceSpan {
        let before = bytes[contentStart..<max(offset, contentStart)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return SourceSpan(line: UInt32(line), column: UInt32(column))
    }

    /// Looks at every character and at the start of every line of valid UTF-8.
    private mutating func checkCharacters() {
        var line = 1
        var lineStart = contentStart
        // Bytes of this line that continue a character, which columns do not count.
        var continuations = 0
        var mayBeDirective = true
        var index = contentStart
        checkLineStart(index, line: line, mayBeDirective: &mayBeDirective)
        // The same array: a span of the property would keep `self` from being changed.
        let bytes = bytes
        let text = bytes.span
        while index < text.count {
            // Every byte of every file passes through this loop, so it takes eight at once.
            if index + 8 <= text.count {
                // SAFETY: eight bytes from here on are within the span.
                let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
                let printable = Self.printableBytes(startOf: word)
                index += printable
                if printable == 8 { continue }
            }
            let byte = text[index]
            if byte &- 0x20 < 0x5F || byte == UInt8(ascii: "\t") {
                index += 1
            } else if byte == UInt8(ascii: "\n") {
                index += 1
                line += 1
                lineStart = index
                continuations = 0
                checkLineStart(index, line: line, mayBeDirective: &mayBeDirective)
            } else if byte == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") {
                index += 1
            } else {
                let (scalar, length) = scalar(at: index)
                if let forbidden = ForbiddenCharacter(scalar) {
                    let column = index - lineStart - continuations + 1
                    let span = SourceSpan(line: UInt32(line), column: UInt32(column))
                    problems.add(.forbiddenCharacter(forbidden, scalar, isEscaped: false, at: span))
                }
                continuations += length - 1
                index += length
            }
        }
        end = SourceSpan(line: UInt32(line), column: UInt32(index - lineStart - continuations + 1))
    }

    /// How many bytes, from the lowest on, stand before the first that is not printable ASCII: 0 to 8.
    private static func printableBytes(startOf word: UInt64) -> Int {
        let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let deletes = word ^ (ones &* 0x7F)
        // A borrow marks bytes below 0x20, and those that are zero; the lowest mark is right, others may not be.
        let marks = (word &- ones &* 0x20) & ~word | (deletes &- ones) & ~deletes | word
        return (marks & tops).trailingZeroBitCount / 8
    }

    /// Refuses a directive, unless it is `%YAML` with nothing but comments and blank lines before it.
    private mutating func checkLineStart(_ start: Int, line: Int, mayBeDirective: inout Bool) {
        guard start < bytes.count else { return }
        let isFirst = mayBeDirective
        switch bytes[start] {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "#"):
            return
        case UInt8(ascii: "%"):
            mayBeDirective = false
            if isFirst, bytes[start...].starts(with: Array("%YAML ".utf8)) { return }
            problems.add(.directive(at: SourceSpan(line: UInt32(line), column: 1, length: SourceSpan.toEndOfLine)))
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            mayBeDirective = false
            guard Self.conflictMarks.contains(where: { bytes[start...].starts(with: $0) }) else { return }
            problems.add(.conflictMark(at: SourceSpan(line: UInt32(line), column: 1, length: SourceSpan.toEndOfLine)))
        default:
            mayBeDirective = false
        }
    }

    /// With these begin the first and the last line of what Git could not merge.
    private static let conflictMarks = [Array("<<<<<<< ".utf8), Array(">>>>>>> ".utf8)]

    /// The character that begins at a byte of valid UTF-8, and its length in bytes.
    private func scalar(at index: Int) -> (Unicode.Scalar, length: Int) {
        let lead = bytes[index]
        let length =
            switch lead {
            case ..<0x80: 1
            case ..<0xE0: 2
            case ..<0xF0: 3
            default: 4
            }
        var value = length == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(length))
        for byte in bytes[(index + 1)..<(index + length)] {
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}

extension YAMLProblem {
    static func fileTooLarge(limit: Int) -> Self {
        Self(
            .fileTooLarge,
            "the file is larger than \(limit >> 20) MiB",
            at: SourceSpan(line: 1, column: 1),
            hint: "split it into several files"
        )
    }

    fileprivate static func wideEncoding(_ encoding: String) -> Self {
        Self(
            .notUTF8,
            "the file is saved as \(encoding)",
            at: SourceSpan(line: 1, column: 1),
            hint: "save it as UTF-8"
        )
    }

    fileprivate static func notUTF8(_ byte: UInt8, at span: SourceSpan) -> Self {
        let digits = String(byte, radix: 16, uppercase: true)
        return Self(
            .notUTF8,
            "the byte 0x\(digits) is not part of a UTF-8 character",
            at: span,
            hint: "save the file as UTF-8"
        )
    }

    static func forbiddenCharacter(
        _ kind: ForbiddenCharacter,
        _ scalar: Unicode.Scalar,
        isEscaped: Bool,
        at span: SourceSpan
    ) -> Self {
        Self(
            .forbiddenCharacter,
            "\(kind.described(as: scalar)) is not allowed" + (isEscaped ? ", not even as an escape" : ""),
            at: span,
            hint: scalar == "\r" && !isEscaped
                ? "end lines with a line feed, or with a carriage return and a line feed"
                : isEscaped ? "remove the escape" : "remove it, or type the line again"
        )
    }

    fileprivate static func conflictMark(at span: SourceSpan) -> Self {
        Self(
            .yamlSyntax,
            "a merge conflict left this line",
            at: span,
            hint: "decide between the two sides, and remove the lines with '<<<<<<<', '=======' and '>>>>>>>'"
        )
    }

    fileprivate static func directive(at span: SourceSpan) -> Self {
        Self(
            .yamlDirective,
            "a line that begins with '%' is a directive, and none is allowed but '%YAML' at the top",
            at: span,
            hint: "remove the line, or indent it when it belongs to a text"
        )
    }
}
