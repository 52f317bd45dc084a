package import Connections

/// Which live connection each entry is today, for those who name it in their requests.
package struct Outputs: Sendable, Hashable {
    /// A declared connection and its id.
    package struct Entry: Sendable, Hashable {
        package var type: ConnectionType
        package var name: String
        /// The id that works today, which is the old one while a replace is pending; nil when there is none yet.
        package var connectionId: ConnectionID?
        package var isEnabled: Bool
        /// Whether account or region differ, so that an apply gives another id.
        package var isReplacePending: Bool
        /// Why nothing can be said of the connection that has the entry's name, or account and region; nil where there is none such.
        package var whyUnmanageable: String?
        /// All names by which people may mean it: the declared one, the live one, and the one before it was parked.
        package var names: [String]

        package init(
            type: ConnectionType,
            name: String,
            connectionId: ConnectionID? = nil,
            isEnabled: Bool = true,
            isReplacePending: Bool = false,
            whyUnmanageable: String? = nil,
            names: [String] = []
        ) {
            self.type = type
            self.name = name
            self.connectionId = connectionId
            self.isEnabled = isEnabled
            self.isReplacePending = isReplacePending
            self.whyUnmanageable = whyUnmanageable
            self.names = names
        }
    }

    /// By type and name.
    package var entries: [Entry]

    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// Matches as a plan does; tombstones have no output.
    ///
    /// - Throws: ``PlanningError`` with all entries that cannot be matched.
    package init(_ desired: DesiredState, _ live: LiveAccount) throws(PlanningError) {
        let matching = ConnectionMatching(desired.connections, live)
        if let error = PlanningError(matching) { throw error }
        // While a move is taken back, the connection that it led to serves until the apply.
        let takenBack = matching.takenBack
        var serving: [ConnectionID: LiveConnection] = [:]
        for live in matching.leftOver.map(\.element) {
            if let pair = takenBack[ConnectionKey(live.type, live.name)] { serving[pair.live.id] = live }
        }
        let unmanageable = live.unmanageableHolders
        entries =
            (matching.pairs.map { Entry($0, servedBy: serving[$0.live.id]) }
            + matching.unmatched.map { Entry($0.element, unmanageable) })
            .sorted { ConnectionKey($0.type, $0.name) < ConnectionKey($1.type, $1.name) }
    }

    /// Declared connections that the account does not have yet.
    package var missing: [Entry] { entries.filter { $0.connectionId == nil } }

    /// Keeps the entries that the patterns cover; all of them where there is no pattern.
    package func selecting(_ only: [NameGlob]) -> Outputs {
        Outputs(entries: entries.filter { only.isEmpty || $0.names.contains(where: only.cover) })
    }
}

extension Outputs.Entry {
    fileprivate init(_ pair: ConnectionMatching.Pair, servedBy serving: LiveConnection?) {
        self.init(
            type: pair.desired.type,
            name: pair.desired.name,
            connectionId: (serving ?? pair.live).id,
            isEnabled: (serving ?? pair.live).enabled,
            isReplacePending: pair.mustReplace || serving != nil,
            names: [pair.desired.name, pair.live.name] + [pair.parked?.base].compactMap(\.self)
        )
    }

    fileprivate init(_ unmatched: DesiredConnection, _ unmanageable: [Holding: UnmanageableConnection]) {
        self.init(
            type: unmatched.type,
            name: unmatched.name,
            whyUnmanageable: unmatched.holdings.lazy.compactMap { unmanageable[$0]?.reason }.first,
            names: [unmatched.name]
        )
    }
}
