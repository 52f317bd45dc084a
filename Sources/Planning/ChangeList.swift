import Connections
import Diagnostics

/// A change together with what its steps are made from.
struct PlannedChange {
    var change: Change
    /// nil for a delete.
    var entry: Listed<DesiredConnection>?
    /// nil for a create.
    var connection: Listed<LiveConnection>?
    /// The connection of a replace stands under its retired name already.
    var isRetired = false
    /// The tombstone or the successor of a delete says `protected: true`.
    var isProtectedByEntry = false
    /// Texts that the API stores otherwise, to be sent with an update as the entry has them: what it made of them might become
    /// something else again.
    var resent: [Step.Setting] = []
    /// The declared name of the entry that a retired connection was replaced for; nil for other changes.
    var entryName: String?
    /// The files alone tell whose a retired connection is that is renamed, by a former name of its entry.
    var isKnownByFiles = false

    /// A retired connection is renamed since its entry gets another name.
    var followsSuccessor: Bool { isRetired && change.action == .update && entry == nil }

    /// The name of the entry that the change is for.
    var entryKey: ConnectionKey { ConnectionKey(change.type, change.name) }

    /// The entry that is wanted; nil for a delete.
    var desired: DesiredConnection? { entry?.element }
    /// The connection as it is; nil for a create.
    var live: LiveConnection? { connection?.element }
}

/// All changes of a plan, and what is left alone.
struct ChangeList {
    private(set) var planned: [PlannedChange] = []
    private(set) var unmanaged: [Plan.Unmanaged] = []
    private(set) var waiting: [Plan.Waiting] = []
    private(set) var hidden: [Plan.Hidden] = []
    private(set) var storedOtherwise: [Plan.StoredOtherwise] = []
    private(set) var unchanged = 0
    /// Of how many connections nobody can tell whether their secrets are those of the files, and they are not sent.
    private(set) var secretsUnknown = 0

    /// Takes what the ledger knows in `known`; nil without one.
    init(
        _ matching: ConnectionMatching,
        desired: DesiredState,
        rules: PlanningRules,
        now: Timestamp,
        known: ReceiptLookup?
    ) {
        for pair in matching.pairs { add(pair, rules, known) }
        planned += matching.unmatched.map(PlannedChange.init(creating:))

        if !matching.leftOver.isEmpty {
            let entries = EntryNames(desired, matching)
            for connection in matching.leftOver { add(leftOver: connection, entries, rules, now) }
        }
        planned.sort { $0.isBefore($1) }
        suggestRenames()
        waiting.sort { ($0.type, $0.name, $0.connectionId) < ($1.type, $1.name, $1.connectionId) }
        if let known { explain(rules, known, leftOver: Set(matching.leftOver.map(\.element.id))) }
        hidden.sort { ($0.type, $0.name, $0.connectionId) < ($1.type, $1.name, $1.connectionId) }
        storedOtherwise.sort { ($0.type, $0.name, $0.connectionId) < ($1.type, $1.name, $1.connectionId) }
    }

    /// Says who moved what, and what may hide behind an update that shows nothing of others.
    private mutating func explain(_ rules: PlanningRules, _ known: ReceiptLookup, leftOver: Set<ConnectionID>) {
        var renamed: [ConnectionID: String] = [:]
        for index in planned.indices where planned[index].change.action == .create {
            let key = ConnectionKey(planned[index].change.type, planned[index].change.name)
            planned[index].change.nowCalled = known.renamed(key, leftOver)
            if let id = planned[index].change.nowCalled?.connectionId { renamed[id] = key.name }
        }
        for index in planned.indices {
            if planned[index].change.action == .delete {
                planned[index].change.wasCalled = planned[index].change.connectionId.flatMap { renamed[$0] }
            }
            planned[index].change.fields = known.attributed(planned[index])
            if known.isUnrecorded(planned[index]) { planned[index].change.unrecorded = true }
            let change = planned[index].change
            // Whoever asks for the secrets of the files by name needs no word on others that they write over.
            guard change.action == .update, change.credentials == nil || !rules.rotate.cover(change.name),
                change.fields.allSatisfy({ $0.sensitive || $0.movedBy == .config }),
                let desired = planned[index].desired, let live = planned[index].live, live.type == .vimeo,
                planned[index].names.contains(where: rules.selects), let found = known.hidden(desired, live)
            else { continue }
            hidden.append(found)
        }
    }

    private mutating func add(_ pair: ConnectionMatching.Pair, _ rules: PlanningRules, _ known: ReceiptLookup?) {
        if pair.mustReplace {
            planned.append(PlannedChange(replacing: pair))
            return
        }
        let sendsSecrets = pair.desired.credentials != nil
        let isRotated = sendsSecrets && rules.rotate.cover(pair.desired.name)
        let credentials = isRotated ? .askedFor : known?.credentials(of: pair.desired, for: pair.live)
        let isSelected = pair.names.contains(where: rules.selects)
        if isSelected, !pair.storedOtherwise.isEmpty { storedOtherwise.append(Plan.StoredOtherwise(pair)) }
        if var update = PlannedChange(updating: pair, sending: credentials) {
            if credentials == .askedFor, !isRotated {
                update.change.credentialsRevision = pair.desired.credentialsRevision
            }
            planned.append(update)
        } else if isSelected {
            unchanged += 1
            if let found = known?.hidden(pair.desired, pair.live) { hidden.append(found) }
        }
        if isSelected, sendsSecrets, credentials == nil,
            known?.knowsSecrets(of: pair.desired, for: pair.live) != true
        {
            secretsUnknown += 1
        }
    }

    private mutating func add(
        leftOver connection: Listed<LiveConnection>,
        _ entries: EntryNames,
        _ rules: PlanningRules,
        _ now: Timestamp
    ) {
        let live = connection.element
        let parked = ParkedName(live.name, of: live.id)
        if parked?.purpose == .retired, let successor = entries.entry(live.type, parkedAs: parked) {
            finish(connection, replacedBy: successor, entries.live(of: successor), rules, now)
        } else if let tombstone = entries.tombstone(for: live, parked) {
            planned.append(
                PlannedChange(
                    deleting: connection,
                    .declaredAbsent,
                    from: tombstone.place,
                    parked,
                    tombstone.isProtected
                )
            )
        } else if let pair = entries.takenBack(by: live) {
            planned.append(PlannedChange(replacing: connection, byItsPredecessor: pair))
        } else if rules.owns.cover(live.name) || parked.map({ rules.owns.cover($0.base) }) == true {
            planned.append(PlannedChange(deleting: connection, .notDeclared, from: nil, parked))
        } else if rules.selects(live.name) {
            unmanaged.append(Plan.Unmanaged(type: live.type, name: live.name, connectionId: live.id))
        }
    }

    /// The last part of a replace: the old connection goes, at once or when its grace is over.
    private mutating func finish(
        _ connection: Listed<LiveConnection>,
        replacedBy entry: DesiredConnection,
        _ successor: LiveConnection?,
        _ rules: PlanningRules,
        _ now: Timestamp
    ) {
        let live = connection.element
        if let grace = entry.grace, !rules.finishesReplaced {
            // Disabling it, which somebody may do to see who still needs it, moves its own date. A successor that is the
            // older one took its place back, and does not tell when; of two that are equally old, either may have. One that
            // took its place back before it was replaced once more was written then.
            let created = successor?.createdDate.flatMap { Timestamp($0) }
            let isYounger = live.createdDate.flatMap { Timestamp($0) }.map { own in created.map { $0 <= own } == true }
            let retired = live.updatedDate.flatMap { Timestamp($0) }
            let written = successor?.updatedDate.flatMap { Timestamp($0) }
            let succeeded = [created, written].compactMap(\.self).max()
            let until = (live.enabled || isYounger == true ? retired : succeeded).map { $0 + grace }
            guard let until, until <= now else {
                let waits = Plan.Waiting(
                    type: live.type,
                    name: entry.name,
                    connectionId: live.id,
                    replacedBy: successor?.id,
                    until: until?.description
                )
                let names = [entry.name, live.name, successor?.name].compactMap(\.self)
                if names.contains(where: rules.selects) { waiting.append(waits) }
                if let parked = ParkedName(live.name, of: live.id),
                    !ParkedName.bases(of: entry.name).contains(parked.base)
                {
                    planned.append(PlannedChange(renamingRetired: connection, of: entry))
                }
                return
            }
        }
        var delete = PlannedChange(
            deleting: connection,
            .replaced,
            from: entry.place,
            ParkedName(live.name, of: live.id),
            entry.isProtected
        )
        // With a grace the replace was meant to end in a later run; without one a run was cut short.
        delete.change.recovery = entry.grace == nil ? .interruptedReplace : nil
        delete.change.replacedBy = successor?.id
        delete.entryName = entry.name
        planned.append(delete)
    }

    /// Tells of creates that look like another name for what is deleted, where there is one such connection only.
    private mutating func suggestRenames() {
        var gone: [ConnectionDetails.Kinship: [Int]] = [:]
        for index in planned.indices where planned[index].change.reason == .notDeclared {
            if let live = planned[index].live { gone[live.details.kinship, default: []].append(index) }
        }
        guard !gone.isEmpty else { return }
        var new: [ConnectionDetails.Kinship: [Int]] = [:]
        for index in planned.indices where planned[index].change.action == .create {
            if let desired = planned[index].desired { new[desired.details.kinship, default: []].append(index) }
        }
        for (kinship, creates) in new where creates.count == 1 {
            guard let deletes = gone[kinship], deletes.count == 1 else { continue }
            planned[creates[0]].change.mayBeRenameOf = planned[deletes[0]].change.name
        }
    }

    /// Marks every change that must not be carried out.
    mutating func block(desired: DesiredState, live: LiveAccount, rules: PlanningRules) {
        guard !planned.isEmpty else { return }
        let guardrails = Guardrails(planned, desired: desired, live: live, rules: rules)
        for index in planned.indices {
            planned[index].change.blocked = guardrails.block(planned[index], at: index)
        }
        for (index, block) in guardrails.blocks(forAll: planned) {
            planned[index].change.blocked = block
        }
    }

    /// Blocks all deletes and replaces of this run when they are more than allowed.
    mutating func limit(_ rules: PlanningRules) {
        let destructive = planned.indices.filter {
            planned[$0].change.action.isDestructive && planned[$0].change.blocked == nil
        }
        guard let maximum = rules.maximumDeletes, destructive.count > maximum else { return }
        for index in destructive { planned[index].change.blocked = .limit(maximum, found: destructive.count) }
    }

    /// Blocks both halves of a move that is taken back when one is: neither could be carried out alone.
    mutating func blockWithOtherHalf() {
        let replaces = planned.indices.filter {
            planned[$0].change.action == .replace && planned[$0].change.replacedBy != nil
        }
        guard !replaces.isEmpty else { return }
        var updates: [ConnectionID: Int] = [:]
        for index in planned.indices where planned[index].change.action == .update {
            if let id = planned[index].change.connectionId { updates[id] = index }
        }
        for index in replaces {
            guard let other = planned[index].change.replacedBy.flatMap({ updates[$0] }) else { continue }
            let block = planned[index].change.blocked ?? planned[other].change.blocked
            planned[index].change.blocked = block
            planned[other].change.blocked = block
        }
    }

    /// Leaves retired connections their names where what happens to their successor is blocked: it keeps the name that tells whose
    /// they were.
    mutating func keepRetiredNames() {
        guard planned.contains(where: \.followsSuccessor) else { return }
        let blocked = Set(planned.filter { $0.entry != nil && $0.change.blocked != nil }.map(\.entryKey))
        planned.removeAll { $0.followsSuccessor && blocked.contains($0.entryKey) }
    }

    /// Keeps the changes that `--only` names, and blocks those of them that wait for one that it does not name.
    mutating func select(_ only: [NameGlob]) {
        guard !only.isEmpty else { return }
        func isNamed(_ planned: PlannedChange) -> Bool { planned.names.contains { only.cover($0) } }
        // The changes of an entry belong together: both halves of a move that is taken back, and what follows its rename.
        let entries = Set(planned.lazy.filter { $0.entry != nil && isNamed($0) }.map(\.entryKey))
        keep(
            { isNamed($0) || $0.change.action != .delete && entries.contains($0.entryKey) },
            blocking: Block.needsUnselected
        )
    }

    /// Keeps the changes of a saved plan, and blocks those of them that wait for one that it does not have.
    ///
    /// Secrets that the saved plan does not send are not sent either, unless `rotate` asks for it.
    ///
    /// - Returns: How many it does not have.
    mutating func select(_ saved: [Change], rotate: [NameGlob]) -> Int {
        let sends = Dictionary(saved.map { ($0.identity, $0.sendsSecrets) }) { $0 || $1 }
        for index in planned.indices where sends[planned[index].change.identity] == false {
            if !rotate.cover(planned[index].change.name) { planned[index].keepSecrets() }
        }
        let count = planned.count
        keep({ sends[$0.change.identity] != nil }, blocking: Block.needsUnsaved)
        let leftAlone = count - planned.count
        // What is left of a change when its secrets stay may be nothing.
        planned.removeAll { $0.change.action == .update && $0.change.fields.isEmpty }
        return leftAlone
    }

    private mutating func keep(
        _ isSelected: (PlannedChange) -> Bool,
        blocking block: (Holding, _ holder: String) -> Block
    ) {
        let unselected = planned.filter { !isSelected($0) }
        guard !unselected.isEmpty else { return }
        let freed = Dictionary(
            unselected.flatMap { planned in planned.frees.map { ($0, planned.change.name) } }
        ) { first, _ in first }
        planned = planned.filter(isSelected)
        for index in planned.indices where planned[index].change.blocked == nil {
            guard let taken = planned[index].takes.first(where: { freed[$0] != nil }), let holder = freed[taken] else {
                continue
            }
            planned[index].change.blocked = block(taken, holder)
        }
    }
}

extension PlannedChange {
    /// Destructive changes first, so that nobody has to look for them; then creates last, by type and name.
    fileprivate func isBefore(_ other: Self) -> Bool {
        (change.action.rank, change.type, change.name, change.connectionId?.rawValue ?? "")
            < (
                other.change.action.rank, other.change.type, other.change.name,
                other.change.connectionId?.rawValue ?? ""
            )
    }

    /// All names by which people may mean this change: the declared one, the live one, and the one before it was parked.
    ///
    /// A retired connection that follows its entry is meant by the name of that alone.
    fileprivate var names: [String] {
        if followsSuccessor { return [change.name] }
        let parked = live.flatMap { ParkedName($0.name, of: $0.id)?.base }
        return [change.name, live?.name, parked, entryName].compactMap(\.self)
    }
}

extension ConnectionMatching.Pair {
    /// All names by which people may mean it, as for a change.
    fileprivate var names: [String] { [desired.name, live.name, parked?.base].compactMap(\.self) }
}

extension Change.Action {
    fileprivate var rank: Int {
        switch self {
        case .delete: 0
        case .replace: 1
        case .update: 2
        case .create: 3
        }
    }
}

/// The entries by their names, to tell whose a left-over connection was.
private struct EntryNames {
    private var parked: [ConnectionKey: Listed<DesiredConnection>] = [:]
    private var successors: [ConnectionKey: Listed<LiveConnection>] = [:]
    private let returning: [ConnectionKey: ConnectionMatching.Pair]
    private var tombstones: [ConnectionKey: Tombstone] = [:]
    private var tombstoneIDs: [ConnectionID: Tombstone] = [:]

    init(_ desired: DesiredState, _ matching: ConnectionMatching) {
        let pairs = matching.pairs
        returning = matching.takenBack
        parked.reserveCapacity(desired.connections.count)
        successors.reserveCapacity(pairs.count)
        // A successor that is to be renamed retired its predecessor under the name that it has, or had before it was parked.
        for pair in pairs where pair.live.name != pair.desired.name {
            for base in ParkedName.bases(of: pair.parked?.base ?? pair.live.name) { add(pair.entry, parkedAs: base) }
        }
        for place in desired.connections.indices {
            let entry = Listed(desired.connections, at: place)
            for base in entry.element.parkedBases { add(entry, parkedAs: base) }
        }
        for pair in pairs where !pair.mustReplace {
            successors[ConnectionKey(pair.desired.type, pair.desired.name)] = pair.connection
        }
        for tombstone in desired.tombstones {
            if let id = tombstone.id {
                tombstoneIDs[id] = tombstone
            } else {
                for name in [tombstone.name] + ParkedName.bases(of: tombstone.name) {
                    tombstones[ConnectionKey(tombstone.type, name)] = tombstone
                }
            }
        }
    }

    /// Where several entries come into question, since long names are cut, the one that is more careful counts.
    private mutating func add(_ listed: Listed<DesiredConnection>, parkedAs base: String) {
        let entry = listed.element
        let key = ConnectionKey(entry.type, base)
        guard let other = parked[key]?.element else {
            parked[key] = listed
            return
        }
        let isMoreCareful =
            entry.isProtected == other.isProtected
            ? entry.grace ?? .zero > other.grace ?? .zero : entry.isProtected
        if isMoreCareful { parked[key] = listed }
    }

    func entry(_ type: ConnectionType, parkedAs name: ParkedName?) -> DesiredConnection? {
        name.flatMap { parked[ConnectionKey(type, $0.base)]?.element }
    }

    /// The connection that is the entry's now; nil when it is to be made or replaced.
    func live(of entry: DesiredConnection) -> LiveConnection? {
        successors[ConnectionKey(entry.type, entry.name)]?.element
    }

    /// The entry that a left-over connection serves, and the retired one that is to serve it again in its place, since a
    /// change of account or region was taken back; nil for other connections.
    func takenBack(by live: LiveConnection) -> ConnectionMatching.Pair? {
        returning[ConnectionKey(live.type, live.name)]
    }

    func tombstone(for live: LiveConnection, _ name: ParkedName?) -> Tombstone? {
        tombstoneIDs[live.id] ?? tombstones[ConnectionKey(live.type, live.name)]
            ?? name.flatMap { tombstones[ConnectionKey(live.type, $0.base)] }
    }
}

extension ConnectionDetails {
    /// What two connections have in common that may be one under two names: the AWS account, or the client of Vimeo.
    fileprivate enum Kinship: Hashable {
        case account(String)
        case client(String)
    }

    fileprivate var kinship: Kinship {
        switch self {
        case .aws(let location): .account(location.accountID)
        case .vimeo(let clientIdentifier): .client(clientIdentifier)
        }
    }
}

extension Plan.StoredOtherwise {
    fileprivate init(_ pair: ConnectionMatching.Pair) {
        self.init(
            type: pair.live.type,
            name: pair.desired.name,
            connectionId: pair.live.id,
            fields: pair.storedOtherwise
        )
    }
}
