import ArgumentParser
import Simulation

/// Runs the whole reconciler in simulated worlds and looks whether its promises hold (`docs/reliability.md`).
@main
struct SimulationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchbay-sim",
        abstract: "Run the reconciler in simulated worlds full of faults, and look whether its promises hold.",
        discussion: """
            Reads nothing, sends nothing and writes to its standard output only. A violation is cut down to a few events and printed as a timeline, with the schedule that repeats it.

            Examples:
              patchbay-sim --seeds 100000 --tally
              patchbay-sim --seed 4711
              patchbay-sim --mutants --seeds 50000
              patchbay-sim --mutant unfencedDelete --seeds 50000
            """
    )

    @Option(help: "How many seeds to run.")
    var seeds = 10_000

    @Option(help: "The first seed.")
    var first: UInt64 = 1

    @Option(help: "Run this seed alone, and print its timeline.")
    var seed: UInt64?

    @Option(help: "Replay a schedule that was printed, such as 0,3,1, and print its timeline.")
    var schedule: String?

    @Option(help: "Do it wrong in this way; ends with 0 when it is noticed.")
    var mutant: Mutant?

    @Flag(help: "Do it wrong in every way, one after the other; ends with 0 when each is noticed.")
    var mutants = false

    @Option(help: "How many threads to use.")
    var threads = 2

    @Flag(help: "Print how often each fault struck, and what runs came to do about it.")
    var tally = false

    @Flag(
        name: .customLong("complete"),
        help: "Fail when there is anything that --tally shows and that never happened."
    )
    var isComplete = false

    func run() async throws {
        if mutants { return try await table() }
        if let seed { return try show(Choices(seed: seed)) }
        if let schedule {
            return try show(Choices(replaying: schedule.split(separator: ",").compactMap { Int($0) }))
        }
        let result = await SeedRange(first: first, count: seeds, mutant: mutant).run(threads: threads)
        if let failure = result.failure { return try report(failure) }
        print("\(result.tally.simulations) simulations: every promise holds in each.")
        if tally {
            for line in result.tally.lines { print("  \(line)") }
        }
        if mutant != nil { throw ExitCode.failure }
        let missing = isComplete ? result.tally.missing(windows: true) : []
        guard !missing.isEmpty else { return }
        for line in missing { print("never happened: \(line)") }
        throw ExitCode.failure
    }

    private func report(_ failure: SeedRange.Failure) throws {
        print("seed \(failure.seed) breaks a promise: \(failure.violation.invariant.rawValue)")
        var shrinker = Shrinker(failure.choices, breaking: failure.violation.invariant, mutant: mutant)
        try show(Choices(replaying: shrinker.shrink()))
    }

    private func show(_ choices: Choices) throws {
        var simulation = Simulation(choices, mutant: mutant, isRecording: true)
        let outcome = simulation.run()
        for line in outcome.timeline { print(line) }
        print("schedule: \(outcome.choices.map(String.init).joined(separator: ","))")
        let isExpected = mutant != nil
        guard (outcome.violation != nil) == isExpected else { throw ExitCode.failure }
    }

    /// Prints a row for each mutant: the first seed that notices it, and the promise that is broken there.
    private func table() async throws {
        var unnoticed = 0
        print("| mutant | first seed | promise that is broken |\n|---|---|---|")
        for mutant in Mutant.allCases {
            let result = await SeedRange(first: first, count: seeds, mutant: mutant).run(threads: threads)
            if let failure = result.failure {
                print("| `\(mutant.rawValue)` | \(failure.seed) | \(failure.violation.invariant.rawValue) |")
            } else {
                unnoticed += 1
                print("| `\(mutant.rawValue)` | none of \(seeds) | |")
            }
        }
        guard unnoticed == 0 else { throw ExitCode.failure }
    }
}

extension Mutant: ExpressibleByArgument {}
