package import Connections

/// The name a connection bears while an apply has it out of the way: `<name> moving <8 hex>` or `<name> retired <8 hex>`.
///
/// The digits derive from the connection's own id, so any later run knows its own parked connections from a name that
/// merely looks like one, without remembering anything (see `docs/decisions/0003-parked-names.md`).
package struct ParkedName: Sendable, Hashable {
    package enum Purpose: String, Sendable, Hashable, CaseIterable {
        /// It steps aside in a cycle of names and gets its final name later in the same apply.
        case moving
        /// A replace created its successor; it is deleted at the end, or after its grace.
        case retired
    }

    /// The longest name the API takes.
    package static let longestName = 100

    package var purpose: Purpose
    /// The name before parking, cut so that the whole stays within ``longestName``.
    package var base: String

    /// Works out where to park a connection that is called `name`; one that is parked already keeps its first name.
    package static func name(for purpose: Purpose, of name: String, id: ConnectionID) -> String {
        let base = ParkedName(name, of: id)?.base ?? name
        return "\(cut(base, for: purpose)) \(purpose.rawValue) \(digits(of: id))"
    }

    /// Recognises a parked name; nil when `name` is not one, or not one of this connection.
    package init?(_ name: String, of id: ConnectionID) {
        guard Self.mayBeParked(name) else { return nil }
        let digits = Self.digits(of: id)
        for purpose in Purpose.allCases {
            let ending = " \(purpose.rawValue) \(digits)".utf8
            // By bytes: there are letters that take the space behind them to themselves.
            if name.utf8.count > ending.count, name.utf8.suffix(ending.count).elementsEqual(ending) {
                self.purpose = purpose
                base = String(Substring(name.utf8.dropLast(ending.count)))
                return
            }
        }
        return nil
    }

    /// The bases that a connection called `name` can be parked under; one, unless the name is cut.
    package static func bases(of name: String) -> [String] {
        guard name.utf8.count > longestName - longestEnding else { return [name] }
        return Purpose.allCases.map { cut(name, for: $0) }
    }

    /// Whether the name has the space before the digits: almost none has, and this is asked of every connection of an account.
    private static func mayBeParked(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let space = bytes.index(bytes.endIndex, offsetBy: -9, limitedBy: bytes.startIndex) else { return false }
        return bytes[space] == UInt8(ascii: " ")
    }

    private static let longestEnding = " retired 00000000".count

    private static func cut(_ name: String, for purpose: Purpose) -> String {
        let room = longestName - " \(purpose.rawValue) 00000000".count
        guard name.unicodeScalars.count > room else { return name }
        var scalars = String.UnicodeScalarView(name.unicodeScalars.prefix(room))
        // A cut in front of a space would leave two in a row, which some servers fold into one.
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }

    private static func digits(of id: ConnectionID) -> String { ShortDigest(of: id.rawValue).digits }
}
