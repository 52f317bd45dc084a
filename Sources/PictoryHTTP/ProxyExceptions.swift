/// The hosts of `NO_PROXY`, which are reached directly.
struct ProxyExceptions {
    /// A part of the list.
    private enum Entry {
        case everything
        /// A name, which covers itself and what is below it.
        case name(HostAndPort)
        case network(IPAddress, prefix: Int)
    }

    private let entries: [Entry]

    /// Takes a list that is separated by commas or spaces.
    ///
    /// An entry is a name (a leading `.` or `*.` changes nothing), an address, either of them with a port if wanted, a
    /// network such as `10.0.0.0/8`, or `*` for every host. What is none of these is left out.
    init(_ list: String) {
        entries = list.split { $0 == "," || $0.isWhitespace }.compactMap(Self.entry)
    }

    func cover(_ target: HostAndPort, defaultPort: Int) -> Bool {
        entries.contains { entry in
            switch entry {
            case .everything:
                return true
            case .network(let network, let prefix):
                return target.address?.isInside(network, prefix: prefix) == true
            case .name(let exception):
                guard exception.port == nil || exception.port == target.port ?? defaultPort else { return false }
                if let address = exception.address { return address == target.address }
                return target.host == exception.host || target.host.hasSuffix(".\(exception.host)")
            }
        }
    }

    private static func entry(_ text: Substring) -> Entry? {
        if text == "*" { return .everything }
        if let slash = text.firstIndex(of: "/") {
            guard let network = IPAddress(text[..<slash]), let prefix = Int(text[slash...].dropFirst()), prefix >= 0
            else { return nil }
            return .network(network, prefix: prefix)
        }
        if let address = IPAddress(text) { return .network(address, prefix: address.bytes.count * 8) }
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : text.hasPrefix(".") ? text.dropFirst() : text
        return HostAndPort(name).map(Entry.name)
    }
}
