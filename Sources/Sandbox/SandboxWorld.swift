package import Connections

/// All connections there are, of the account and of others.
package struct SandboxWorld: Sendable, Hashable {
    /// Where a connection stands in lists.
    private struct Place: Sendable, Hashable {
        var createdBy: Int
        var type: ConnectionType
        var isForeign: Bool
        var id: ConnectionID
    }

    /// The account that requests act for.
    package static let account = "sandbox"

    /// How many writes there have been, seeding included.
    package private(set) var writes = 0

    private var byID: [ConnectionID: SandboxConnection] = [:]
    /// In the order of creation.
    private var places: [Place] = []
    /// The account's own; a world may break the rule that there is one per name, and per account and region.
    private var named: [ConnectionKey: Set<ConnectionID>] = [:]
    private var located: [AWSLocation: Set<ConnectionID>] = [:]

    package init() {}

    /// A world in which these were created in this order; rules are not checked, as a live account may break them.
    package init(_ connections: [SandboxConnection]) {
        for connection in connections {
            put(connection)
        }
    }

    /// A world that was kept, with its counts of writes.
    init(kept connections: [SandboxConnection], writes: Int) {
        for connection in connections {
            insert(connection)
        }
        self.writes = max(writes, connections.map(\.writtenBy).max() ?? 0)
    }

    package subscript(id: ConnectionID) -> SandboxConnection? { byID[id] }

    /// The account's connection with the name; the oldest where several have it.
    package subscript(key: ConnectionKey) -> SandboxConnection? {
        named[key]?.compactMap { byID[$0] }.min { $0.createdBy < $1.createdBy }
    }

    /// Of the account and of others, in the order they were created.
    package var connections: [SandboxConnection] { places.compactMap { byID[$0.id] } }

    /// The account's own, in the order they were created, from the first that was created after the given write.
    package func connections(
        of type: ConnectionType,
        createdAfter write: Int = 0
    ) -> some Sequence<SandboxConnection> {
        places[index(after: write)...].lazy
            .filter { $0.type == type && !$0.isForeign }
            .compactMap { byID[$0.id] }
    }

    /// What the account's lists show, in the order they were created, AWS first.
    package var live: [LiveConnection] {
        ConnectionType.allCases.flatMap { connections(of: $0).map(\.live) }
    }

    /// Whether another connection of the account, of one of the types, has the name.
    func hasName(of live: LiveConnection, among types: [ConnectionType]) -> Bool {
        types.contains { type in
            named[ConnectionKey(type, live.name)]?.contains { $0 != live.id } ?? false
        }
    }

    /// Whether another connection of the account has the account and region.
    func hasLocation(_ location: AWSLocation, besides id: ConnectionID) -> Bool {
        located[location]?.contains { $0 != id } ?? false
    }

    /// Adds the connection, or replaces the one with its id, as one more write.
    mutating func put(_ connection: SandboxConnection) {
        writes += 1
        var connection = connection
        connection.createdBy = byID[connection.id]?.createdBy ?? writes
        connection.writtenBy = writes
        insert(connection)
    }

    mutating func remove(_ id: ConnectionID) {
        writes += 1
        discard(id)
    }

    /// Puts the connection where its counts say, in the place of the one with its id.
    private mutating func insert(_ connection: SandboxConnection) {
        discard(connection.id)
        byID[connection.id] = connection
        let place = Place(
            createdBy: connection.createdBy,
            type: connection.type,
            isForeign: connection.isForeign,
            id: connection.id
        )
        places.insert(place, at: index(after: connection.createdBy))
        guard !connection.isForeign else { return }
        named[connection.key, default: []].insert(connection.id)
        if let location = connection.live.details.location {
            located[location, default: []].insert(connection.id)
        }
    }

    private mutating func discard(_ id: ConnectionID) {
        guard let connection = byID.removeValue(forKey: id) else { return }
        var index = index(after: connection.createdBy) - 1
        while places[index].id != id {
            index -= 1
        }
        places.remove(at: index)
        named[connection.key]?.remove(id)
        if named[connection.key]?.isEmpty == true {
            named[connection.key] = nil
        }
        guard let location = connection.live.details.location else { return }
        located[location]?.remove(id)
        if located[location]?.isEmpty == true {
            located[location] = nil
        }
    }

    /// Where the first place after that write's is, found by halving.
    private func index(after write: Int) -> Int {
        var range = places.startIndex..<places.endIndex
        while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
            range = places[middle].createdBy > write ? range.lowerBound..<middle : (middle + 1)..<range.upperBound
        }
        return range.lowerBound
    }
}

/// What one write did to one connection.
package struct WorldChange: Sendable, Hashable {
    /// nil when the write created it.
    package var before: SandboxConnection?
    /// nil when the write deleted it.
    package var after: SandboxConnection?

    package init(before: SandboxConnection?, after: SandboxConnection?) {
        self.before = before
        self.after = after
    }
}

extension SandboxWorld {
    /// The world after the change, with its place in lists as it was.
    mutating func apply(_ change: WorldChange) {
        set(change.before, to: change.after)
        writes = max(writes, change.after?.writtenBy ?? writes + 1)
    }

    /// The connections before the change; the count of writes stays.
    mutating func revert(_ change: WorldChange) {
        set(change.after, to: change.before)
    }

    private mutating func set(_ old: SandboxConnection?, to new: SandboxConnection?) {
        if let old {
            discard(old.id)
        }
        if let new {
            insert(new)
        }
    }

    /// The changes that lead from this world to the other one, by id.
    func changes(to other: Self) -> [WorldChange] {
        let gone = connections.filter { other[$0.id] == nil }.map { WorldChange(before: $0, after: nil) }
        let changed = other.connections.filter { self[$0.id] != $0 }
            .map { WorldChange(before: self[$0.id], after: $0) }
        return gone + changed
    }
}

extension SandboxConnection {
    fileprivate var key: ConnectionKey { ConnectionKey(type, live.name) }
}
