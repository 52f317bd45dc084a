/// Walks through JSON text value by value and builds only what the caller asks for.
///
/// Strict as RFC 8259 is, with a limit on nesting. A list of 10,000 connections is read in a fraction of what
/// `JSONDecoder` takes, and a field of an unexpected type costs that field, not the document.
struct WireScanner {
    /// What a JSON text breaks.
    struct Failure: Error, Hashable {
        var problem: String
        /// Counted in bytes from 0.
        var offset: Int
    }

    enum Kind {
        case object
        case array
        case string
        case number
        case `true`
        case `false`
        case null
    }

    /// The bytes of a string between its quotes, as they stand in the text.
    struct RawString {
        var range: Range<Int>
        var hasEscapes: Bool
        var isASCII: Bool
    }

    static let maximumDepth = 64

    let bytes: [UInt8]
    private(set) var position: Int
    private var depth = 0
    /// Just inside an opening bracket, where no comma is due.
    private var isFirst = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    func failure(_ problem: String) -> Failure { Failure(problem: problem, offset: position) }

    // MARK: Structure

    /// What kind of value comes next; takes nothing but white space.
    mutating func kind() throws(Failure) -> Kind {
        skipWhiteSpace()
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"): return .number
        case let digit? where digit &- UInt8(ascii: "0") < 10: return .number
        case UInt8(ascii: "t"): return .true
        case UInt8(ascii: "f"): return .false
        case UInt8(ascii: "n"): return .null
        case nil: throw failure("it ends in the middle")
        default: throw failure("a value is missing")
        }
    }

    /// Takes the opening bracket of the object or array that ``kind()`` announced.
    mutating func open() throws(Failure) {
        skipWhiteSpace()
        guard depth < Self.maximumDepth else {
            throw failure("it is nested deeper than \(Self.maximumDepth) levels")
        }
        depth += 1
        position += 1
        isFirst = true
    }

    /// Takes the next key of the open object with its colon; nil once the object has been closed.
    mutating func key() throws(Failure) -> RawString? {
        guard try goOn(until: UInt8(ascii: "}")) else { return nil }
        skipWhiteSpace()
        guard byte == UInt8(ascii: "\"") else { throw failure("a key is missing") }
        let key = try rawString()
        skipWhiteSpace()
        guard byte == UInt8(ascii: ":") else { throw failure("a ':' is missing") }
        position += 1
        return key
    }

    /// Whether the open array has another element, which comes next; closes the array when it has none.
    mutating func hasElement() throws(Failure) -> Bool {
        try goOn(until: UInt8(ascii: "]"))
    }

    /// Takes white space up to the end of the text.
    mutating func end() throws(Failure) {
        skipWhiteSpace()
        guard position == bytes.count else { throw failure("text follows after the end") }
    }

    private mutating func goOn(until closing: UInt8) throws(Failure) -> Bool {
        skipWhiteSpace()
        guard byte != closing else {
            position += 1
            depth -= 1
            isFirst = false
            return false
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else {
                throw failure(byte == nil ? "it ends in the middle" : "a ',' is missing")
            }
            position += 1
        }
        isFirst = false
        return true
    }

    // MARK: Values

    /// Takes the next value, whatever it is.
    mutating func skip() throws(Failure) {
        switch try kind() {
        case .object:
            try open()
            while try key() != nil { try skip() }
        case .array:
            try open()
            while try hasElement() { try skip() }
        case .string: _ = try rawString()
        case .number: _ = try number()
        case .true: try literal("true")
        case .false: try literal("false")
        case .null: try literal("null")
        }
    }

    /// Takes `true`, `false` or `null`, the one that ``kind()`` announced.
    mutating func literal(_ word: StaticString) throws(Failure) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, matches(position..<end, word) else { throw failure("a value is missing") }
        position = end
    }

    /// Takes the string that begins here.
    mutating func rawString() throws(Failure) -> RawString {
        let string = try rawString(from: position + 1)
        position = string.range.upperBound + 1
        return string
    }

    private func rawString(from start: Int) throws(Failure) -> RawString {
        // Almost every byte of an answer passes through this loop, so it takes eight at once; over a span, indexing is cheap.
        let text = bytes.span
        var end = start
        var hasEscapes = false
        var union: UInt64 = 0
        while end < text.count {
            if end + 8 <= text.count {
                // SAFETY: eight bytes from here on are within the span.
                let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: end, as: UInt64.self).littleEndian
                let plain = Self.plainBytes(startOf: word)
                union |= plain == 8 ? word : word & (1 << UInt64(8 * plain) - 1)
                end += plain
                if plain == 8 { continue }
            }
            let byte = text[end]
            union |= UInt64(byte)
            if byte == UInt8(ascii: "\"") {
                let isASCII = union & 0x8080_8080_8080_8080 == 0
                return RawString(range: start..<end, hasEscapes: hasEscapes, isASCII: isASCII)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                // What is escaped may be a quote; the text is judged when it is asked for.
                end += 1
            } else if byte < 0x20 {
                throw Failure(problem: "a control character stands in a string", offset: end)
            }
            end += 1
        }
        throw Failure(problem: "it ends in the middle of a string", offset: text.count)
    }

    /// How many bytes, from the lowest on, stand before the first quote, backslash or control character: 0 to 8.
    ///
    /// The usual arithmetic on a word finds zero bytes by their borrow: the lowest mark is right, others may not be.
    private static func plainBytes(startOf word: UInt64) -> Int {
        let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let marks =
            (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word
        return (marks & tops).trailingZeroBitCount / 8
    }

    /// Takes the number that begins here and gives its place.
    mutating func number() throws(Failure) -> Range<Int> {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        let whole = position
        guard takeDigits() else { throw failure("a digit is missing") }
        guard bytes[whole] != UInt8(ascii: "0") || position == whole + 1 else {
            throw failure("a number begins with a zero")
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard takeDigits() else { throw failure("a digit is missing") }
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            guard takeDigits() else { throw failure("a digit is missing") }
        }
        return start..<position
    }

    // MARK: Bytes

    /// Whether the bytes of the range are the word.
    func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            // SAFETY: the index runs over the buffer's own indices, inside the closure that lends it.
            for index in word.indices where unsafe bytes[range.lowerBound + index] != word[index] {
                return false
            }
            return true
        }
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func takeDigits() -> Bool {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position > start
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }
}
