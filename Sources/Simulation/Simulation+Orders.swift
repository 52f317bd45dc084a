import Applying
import Connections
import Planning
import Reconciler
import Sandbox

extension Simulation {
    /// A connection as the files could have made it; ids, versions and dates tell in which order things were done.
    private struct Ending: Hashable, Comparable {
        var connection: String

        init(_ connection: SandboxConnection) {
            let live = connection.live
            let id = live.id.rawValue.hasPrefix("new-") ? "new" : live.id.rawValue
            self.connection = "\(live.type) '\(live.name)' \(id) \(live.details) \(live.enabled) '\(live.description)'"
        }

        static func < (left: Self, right: Self) -> Bool { left.connection < right.connection }
    }

    /// Applies the same files to the same account with several parallelisms, entries in another order each time.
    ///
    /// When nothing goes wrong the plans are equal and so are the accounts in the end.
    mutating func compareOrders() throws(Violation) {
        var first: (plan: Plan?, endings: [Ending])?
        for parallelism in [1, 2, 8] {
            var world = Simulation(shuffled(), choices, mutant, timeline)
            world.fixedParallelism = parallelism
            world.isSettling = true
            world.account.comeToRest()
            defer { (choices, timeline) = (world.choices, world.timeline) }
            let run = try world.finishAlone()
            let this = (plan: run.planned?.plan, endings: world.account.world.connections.map(Ending.init).sorted())
            guard let earlier = first else {
                first = this
                continue
            }
            guard this.plan == earlier.plan else {
                throw Violation(.orderIndependent, "the plan differs when the files stand in another order")
            }
            guard this.endings == earlier.endings else {
                let odd = Set(this.endings).symmetricDifference(earlier.endings).sorted().map(\.connection)
                throw Violation(.orderIndependent, "with parallelism \(parallelism): \(odd.joined(separator: ", "))")
            }
        }
        tally.countCompared()
    }

    private mutating func shuffled() -> Scenario {
        var scenario = scenario
        scenario.revisions[0].desired.connections = choices.shuffle(scenario.revisions[0].desired.connections)
        return scenario
    }

    /// Does one run, and leaves nothing that waits, whatever comes of it.
    mutating func finishAlone(_ kind: SimulatedRun.Kind = .apply) throws(Violation) -> SimulatedRun {
        defer {
            for run in runs { network.kill(run.number) }
            executor.runUntilIdle()
        }
        return try finish(kind)
    }
}
