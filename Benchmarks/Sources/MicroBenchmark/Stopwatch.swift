import Foundation

/// Seconds of the processor's time, so that what else the machine does matters less.
enum Stopwatch {
    /// The median of several runs of both, one after the other in turn, and that of their ratios, pair by pair.
    ///
    /// The first pair warms up and does not count; no more than three others are run of what takes long.
    static func pairs(
        _ runs: Int,
        _ measured: () throws -> Void,
        beside yardstick: () throws -> Void
    ) rethrows -> (measured: Double, ratio: Double) {
        var pairs: [(measured: Double, ratio: Double)] = []
        for number in 0...runs {
            if number > 3, pairs[0].measured > 0.3 { break }
            let time = try seconds(measured)
            pairs.append((time, time / max(try seconds(yardstick), 1e-6)))
        }
        return (median(pairs.dropFirst().map(\.measured)), median(pairs.dropFirst().map(\.ratio)))
    }

    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = clock()
        try work()
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
