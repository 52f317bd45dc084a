import Connections
import Planning
import TestSupport

/// Files and an account of a few connections each, over three names and three or four places.
struct SmallWorld {
    var files: SmallFiles
    var live: [LiveConnection]
}

/// What the files and settings of a small world say.
struct SmallFiles {
    var desired: [DesiredConnection] = []
    var tombstones: [Tombstone] = []
    var rules = PlanningRules(allowsEmpty: true)

    func plan(onto live: [LiveConnection]) throws -> Plan {
        try Planner.plan(desired, absent: tombstones, onto: live, rules: rules)
    }
}

/// Nothing is owned, the connections called `a`, or all.
enum Ownership: String, CaseIterable {
    case none
    case some = "a"
    case all = "*"

    var globs: [NameGlob] { self == .none ? [] : [NameGlob(rawValue)] }
}

extension SmallFiles {
    static let names = ["a", "b", "c"]

    /// Every set of AWS entries over three names, the first at place 1, the second at place 2, and so on.
    ///
    /// These eight stand for all 34 placements of entries. Worlds that differ only in what places are called are one
    /// world: `Planning` compares accounts and regions for equality and never orders them, so with other places the plan
    /// is the same but for these. Names and ids are ordered by it, so no such world is left out.
    static let placed: [Self] = names.subsets.map { chosen in
        Self(desired: chosen.enumerated().map { Sample.desired($1, at: "\($0 + 1)") })
    }

    /// Every set of Vimeo entries over three names.
    static let vimeo: [Self] = names.subsets.map { chosen in Self(desired: chosen.map { Sample.desiredVimeo($0) }) }

    /// With each entry replaced in either order.
    var withReplaceOrders: [Self] {
        desired.indices.reduce([self]) { variants, index in
            variants.flatMap { variant in
                [DesiredConnection.ReplaceOrder.createFirst, .deleteFirst].map { order in
                    var changed = variant
                    changed.desired[index].replaceOrder = order
                    return changed
                }
            }
        }
    }

    /// With a grace that no sample of a connection has been retired for.
    var withGrace: Self {
        var changed = self
        for index in desired.indices { changed.desired[index].grace = .seconds(1_000 * 86_400) }
        return changed
    }

    /// With each name that is not declared as the former name of no entry or of any one, each having one at most.
    var withFormerNames: [Self] {
        Self.names.filter { name in !desired.contains { $0.name == name } }.reduce([self]) { variants, name in
            variants.flatMap { variant in
                [variant]
                    + variant.desired.indices.filter { variant.desired[$0].renamedFrom.isEmpty }.map { index in
                        var changed = variant
                        changed.desired[index].renamedFrom = [name]
                        return changed
                    }
            }
        }
    }

    /// With each entry pinned to none of the ids or to any one, no id twice.
    func withPins(to ids: [ConnectionID]) -> [Self] {
        desired.indices.reduce([self]) { variants, index in
            variants.flatMap { variant in
                [variant]
                    + ids.filter { id in !variant.desired.contains { $0.id == id } }.map { id in
                        var changed = variant
                        changed.desired[index].id = id
                        changed.desired[index].renamedFrom = []
                        return changed
                    }
            }
        }
    }

    /// With every choice of the names that are not declared given up by a tombstone.
    var withTombstones: [Self] {
        Self.names.filter { name in !desired.contains { $0.name == name } }.subsets.map { absent in
            var changed = self
            changed.tombstones = absent.map { Tombstone(type: .aws, name: $0, place: Sample.place) }
            return changed
        }
    }

    /// With nothing protected, one of the entries or tombstones, or one of the names by a pattern.
    var withProtection: [Self] {
        var variants = [self]
        for index in desired.indices {
            var changed = self
            changed.desired[index].isProtected = true
            variants.append(changed)
        }
        for index in tombstones.indices {
            var changed = self
            changed.tombstones[index].isProtected = true
            variants.append(changed)
        }
        for name in Self.names {
            var changed = self
            changed.rules.protected = [NameGlob(name)]
            variants.append(changed)
        }
        return variants
    }

    /// Of the accounts that differ only in what the places that no entry wants are called, the one that uses them in their
    /// order; for the same reason as in ``placed``.
    func distinct(_ accounts: [[LiveConnection]]) -> [[LiveConnection]] {
        let wanted = Set(desired.compactMap(\.details.location))
        return accounts.filter { live in
            let unwanted = live.compactMap(\.details.location).filter { !wanted.contains($0) }
            return unwanted == (0..<unwanted.count).map { Sample.location("\(wanted.count + 1 + $0)") }
        }
    }

    func owning(_ ownership: Ownership) -> Self {
        var changed = self
        changed.rules.owns = ownership.globs
        return changed
    }

    func joined(with other: Self) -> Self {
        var changed = self
        changed.desired += other.desired
        return changed
    }
}

/// Accounts of a small world.
enum SmallAccounts {
    /// Every way to give some of three names one of so many places each.
    static func placed(at places: Int = 3) -> [[LiveConnection]] {
        var all: [[LiveConnection]] = [[]]
        for name in SmallFiles.names {
            all += all.flatMap { live in
                free(places, live).map { live + [Sample.live(name, at: $0)] }
            }
        }
        return all
    }

    /// Every such way, with one or two connections more that an interrupted run left under a parked name of any of the
    /// three, four connections at most.
    static func parked(_ count: Int) -> [[LiveConnection]] {
        let names = SmallFiles.names.flatMap { name in ParkedName.Purpose.allCases.map { (name, $0) } }
        var all = placed(at: 4).filter { $0.count + count <= 4 }.map { (live: $0, lastName: 0) }
        for number in 1...count {
            all = all.flatMap { live, lastName in
                // Which of two parked ones is called the first does not matter, so their names ascend.
                names.indices.dropFirst(lastName).flatMap { index in
                    free(4, live).map { place in
                        let id = "parked-\(number)"
                        let name = ParkedName.name(for: names[index].1, of: names[index].0, id: ConnectionID(id))
                        return (live + [Sample.live(name, at: place, id: id)], index)
                    }
                }
            }
        }
        return all.map(\.live)
    }

    /// Every set of Vimeo connections over three names, of which `b` has another client than entries want.
    static let vimeo: [[LiveConnection]] = SmallFiles.names.subsets.map { chosen in
        chosen.map { Sample.liveVimeo($0, client: $0 == "b" ? "other" : "client", id: "vimeo-\($0)") }
    }

    private static func free(_ places: Int, _ live: [LiveConnection]) -> [String] {
        (1...places).map(String.init).filter { place in
            !live.contains { $0.details.location == Sample.location(place) }
        }
    }
}

extension [String] {
    /// Every choice of some, none or all of them, in their order.
    var subsets: [[String]] {
        reduce(into: [[]]) { chosen, name in chosen += chosen.map { $0 + [name] } }
    }
}
