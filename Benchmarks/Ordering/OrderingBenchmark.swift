import Connections
import Foundation
import Planning

/// How long a plan takes, from matching to the last step's number, for accounts of 1,000 to 100,000 connections.
///
/// Run it with `swift run -c release OrderingBenchmark`. It is no test: times differ from machine to machine, and only
/// how they grow is worth comparing. It counts the processor's time, so that what else the machine does matters less.
@main
struct OrderingBenchmark {
    static let sizes = [1_000, 3_000, 10_000, 30_000, 100_000]

    static func main() throws {
        let columns = sizes.map { "\($0 / 1_000),000" } + ["µs each at 10,000", "exponent"]
        print("| milliseconds for |", columns.joined(separator: " | "), "|")
        print("|---|" + String(repeating: "---:|", count: columns.count))
        for world in BenchmarkWorld.allCases {
            let times = try sizes.map { try median(of: world, $0) }
            let growth = log(times[4] / times[0]) / log(Double(sizes[4]) / Double(sizes[0]))
            let cells = times.map { rounded($0 * 1_000, 1) } + [rounded(times[2] * 100, 1), rounded(growth, 2)]
            print("| \(world.rawValue) |", cells.joined(separator: " | "), "|")
        }
    }

    /// In seconds.
    private static func median(of world: BenchmarkWorld, _ size: Int) throws -> Double {
        let input = world.input(of: size)
        let planner = Planner(
            rules: PlanningRules(owns: [NameGlob("*")], allowsEmpty: true),
            now: Timestamp(milliseconds: 1_767_225_600_000)
        )
        let origin = Planner.Origin(stack: "benchmark", apiURL: "sandbox", configDigest: "sha256:00")
        let desired = DesiredState(connections: input.desired)
        let live = LiveAccount(connections: input.live)
        // The first run warms up and does not count.
        let times = try (0...(size < 50_000 ? 7 : 5)).map { _ in
            let start = clock()
            _ = try planner.plan(desired, onto: live, from: origin)
            return Double(clock() - start) / Double(CLOCKS_PER_SEC)
        }
        return times.dropFirst().sorted()[(times.count - 1) / 2]
    }

    private static func rounded(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }
}
