/// The grammar of RFC 8259 letter by letter, slow and plain, to hold a fast reader against.
///
/// Texts may have any bytes but quotes and control characters in them, and any byte behind a backslash, as ours are judged only
/// when they are asked for.
struct JSONGrammar {
    private static let deepest = 64

    private let bytes: [UInt8]
    private var index = 0

    /// Whether the bytes are one value, with a byte order mark before it or none.
    static func accepts(_ bytes: [UInt8]) -> Bool {
        var grammar = JSONGrammar(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { grammar.index = 3 }
        guard grammar.value(depth: 0) else { return false }
        grammar.space()
        return grammar.index == bytes.count
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: Character? { index < bytes.count ? Character(Unicode.Scalar(bytes[index])) : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character else { return false }
        index += 1
        return true
    }

    private mutating func space() {
        while let next, next == " " || next == "\t" || next == "\n" || next == "\r" { index += 1 }
    }

    private mutating func value(depth: Int) -> Bool {
        space()
        switch next {
        case "{": return list(depth, until: "}") { $0.text() && $0.colon() && $0.value(depth: depth + 1) }
        case "[": return list(depth, until: "]") { $0.value(depth: depth + 1) }
        case "\"": return text()
        case "t": return "true".allSatisfy { take($0) }
        case "f": return "false".allSatisfy { take($0) }
        case "n": return "null".allSatisfy { take($0) }
        default: return number()
        }
    }

    private mutating func list(_ depth: Int, until end: Character, _ item: (inout Self) -> Bool) -> Bool {
        guard depth < Self.deepest else { return false }
        index += 1
        space()
        if take(end) { return true }
        repeat {
            space()
            guard item(&self) else { return false }
            space()
        } while take(",")
        return take(end)
    }

    private mutating func colon() -> Bool {
        space()
        return take(":")
    }

    private mutating func text() -> Bool {
        guard take("\"") else { return false }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte < 0x20 { return false }
            if byte == UInt8(ascii: "\\") { index += 1 }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") { guard digits() else { return false } }
        if take(".") { guard digits() else { return false } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            return digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = index
        while let next, ("0"..."9").contains(next) { index += 1 }
        return index > start
    }
}
