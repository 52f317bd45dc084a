import Connections

/// The body of a list, before it is known whether it is one.
struct WirePage {
    /// The longest `nextPageKey` that is sent back, in bytes, since it becomes part of a URL.
    private static let longestKey = 16 * 1024
    private let mostItems: Int
    private var items: [ListedConnection]?
    /// What stands in place of the list; nil when there is a list or nothing at all.
    private var itemsNoun: String?
    private var nextPageKey: WireScalar?

    /// Takes the object that comes next.
    ///
    /// The bound on items is for memory: an item can take fifty times that of its text.
    init(
        from scanner: inout WireScanner,
        type: ConnectionType,
        mostItems: Int = 1_000_000
    ) throws(WireScanner.Failure) {
        self.mostItems = mostItems
        try scanner.open()
        while let key = try scanner.key() {
            if scanner.matches(key.range, "Items") {
                try readItems(from: &scanner, type: type)
            } else if scanner.matches(key.range, "nextPageKey") {
                nextPageKey = try WireScalar(from: &scanner)
            } else {
                try scanner.skip()
            }
        }
    }

    func page() throws(WireAnswerError) -> ConnectionPage {
        guard let items else {
            throw WireAnswerError(itemsNoun.map { "has \($0) in 'Items', not a list" } ?? "has no list 'Items'")
        }
        guard items.count <= mostItems else {
            throw WireAnswerError("has more than \(mostItems) items on one page")
        }
        return ConnectionPage(items: items, nextPageKey: try usableKey())
    }

    private mutating func readItems(from scanner: inout WireScanner, type: ConnectionType) throws(WireScanner.Failure) {
        guard try scanner.kind() == .array else {
            items = nil
            itemsNoun = try WireScalar(from: &scanner).noun
            return
        }
        var items: [ListedConnection] = []
        try scanner.open()
        while try scanner.hasElement() {
            if items.count > mostItems {
                try scanner.skip()
            } else if try scanner.kind() == .object {
                items.append(try WireConnection(from: &scanner).listed(type))
            } else {
                let noun = try WireScalar(from: &scanner).noun
                let reason = "it is \(noun), not an object"
                items.append(.unmanageable(UnmanageableConnection(type: type, reason: reason)))
            }
        }
        self.items = items
    }

    /// The key of the next page; "" counts as none, since sending it would ask for the first page again.
    private func usableKey() throws(WireAnswerError) -> String? {
        switch nextPageKey {
        case nil, .null: return nil
        case .text(let key) where key.utf8.count <= Self.longestKey: return key.isEmpty ? nil : key
        case .text: throw WireAnswerError("has a 'nextPageKey' longer than \(Self.longestKey) bytes")
        case let other?: throw WireAnswerError("has \(other.noun) as 'nextPageKey', not a string")
        }
    }
}
