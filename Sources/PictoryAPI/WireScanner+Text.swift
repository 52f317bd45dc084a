extension WireScanner {
    /// The text that a string stands for; nil where it is no valid Unicode, such as after a lone surrogate.
    func text(_ string: RawString) -> String? {
        guard string.hasEscapes else {
            let text = bytes[string.range]
            // Decoding takes a path inside the standard library that validating, as of Swift 6.3, does not have.
            return string.isASCII ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
        }
        return unescaped(string.range).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private func unescaped(_ range: Range<Int>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            // The scanner took the byte after each backslash as part of the string, so there is one.
            let escape = bytes[index + 1]
            index += 2
            if escape == UInt8(ascii: "u") {
                guard let scalar = scalar(at: &index, before: range.upperBound) else { return nil }
                result.append(contentsOf: String(Character(scalar)).utf8)
            } else if let byte = Self.shortEscapes[escape] {
                result.append(byte)
            } else {
                return nil
            }
        }
        return result
    }

    /// The scalar of the four or, for a surrogate pair, ten characters after `\u`.
    private func scalar(at index: inout Int, before end: Int) -> Unicode.Scalar? {
        guard let first = codeUnit(at: &index, before: end) else { return nil }
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
        guard index + 2 <= end, matches(index..<(index + 2), "\\u") else { return nil }
        index += 2
        guard let second = codeUnit(at: &index, before: end), UTF16.isTrailSurrogate(second) else { return nil }
        return Unicode.Scalar(0x1_0000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    }

    private func codeUnit(at index: inout Int, before end: Int) -> UInt16? {
        guard index + 4 <= end else { return nil }
        var value: UInt16 = 0
        for byte in bytes[index..<(index + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        index += 4
        return value
    }

    private static let shortEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""),
        UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"),
        UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09,
    ]
}
