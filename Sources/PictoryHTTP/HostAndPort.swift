/// A host as a URL names it, with the port if one is given.
struct HostAndPort: Sendable, Hashable, CustomStringConvertible {
    /// A name in lower case, an IPv4 address, or an IPv6 address without its brackets.
    let host: String
    /// nil for the default of the scheme.
    let port: Int?

    init(name: String) {
        host = name
        port = nil
    }

    /// Takes `host`, `host:port`, `[address]` or `[address]:port`; nil for anything else.
    init?(_ text: some StringProtocol) {
        let hostText: Substring
        let portText: Substring?
        let text = Substring(text)
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            hostText = text[..<end].dropFirst()
            let rest = text[end...].dropFirst()
            guard rest.isEmpty || rest.hasPrefix(":"), IPAddress(hostText)?.isIPv6 == true else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            hostText = parts[0]
            portText = parts.count > 1 ? parts[1] : nil
            guard Self.isName(hostText) else { return nil }
        }
        host = hostText.lowercased()
        guard let portText else {
            port = nil
            return
        }
        guard portText.allSatisfy(\.isASCII), let port = UInt16(portText), port > 0, !portText.hasPrefix("+") else {
            return nil
        }
        self.port = Int(port)
    }

    /// As it stands in a URL.
    var description: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(host):\($0)" } ?? host
    }

    /// nil when the host is a name.
    var address: IPAddress? { IPAddress(host) }

    /// Whether the host is this machine by definition: `localhost`, 127.0.0.0/8 or ::1.
    var isLoopback: Bool { host == "localhost" || address?.isLoopback == true }

    /// Letters, digits, `-`, `.` and `_`, which also covers IPv4 addresses and names in their `xn--` form.
    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 253 && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
    }
}
