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
    /// By libpq's keywords, what it says of host, port, database and user, as it is meant; what is empty is left out.
    private let address: [String: String]

    /// Whether it is meant as one, well-formed or not.
    package static func isOne(_ text: String) -> Bool {
        schemes.contains { text.utf8.starts(with: $0.utf8) }
    }

    /// Whether a file of a stack's says it: see ``ConnectionParameters``.
    let isOfFiles: Bool

    package init(_ text: String, isOfFiles: Bool = false) throws(LedgerError) {
        self.isOfFiles = isOfFiles
        guard let scheme = Self.schemes.first(where: { text.utf8.starts(with: $0.utf8) }) else {
            throw Self.refusal("postgres://", "it begins with neither 'postgres://' nor 'postgresql://'")
        }
        do {
            let parts = try Parts(Substring(text.utf8.dropFirst(scheme.utf8.count)))
            self.text = text
            name = scheme + parts.name
            secrets = parts.passwords.flatMap { [Secret(String($0)), Secret(Self.decoded($0))] }
            keywords = parts.query.map { String($0.key) }
            let said = parts.address + parts.query.filter { Self.addressKeywords.contains(String($0.key)) }
            address = Dictionary(said.map { (String($0.key), Self.decoded($0.value)) }) { $1 }.filter {
                !$0.value.isEmpty
            }
        } catch {
            throw Self.refusal(scheme, error.reason)
        }
    }

    private static let addressKeywords: Set = ["host", "hostaddr", "port", "dbname", "user"]

    /// Which database it leads to, however it is written: its hosts with their ports, and its name, with libpq's variables and
    /// defaults where it is silent.
    ///
    /// Other names of one host, and sockets, are told apart, and so is a database called as a user that only the system knows.
    package func place(environment: [String: String]) -> [String] {
        func value(_ keyword: String, _ variable: String) -> String? {
            address[keyword] ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        }
        let hosts = (value("hostaddr", "PGHOSTADDR") ?? value("host", "PGHOST") ?? "").split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        let ports = (value("port", "PGPORT") ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let places = hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            let isThisMachine = ["localhost", "127.0.0.1", "::1"].contains(host.lowercased())
            return "\(isThisMachine ? "localhost" : host.lowercased()):\(port.isEmpty ? "5432" : port)"
        }
        return places + [value("dbname", "PGDATABASE") ?? value("user", "PGUSER") ?? ""]
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
        /// Host, port, database and user, by libpq's keywords.
        var address: [(key: Substring, value: Substring)] = []
        var passwords: [Substring] = []
        var query: [(key: Substring, value: Substring)] = []

        /// Parameters of the query that may be shown; any other may hold a secret, now or in a later libpq.
        private static let shown: Set<Substring> = ["host", "hostaddr", "port", "dbname", "user", "sslmode"]
        private static let secret: Set<Substring> = ["password", "sslpassword"]

        init(_ text: Substring) throws(Malformed) {
            try Self.checkCharacters(of: text)
            let (address, query) = Self.split(text, at: "?")
            guard query?.has("@") != true else { throw Malformed("there is an '@' behind the '?'") }
            let (authority, database) = Self.split(address, at: "/")
            guard database?.has("@") != true else { throw Malformed("there is an '@' behind the first '/'") }
            let atSigns = authority.utf8.count { $0 == UInt8(ascii: "@") }
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
            if let database { self.address.append(("dbname", database)) }
            if second != nil { self.address.append(("user", Self.split(first, at: ":").0)) }
            let places = hosts.parts(at: ",").map(Self.place)
            self.address.append(("host", Substring(places.map { String($0.host) }.joined(separator: ","))))
            let ports = places.map { String($0.port) }
            if ports.contains(where: { !$0.isEmpty }) {
                self.address.append(("port", Substring(ports.joined(separator: ","))))
            }
            if let query { try read(query) }
        }

        private mutating func read(_ text: Substring) throws(Malformed) {
            for piece in text.parts(at: "&") {
                let (key, value) = Self.split(piece, at: "=")
                let isWord = !key.isEmpty && key.utf8.allSatisfy { Self.isWordByte($0) }
                guard let value, isWord, !value.has("=") else {
                    throw Malformed("what follows the '?' is not a list of name=value, parted by '&'")
                }
                query.append((key, value))
            }
            passwords += query.filter { Self.secret.contains($0.key) && !$0.value.isEmpty }.map(\.value)
            let shown = query.filter { Self.shown.contains($0.key) }.map { "\($0.key)=\($0.value)" }
            if !shown.isEmpty { name += "?" + shown.joined(separator: "&") }
        }

        private static func split(_ text: Substring, at separator: Unicode.Scalar) -> (Substring, Substring?) {
            guard let index = text.place(of: separator) else { return (text, nil) }
            return (text[..<index], text[text.utf8.index(after: index)...])
        }

        /// A host without its brackets, and its port, which may be empty.
        private static func place(_ text: Substring) -> (host: Substring, port: Substring) {
            guard text.begins(with: "["), let end = text.place(of: "]") else {
                let (host, port) = split(text, at: ":")
                return (host, port ?? "")
            }
            let host = text[text.utf8.index(after: text.startIndex)..<end]
            return (host, Substring(text.utf8[end...].dropFirst(2)))
        }

        private static func isWordByte(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        }

        private static func checkCharacters(of text: Substring) throws(Malformed) {
            guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
                throw Malformed("there is a space or a control character in it")
            }
            guard !text.has("#") else {
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
            for host in hosts.parts(at: ",") {
                var rest = host
                if rest.begins(with: "[") {
                    guard let end = rest.place(of: "]") else { throw Malformed("a '[' has no ']'") }
                    rest = rest[rest.utf8.index(after: end)...]
                    guard rest.isEmpty || rest.begins(with: ":") else {
                        throw Malformed("a ']' is followed by no port")
                    }
                }
                let (_, port) = split(rest, at: ":")
                guard port?.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) != false else {
                    throw Malformed("what follows the ':' of a host is no port")
                }
            }
        }
    }
}

// By bytes, as libpq reads: a mark that joins the sign before it would make another letter of the two, and hide the sign.
extension Substring {
    fileprivate func has(_ sign: Unicode.Scalar) -> Bool { utf8.contains(UInt8(ascii: sign)) }

    fileprivate func begins(with sign: Unicode.Scalar) -> Bool { utf8.first == UInt8(ascii: sign) }

    fileprivate func place(of sign: Unicode.Scalar) -> Index? { utf8.firstIndex(of: UInt8(ascii: sign)) }

    /// With those that are empty.
    fileprivate func parts(at sign: Unicode.Scalar) -> [Substring] {
        utf8.split(separator: UInt8(ascii: sign), omittingEmptySubsequences: false).map { Substring($0) }
    }
}
