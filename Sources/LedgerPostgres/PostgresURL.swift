package import Connections
package import Ledger

/// A connection URL as libpq takes it, read more strictly so that no part of a password is taken for something else.
///
/// libpq takes `postgres://user:pass/word@host` for the host 'user' with the port 'pass', and says so in its messages. What
/// could be understood in such a way is refused here, in words that repeat nothing of it.
package struct PostgresURL: Sendable {
    package static let schemes = ["postgres://", "postgresql://"]

    /// The whole, for libpq.
    package let text: String
    /// The same without passwords, for people.
    package let name: String
    /// The passwords in it, as they are written and as they are meant.
    package let secrets: [Secret]
    /// The names of the parameters behind the question mark.
    let keywords: [String]

    /// Whether it is meant as one, well-formed or not.
    package static func isOne(_ text: String) -> Bool {
        schemes.contains { text.hasPrefix($0) }
    }

    package init(_ text: String) throws(LedgerError) {
        guard let scheme = Self.schemes.first(where: { text.hasPrefix($0) }) else {
            throw Self.refusal("postgres://", "it begins with neither 'postgres://' nor 'postgresql://'")
        }
        do {
            let parts = try Parts(text.dropFirst(scheme.count))
            self.text = text
            name = scheme + parts.name
            secrets = parts.passwords.flatMap { [Secret(String($0)), Secret(Self.decoded($0))] }
            keywords = parts.query.map { String($0.key) }
        } catch {
            throw Self.refusal(scheme, error.reason)
        }
    }

    private static func refusal(_ scheme: String, _ cause: String) -> LedgerError {
        LedgerError(
            .unusable,
            ledger: "\(scheme)…",
            cause: cause,
            nextStep:
                "write it as postgres://user@host:port/database?sslmode=verify-full, and in user and password '@' as %40, "
                + "':' as %3A, '/' as %2F, '?' as %3F, '#' as %23, '%' as %25 and a space as %20"
        )
    }

    private struct Malformed: Error {
        var reason: String

        init(_ reason: String) { self.reason = reason }
    }

    private static func decoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension PostgresURL {
    /// What stands behind the scheme.
    private struct Parts {
        var name: String
        var passwords: [Substring] = []
        var query: [(key: Substring, value: Substring)] = []

        /// Parameters of the query that may be shown; any other may hold a secret, now or in a later libpq.
        private static let shown: Set<Substring> = ["host", "hostaddr", "port", "dbname", "user", "sslmode"]
        private static let secret: Set<Substring> = ["password", "sslpassword"]

        init(_ text: Substring) throws(Malformed) {
            try Self.checkCharacters(of: text)
            let (address, query) = Self.split(text, at: "?")
            guard query?.contains("@") != true else { throw Malformed("there is an '@' behind the '?'") }
            let (authority, database) = Self.split(address, at: "/")
            guard database?.contains("@") != true else { throw Malformed("there is an '@' behind the first '/'") }
            let atSigns = authority.count { $0 == "@" }
            guard atSigns <= 1 else { throw Malformed("there is more than one '@' before the first '/'") }
            let (first, second) = Self.split(authority, at: "@")
            let hosts = second ?? first
            try Self.checkPorts(of: hosts)
            name = String(hosts)
            if second != nil {
                let (user, password) = Self.split(first, at: ":")
                if !user.isEmpty { name = "\(user)@\(hosts)" }
                if let password, !password.isEmpty { passwords.append(password) }
            }
            if let database { name += "/\(database)" }
            if let query { try read(query) }
        }

        private mutating func read(_ text: Substring) throws(Malformed) {
            for piece in text.split(separator: "&", omittingEmptySubsequences: false) {
                let (key, value) = Self.split(piece, at: "=")
                let isWord = !key.isEmpty && key.utf8.allSatisfy { Self.isWordByte($0) }
                guard let value, isWord, !value.contains("=") else {
                    throw Malformed("what follows the '?' is not a list of name=value, parted by '&'")
                }
                query.append((key, value))
            }
            passwords += query.filter { Self.secret.contains($0.key) && !$0.value.isEmpty }.map(\.value)
            let shown = query.filter { Self.shown.contains($0.key) }.map { "\($0.key)=\($0.value)" }
            if !shown.isEmpty { name += "?" + shown.joined(separator: "&") }
        }

        private static func split(_ text: Substring, at separator: Character) -> (Substring, Substring?) {
            guard let index = text.firstIndex(of: separator) else { return (text, nil) }
            return (text[..<index], text[text.index(after: index)...])
        }

        private static func isWordByte(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        }

        private static func checkCharacters(of text: Substring) throws(Malformed) {
            guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
                throw Malformed("there is a space or a control character in it")
            }
            guard !text.contains("#") else {
                throw Malformed("there is a '#' in it, and a connection URL has no fragment")
            }
            let bytes = Array(text.utf8)
            for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
                let digits = bytes[(index + 1)...].prefix(2)
                let byte = digits.count == 2 ? UInt8(String(decoding: digits, as: UTF8.self), radix: 16) : nil
                guard let byte, byte != 0, digits.first != UInt8(ascii: "+") else {
                    throw Malformed("a '%' is not followed by two digits of base 16 that stand for a character")
                }
            }
        }

        private static func checkPorts(of hosts: Substring) throws(Malformed) {
            for host in hosts.split(separator: ",") {
                var rest = host
                if rest.hasPrefix("[") {
                    guard let end = rest.firstIndex(of: "]") else { throw Malformed("a '[' has no ']'") }
                    rest = rest[rest.index(after: end)...]
                    guard rest.isEmpty || rest.hasPrefix(":") else { throw Malformed("a ']' is followed by no port") }
                }
                let (_, port) = split(rest, at: ":")
                guard port?.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) != false else {
                    throw Malformed("what follows the ':' of a host is no port")
                }
            }
        }
    }
}
