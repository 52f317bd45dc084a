package import Connections
package import Diagnostics

/// A connection as the account has it and as the files declare it: one of the two at least.
package struct ConnectionOverview: Sendable, Hashable {
    package var type: ConnectionType
    /// nil for what is not in the account, and for an item that could not be understood.
    package var live: LiveConnection?
    /// nil for what is not in the account.
    package var connectionId: ConnectionID?
    /// The name in the account; nil for what is not there.
    package var liveName: String?
    /// nil for what no file names.
    package var declaredName: String?
    /// Where its entry is; nil for what no file names.
    package var source: SourcePlace?
    /// Whether its entry says `state: absent`.
    package var isDeclaredAbsent = false
    /// Why it cannot be managed; nil for what can.
    package var problem: String?

    /// What people call it: as the account does, where it is there.
    package var name: String? { liveName ?? declaredName }

    init(_ live: LiveConnection) {
        type = live.type
        self.live = live
        connectionId = live.id
        liveName = live.name
    }

    init(_ item: UnmanageableConnection) {
        type = item.type
        connectionId = item.id
        liveName = item.name
        problem = item.reason
    }

    init(_ desired: DesiredConnection, _ live: LiveConnection?) {
        type = desired.type
        declare(desired.name, desired.place)
        guard let live else { return }
        self.live = live
        connectionId = live.id
        liveName = live.name
    }

    init(_ tombstone: Tombstone) {
        type = tombstone.type
        declare(tombstone)
    }

    mutating func declare(_ tombstone: Tombstone) {
        declare(tombstone.name, tombstone.place)
        isDeclaredAbsent = true
    }

    private mutating func declare(_ name: String, _ place: SourcePlace) {
        declaredName = name
        source = place
    }
}
