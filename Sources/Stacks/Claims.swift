import Connections
import Diagnostics

/// What entries take for themselves alone, gathered from all files and then checked against each other.
struct Claims {
    struct Name {
        var key: ConnectionKey
        var isAbsent: Bool
        var spot: Spot
    }

    struct FormerName {
        var former: ConnectionKey
        /// nil when the entry's own name could not be read.
        var own: String?
        var spot: Spot
    }

    var names: [Name] = []
    var formerNames: [FormerName] = []
    var locations: [(location: AWSLocation, spot: Spot)] = []
    var ids: [(id: String, spot: Spot)] = []

    /// Reports every claim that another made before, with both places.
    func check(reporting findings: Findings) {
        checkNames(reporting: findings)
        checkFormerNames(reporting: findings)
        var locationSpots: [AWSLocation: Spot] = [:]
        locationSpots.reserveCapacity(locations.count)
        for (location, spot) in locations {
            guard let first = locationSpots.updateIfAbsent(location, spot) else { continue }
            findings.error(
                .duplicateLocation,
                at: spot,
                "account '\(location.accountID)' and region '\(location.region)' have a connection already",
                notes: [Finding.Note(spot: first, message: "it is declared here")],
                hint: "an account can have one connection per region: remove one, or change its account or region"
            )
        }
        var idSpots: [String: Spot] = [:]
        for (id, spot) in ids {
            guard let first = idSpots.updateIfAbsent(id, spot) else { continue }
            findings.error(
                .duplicateID,
                at: spot,
                "the connection \(Echo.quoted(id)) is pinned twice",
                notes: [Finding.Note(spot: first, message: "it is pinned here first")],
                hint: "an id belongs to one entry"
            )
        }
    }

    private func checkNames(reporting findings: Findings) {
        var firsts: [ConnectionKey: Int] = [:]
        firsts.reserveCapacity(names.count)
        // Only names that fold to the same are compared as they are written.
        var crowded: [ConnectionKey: Name] = [:]
        var present: [ConnectionKey: Name] = [:]
        for (index, name) in names.enumerated() {
            let folded = ConnectionKey(name.key.type, NameRules.folded(name.key.name))
            guard let first = firsts.updateIfAbsent(folded, index).map({ names[$0] }) else { continue }
            _ = crowded.updateIfAbsent(first.key, first)
            if !first.isAbsent { _ = present.updateIfAbsent(folded, first) }
            if let same = crowded.updateIfAbsent(name.key, name) {
                reportDuplicate(name, of: same, to: findings)
            } else if !name.isAbsent, let similar = present.updateIfAbsent(folded, name) {
                findings.error(
                    .similarName,
                    at: name.spot,
                    "\(Echo.quoted(name.key.name)) differs from \(Echo.quoted(similar.key.name)) in capitals or spaces only",
                    notes: [Finding.Note(spot: similar.spot, message: "the other name stands here")],
                    hint: "remove one of the two, or give it a name that people can tell from the other"
                )
            }
        }
    }

    private func reportDuplicate(_ name: Name, of first: Name, to findings: Findings) {
        let what = first.isAbsent == name.isAbsent ? "declared twice" : "declared and absent as well"
        findings.error(
            .duplicateName,
            at: name.spot,
            "the \(name.key.type.rawValue) connection \(Echo.quoted(name.key.name)) is \(what)",
            notes: [Finding.Note(spot: first.spot, message: "it is declared here first")],
            hint: "remove or rename one of the two"
        )
    }

    private func checkFormerNames(reporting findings: Findings) {
        guard !formerNames.isEmpty else { return }
        let declared = Dictionary(names.map { ($0.key, $0) }) { first, _ in first }
        var spots: [ConnectionKey: Spot] = [:]
        for former in formerNames {
            let quoted = Echo.quoted(former.former.name)
            if former.former.name == former.own {
                findings.error(
                    .conflictingRename,
                    at: former.spot,
                    "\(quoted) is the name that the connection has now",
                    hint: "give the name it had before, or remove 'renamedFrom'"
                )
            } else if let other = declared[former.former] {
                findings.error(
                    .conflictingRename,
                    at: former.spot,
                    "\(quoted) is the name of another entry, so no connection can be renamed from it",
                    notes: [Finding.Note(spot: other.spot, message: "it is declared here")],
                    hint: "remove 'renamedFrom', or the other entry"
                )
            } else if let first = spots.updateIfAbsent(former.former, former.spot) {
                findings.error(
                    .conflictingRename,
                    at: former.spot,
                    "two entries were renamed from \(quoted)",
                    notes: [Finding.Note(spot: first, message: "the other is this")],
                    hint: "a connection can be renamed to one name: remove one 'renamedFrom'"
                )
            }
        }
    }
}

extension Dictionary {
    /// Sets the value unless there is one.
    ///
    /// - Returns: The value that was there; nil when there was none.
    fileprivate mutating func updateIfAbsent(_ key: Key, _ value: Value) -> Value? {
        // Most keys are new, and this looks them up once.
        guard let present = updateValue(value, forKey: key) else { return nil }
        self[key] = present
        return present
    }
}
