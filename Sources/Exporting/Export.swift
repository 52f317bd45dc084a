package import Connections
import Planning
import Stacks

/// What files would declare so that a plan of them onto an account has nothing to change.
///
/// Pure: the same account gives the same export, in whatever order its lists were read.
package struct Export: Sendable, Hashable {
    /// Which connections are meant.
    package struct Selection: Sendable, Hashable {
        /// nil for both.
        package var type: ConnectionType?
        /// By live names; empty for all.
        package var only: [NameGlob]

        package init(type: ConnectionType? = nil, only: [NameGlob] = []) {
            self.type = type
            self.only = only
        }

        /// Whether all connections are meant.
        package var isWhole: Bool { type == nil && only.isEmpty }
    }

    /// A connection that files cannot declare, or not as it is.
    package struct LeftOut: Sendable, Hashable {
        package var type: ConnectionType
        /// nil where the account told none.
        package var name: String?
        package var connectionId: ConnectionID?
        /// In lower case, to stand after the name.
        package var reason: String
    }

    /// By type and name.
    package private(set) var entries: [ExportedEntry] = []
    /// By type, name and id.
    package private(set) var leftOut: [LeftOut] = []
    /// The patterns that no live connection matches.
    package private(set) var unmatched: [NameGlob]

    package init(of account: LiveAccount, selecting selection: Selection = Selection()) {
        let ordered = account.connections.sorted { $0.exportOrder < $1.exportOrder }
        let variables = PlainNames(
            ordered.filter { $0.type == .vimeo }.map(\.name),
            separator: "_",
            isUpperCase: true
        )
        let selected = ordered.filter { selection.covers($0.type, $0.name) }
        let names = account.connections.map(\.name) + account.unmanageable.compactMap(\.name)
        unmatched = selection.only.filter { glob in !names.contains(where: glob.matches) }

        let holders = Dictionary(ordered.map { (ConnectionKey($0.type, $0.name), 1) }, uniquingKeysWith: +)
        var taken = Taken()
        for live in selected {
            let isPinned = holders[ConnectionKey(live.type, live.name), default: 1] > 1
            if let reason = live.refusal(isPinned: isPinned) ?? taken.refusal(of: live) {
                leftOut.append(LeftOut(type: live.type, name: live.name, connectionId: live.id, reason: reason))
            } else {
                taken.add(live)
                entries.append(ExportedEntry(live, isPinned: isPinned, variables: variables))
            }
        }
        leftOut += account.unmanageable.filter { selection.covers($0.type, $0.name ?? "") }.map {
            LeftOut(type: $0.type, name: $0.name, connectionId: $0.id, reason: "it cannot be managed: \($0.reason)")
        }
        keepRetired(ordered)
        leftOut.sort { $0.order < $1.order }
    }

    /// Lets entries keep what a replace retired, which a plan would delete otherwise.
    private mutating func keepRetired(_ live: [LiveConnection]) {
        var retired: [ConnectionKey: Set<ConnectionID>] = [:]
        for connection in live {
            guard let parked = ParkedName(connection.name, of: connection.id), parked.purpose == .retired else {
                continue
            }
            retired[ConnectionKey(connection.type, parked.base), default: []].insert(connection.id)
        }
        guard !retired.isEmpty else { return }
        var kept: Set<ConnectionID> = []
        for index in entries.indices {
            let key = entries[index].key
            let left = ParkedName.bases(of: key.name).flatMap { retired[ConnectionKey(key.type, $0), default: []] }
            entries[index].keepsRetired = !left.isEmpty
            kept.formUnion(left)
        }
        for index in leftOut.indices where leftOut[index].connectionId.map(kept.contains) == true {
            leftOut[index].reason =
                "a replace left it under this name; 'grace: \(ExportedEntry.grace)' in the entry of its successor keeps it"
        }
    }
}

extension Export.Selection {
    fileprivate func covers(_ type: ConnectionType, _ name: String) -> Bool {
        (self.type == nil || self.type == type) && (only.isEmpty || only.cover(name))
    }
}

extension Export.LeftOut {
    fileprivate var order: (ConnectionKey, String) {
        (ConnectionKey(type, name ?? ""), connectionId?.rawValue ?? "")
    }
}

extension LiveConnection {
    /// The order of names, and of ids where the account has several of one name.
    fileprivate var exportOrder: (ConnectionKey, ConnectionID) { (ConnectionKey(type, name), id) }

    /// Why no file could declare it, whatever else there is; nil when one could.
    fileprivate func refusal(isPinned: Bool) -> String? {
        if ParkedName(name, of: id) != nil {
            return "an apply that was cut short left it under this name; give it another one in the dashboard"
        }
        return EntryRules.refusal(ofName: name, type: type) ?? EntryRules.refusal(of: details)
            ?? (isPinned ? EntryRules.refusal(of: id) : nil)
    }
}

/// What one connection of an account can have alone, in files.
private struct Taken {
    private var names: [ConnectionKey: String] = [:]
    private var locations: [AWSLocation: String] = [:]

    mutating func add(_ live: LiveConnection) {
        names[folded(live)] = live.name
        if let location = live.details.location { locations[location] = live.name }
    }

    func refusal(of live: LiveConnection) -> String? {
        if let other = names[folded(live)] {
            return other == live.name
                ? "another connection has the same name"
                : "its name differs from '\(other)' in capitals or spaces only"
        }
        guard let location = live.details.location, let other = locations[location] else { return nil }
        return "'\(other)' has the same account and region, which files can declare once"
    }

    private func folded(_ live: LiveConnection) -> ConnectionKey {
        ConnectionKey(live.type, EntryRules.foldedName(live.name))
    }
}
