import Connections
import Diagnostics

/// Which live connection each entry of the files stands for, and what is left over on both sides.
///
/// The rules are those of the product contract, section 3, in their order: the pinned id, the AWS account and region,
/// the name, also one under which an interrupted run left a connection, a former name. A live connection is used once.
struct ConnectionMatching {
    /// An entry and its live connection.
    struct Pair {
        var entry: Listed<DesiredConnection>
        var connection: Listed<LiveConnection>
        /// What was found parked; nil when the live connection bears a name that people gave it.
        var parked: ParkedName?
        /// Texts that are as the API stores those of the entry, which is otherwise than it is sent them.
        var storedOtherwise: [ConnectionField] = []

        var desired: DesiredConnection { entry.element }
        var live: LiveConnection { connection.element }

        /// Whether the account or the region differs, which no update can change.
        var mustReplace: Bool { !desired.details.isAtSameLocation(as: live.details) }
    }

    private(set) var pairs: [Pair] = []
    /// Entries without a live connection, by type and name.
    private(set) var unmatched: [Listed<DesiredConnection>] = []
    /// Live connections without an entry, by id.
    private(set) var leftOver: [Listed<LiveConnection>] = []
    /// What only the author of the files can settle.
    private(set) var diagnostics: [Diagnostic] = []

    /// Several entries are pinned and none of their ids is live.
    private(set) var noPinIsLive = false

    /// The entries whose retired connection is to serve again, by the names that its successor may have: the entry's own,
    /// and its former ones unless another entry declares them, since it may be renamed in the same commit.
    var takenBack: [ConnectionKey: Pair] {
        let returning = pairs.filter { $0.parked?.purpose == .retired && !$0.mustReplace }
        guard !returning.isEmpty else { return [:] }
        let declared = Set(
            pairs.map { ConnectionKey($0.desired.type, $0.desired.name) }
                + unmatched.map { ConnectionKey($0.element.type, $0.element.name) }
        )
        var found: [ConnectionKey: Pair] = [:]
        for pair in returning {
            found[ConnectionKey(pair.desired.type, pair.desired.name)] = pair
            for name in pair.desired.renamedFrom + [pair.parked?.base].compactMap(\.self) {
                let key = ConnectionKey(pair.desired.type, name)
                if !declared.contains(key) { found[key] = pair }
            }
        }
        return found
    }

    /// Whether each live connection, by its place among those in the order of their ids, has an entry.
    private var isUsed: [Bool]
    /// By type and name.
    private let entries: InOrder<DesiredConnection>
    /// The places of the entries that have no live connection yet, ascending.
    private var open: [Int]

    init(_ desired: [DesiredConnection], _ account: LiveAccount) {
        // Where several could be meant, it must not depend on the order of files or of the list which one is.
        entries = InOrder(desired) { ConnectionKey($0.type, $0.name) }
        open = Array(entries.indices)
        let live = InOrder(account.connections, by: \.id)
        isUsed = Array(repeating: false, count: live.count)
        pairs.reserveCapacity(min(open.count, live.count))
        matchPinned(live, account.unmanageable)
        matchLocations(live)
        matchNames(live)
        // What bore the entry's own name until a replace was interrupted goes before what bears a former one: so it was before that
        // run. Only AWS connections are replaced.
        matchParkedNames(live) { $0.type == .aws ? ParkedName.bases(of: $0.name) : [] }
        matchFormerNames(live)
        matchParkedNames(live, \.parkedBases)
        unmatched = open.map { entries.listed(at: $0) }
        leftOver = live.indices.filter { !isUsed[$0] }.map { live.listed(at: $0) }
    }

    /// Notes where the API is known to store a text otherwise than it was sent, which is no difference.
    mutating func accept(_ known: Receipts) {
        guard known.haveConversions else { return }
        accept { known.storedOtherwise($0.desired, $0.live) }
    }

    /// The same as a saved plan has it.
    mutating func accept(_ saved: [Plan.StoredOtherwise]) {
        guard !saved.isEmpty else { return }
        let fields = Dictionary(saved.map { ($0.connectionId, $0.fields) }) { first, _ in first }
        accept { fields[$0.live.id] ?? [] }
    }

    private mutating func accept(_ fields: (Pair) -> [ConnectionField]) {
        // What takes the place of a replaced one is sent all texts.
        for index in pairs.indices where !pairs[index].mustReplace {
            pairs[index].storedOtherwise = fields(pairs[index]).filter { !pairs[index].desired.ignored.contains($0) }
        }
    }

    /// Gives each open entry to `find`, takes the live connection whose place it answers, and keeps the others open.
    private mutating func match(
        in live: InOrder<LiveConnection>,
        _ find: (Listed<DesiredConnection>, _ isFree: (Int) -> Bool) -> Int?
    ) {
        var remaining: [Int] = []
        for entry in open {
            let listed = entries.listed(at: entry)
            guard let place = find(listed, { !isUsed[$0] }) else {
                remaining.append(entry)
                continue
            }
            let id = live[place].id
            isUsed[place] = true
            // An id that both lists have is one connection, and equal ids stand beside each other.
            if place > 0, live[place - 1].id == id { isUsed[place - 1] = true }
            if place + 1 < live.count, live[place + 1].id == id { isUsed[place + 1] = true }
            pairs.append(
                Pair(
                    entry: listed,
                    connection: live.listed(at: place),
                    parked: ParkedName(live[place].name, of: id)
                )
            )
        }
        open = remaining
    }

    private mutating func matchPinned(_ live: InOrder<LiveConnection>, _ unmanageable: [UnmanageableConnection]) {
        guard open.contains(where: { entries[$0].id != nil }) else { return }
        let byID = live.places(by: \.id)
        var missing: [DesiredConnection] = []
        match(in: live) { entry, _ in
            guard let id = entry.element.id else { return nil }
            guard let found = byID[id], live[found].type == entry.element.type else {
                missing.append(entry.element)
                return nil
            }
            return found
        }
        let reasons = Dictionary(unmanageable.compactMap { item in item.id.map { ($0, item.reason) } }) { first, _ in
            first
        }
        noPinIsLive =
            missing.count > 1 && pairs.isEmpty && !missing.contains { $0.id.map { reasons[$0] != nil } == true }
        diagnostics += missing.map { entry in
            entry.id.flatMap { reasons[$0] }.map { Diagnostic.pinnedUnmanageable(entry, $0) } ?? .pinnedNotLive(entry)
        }
    }

    private mutating func matchLocations(_ live: InOrder<LiveConnection>) {
        // The first connection of each location, and behind each connection the next of the same: almost always there is one.
        var first: [AWSLocation: Int] = [:]
        first.reserveCapacity(live.count)
        var next: [Int: Int] = [:]
        for place in live.indices.reversed() {
            guard let location = live[place].details.location else { continue }
            next[place] = first.updateValue(place, forKey: location)
        }
        var ambiguous: [(DesiredConnection, [LiveConnection])] = []
        match(in: live) { entry, isFree in
            guard entry.element.id == nil, let location = entry.element.details.location, let one = first[location]
            else { return nil }
            guard next[one] != nil else { return isFree(one) ? one : nil }
            let candidates = sequence(first: one) { next[$0] }.filter(isFree)
            if candidates.count > 1 {
                if let sameName = candidates.first(where: { live[$0].name == entry.element.name }) { return sameName }
                ambiguous.append((entry.element, candidates.map { live[$0] }))
            }
            return candidates.count == 1 ? candidates[0] : nil
        }
        diagnostics += ambiguous.map { Diagnostic.ambiguous($0.0, among: $0.1) }
    }

    private mutating func matchNames(_ live: InOrder<LiveConnection>) {
        guard open.contains(where: { entries[$0].id == nil }) else { return }
        let byName = live.places { ConnectionKey($0.type, $0.name) }
        match(in: live) { entry, isFree in
            let (type, name) = (entry.element.type, entry.element.name)
            guard entry.element.id == nil, let found = byName[ConnectionKey(type, name)] else { return nil }
            return isFree(found) ? found : nil
        }
    }

    private mutating func matchFormerNames(_ live: InOrder<LiveConnection>) {
        guard open.contains(where: { !entries[$0].renamedFrom.isEmpty }) else { return }
        let byName = live.places { ConnectionKey($0.type, $0.name) }
        match(in: live) { entry, isFree in
            guard entry.element.id == nil else { return nil }
            let type = entry.element.type
            return entry.element.renamedFrom.lazy.compactMap { byName[ConnectionKey(type, $0)] }.first(where: isFree)
        }
    }

    /// Connections parked by an interrupted run: one that was `moving` is renamed on, one that was `retired` is replaced on.
    private mutating func matchParkedNames(
        _ live: InOrder<LiveConnection>,
        _ bases: (DesiredConnection) -> [String]
    ) {
        guard open.contains(where: { entries[$0].id == nil }) else { return }
        var byBase: [ConnectionKey: [(place: Int, purpose: ParkedName.Purpose)]] = [:]
        for (place, connection) in live.enumerated() where !isUsed[place] {
            guard let parked = ParkedName(connection.name, of: connection.id) else { continue }
            byBase[ConnectionKey(connection.type, parked.base), default: []].append((place, parked.purpose))
        }
        guard !byBase.isEmpty else { return }
        var ambiguous: [(DesiredConnection, [LiveConnection])] = []
        match(in: live) { entry, isFree in
            let desired = entry.element
            guard desired.id == nil else { return nil }
            let candidates = bases(desired)
                .flatMap { byBase[ConnectionKey(desired.type, $0), default: []] }
                .filter { isFree($0.place) }
            let moving = candidates.filter { $0.purpose == .moving }
            if moving.count > 1 { ambiguous.append((desired, moving.map { live[$0.place] })) }
            // Of several retired ones any will do: each was this entry's, and all of them are deleted in the end.
            return (moving.first ?? candidates.first)?.place
        }
        diagnostics += ambiguous.map { Diagnostic.ambiguous($0.0, among: $0.1) }
    }
}

extension InOrder {
    /// Where each key stands first.
    fileprivate func places<Key: Hashable>(by key: (Element) -> Key) -> [Key: Int] {
        var places: [Key: Int] = [:]
        places.reserveCapacity(count)
        for place in indices.reversed() { places[key(self[place])] = place }
        return places
    }
}

extension DesiredConnection {
    /// The bases of parked names that tell that a connection was this entry's: from its name and its former ones.
    var parkedBases: [String] {
        ([name] + renamedFrom).flatMap(ParkedName.bases)
    }
}

extension Diagnostic {
    fileprivate static func pinnedNotLive(_ desired: DesiredConnection) -> Self {
        Diagnostic(
            .pinnedNotLive,
            "connection '\(desired.name)' is pinned to id '\(desired.id?.rawValue ?? "")', which the account does not have",
            at: desired.place,
            hint: "check the id and the key's account, or remove 'id' to let the name decide"
        )
    }

    fileprivate static func pinnedUnmanageable(_ desired: DesiredConnection, _ reason: String) -> Self {
        Diagnostic(
            .pinnedNotLive,
            "connection '\(desired.name)' is pinned to id '\(desired.id?.rawValue ?? "")', which cannot be managed: \(reason)",
            at: desired.place,
            hint: "mend that connection in the dashboard, or remove the entry"
        )
    }

    fileprivate static func ambiguous(_ desired: DesiredConnection, among live: [LiveConnection]) -> Self {
        let names = live.map { "'\($0.name)' (\($0.id))" }.sorted().joined(separator: ", ")
        return Diagnostic(
            .ambiguousMatch,
            "connection '\(desired.name)' could be any of \(live.count) live connections: \(names)",
            at: desired.place,
            hint: "pin the right one with 'id'"
        )
    }
}
