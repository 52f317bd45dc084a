import Connections
import Planning
import TestSupport
import Testing

/// What must hold of the plan for a small world, found out the slow way: by trying everything.
struct SmallWorldOracle {
    private let world: SmallWorld
    /// The live connection of each entry, by their indices; nil where parked names make the question another one.
    private let match: [Int: Int]?

    init(_ world: SmallWorld) {
        self.world = world
        let hasParked = world.live.contains { ParkedName($0.name, of: $0.id) != nil }
        match = hasParked ? nil : Self.bestMatching(world)
    }

    /// By which rule of the contract, section 3, an entry may stand for a live connection; nil when by none.
    private static func rule(_ desired: DesiredConnection, _ live: LiveConnection) -> Int? {
        guard desired.type == live.type else { return nil }
        if let id = desired.id { return id == live.id ? 0 : nil }
        if let location = desired.details.location, location == live.details.location { return 1 }
        if desired.name == live.name { return 2 }
        return desired.renamedFrom.contains(live.name) ? 3 : nil
    }

    /// Of all ways to give each entry one live connection or none, the one with the most by the first rule, then by the
    /// second, and so on.
    private static func bestMatching(_ world: SmallWorld) -> [Int: Int] {
        var best: (score: Int, match: [Int: Int]) = (-1, [:])
        func extend(_ match: [Int: Int], from index: Int, _ score: Int) {
            guard index < world.files.desired.count else {
                if score > best.score { best = (score, match) }
                return
            }
            extend(match, from: index + 1, score)
            for (candidate, live) in world.live.enumerated() where !match.values.contains(candidate) {
                guard let rule = rule(world.files.desired[index], live) else { continue }
                // Four entries at most, so a digit of base 8 counts those of one rule.
                let worth = 1 << (3 * (3 - rule))
                extend(match.merging([index: candidate]) { old, _ in old }, from: index + 1, score + worth)
            }
        }
        extend([:], from: 0, 0)
        return best.match
    }

    /// Whether the plan must be blocked; nil where this oracle does not know.
    var isBlocked: Bool? {
        // Who owns everything may do everything.
        guard let match else { return world.files.rules.owns == Ownership.all.globs ? false : nil }
        let (files, live) = (world.files, world.live)
        for (index, entry) in files.desired.enumerated() {
            let own = match[index].map { live[$0] }
            let isReplaced = own.map { $0.details.location != entry.details.location } ?? false
            if let own, isReplaced || own.name != entry.name {
                if isReplaced && (entry.id != nil || isProtected(own, entry.name, entry.isProtected)) { return true }
                if !isClaimed(own, by: entry) { return true }
            }
            // Someone has the name and stays.
            guard let holder = live.firstIndex(where: { $0.type == entry.type && $0.name == entry.name }) else {
                continue
            }
            if holder != match[index], !match.values.contains(holder), !isDeleted(live[holder]) { return true }
        }
        for (index, connection) in live.enumerated() where !match.values.contains(index) && isDeleted(connection) {
            let tombstone = files.tombstones.first { $0.name == connection.name && connection.type == .aws }
            if isProtected(connection, connection.name, tombstone?.isProtected == true) { return true }
        }
        return false
    }

    private func isClaimed(_ live: LiveConnection, by entry: DesiredConnection) -> Bool {
        world.files.speaksOf(live) || entry.renamedFrom.contains(live.name)
    }

    private func isDeleted(_ live: LiveConnection) -> Bool {
        world.files.rules.owns.cover(live.name)
            || live.type == .aws && world.files.tombstones.contains { $0.name == live.name }
    }

    private func isProtected(_ live: LiveConnection, _ name: String, _ byEntry: Bool) -> Bool {
        byEntry || world.files.rules.protected.contains { $0.matches(live.name) || $0.matches(name) }
    }

    /// Checks what ends up where, and gives how many connections stepped aside.
    func check(_ plan: Plan, start: StepWorld, final: StepWorld) -> Int {
        expectUntouched(plan, start, final)
        if let match {
            let kept = world.files.desired.filter { entry in
                final.connections.values.contains {
                    $0.type == entry.type && $0.name == entry.name && start.connections[$0.id] != nil
                }
            }
            let most = match.filter { index, candidate in
                world.files.desired[index].details.location == world.live[candidate].details.location
            }
            if kept.count != most.count { Issue.record("\(kept.count) ids kept of \(most.count): \(plan.stepOutline)") }
        }
        let parkings = plan.steps.filter { $0.operation == .park && $0.newName?.contains(" moving ") == true }.count
        let fewest = fewestParkings(start, final)
        if parkings != fewest { Issue.record("\(parkings) parkings, not \(fewest): \(plan.stepOutline)") }
        return parkings
    }

    private func expectUntouched(_ plan: Plan, _ start: StepWorld, _ final: StepWorld) {
        let touched = Set(plan.steps.compactMap(\.connectionId))
        for live in world.live where !world.files.speaksOf(live) && !world.files.isFormer(live) {
            if touched.contains(live.id) || final.connections[live.id] != live {
                Issue.record("'\(live.name)' is not ours: \(plan.stepOutline)")
            }
        }
    }

    /// How many must step aside at least to come from the one world to the other, by trying every sequence of moves.
    private func fewestParkings(_ start: StepWorld, _ final: StepWorld) -> Int {
        // Who goes or retires does so at once, and whoever is made can wait, so only those that get another name count.
        let moves = start.sorted.compactMap { old in
            final.connections[old.id].flatMap { new in
                new.name == old.name
                    ? nil : (from: ConnectionKey(old.type, old.name), to: ConnectionKey(new.type, new.name))
            }
        }
        guard moves.count > 1 else { return 0 }
        // Each digit of base 3 says of one move: not begun, stepped aside, done.
        let powers = moves.indices.map { index in (0..<index).reduce(1) { power, _ in power * 3 } }
        let end = powers.reduce(0) { $0 + 2 * $1 }
        var level: Set<Int> = [0]
        var parkings = 0
        while true {
            var pending = Array(level)
            while let state = pending.popLast() {
                if state == end { return parkings }
                for index in moves.indices where state / powers[index] % 3 != 2 {
                    let isTaken = moves.indices.contains { other in
                        other != index && moves[other].from == moves[index].to && state / powers[other] % 3 == 0
                    }
                    let next = state + (2 - state / powers[index] % 3) * powers[index]
                    if !isTaken, level.insert(next).inserted { pending.append(next) }
                }
            }
            level = Set(
                level.flatMap { state in
                    moves.indices.filter { state / powers[$0] % 3 == 0 }.map { state + powers[$0] }
                }
            )
            guard !level.isEmpty else { return .max }
            parkings += 1
        }
    }
}

extension SmallFiles {
    /// Whether the connection's name, or the one it was parked from, is declared, given up or owned.
    fileprivate func speaksOf(_ live: LiveConnection) -> Bool {
        names(of: live).contains { name in
            desired.contains { $0.type == live.type && $0.name == name } || rules.owns.cover(name)
                || live.type == .aws && tombstones.contains { $0.name == name }
        }
    }

    fileprivate func isFormer(_ live: LiveConnection) -> Bool {
        names(of: live).contains { name in
            desired.contains { $0.type == live.type && $0.renamedFrom.contains(name) }
        }
    }

    private func names(of live: LiveConnection) -> [String] {
        [live.name, ParkedName(live.name, of: live.id)?.base].compactMap(\.self)
    }
}
