import ArgumentParser
import FoundationEssentials
import Simulation

/// Runs the whole reconciler in simulated worlds and looks whether its promises hold (`docs/reliability.md`).
@main
struct SimulationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchbay-sim",
        abstract: "Run the reconciler in simulated worlds full of faults, and look whether its promises hold.",
        discussion: """
            Sends nothing, reads nothing but a schedule, and writes to its standard output only. A violation is cut down to a few events and printed as a timeline, with the schedule that repeats it.

            Examples:
              patchbay-sim --seeds 100000 --tally
              patchbay-sim --seed 4711
              patchbay-sim --mutants --seeds 50000
              patchbay-sim --mutant unfencedDelete --seeds 50000
              patchbay-sim --schedule Tests/Schedules/conflict-after-lost-update.txt
            """
    )

    @Option(help: "How many seeds to run.")
    var seeds = 10_000

    @Option(help: "The first seed.")
    var first: UInt64 = 1

    @Option(help: "Run this seed alone, and print its timeline.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Replay the schedule in a file ('-' for standard input), and print its timeline.",
            valueName: "file"
        )
    )
    var schedule: String?

    @Option(help: "Do it wrong in this way; ends with 0 when it is noticed.")
    var mutant: Mutant?

    @Flag(help: "Do it wrong in every way, one after the other; ends with 0 when each is noticed.")
    var mutants = false

    @Option(help: "How many threads to use.")
    var threads = 2

    @Flag(help: "Print how many simulations a minute that was, which differs each time.")
    var rate = false

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
        if let schedule { return try show(Choices(replaying: decisions(in: schedule))) }
        let clock = ContinuousClock()
        let start = clock.now
        let result = await SeedRange(first: first, count: seeds, mutant: mutant).run(threads: threads)
        if let failure = result.failure { return try report(failure) }
        print("\(result.tally.simulations) simulations: every promise holds in each.")
        if rate {
            let minutes = (clock.now - start) / .seconds(60)
            print("\(Int(Double(result.tally.simulations) / minutes)) simulations a minute on \(threads) threads")
        }
        if tally {
            for line in result.tally.lines { print("  \(line)") }
        }
        if mutant != nil { throw ExitCode.failure }
        let missing = isComplete ? result.tally.missing(withRare: true) : []
        guard !missing.isEmpty else { return }
        for line in missing { print("never happened: \(line)") }
        throw ExitCode.failure
    }

    /// What the file says, which is what this program prints as a schedule.
    private func decisions(in file: String) throws -> [Int] {
        var text = ""
        if file == "-" {
            while let line = readLine(strippingNewline: false) { text += line }
        } else {
            text = try String(contentsOfFile: file, encoding: .utf8)
        }
        guard let decisions = Choices.decisions(in: text) else {
            throw ValidationError("'\(file)' is no schedule: numbers with commas between them, as they are printed")
        }
        return decisions
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
