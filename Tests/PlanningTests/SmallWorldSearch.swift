import Connections
import Diagnostics
import Planning
import TestSupport
import Testing

/// Runs plans of small worlds in every order that their steps allow, and if asked plans anew from wherever a run may stop.
///
/// The orders of a plan are not walked one by one: where two of them have done the same steps they must have come to the
/// same world, so each set of steps that can be done together is met once, and each step that can follow it is tried.
struct SmallWorldSearch {
    let files: SmallFiles
    /// Every world that was planned for, with versions counted anew.
    private(set) var planned: Set<[LiveConnection]> = []
    private(set) var tally = Tally()

    /// How much was covered, so that it cannot shrink unseen.
    struct Tally: CustomStringConvertible {
        var worlds = 0
        var ran = 0
        var blocked = 0
        var ambiguous = 0
        /// Sets of steps that were reached.
        var moments = 0
        /// Worlds of interrupted runs that were planned for anew.
        var resumed = 0
        var parkings = 0

        var description: String {
            "\(worlds) worlds: \(ran) ran, \(blocked) blocked, \(ambiguous) ambiguous; "
                + "\(moments) moments, \(resumed) resumed, \(parkings) parkings"
        }

        static func += (left: inout Self, right: Self) {
            left.worlds += right.worlds
            left.ran += right.ran
            left.blocked += right.blocked
            left.ambiguous += right.ambiguous
            left.moments += right.moments
            left.resumed += right.resumed
            left.parkings += right.parkings
        }
    }

    init(_ files: SmallFiles) {
        self.files = files
    }

    /// Checks the plan for an account by all that ``SmallWorldOracle`` knows, and everything that may become of it.
    ///
    /// With `resuming`, every world that an interrupted run can leave is planned for as well, and what that run can leave,
    /// until nothing new comes up.
    mutating func check(_ live: [LiveConnection], resuming: Bool = false) throws {
        tally.worlds += 1
        guard let plan = try planUnlessAmbiguous(live) else { return }
        let oracle = SmallWorldOracle(SmallWorld(files: files, live: live))
        if let expected = oracle.isBlocked, expected != plan.isBlocked {
            Issue.record("blocked: \(plan.isBlocked), not \(expected): \(plan.outline) \(outline(live))")
        }
        guard !plan.isBlocked else {
            tally.blocked += 1
            return
        }
        tally.ran += 1
        var stops = try run(plan, from: StepWorld(live), oracle, resuming: resuming)
        planned.insert(live)
        guard resuming else { return }
        while let stop = stops.popLast() {
            let left = stop.withVersionsCountedAnew
            guard planned.insert(left).inserted else { continue }
            tally.resumed += 1
            let next = try files.plan(onto: left)
            guard !next.isBlocked else {
                Issue.record("a person is needed: \(next.outline) \(outline(left)) from \(outline(live))")
                continue
            }
            stops += try run(next, from: StepWorld(left), nil, resuming: true)
        }
    }

    private mutating func planUnlessAmbiguous(_ live: [LiveConnection]) throws -> Plan? {
        do {
            return try files.plan(onto: live)
        } catch let error as PlanningError where error.diagnostics.allSatisfy({ $0.code == .ambiguousMatch }) {
            tally.ambiguous += 1
            return nil
        }
    }

    /// Runs the plan in every order, and gives every world that lies on the way.
    private mutating func run(
        _ plan: Plan,
        from start: StepWorld,
        _ oracle: SmallWorldOracle?,
        resuming: Bool
    ) throws -> [StepWorld] {
        let moments = try everyMoment(of: plan, from: start)
        tally.moments += moments.count
        let all = (1 << plan.steps.count) - 1
        guard let final = moments[all] else {
            Issue.record("the steps wait for each other: \(plan.stepOutline) \(outline(start.sorted))")
            return []
        }
        expectDesired(final, after: plan, from: start)
        expectService(moments, of: plan)
        try expectWaiting(moments, of: plan)
        if resuming { try expectBelonging(moments, of: plan) }
        if let oracle {
            tally.parkings += oracle.check(plan, start: start, final: final)
        }
        return moments.filter { $0.key != 0 && $0.key != all }.map(\.value)
    }

    /// The world after each set of steps that can be done together, by the set as bits.
    private func everyMoment(of plan: Plan, from start: StepWorld) throws -> [Int: StepWorld] {
        for step in plan.steps where !step.after.allSatisfy({ $0 > 0 && $0 < step.id }) {
            Issue.record("step \(step.id) waits for a later one: \(plan.stepOutline) \(outline(start.sorted))")
        }
        let waitsFor = plan.steps.map { step in step.after.reduce(0) { $0 | 1 << ($1 - 1) } }
        var reached = [0: start]
        var frontier = [0]
        while let done = frontier.popLast() {
            guard let world = reached[done] else { continue }
            for (index, step) in plan.steps.enumerated()
            where done & (1 << index) == 0 && waitsFor[index] & ~done == 0 {
                var next = world
                do {
                    try next.run(step)
                } catch {
                    Issue.record("step \(step.id) of \(plan.stepOutline): \(error) \(outline(start.sorted))")
                    return [:]
                }
                if let known = reached[done | 1 << index] {
                    if known != next { Issue.record("the order matters: \(plan.stepOutline) \(outline(start.sorted))") }
                } else {
                    reached[done | 1 << index] = next
                    frontier.append(done | 1 << index)
                }
            }
        }
        return reached
    }

    private func expectDesired(_ final: StepWorld, after plan: Plan, from start: StepWorld) {
        let isAsWanted = files.desired.allSatisfy { entry in
            let found = final.connections.values.filter { $0.type == entry.type && $0.name == entry.name }
            return found.map(\.details) == [entry.details] && found.allSatisfy(\.enabled)
        }
        let again = try? files.plan(onto: final.sorted)
        if !isAsWanted || again?.changes.isEmpty != true {
            Issue.record("not the desired world: \(plan.stepOutline) \(outline(start.sorted))")
        }
    }

    /// A replace that creates first never leaves its entry without an enabled connection.
    private func expectService(_ moments: [Int: StepWorld], of plan: Plan) {
        for change in plan.changes where change.action == .replace && change.replaceOrder == .createFirst {
            guard let old = change.connectionId, let entry = files.desired.first(where: { $0.name == change.name })
            else { continue }
            let isServed = moments.values.allSatisfy { world in
                world.connections[old]?.enabled == true
                    || world.connections.values.contains {
                        $0.name == entry.name && $0.details == entry.details && $0.enabled
                    }
            }
            if !isServed { Issue.record("'\(entry.name)' is out of service: \(plan.stepOutline)") }
        }
    }

    /// What waits for the end of its grace is not deleted by a run that goes on from where another stopped, either.
    private func expectWaiting(_ moments: [Int: StepWorld], of plan: Plan) throws {
        let waiting = Set(plan.waiting.map(\.connectionId))
        guard !waiting.isEmpty else { return }
        for world in moments.values {
            let next = try files.plan(onto: world.sorted)
            for step in next.steps where step.operation == .delete {
                guard let id = step.connectionId, waiting.contains(id) else { continue }
                Issue.record("'\(step.name)' goes early: \(plan.stepOutline), then \(next.stepOutline)")
            }
        }
    }

    /// What is an entry's, or was until it was replaced, still counts as that when a run goes on from where another stopped.
    private func expectBelonging(_ moments: [Int: StepWorld], of plan: Plan) throws {
        let declared = plan.changes.filter { $0.reason != .notDeclared && $0.reason != .declaredAbsent }
        let theirs = Set(declared.compactMap(\.connectionId) + plan.waiting.map(\.connectionId))
        // Why it goes does not matter where it goes in any case.
        let kept = theirs.subtracting(plan.steps.filter { $0.operation == .delete }.compactMap(\.connectionId))
        guard !theirs.isEmpty else { return }
        for (done, world) in moments where done != 0 {
            let next = try files.plan(onto: world.sorted)
            let deleted = next.changes.filter { $0.reason == .notDeclared }.compactMap(\.connectionId)
            let lost = deleted.filter(kept.contains) + next.unmanaged.compactMap(\.connectionId).filter(theirs.contains)
            guard !lost.isEmpty else { continue }
            let steps = plan.steps.map(\.id).filter { done & (1 << ($0 - 1)) != 0 }
            Issue.record(
                "lost: \(lost) behind \(steps) of \(plan.stepOutline): \(next.outline) \(outline(world.sorted))"
            )
        }
    }

    private func outline(_ live: [LiveConnection]) -> String {
        "live: \(live.map(\.outline)), files: \(files.desired.map(\.outline)) \(files.tombstones.map(\.name)) owns "
            + "\(files.rules.owns)"
    }
}

extension StepWorld {
    fileprivate var withVersionsCountedAnew: [LiveConnection] {
        sorted.map { connection in
            var connection = connection
            connection.version = 1
            return connection
        }
    }
}

extension LiveConnection {
    fileprivate var outline: String { "\(name)@\(details.location?.accountID.suffix(1) ?? "v")" }
}

extension DesiredConnection {
    fileprivate var outline: String {
        "\(name)@\(details.location?.accountID.suffix(1) ?? "v")"
            + (renamedFrom.isEmpty ? "" : " from \(renamedFrom)") + (id.map { " id \($0)" } ?? "")
            + (replaceOrder == .deleteFirst ? " deleteFirst" : "")
    }
}
