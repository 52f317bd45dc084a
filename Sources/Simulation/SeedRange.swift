import Synchronization

/// Many simulations, one seed after the other, on several threads.
package struct SeedRange: Sendable {
    package struct Failure: Sendable {
        package var seed: UInt64
        package var violation: Violation
        package var choices: [Int]
    }

    package struct Result: Sendable {
        /// The failure with the lowest seed of those that were found; nil when there was none.
        package var failure: Failure?
        package var tally = Tally()
    }

    private let first: UInt64
    private let count: Int
    private let mutant: Mutant?

    package init(first: UInt64, count: Int, mutant: Mutant? = nil) {
        self.first = first
        self.count = count
        self.mutant = mutant
    }

    /// Runs all seeds; after a violation no further ones are begun.
    package func run(threads: Int) async -> Result {
        let next = Position()
        return await withTaskGroup(of: Result.self) { group in
            for _ in 0..<max(1, threads) {
                // One for each thread; they share nothing but the next seed.
                group.addTask { await self.share(of: next) }
            }
            return await group.reduce(into: Result()) { total, part in
                total.tally += part.tally
                if let failure = part.failure, failure.seed < total.failure?.seed ?? .max { total.failure = failure }
            }
        }
    }

    private func share(of next: Position) async -> Result {
        var result = Result()
        while result.failure == nil {
            let index = next.value.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { break }
            // A simulation never waits; without this nothing else would come to run on its thread.
            await Task.yield()
            let seed = first + UInt64(index)
            var simulation = Simulation(Choices(seed: seed), mutant: mutant)
            let outcome = simulation.run()
            result.tally += outcome.tally
            result.tally.simulations += 1
            if let violation = outcome.violation {
                result.failure = Failure(seed: seed, violation: violation, choices: outcome.choices)
                next.value.store(count, ordering: .relaxed)
            }
        }
        return result
    }
}

/// The first seed that no thread has taken yet.
private final class Position: Sendable {
    let value = Atomic<Int>(0)
}
