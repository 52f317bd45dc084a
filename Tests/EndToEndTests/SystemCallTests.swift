import Foundation
import Sandbox
import TestSupport
import Testing

/// Fault 37: the real program is killed at its system calls, which is everywhere where anybody could notice.
///
/// strace counts calls by thread and name. So half of the walk is from the start, where nearly all calls are those of one
/// thread, and the other half takes each thread by itself from the first request on.
@Suite(
    "kill -9 at every file and network system call, then one run",
    .serialized,
    .enabled("strace is missing, or must not attach to processes here: see /proc/sys/kernel/yama/ptrace_scope") {
        try await Strace.isUsable()
    }
)
struct SystemCallTests {
    /// So many points of either half are tried; all of them when `PATCHBAY_KILLS` is `all`.
    private static let sample = ProcessInfo.processInfo.environment["PATCHBAY_KILLS"] == "all" ? Int.max : 20

    private static let apply = ["apply", "--auto-approve"]

    @Test("fault 37: from the start of the program", arguments: SeededRandom.seeds(1))
    func fromTheStart(_ seed: UInt64) async throws {
        let counts = try await EveryChange.bench { bench in
            var program = bench.program
            program.launcher = Strace.noting(in: "calls")
            let (run, _) = try await program.run(Self.apply) { _ in }
            #expect(run.status == 0, "\(run.all)")
            return Strace.counts(try program.directory.read("calls"))
        }
        let most = counts.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: max) }
        try await walk(Self.points(most, of: nil), seed) { bench, point in
            var program = bench.program
            program.launcher = Strace.killing(at: point)
            return try await program.run(Self.apply) { _ in }.run
        }
    }

    @Test("in every thread from the first request on", arguments: SeededRandom.seeds(1))
    func fromTheFirstRequest(_ seed: UInt64) async throws {
        let points = try await EveryChange.bench(faults: [Self.first]) { bench in
            let (run, threads) = try await bench.program.run(Self.apply) { running in
                try await bench.sandbox.untilHeld("first")
                let threads = Strace.threads(of: running.identifier)
                let notes = Strace.noting(in: bench.program.directory.appending(path: "calls").path)
                try await Strace.whileAttached(to: Int(running.identifier), notes) {
                    bench.sandbox.release("first")
                    await running.waitForEnd()
                }
                return threads
            }
            #expect(run.status == 0, "\(run.all)")
            let counts = Strace.counts(try bench.program.directory.read("calls"))
            return threads.enumerated().flatMap { Self.points(counts[$1] ?? [:], of: $0) }
        }
        try await walk(points, seed) { bench, point in
            bench.sandbox.add(Self.first)
            return try await bench.program.run(Self.apply) { running in
                try await bench.sandbox.untilHeld("first")
                let threads = Strace.threads(of: running.identifier)
                guard let thread = point.thread, thread < threads.count else {
                    bench.sandbox.release("first")
                    return
                }
                // Without -f, so that it is this thread alone.
                let launcher = Strace.killing(at: point).filter { $0 != "-f" }
                try await Strace.whileAttached(to: threads[thread], launcher) {
                    bench.sandbox.release("first")
                    await running.waitForEnd()
                }
            }
            .run
        }
    }

    private static let first = Fault(.hold("first", .before))

    private static func points(_ counts: [String: Int], of thread: Int?) -> [Strace.Point] {
        counts.sorted { $0.key < $1.key }.flatMap { call, count in
            (1...count).map { Strace.Point(thread: thread, call: call, number: $0) }
        }
    }

    /// Tries a point of each part of the list, or all; and then others until a quarter as many were met.
    ///
    /// Which thread does what differs from run to run, and on a busy machine most of all, so that many are not met.
    private func walk(
        _ points: [Strace.Point],
        _ seed: UInt64,
        _ run: (Bench, Strace.Point) async throws -> Program.Run
    ) async throws {
        var random = SeededRandom(seed: seed)
        let count = min(points.count, Self.sample)
        var killed = 0
        for part in 0..<count {
            let range = (points.count * part / count)..<(points.count * (part + 1) / count)
            let point = points[Int.random(in: range, using: &random)]
            if try await isKilled(at: point, run) { killed += 1 }
        }
        for _ in 0..<(4 * count) where killed < count / 4 {
            if try await isKilled(at: points[Int.random(in: points.indices, using: &random)], run) { killed += 1 }
        }
        #expect(killed >= count / 4, "\(random): only \(killed) of \(count) points were met")
    }

    /// False when the program ended before it came there.
    private func isKilled(
        at point: Strace.Point,
        _ run: (Bench, Strace.Point) async throws -> Program.Run
    ) async throws -> Bool {
        try await EveryChange.bench { bench in
            let first = try await run(bench, point)
            #expect([0, -SIGKILL].contains(first.status), "\(point): \(first.all)")
            try await bench.settle()
            let again = try await bench.program.run(Self.apply, input: "") { _ in }.run
            #expect(again.status == 0, "\(point): \(again.all)")
            try EveryChange.expectDone(bench, "\(point)")
            return first.status == -SIGKILL
        }
    }
}
