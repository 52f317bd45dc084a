/// Text with one way of escaping undone, which knows where in the text each byte came from.
struct UnescapedView {
    private(set) var bytes: [UInt8] = []
    /// Where in the text each byte begins, and at the end the length of the text.
    private var starts: [Int]

    /// The ways to escape that are undone; each is worth a view only where it changes something.
    private enum Escaping: CaseIterable {
        case json
        case percent
        /// A space as in forms: `+`.
        case plus
        case html
        /// As in mails: `=2B`, and `=` before the end of a line that is none.
        case quotedPrintable

        /// What each escape begins with.
        var introducer: UInt8 {
            switch self {
            case .json: UInt8(ascii: "\\")
            case .percent: UInt8(ascii: "%")
            case .plus: UInt8(ascii: "+")
            case .html: UInt8(ascii: "&")
            case .quotedPrintable: UInt8(ascii: "=")
            }
        }
    }

    private init(of text: [UInt8]) {
        bytes = text
        starts = Array(0...text.count)
    }

    /// The text as it is, and with each escaping undone, and with two of them undone in either order.
    static func all(of text: [UInt8]) -> [UnescapedView] {
        var views = [UnescapedView(of: text)]
        var latest = views
        for _ in 1...2 {
            latest = latest.flatMap { view in Escaping.allCases.compactMap(view.undoing) }
            views += latest
        }
        return views
    }

    /// Whether an escape can begin with the byte.
    static func introduces(_ byte: UInt8) -> Bool { Escaping.allCases.contains { $0.introducer == byte } }

    /// Where in the text the bytes of the view came from.
    func source(of range: Range<Int>) -> Range<Int> { starts[range.lowerBound]..<starts[range.upperBound] }

    /// nil when there is nothing to undo.
    private func undoing(_ escaping: Escaping) -> UnescapedView? {
        guard bytes.contains(escaping.introducer) else { return nil }
        var result = UnescapedView(of: [])
        result.starts = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == escaping.introducer,
                let (replacement, length) = Self.first(escaping, of: bytes[index...])
            else {
                result.bytes.append(bytes[index])
                result.starts.append(starts[index])
                index += 1
                continue
            }
            for byte in replacement {
                result.bytes.append(byte)
                result.starts.append(starts[index])
            }
            index += length
        }
        result.starts.append(starts[bytes.count])
        return result.bytes == bytes ? nil : result
    }

    /// What an escape at the start of the text stands for, and how long it is; nil when none stands there.
    private static func first(_ escaping: Escaping, of text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        switch escaping {
        case .json: json(text)
        case .percent: percent(text)
        case .plus: ([UInt8(ascii: " ")], 1)
        case .html: html(text)
        case .quotedPrintable: quotedPrintable(text)
        }
    }

    private static func percent(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        if text.dropFirst().first == UInt8(ascii: "u") {
            return scalar(hex(text.dropFirst(2).prefix(4), count: 4)).map { ($0, 6) }
        }
        return hex(text.dropFirst().prefix(2), count: 2).map { ([UInt8($0)], 3) }
    }

    private static func quotedPrintable(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        let rest = text.dropFirst()
        if rest.starts(with: "\r\n".utf8) { return ([], 3) }
        if rest.first == UInt8(ascii: "\n") { return ([], 2) }
        return hex(rest.prefix(2), count: 2).map { ([UInt8($0)], 3) }
    }

    private static func scalar(_ value: UInt32?) -> [UInt8]? {
        value.flatMap { Unicode.Scalar($0) }.map { Array(String($0).utf8) }
    }

    /// Those of JSON, and what programs write besides: `\x2B`, `\053`, `\u{2B}`.
    private static func json(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard let escaped = text.dropFirst().first else { return nil }
        switch escaped {
        case UInt8(ascii: "x"):
            return hex(text.dropFirst(2).prefix(2), count: 2).map { ([UInt8($0)], 4) }
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let digits = String(decoding: text.dropFirst().prefix(3), as: UTF8.self)
            guard digits.utf8.count == 3, let byte = UInt8(digits, radix: 8) else { return ([escaped], 2) }
            return ([byte], 4)
        case UInt8(ascii: "u") where text.dropFirst(2).first == UInt8(ascii: "{"):
            let digits = text.dropFirst(3).prefix(9).prefix { $0 != UInt8(ascii: "}") }
            guard text.dropFirst(3 + digits.count).first == UInt8(ascii: "}") else { return nil }
            return scalar(hex(digits, count: digits.count)).map { ($0, digits.count + 4) }
        case UInt8(ascii: "u"):
            guard let unit = hex(text.dropFirst(2).prefix(4), count: 4) else { return nil }
            guard let scalar = Unicode.Scalar(unit) else { return surrogates(text) }
            return (Array(String(scalar).utf8), 6)
        case UInt8(ascii: "n"): return ([0x0A], 2)
        case UInt8(ascii: "r"): return ([0x0D], 2)
        case UInt8(ascii: "t"): return ([0x09], 2)
        case UInt8(ascii: "b"): return ([0x08], 2)
        case UInt8(ascii: "f"): return ([0x0C], 2)
        default: return ([escaped], 2)
        }
    }

    private static func surrogates(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard let high = hex(text.dropFirst(2).prefix(4), count: 4), text.dropFirst(6).starts(with: "\\u".utf8),
            let low = hex(text.dropFirst(8).prefix(4), count: 4), (0xD800..<0xDC00).contains(high),
            (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { return nil }
        return (Array(String(scalar).utf8), 12)
    }

    private static func html(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard let end = text.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self)
        guard let scalar = HTMLEntity.scalar(named: name) else { return nil }
        return (Array(String(scalar).utf8), end - text.startIndex + 1)
    }

    private static func hex(_ digits: ArraySlice<UInt8>, count: Int) -> UInt32? {
        guard digits.count == count, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
