/// Every decision of a simulated world, in order: drawn by a seed, or replayed from what was written down.
///
/// Of the values that a decision can have, 0 is the plainest: the oldest request, no fault, nobody interferes. So a list
/// of decisions gets simpler when one of them is taken out or made smaller, whatever it decides.
package struct Choices: Sendable {
    /// SplitMix64, as in <https://prng.di.unimi.it/splitmix64.c>.
    private var state: UInt64
    private let replayed: [Int]?

    /// What was decided so far.
    package private(set) var taken: [Int] = []

    package init(seed: UInt64) {
        state = seed
        replayed = nil
    }

    /// Decides as before; 0 once the list is at its end, and the largest value there is for one that is too large.
    package init(replaying decisions: [Int]) {
        state = 0
        replayed = decisions
    }

    /// The decisions of a schedule: numbers with commas between them, after `schedule:` or without it.
    ///
    /// Lines that begin with `#` say something about it. nil for any other text.
    package static func decisions(in schedule: String) -> [Int]? {
        let lines = schedule.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        let numbers = lines.flatMap { line in
            let title = "schedule: "
            return (line.hasPrefix(title) ? line.dropFirst(title.count) : line).split(separator: ",").map { Int($0) }
        }
        let decisions = numbers.compactMap(\.self)
        return decisions.isEmpty || decisions.count < numbers.count ? nil : decisions
    }

    /// Decides for a number from 0 up to, but not including, `count`; what has one outcome only is no decision.
    package mutating func pick(_ count: Int) -> Int {
        guard count > 1 else { return 0 }
        let value: Int
        if let replayed {
            value = taken.count < replayed.count ? min(replayed[taken.count], count - 1) : 0
        } else {
            value = Int(drawn() % UInt64(count))
        }
        taken.append(value)
        return value
    }

    /// Decides whether something out of the ordinary happens, as it does once in `count` times.
    mutating func happens(oneIn count: Int) -> Bool { pick(count) == count - 1 && count > 1 }

    mutating func pick<Value>(from values: [Value]) -> Value { values[pick(values.count)] }

    /// Values in an order that is decided; as they are when nothing is.
    mutating func shuffle<Value>(_ values: [Value]) -> [Value] {
        var values = values
        for index in values.indices.dropLast() {
            values.swapAt(index, index + pick(values.count - index))
        }
        return values
    }

    private mutating func drawn() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
