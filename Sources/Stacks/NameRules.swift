import Connections

/// What names the API takes, and which of them we keep for ourselves.
enum NameRules {
    /// In Unicode scalars.
    static let longest = 100

    enum Verdict: Equatable {
        case fine
        /// Nothing forbids it, but it is outside what the API documents.
        case unusual(Unicode.Scalar)
        case padded
        case empty
        case tooLong
        /// A character that the API refuses for this type of connection.
        case forbidden(Unicode.Scalar)
        /// What an interrupted run leaves: see ``isParked(_:)``.
        case reserved
    }

    static func verdict(on name: String, type: ConnectionType) -> Verdict {
        let scalars = name.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return .empty }
        if first == " " || last == " " { return .padded }
        // Counting bytes is cheaper, and enough for almost all names.
        if name.utf8.count > longest, scalars.count > longest { return .tooLong }
        if isParked(name) { return .reserved }
        if let stranger = scalars.first(where: { !isDocumented($0) }) {
            // A tab or a line break is printable nowhere.
            return type == .aws && stranger.value >= 0x20 ? .unusual(stranger) : .forbidden(stranger)
        }
        return .fine
    }

    /// Whether the name ends like one that a run gives a connection for a while: ` moving ` or ` retired ` and 8
    /// hexadecimal digits.
    static func isParked(_ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count > 8, bytes.suffix(8).allSatisfy(isHexDigit) else { return false }
        // By bytes: there are letters that take the space behind them to themselves.
        return [" moving ", " retired "].contains { bytes.dropLast(8).suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    /// The same for names that people can't keep apart.
    static func folded(_ name: String) -> String {
        // Most names need no work, and there may be many.
        if name.consists(of: { $0 > 0x20 && $0 < 0x7F && ($0 < UInt8(ascii: "A") || $0 > UInt8(ascii: "Z")) }) {
            return name
        }
        var scalars = Substring(name.lowercased()).unicodeScalars
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar.value <= 0x20 : scalar.properties.isWhitespace
    }

    private static func isDocumented(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "_", "-": true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
