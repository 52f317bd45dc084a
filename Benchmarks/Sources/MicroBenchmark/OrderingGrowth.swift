import Connections
import Foundation
import Planning

/// How long a plan takes, from matching to the last step's number, for accounts of 1,000 to 100,000 connections.
enum OrderingGrowth {
    static let sizes = [1_000, 3_000, 10_000, 30_000, 100_000]

    static func print() throws {
        let columns = sizes.map { "\($0 / 1_000),000" } + ["µs each at 10,000", "exponent"]
        Swift.print("| milliseconds for |", columns.joined(separator: " | "), "|")
        Swift.print("|---|" + String(repeating: "---:|", count: columns.count))
        for world in BenchmarkWorld.allCases {
            let times = try sizes.map { try median(of: world, $0) }
            let growth = log(times[4] / times[0]) / log(Double(sizes[4]) / Double(sizes[0]))
            let cells = times.map { rounded($0 * 1_000, 1) } + [rounded(times[2] * 100, 1), rounded(growth, 2)]
            Swift.print("| \(world.rawValue) |", cells.joined(separator: " | "), "|")
        }
    }

    /// In seconds.
    private static func median(of world: BenchmarkWorld, _ size: Int) throws -> Double {
        let input = world.input(of: size)
        // The first run warms up and does not count.
        let times = try (0...(size < 50_000 ? 7 : 5)).map { _ in try Stopwatch.seconds { _ = try input.plan() } }
        return Stopwatch.median(Array(times.dropFirst()))
    }

    private static func rounded(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }
}
