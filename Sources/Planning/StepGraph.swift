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
    /// Renames of retired connections, which come before their successor takes the name.
    private var renamesOfRetired: [(rename: Int, name: Holding)] = []
    /// Nodes that put a connection under the retired name of an entry, by that entry's name.
    private var retirements: [(node: Int, name: ConnectionKey)] = []
    /// Nodes that take its name from a connection that another entry has, or will have.
    private var departures: [(node: Int, live: LiveConnection)] = []
    /// Pairs of nodes of which the second had better come first, unless that would make a circle.
    private var preferences: [(later: Int, earlier: Int)] = []

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
                renamesOfRetired.append((nodes.count, .name(planned.entryKey)))
                retirements.append((nodes.count, planned.entryKey))
            } else if let live = planned.live, live.name != planned.change.name {
                departures.append((nodes.count, live))
            }
            nodes.append(.update(planned))
        case .delete:
            nodes.append(.delete(planned, frees: planned.heldNow))
        case .replace where planned.change.replaceOrder == .deleteFirst:
            nodes.append(.delete(planned, frees: planned.heldNow))
            if planned.change.replacedBy == nil { nodes.append(.create(planned, after: [nodes.count - 1])) }
        case .replace:
            addCreateFirst(planned)
        }
    }

    private mutating func addCreateFirst(_ planned: PlannedChange) {
        // What is retired already is retired once more where its grace counts from then: the run that was cut short may
        // be longer ago than the grace.
        let park: Int? = planned.isRetired && planned.change.graceSeconds == nil ? nil : nodes.count
        if let live = planned.live, park != nil {
            retirements.append((nodes.count, planned.entryKey))
            if live.name != planned.change.name { departures.append((nodes.count, live)) }
            nodes.append(.park(planned, live, as: .retired))
        }
        var earlier = [park].compactMap(\.self)
        if planned.change.replacedBy == nil {
            nodes.append(.create(planned, after: earlier))
            earlier.append(nodes.count - 1)
        }
        guard planned.change.graceSeconds == nil else { return }
        let frees = planned.heldNow.filter { park == nil || $0.isLocation }
        if planned.change.replacedBy != nil {
            deletesAfterRename.append((nodes.count, .name(planned.entryKey)))
        }
        nodes.append(.delete(planned, frees: frees, after: earlier))
    }

    /// Puts what happens to a retired connection on the right side of the rename that gives its entry's name to another.
    private mutating func orderAroundRenames() {
        guard !deletesAfterRename.isEmpty || !renamesOfRetired.isEmpty else { return }
        var takenBy: [Holding: Int] = [:]
        for index in nodes.indices where nodes[index].step.operation == .update {
            for holding in nodes[index].takes { takenBy[holding] = index }
        }
        for (delete, name) in deletesAfterRename {
            if let rename = takenBy[name] { nodes[delete].waitsFor.append(rename) }
        }
        for (rename, name) in renamesOfRetired {
            if let successor = takenBy[name] { nodes[successor].waitsFor.append(rename) }
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
        for (node, live) in departures {
            for base in ParkedName.bases(of: ParkedName(live.name, of: live.id)?.base ?? live.name) {
                leaves[ConnectionKey(live.type, base)] = node
            }
        }
        for (node, name) in retirements {
            for base in ParkedName.bases(of: name.name) {
                if let earlier = leaves[ConnectionKey(name.type, base)], earlier != node {
                    preferences.append((node, earlier))
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
        // A rename waits for at most one other, so following these leads into at most one circle.
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

    private func circle(through entry: Int, _ next: [Int?]) -> [Int] {
        var members = [entry]
        while let index = next[members[members.count - 1]], index != entry { members.append(index) }
        return members
    }

    private mutating func park(oneOf circle: [Int]) {
        // One that waits for a retired connection's rename has to be last in any case, so that the name this one waits for is free.
        let waiting = circle.filter { !nodes[$0].waitsFor.isEmpty }
        let candidates = waiting.isEmpty ? circle : waiting
        let chosen = candidates.min { nodes[$0].step.name < nodes[$1].step.name } ?? circle[0]
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
        guard !preferences.isEmpty else { return waitsFor }
        // Takes away node after node that waits for none of those left; what is left at last stands in a circle, or behind one.
        var followers: [[Int]] = Array(repeating: [], count: nodes.count)
        var open = waitsFor.map(\.count)
        for index in nodes.indices {
            for earlier in waitsFor[index] { followers[earlier].append(index) }
        }
        for (later, earlier) in preferences {
            followers[earlier].append(later)
            open[later] += 1
        }
        var free = nodes.indices.filter { open[$0] == 0 }
        while let index = free.popLast() {
            for follower in followers[index] {
                open[follower] -= 1
                if open[follower] == 0 { free.append(follower) }
            }
        }
        for (later, earlier) in preferences where open[later] == 0 || open[earlier] == 0 {
            waitsFor[later].append(earlier)
        }
        return waitsFor
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

extension PlannedChange {
    /// The name of the entry that the change is for.
    fileprivate var entryKey: ConnectionKey { ConnectionKey(change.type, change.name) }
}
