import Connections

/// What the ledger knows, by what a plan asks of it; each question takes the same time however large the account is.
struct ReceiptLookup {
    /// Whether it knows nothing of the stack yet, so that it can explain nothing.
    let isSilent: Bool

    private let receipts: [ConnectionID: Receipt]
    private let byName: [ConnectionKey: [Receipt]]
    private let live: [ConnectionID: LiveConnection]
    private let unmanageable: Set<ConnectionID>
    /// Whether one of the open writes to the connection carries secrets.
    private let marked: [ConnectionID: Bool]
    /// The same for creates that are open, by the name that they give.
    private let markedCreates: [ConnectionKey: Bool]
    private let fingerprint: @Sendable (VimeoCredentials, ConnectionID) -> Fingerprint?

    init(_ known: Receipts, _ account: LiveAccount) {
        isSilent = known.receipts.isEmpty && known.marks.isEmpty
        receipts = known.receipts
        byName = Dictionary(grouping: known.receipts.values) { ConnectionKey($0.type, $0.name) }
        live = Dictionary(account.connections.map { ($0.id, $0) }) { first, _ in first }
        unmanageable = Set(account.unmanageable.compactMap(\.id))
        marked = Dictionary(known.marks.compactMap { mark in mark.connectionId.map { ($0, mark.carriesSecrets) } }) {
            $0 || $1
        }
        markedCreates = Dictionary(
            known.marks.filter { $0.connectionId == nil }
                .map { (ConnectionKey($0.type, $0.name), $0.carriesSecrets) }
        ) { $0 || $1 }
        fingerprint = known.fingerprint
    }

    /// nil where there is none, and for one that cannot be this connection's.
    func receipt(of live: LiveConnection) -> Receipt? {
        receipts[live.id].flatMap { $0.type == live.type ? $0 : nil }
    }

    /// Whether a write to it may have been done that nobody has recorded.
    func isMarked(_ live: LiveConnection, _ entryName: String?) -> Bool { mark(live, entryName) != nil }

    /// Whether such a write may have brought secrets.
    func mayHaveGotSecrets(_ live: LiveConnection, _ entryName: String?) -> Bool { mark(live, entryName) == true }

    /// Whether the open writes carry secrets; nil when there are none.
    private func mark(_ live: LiveConnection, _ entryName: String?) -> Bool? {
        let names = mayBeOfCreate(live) ? [live.name, entryName].compactMap(\.self) : []
        let open = [marked[live.id]] + names.map { markedCreates[ConnectionKey(live.type, $0)] }
        let found = open.compactMap(\.self)
        return found.isEmpty ? nil : found.contains(true)
    }

    /// Whether an open create may have made it, or have found it and given it its secrets.
    private func mayBeOfCreate(_ live: LiveConnection) -> Bool {
        guard let receipt = receipt(of: live) else { return true }
        return live.type == .vimeo && !(receipt.isCertain && receipt.version == live.version)
    }

    /// The fingerprint of what the files want it to have; nil when that was not resolved.
    func wanted(_ credentials: VimeoCredentials, for live: LiveConnection) -> Fingerprint? {
        fingerprint(credentials, live.id)
    }

    /// What became of the connections that once were left under a name, which none has any more.
    func former(_ key: ConnectionKey) -> Former? {
        guard markedCreates[key] == nil else { return .unknown }
        let receipts = byName[key, default: []]
        if receipts.contains(where: { marked[$0.connectionId] != nil || unmanageable.contains($0.connectionId) }) {
            return .unknown
        }
        // One that is there still, under its name, has become another entry's.
        let isMissed = receipts.contains { live[$0.connectionId]?.name != $0.name }
        return isMissed ? .goneOutside : nil
    }

    /// The one connection that once was left under a name, and is called otherwise now; nil when there is none, or several.
    ///
    /// Only those of `leftOver` count: what another entry means has not been taken from this one.
    func renamed(_ key: ConnectionKey, _ leftOver: Set<ConnectionID>) -> Change.Renamed? {
        guard former(key) == .goneOutside else { return nil }
        let found = byName[key, default: []].compactMap { live[$0.connectionId] }
            .filter { $0.type == key.type && $0.name != key.name && leftOver.contains($0.id) }
        guard found.count == 1 else { return nil }
        return Change.Renamed(connectionId: found[0].id, name: found[0].name)
    }

    /// Whether an apply was about to write the connection of a change, or to make it, and has not recorded how that ended.
    func isUnrecorded(_ planned: PlannedChange) -> Bool {
        if let live = planned.live { return isMarked(live, planned.desired?.name) }
        let key = ConnectionKey(planned.change.type, planned.change.name)
        return markedCreates[key] != nil || byName[key, default: []].contains { marked[$0.connectionId] != nil }
    }

    /// What became of a connection that a receipt speaks of.
    enum Former {
        /// Somebody deleted it, or gave it another name.
        case goneOutside
        case unknown
    }
}
