import Simulation
import Testing

@Suite("The whole reconciler in simulated worlds", .serialized)
struct SimulationTests {
    @Test("faults 23, 24, 26, 30 and 34 to 42: every promise holds, and every way to recover is taken")
    func promises() async {
        let result = await SeedRange(first: 1, count: 3000).run(threads: 1)
        if let failure = result.failure {
            let story = Simulation.story(of: failure)
            Issue.record("seed \(failure.seed): \(failure.violation.message)\n\(story)")
        }
        #expect(result.tally.simulations == 3000)
        // What is rare is left out; `make simulate` runs enough simulations to meet them, too.
        #expect(result.tally.missing(withRare: false).isEmpty)
    }

    @Test("a promise that is broken on purpose is noticed", arguments: Mutant.allCases)
    func mutants(_ mutant: Mutant) async {
        // A list that shows what is gone leads astray too seldom to wait for the first time.
        let first: UInt64 =
            switch mutant {
            case .listTakenAsTruth: 25_000
            default: 1
            }
        let result = await SeedRange(first: first, count: 20_000, mutant: mutant).run(threads: 1)
        #expect(result.failure != nil)
    }

    @Test("the decisions of a simulation repeat it", arguments: 1...20 as ClosedRange<UInt64>)
    func replay(_ seed: UInt64) {
        var first = Simulation(Choices(seed: seed), isRecording: true)
        let outcome = first.run()
        var second = Simulation(Choices(replaying: outcome.choices), isRecording: true)
        let repeated = second.run()
        #expect(repeated.timeline == outcome.timeline)
        #expect(repeated.choices == outcome.choices)
    }

    @Test("a failure is cut down to fewer and plainer decisions that break the same promise")
    func shrinking() async throws {
        let found = await SeedRange(first: 1, count: 1000, mutant: .unfencedDelete).run(threads: 1).failure
        let failure = try #require(found)
        var shrinker = Shrinker(
            failure.choices,
            breaking: failure.violation.invariant,
            mutant: .unfencedDelete,
            tries: 500
        )
        let shrunk = shrinker.shrink()
        #expect(shrunk.reduce(0, +) < failure.choices.reduce(0, +) / 2)
        var again = Simulation(Choices(replaying: shrunk), mutant: .unfencedDelete)
        #expect(again.run().violation?.invariant == failure.violation.invariant)
    }

    /// A schedule is of the decisions as they are now: who adds one has to record those anew that no longer meet what they are for.
    @Test("what once broke a promise holds", arguments: Schedule.all)
    func found(_ schedule: Schedule) {
        var simulation = Simulation(Choices(replaying: schedule.choices), isRecording: true)
        let outcome = simulation.run()
        let timeline = outcome.timeline.joined(separator: "\n")
        #expect(outcome.violation == nil, "\(schedule.file)\n\(timeline)")
        #expect(!schedule.meets.isEmpty)
        for event in schedule.meets { #expect(timeline.contains(event), "\(schedule.file): \(event)\n\(timeline)") }
    }
}

extension Simulation {
    /// The events of a failing simulation, cut down.
    fileprivate static func story(of failure: SeedRange.Failure) -> String {
        var shrinker = Shrinker(failure.choices, breaking: failure.violation.invariant)
        var simulation = Simulation(Choices(replaying: shrinker.shrink()), isRecording: true)
        return simulation.run().timeline.joined(separator: "\n")
    }
}
