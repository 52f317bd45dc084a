package import Connections
package import Diagnostics

/// All connections of an account and of a stack's files, paired as a plan pairs them.
package struct AccountOverview: Sendable, Hashable {
    /// In no particular order.
    package var connections: [ConnectionOverview]

    /// Entries that cannot be matched stand without a live connection.
    package init(_ desired: DesiredState, _ live: LiveAccount) {
        let matching = ConnectionMatching(desired.connections, live)
        connections = matching.pairs.map { ConnectionOverview($0.desired, $0.live) }
        connections += matching.unmatched.map { ConnectionOverview($0.element, nil) }
        connections += live.unmanageable.map { ConnectionOverview($0) }
        var absent: [Int: ConnectionOverview] = [:]
        for (index, tombstone) in desired.tombstones.enumerated() { absent[index] = ConnectionOverview(tombstone) }
        for live in matching.leftOver.map(\.element) {
            var connection = ConnectionOverview(live)
            if let index = desired.tombstones.firstIndex(where: { $0.names(live) }) {
                connection.declare(desired.tombstones[index])
                absent[index] = nil
            }
            connections.append(connection)
        }
        connections += absent.values
    }

    /// Finds the one that is meant by a name or an id.
    ///
    /// An id goes before a name, and a name in the account before one in the files.
    ///
    /// - Throws: ``UnknownConnection`` when there is none, ``AmbiguousConnection`` when there are several.
    package func find(_ text: String, _ type: ConnectionType? = nil) throws -> ConnectionOverview {
        let candidates = connections.filter { type == nil || $0.type == type }
        var found = candidates.filter { $0.connectionId?.rawValue == text }
        if found.isEmpty {
            found = ConnectionType.allCases.flatMap { type in
                let ofType = candidates.filter { $0.type == type }
                let live = ofType.filter { $0.liveName == text }
                return live.isEmpty ? ofType.filter { $0.declaredName == text } : live
            }
        }
        guard let first = found.first else { throw UnknownConnection(text, type, among: connections) }
        guard found.count == 1 else { throw AmbiguousConnection(text, found) }
        return first
    }
}

extension Tombstone {
    /// Whether it wants this connection gone.
    fileprivate func names(_ live: LiveConnection) -> Bool {
        if let id { return id == live.id }
        guard type == live.type else { return false }
        let names = [name] + ParkedName.bases(of: name)
        return names.contains(live.name) || ParkedName(live.name, of: live.id).map { names.contains($0.base) } == true
    }
}

/// Neither the account nor the files have a connection of this name or id.
package struct UnknownConnection: ReportableError, Hashable {
    var text: String
    /// nil when all types were looked at.
    var type: ConnectionType?
    /// A name that may be meant; nil when none is near.
    var nearest: String?
    /// The other type, where that has one; nil otherwise.
    var otherType: ConnectionType?

    init(_ text: String, _ type: ConnectionType?, among connections: [ConnectionOverview]) {
        self.text = text
        self.type = type
        let others = connections.filter { $0.type != type && [$0.liveName, $0.declaredName].contains(text) }
        otherType = type == nil ? nil : others.first?.type
        let names = connections.filter { type == nil || $0.type == type }
            .flatMap { [$0.liveName, $0.declaredName].compactMap(\.self) }
        nearest = Suggestion.nearest(to: text, among: Set(names).sorted())
    }

    package var report: ErrorReport {
        let kind = type.map { "\($0.rawValue) connection" } ?? "connection"
        let next: String
        if let otherType {
            next = "there is one of type \(otherType.rawValue): use --type \(otherType.rawValue)"
        } else {
            next = nearest.map { "did you mean '\($0)'?" } ?? "'patchbay list' shows what the account has"
        }
        return ErrorReport(
            .unknownConnection,
            .general,
            "no \(kind) has the name or id '\(text)', neither in the account nor in the files",
            nextStep: next
        )
    }
}

/// Several connections have this name.
package struct AmbiguousConnection: ReportableError, Hashable {
    var text: String
    var found: [ConnectionOverview]

    init(_ text: String, _ found: [ConnectionOverview]) {
        self.text = text
        self.found = found.sorted {
            ($0.type, $0.connectionId?.rawValue ?? "") < ($1.type, $1.connectionId?.rawValue ?? "")
        }
    }

    package var report: ErrorReport {
        let types = Set(found.map(\.type)).sorted()
        let ids = found.map { "\($0.type.rawValue) (\($0.connectionId?.rawValue ?? "not in the account yet"))" }
        return ErrorReport(
            .ambiguousConnection,
            .general,
            "\(found.count) connections have the name '\(text)': \(ids.joined(separator: ", "))",
            nextStep: types.count > 1
                ? "say which: " + types.map { "--type \($0.rawValue)" }.joined(separator: " or ")
                : "give the id in place of the name"
        )
    }
}
