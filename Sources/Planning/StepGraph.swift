import Connections

/// The steps of a plan in a legal order: what frees a name or an account and region runs before what takes it.
///
/// A name can be waited for in a circle only by renames, since a create has nothing to give and a delete takes nothing.
/// Each circle is broken by parking one of its connections; that is the fewest parkings possible.
///
/// An account and region cannot be waited for in a circle, for nobody waits for anyone else's: whoever has the place that an
/// entry wants is that entry's connection by the rules of matching, unless another entry is pinned to it, and a pinned
/// connection never moves. A replace waits for its own place at most.
struct StepGraph {
    /// Numbered from 1; every step comes after those it waits for.
    private(set) var steps: [Step] = []

    private var nodes: [StepNode] = []
    /// Deletes that come after another connection has taken the name.
    private var deletesAfterRename: [(delete: Int, name: Holding)] = []
    /// Renames of retired connections whose entry gets another name.
    private var renamesOfRetired: [(node: Int, isKnownByFiles: Bool)] = []
    /// Nodes that put a connection under the retired name of an entry, by that entry's name.
    private var retirements: [(node: Int, name: ConnectionKey)] = []
    /// Nodes that take its name from an entry's connection, which is to have another or none, by the name of the entry.
    private var departures: [(node: Int, live: LiveConnection, entry: ConnectionKey)] = []
    /// Nodes that create what takes the place of an entry's connection, by the name of the entry.
    private var successions: [(node: Int, entry: ConnectionKey)] = []
    /// Nodes that take an entry from the connection that is to give it back to its predecessor.
    private var returns: [(node: Int, predecessor: ConnectionID)] = []
    /// Nodes that take its name from a connection whose retired predecessor is to be renamed.
    private var successors: Set<Int> = []
    /// What had better come first, unless that would make a circle: names are given up before others retire under them.
    private var departuresFirst: [Preference] = []
    /// The same, after those: retired connections follow their entry before what succeeded them does, since the entry's former names
    /// may have left the files when the next run looks for them.
    private var retiredFirst: [Preference] = []

    private typealias Preference = (later: Int, earlier: Int)

    /// Of those changes that nothing forbids.
    init(_ changes: [PlannedChange]) {
        nodes.reserveCapacity(changes.count)
        for change in changes where change.change.blocked == nil { add(change) }
        orderAroundRenames()
        preferFreedNames()
        parkOnePerCircle()
        number()
    }

    private mutating func add(_ planned: PlannedChange) {
        switch planned.change.action {
        case .create:
            nodes.append(.create(planned))
        case .update:
            if planned.isRetired {
                renamesOfRetired.append((nodes.count, planned.isKnownByFiles))
                retirements.append((nodes.count, planned.entryKey))
            } else {
                addDeparture(of: planned)
            }
            nodes.append(.update(planned))
        case .delete:
            nodes.append(.delete(planned, frees: planned.heldNow))
        case .replace where planned.change.replaceOrder == .deleteFirst:
            addDeparture(of: planned)
            if let predecessor = planned.change.replacedBy { returns.append((nodes.count, predecessor)) }
            nodes.append(.delete(planned, frees: planned.heldNow))
            if planned.change.replacedBy == nil { addSuccession(of: planned, after: [nodes.count - 1]) }
        case .replace:
            addCreateFirst(planned)
        }
    }

    /// Notes the node that is added next as the one that takes its name from the connection of the change.
    private mutating func addDeparture(of planned: PlannedChange) {
        guard let live = planned.live, live.name != planned.change.name else { return }
        departures.append((nodes.count, live, planned.entryKey))
    }

    private mutating func addSuccession(of planned: PlannedChange, after earlier: [Int]) {
        successions.append((nodes.count, planned.entryKey))
        nodes.append(.create(planned, after: earlier))
    }

    private mutating func addCreateFirst(_ planned: PlannedChange) {
        // What is retired already is retired once more where its grace counts from then: the run that was cut short may
        // be longer ago than the grace.
        let park: Int? = planned.isRetired && planned.change.graceSeconds == nil ? nil : nodes.count
        if let live = planned.live, park != nil {
            retirements.append((nodes.count, planned.entryKey))
            addDeparture(of: planned)
            if let predecessor = planned.change.replacedBy { returns.append((nodes.count, predecessor)) }
            nodes.append(.park(planned, live, as: .retired))
        }
        var earlier = [park].compactMap(\.self)
        if planned.change.replacedBy == nil {
            addSuccession(of: planned, after: earlier)
            earlier.append(nodes.count - 1)
        }
        guard planned.change.graceSeconds == nil else { return }
        let frees = planned.heldNow.filter { park == nil || $0.isLocation }
        if planned.change.replacedBy != nil {
            deletesAfterRename.append((nodes.count, .name(planned.entryKey)))
        }
        nodes.append(.delete(planned, frees: frees, after: earlier))
    }

    /// Puts what happens to a retired connection on the right side of the steps that give its entry's name to another.
    private mutating func orderAroundRenames() {
        guard !deletesAfterRename.isEmpty || !renamesOfRetired.isEmpty || !returns.isEmpty else { return }
        var takenBy: [Holding: Int] = [:]
        var updates: [ConnectionID: Int] = [:]
        for index in nodes.indices where nodes[index].step.operation == .update {
            for holding in nodes[index].takes { takenBy[holding] = index }
            if let id = nodes[index].step.connectionId { updates[id] = index }
        }
        for (delete, name) in deletesAfterRename {
            if let rename = takenBy[name] { nodes[delete].waitsFor.append(rename) }
        }
        // Once the predecessor is no longer retired, nothing but its name tells whose the other one is.
        for (node, predecessor) in returns {
            if let update = updates[predecessor] { nodes[update].waitsFor.append(node) }
        }
        guard !renamesOfRetired.isEmpty else { return }
        let created = Dictionary(successions.map { ($0.entry, $0.node) }) { first, _ in first }
        // Two of an entry, where its predecessor takes its place back.
        let departed = Dictionary(grouping: departures, by: \.entry)
        for (rename, isKnownByFiles) in renamesOfRetired {
            let entry = ConnectionKey(nodes[rename].step.type, nodes[rename].step.name)
            if let create = created[entry] {
                // Under the entry's own name it would pass for the connection to be replaced, which is found by a former name.
                nodes[rename].waitsFor.append(create)
                continue
            }
            for (successor, _, _) in departed[entry] ?? [] {
                successors.insert(successor)
                if isKnownByFiles {
                    retiredFirst.append((successor, rename))
                } else {
                    // Nothing but the name that its successor has still tells whose it was.
                    nodes[successor].waitsFor.append(rename)
                }
            }
        }
    }

    /// Has a connection retire under a name that no other entry's connection bears any more, where that is possible.
    ///
    /// One that bears it still, and is to get another name, would pass for the successor, so that a run that is cut short between
    /// the two would leave it open whose predecessor was retired: if one of the entries is protected, a person would have to tell.
    private mutating func preferFreedNames() {
        guard !retirements.isEmpty, !departures.isEmpty else { return }
        // Long names are cut when they are parked, and what an interrupted run parked counts under the name that it had.
        var leaves: [ConnectionKey: Int] = [:]
        for (node, live, _) in departures {
            for base in ParkedName.bases(of: ParkedName(live.name, of: live.id)?.base ?? live.name) {
                leaves[ConnectionKey(live.type, base)] = node
            }
        }
        for (node, name) in retirements {
            for base in ParkedName.bases(of: name.name) {
                if let earlier = leaves[ConnectionKey(name.type, base)], earlier != node {
                    departuresFirst.append((node, earlier))
                }
            }
        }
    }

    /// Finds the circles of renames that wait for each other's names, and puts a park in front of one rename of each.
    private mutating func parkOnePerCircle() {
        var renames: [Holding: Int] = [:]
        for index in nodes.indices where nodes[index].step.operation == .update {
            for holding in nodes[index].frees { renames[holding] = index }
        }
        // A rename takes at most one name, so following these leads into at most one circle.
        let next = nodes.map { node in
            node.step.operation == .update ? node.takes.lazy.compactMap { renames[$0] }.first : nil
        }
        var visitedFrom: [Int?] = Array(repeating: nil, count: nodes.count)
        var circles: [[Int]] = []
        for start in nodes.indices where visitedFrom[start] == nil {
            var current: Int? = start
            while let index = current, visitedFrom[index] == nil {
                visitedFrom[index] = start
                current = next[index]
            }
            guard let entry = current, visitedFrom[entry] == start else { continue }
            circles.append(circle(through: entry, next))
        }
        nodes.reserveCapacity(nodes.count + circles.count)
        for circle in circles { park(oneOf: circle) }
    }

    /// Each member takes the name that the next one gives up.
    private func circle(through entry: Int, _ next: [Int?]) -> [Int] {
        var members = [entry]
        while let index = next[members[members.count - 1]], index != entry { members.append(index) }
        return members
    }

    private mutating func park(oneOf circle: [Int]) {
        // One that comes behind a retired connection's rename had better be last, so that the name this one waits for is free;
        // unless its own name is taken by another such, which then could not wait for that.
        let following = circle.indices.filter { successors.contains(circle[$0]) }
        let last = following.filter { !successors.contains(circle[($0 == 0 ? circle.count : $0) - 1]) }
        let candidates = [last, following, Array(circle.indices)].first { !$0.isEmpty } ?? []
        let chosen = candidates.map { circle[$0] }.min { nodes[$0].step.name < nodes[$1].step.name } ?? circle[0]
        let update = nodes[chosen].step
        guard let id = update.connectionId, case .name(let held)? = nodes[chosen].frees.first else { return }
        var park = update
        park.operation = .park
        park.sets = [Step.Setting(.name, .text(ParkedName.name(for: .moving, of: held.name, id: id)))]
        // Only the rename waits for what else it has to: a parked connection is known by the name that it had.
        nodes.append(StepNode(step: park, frees: nodes[chosen].frees))
        nodes[chosen].step.expectedVersion = nil
        nodes[chosen].frees = []
        nodes[chosen].waitsFor.append(nodes.count - 1)
    }

    /// The nodes that each node waits for; takes away what nodes take and free, which is not needed after that.
    private mutating func takeDependencies() -> [[Int]] {
        var freedBy: [Holding: Int] = [:]
        freedBy.reserveCapacity(nodes.count)
        for index in nodes.indices {
            for holding in nodes[index].frees { freedBy[holding] = index }
            nodes[index].frees = []
        }
        return nodes.indices.map { index in
            let takes = nodes[index].takes
            nodes[index].takes = []
            return nodes[index].waitsFor + takes.compactMap { freedBy[$0] }.filter { $0 != index }
        }
    }

    /// The nodes that each node waits for, with what it had better wait for where that makes no circle.
    private mutating func takeOrder() -> [[Int]] {
        var waitsFor = takeDependencies()
        for preferences in [departuresFirst, retiredFirst] where !preferences.isEmpty {
            let isInCircle = circles(waitsFor, preferences)
            for (later, earlier) in preferences where !isInCircle[later] || !isInCircle[earlier] {
                waitsFor[later].append(earlier)
            }
        }
        return waitsFor
    }

    /// Which nodes would stand in a circle, or between two of them, if all preferences held.
    private func circles(_ waitsFor: [[Int]], _ preferences: [Preference]) -> [Bool] {
        var before = waitsFor
        for (later, earlier) in preferences { before[later].append(earlier) }
        var behind: [[Int]] = Array(repeating: [], count: nodes.count)
        for index in nodes.indices {
            for earlier in before[index] { behind[earlier].append(index) }
        }
        var isLeft = Array(repeating: true, count: nodes.count)
        isLeft.trim(waitingFor: before, followedBy: behind)
        isLeft.trim(waitingFor: behind, followedBy: before)
        return isLeft
    }

    /// Puts every node behind those it waits for, otherwise in the order of the changes, and numbers them.
    private mutating func number() {
        let waitsFor = takeOrder()
        var numbers: [Int] = Array(repeating: 0, count: nodes.count)
        var nextToVisit: [Int] = Array(repeating: 0, count: nodes.count)
        steps.reserveCapacity(nodes.count)
        for root in nodes.indices {
            // Depth first with a stack of its own: chains are as long as the account is large.
            var stack = numbers[root] == 0 ? [root] : []
            while let index = stack.last {
                if nextToVisit[index] < waitsFor[index].count {
                    let earlier = waitsFor[index][nextToVisit[index]]
                    nextToVisit[index] += 1
                    if numbers[earlier] == 0 { stack.append(earlier) }
                } else {
                    stack.removeLast()
                    guard numbers[index] == 0 else { continue }
                    var step = nodes[index].step
                    step.id = steps.count + 1
                    step.after = Set(waitsFor[index].map { numbers[$0] }).sorted()
                    numbers[index] = step.id
                    steps.append(step)
                }
            }
        }
    }
}

extension [Bool] {
    /// Takes away node after node that waits for none of those left.
    fileprivate mutating func trim(waitingFor: [[Int]], followedBy: [[Int]]) {
        var open = waitingFor.map { $0.count { self[$0] } }
        var free = indices.filter { self[$0] && open[$0] == 0 }
        while let index = free.popLast() {
            self[index] = false
            for follower in followedBy[index] {
                open[follower] -= 1
                if self[follower], open[follower] == 0 { free.append(follower) }
            }
        }
    }
}
