/// Makes the decisions of a failing simulation fewer and plainer, as long as the same promise is broken.
package struct Shrinker {
    private let mutant: Mutant?
    private let invariant: Invariant
    private var best: [Int]
    private var triesLeft: Int

    /// Begins with the decisions of a simulation that breaks the promise; takes so many simulations at most.
    package init(_ choices: [Int], breaking invariant: Invariant, mutant: Mutant? = nil, tries: Int = 4000) {
        best = choices
        self.invariant = invariant
        self.mutant = mutant
        triesLeft = tries
    }

    /// The plainest decisions that were found.
    package mutating func shrink() -> [Int] {
        var before: [Int]
        repeat {
            before = best
            for length in [64, 32, 16, 8, 4, 2, 1] { removeRuns(of: length) }
            lower()
        } while best != before && triesLeft > 0
        return best
    }

    private mutating func removeRuns(of length: Int) {
        var start = max(0, best.count - length)
        while triesLeft > 0 {
            if start + length <= best.count {
                var shorter = best
                shorter.removeSubrange(start..<start + length)
                _ = keep(shorter)
            }
            guard start > 0 else { return }
            start = max(0, start - length)
        }
    }

    private mutating func lower() {
        var index = 0
        while index < best.count, triesLeft > 0 {
            for value in [0, best[index] / 2, best[index] - 1] where value >= 0 && index < best.count {
                guard value < best[index] else { continue }
                var plainer = best
                plainer[index] = value
                if keep(plainer) { break }
            }
            index += 1
        }
    }

    /// Takes the decisions if they break the promise still, as far as they were needed.
    private mutating func keep(_ candidate: [Int]) -> Bool {
        guard triesLeft > 0 else { return false }
        triesLeft -= 1
        var simulation = Simulation(Choices(replaying: candidate), mutant: mutant)
        let outcome = simulation.run()
        guard outcome.violation?.invariant == invariant else { return false }
        var needed = outcome.choices
        while needed.last == 0 { needed.removeLast() }
        guard needed.count < best.count || needed.count == best.count && needed.lexicographicallyPrecedes(best) else {
            return false
        }
        best = needed
        return true
    }
}
