import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

/// Fault 40: the real program gets SIGINT and SIGTERM at every request of every kind of change.
@Suite("Signals at every request", .serialized)
struct SignalTests {
    private static let apply = ["apply", "--auto-approve", "--format", "json", "--parallelism"]
    /// What a run says once it has taken notice of the first signal and would begin nothing new.
    private static let notice = "starting nothing new"

    @Test(
        "fault 40: the run ends within a second of the answers in flight, its report is exact, and one more run converges",
        arguments: [SIGINT, SIGTERM],
        [1, 4]
    )
    func walk(_ signal: Int32, _ parallelism: Int) async throws {
        var request = 1
        while var quickest = try await interruption(signal, at: request, parallelism) {
            // What a busy machine takes besides is no part of the promise.
            for _ in 0..<5 where quickest >= .seconds(1) {
                quickest = try await min(quickest, interruption(signal, at: request, parallelism) ?? quickest)
            }
            #expect(quickest < .seconds(1), "signal \(signal) at request \(request), parallelism \(parallelism)")
            request += 1
        }
        #expect(request > 20, "no request was met")
    }

    /// How long the program took to end; nil when it ended before it came to that request.
    private func interruption(_ signal: Int32, at request: Int, _ parallelism: Int) async throws -> Duration? {
        let hold = Fault(.hold("signal", .before), nth: request)
        return try await EveryChange.bench(faults: [hold]) { bench in
            let comment: Comment = "signal \(signal) at request \(request), parallelism \(parallelism)"
            let (run, held) = try await bench.program.run(Self.apply + ["\(parallelism)"]) { running in
                try await interrupt(running, signal, bench)
            }
            guard let held else {
                #expect(run.status == 0, "\(run.all)")
                try EveryChange.expectDone(bench, "undisturbed")
                return nil
            }
            if held.isReading {
                #expect(run.status == 130, "\(run.all)")
                #expect(run.out.contains("\"interrupted\""), comment)
                #expect(bench.sandbox.journal.commits.isEmpty, comment)
            } else {
                let report = try AppliedReport(run)
                let isLeft = report.steps.contains { !$0.isDone }
                #expect(run.status == (isLeft ? 130 : 0), "\(comment): \(run.all)")
                #expect(report.verdict == (isLeft ? "interrupted" : "applied"), comment)
                #expect(report.contradictions(to: bench.sandbox.journal) == [], comment)
                if parallelism == 1 { expectNothingNew(bench, held, comment) }
            }
            let again = try await bench.program.run("apply", "--auto-approve")
            #expect(again.status == 0, "\(comment): \(again.all)")
            try EveryChange.expectDone(bench, comment)
            return held.untilEnd
        }
    }

    private struct Held {
        /// Which request it was.
        var entry: Journal.Entry
        /// Whether the account was still being read, which is given up at once.
        var isReading: Bool
        /// From the answer to the held request, or from the signal where that is given up, to the end of the process.
        var untilEnd: Duration
    }

    private func interrupt(_ running: Program.Running, _ signal: Int32, _ bench: Bench) async throws -> Held? {
        guard await bench.isHeld("signal", by: running) else { return nil }
        let entry = try #require(bench.sandbox.journal.entries.last { $0.outcome == .underWay })
        let isReading = !running.err.contains("Plan: ")
        let clock = ContinuousClock()
        var start = clock.now
        running.send(signal)
        if isReading {
            await running.waitForEnd()
            bench.sandbox.release("signal", .drop)
        } else {
            #expect(await running.untilSaid(Self.notice))
            start = clock.now
            bench.sandbox.release("signal")
            await running.waitForEnd()
        }
        return Held(entry: entry, isReading: isReading, untilEnd: clock.now - start)
    }

    /// With one step at a time, all that is sent after the signal is about the connection of the step that was under way.
    private func expectNothingNew(_ bench: Bench, _ held: Held, _ comment: Comment) {
        for entry in bench.sandbox.journal.entries where entry.number > held.entry.number {
            #expect(entry.id == held.entry.id && held.entry.id != nil, "\(comment): \(entry)")
        }
    }

    @Test("fault 40: the second signal ends the run within 100 ms, at a read and at a write", arguments: [nil, "*"])
    func secondSignal(_ name: String?) async throws {
        // What a busy machine takes to tell of an end at once is measured with kill −9, and is no part of the promise.
        var quickest: (second: Duration, killed: Duration) = (.seconds(60), .seconds(60))
        for _ in 0..<10 {
            quickest.killed = try await min(quickest.killed, timeToEnd(name) { $0.send(SIGKILL) })
            let second = try await timeToEnd(name, first: SIGTERM) { $0.send(SIGINT) }
            quickest.second = min(quickest.second, second)
            if quickest.second - quickest.killed < .milliseconds(100) { return }
        }
        Issue.record("ended after \(quickest.second), where kill -9 takes \(quickest.killed)")
    }

    /// How long a run with a held request takes to end from the signal on.
    private func timeToEnd(
        _ name: String?,
        first: Int32? = nil,
        _ signal: (Program.Running) -> Void
    ) async throws -> Duration {
        let hold = Fault(.hold("signal", .before), on: name == nil ? .operation(.get) : .writes)
        return try await Bench.with(
            connections(aws("a", "us-east-1")),
            settings: EveryChange.settings,
            live: [.aws("gone", region: "us-west-1")],
            faults: [hold]
        ) { bench in
            let (run, ended) = try await bench.program.run(Self.apply + ["1"]) { running in
                #expect(await bench.isHeld("signal", by: running))
                if let first {
                    running.send(first)
                    #expect(await running.untilSaid(Self.notice))
                }
                let clock = ContinuousClock()
                let start = clock.now
                signal(running)
                await running.waitForEnd()
                return clock.now - start
            }
            bench.sandbox.release("signal", .drop)
            #expect(run.status == (first == nil ? -SIGKILL : 130), "\(run.all)")
            return ended
        }
    }
}
