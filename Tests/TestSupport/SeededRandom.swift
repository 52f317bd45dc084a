import Foundation

/// Chance that a seed repeats: SplitMix64, as in https://prng.di.unimi.it/splitmix64.c.
///
/// Use it with ``seeds(_:)`` as a test's arguments, so that a failure names the seed and `PATCHBAY_SEED` repeats it.
package struct SeededRandom: RandomNumberGenerator, Sendable, CustomStringConvertible {
    package let seed: UInt64
    private var state: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// For messages of tests: what to type to have the same chance again.
    package var description: String { "PATCHBAY_SEED=\(seed)" }

    /// The seeds of a test that is run `count` times; only the one in `PATCHBAY_SEED` when that is set.
    package static func seeds(_ count: Int) -> [UInt64] {
        if let wanted = ProcessInfo.processInfo.environment["PATCHBAY_SEED"].flatMap(UInt64.init) {
            return [wanted]
        }
        return (0..<UInt64(count)).map { $0 + 1 }
    }
}
