import Connections
import Foundation
import Sandbox
import Synchronization
import TestSupport
import Testing

/// Fault 35: real runs and people at the same account, over its socket.
@Suite("Several applies at once, and two people who edit", .serialized)
struct RaceTests {
    private static let seeds = SeededRandom.seeds(3)

    /// What each of the runs wants, in a directory of its own.
    private static func files(_ directory: String, _ entries: [String: String]) -> [String: String] {
        let named = entries.map { ("\(directory)/\($0.key)", $0.value) }
        return Dictionary(uniqueKeysWithValues: named).merging(["\(directory)/patchbay.yaml": EveryChange.settings]) {
            $1
        }
    }

    private static let others = [
        connections(
            aws("described", "us-east-1", "description: other words"),
            aws("renamed otherwise", "us-east-2"),
            aws("left", "us-west-1"),
            aws("right", "us-west-2"),
            aws("moved", "eu-south-1"),
            aws("moved first", "eu-west-2", "enabled: false"),
            aws("new", "ap-south-1", "description: not so new"),
            vimeo("channel")
        ),
        connections(
            aws("described", "us-east-1"),
            aws("renamed", "us-east-2", "description: other words"),
            aws("left", "us-west-2"),
            aws("right", "us-west-1", "description: other words"),
            aws("moved", "eu-west-1"),
            aws("moved first", "eu-north-1"),
            aws("third", "ap-east-1"),
            vimeo("second channel")
        ),
    ]

    @Test(
        "faults 35 and 36: nothing acknowledged is lost, nothing unseen is overwritten, and one more run finishes the work"
    )
    func race() async throws {
        var (conflicts, saved, refused) = (0, 0, 0)
        for seed in Self.seeds {
            for (count, isSameFiles) in [(2, true), (2, false), (3, true), (3, false)] {
                let history = try await history(count, isSameFiles, seed)
                conflicts += history.reports.flatMap(\.steps).count { $0.status == "conflict" }
                saved += history.saved
                refused += history.refused
            }
        }
        // Else it would not have been a race.
        #expect(conflicts > 0 && saved > 0 && refused > 0, "\(conflicts) conflicts, \(saved) saved, \(refused) refused")
    }

    private func history(
        _ count: Int,
        _ isSameFiles: Bool,
        _ seed: UInt64
    ) async throws -> (reports: [AppliedReport], saved: Int, refused: Int) {
        let wanted = (0..<count).map { isSameFiles || $0 == 0 ? EveryChange.files : Self.others[$0 - 1] }
        let files = wanted.enumerated().map { Self.files("run\($0)", $1) }.reduce(into: [:]) { $0.merge($1) { $1 } }
        // Slow enough for others to come in between.
        let latency = Fault(.delay(.milliseconds(2)), times: nil)
        return try await Bench.with(files, live: EveryChange.live, faults: [latency]) { bench in
            let busy = Busy(count)
            var runs: [Program.Run] = []
            var edits = Editor.Result()
            try await withThrowingTaskGroup(of: Work.self) { group in
                for index in 0..<count {
                    group.addTask {
                        defer { busy.runs.subtract(1, ordering: .relaxed) }
                        let apply = ["apply", "run\(index)", "--auto-approve", "--format", "json"]
                        return .run(try await bench.program.run(apply) { _ in }.run)
                    }
                }
                for number in 1...2 {
                    let editor = Editor(number: number, address: bench.address, seed: seed)
                    group.addTask { .edits(try await editor.work { busy.runs.load(ordering: .relaxed) > 0 }) }
                }
                for try await work in group {
                    switch work {
                    case .run(let run): runs.append(run)
                    case .edits(let more):
                        edits.saved += more.saved
                        edits.refused += more.refused
                    }
                }
            }
            let title = "\(count) runs, \(isSameFiles ? "same" : "different") files, seed \(seed)"
            return try await check(bench, runs, edits, "\(title)")
        }
    }

    private enum Work: Sendable {
        case run(Program.Run)
        case edits(Editor.Result)
    }

    private func check(
        _ bench: Bench,
        _ runs: [Program.Run],
        _ edits: Editor.Result,
        _ comment: Comment
    ) async throws -> (reports: [AppliedReport], saved: Int, refused: Int) {
        // A plan that finds another run's half of a move may have to refuse it.
        for run in runs { #expect([0, 5, 6, 7].contains(run.status), "\(comment): \(run.status) \(run.all)") }
        let reports = try runs.filter { $0.status != 5 }.map(AppliedReport.init)
        let history = SharedHistory(journal: bench.sandbox.journal, saves: edits.saved, runs: runs, reports: reports)
        #expect(history.faults == [], comment)
        bench.sandbox.removeFaults()
        let again = try await bench.program.run("apply", "run0", "--auto-approve")
        #expect(again.status == 0, "\(comment): \(again.all)")
        try #expect(bench.outline() == EveryChange.expected, comment)
        let plan = try await bench.program.run("plan", "run0", "--detailed-exitcode")
        #expect(plan.status == 0, "\(comment): \(plan.all)")
        return (reports, edits.saved.count, edits.refused)
    }
}

/// How many runs have not ended yet.
private final class Busy: Sendable {
    let runs: Atomic<Int>

    init(_ runs: Int) {
        self.runs = Atomic(runs)
    }
}
