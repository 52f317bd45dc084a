import Connections
import Foundation
import Ledger
import Planning
import Sandbox
import TestSupport
import Testing

/// Fault 20: whatever a run that was killed left behind, no later plan takes secrets for known that may not be there.
@Suite("Killed with a ledger, while secrets go from A to B and back to A")
struct LedgerKillTests {
    enum Way: CaseIterable {
        /// The request never arrives.
        case lost
        /// The request was done, and its answer reached nobody.
        case done
        /// The request is done after the next plan, before the next apply.
        case late
        /// The request arrives once the next apply is over.
        case tooLate
    }

    @Test(
        "fault 20: at every write: the next plan sends them, and one run brings those that are wanted",
        arguments: Way.allCases,
        [false, true]
    )
    func atWrites(_ way: Way, _ goesBack: Bool) async throws {
        var (write, secretWrites) = (1, 0)
        while let isSecret = try await isKilled(at: write, way, goesBack) {
            write += 1
            if isSecret { secretWrites += 1 }
        }
        #expect(write == 5 && secretWrites == 2, "\(write - 1) writes were met, \(secretWrites) of them with secrets")
    }

    /// Whether that write was to carry secrets; nil when the program ended before it came there.
    private func isKilled(at write: Int, _ way: Way, _ goesBack: Bool) async throws -> Bool? {
        try await LedgerScene.with { scene in
            let bench = scene.bench
            bench.sandbox.add(Fault(.hold("kill", way == .done ? .after : .before), on: .writes, nth: write))
            let arguments = LedgerScene.apply + ["--parallelism", "1"]
            let (first, isHeld) = try await scene.program.run(arguments) { running in
                let isHeld = await bench.isHeld("kill", by: running)
                if isHeld { running.send(SIGKILL) }
                return isHeld
            }
            guard isHeld else {
                #expect(first.status == 0, "\(first.all)")
                try await scene.expectDone(scene.program, "undisturbed")
                return nil
            }
            let held = try #require(bench.sandbox.journal.entries.last)
            let isSecret = held.type == .vimeo
            let name = held.name ?? ""
            let comment: Comment = "write \(write), \(held.method) '\(name)'"
            let marks = try await scene.ledger().marks
            if isSecret { #expect(marks.contains { $0.carriesSecrets && $0.name == name }, "\(comment): \(marks)") }

            let release = { () async throws in
                bench.sandbox.removeFaults()
                _ = bench.sandbox.release("kill", way == .lost ? .drop : .goOn)
                try await bench.settle()
            }
            if way == .lost || way == .done { try await release() }
            let next = goesBack ? scene.former : scene.program
            let plan = try await scene.plan(next)
            if isSecret { #expect(plan.doubts(name), "\(comment): \(plan)") }
            for (name, secrets) in try scene.liveSecrets() where secrets != scene.secrets(of: next) {
                #expect(plan.doubts(name), "\(comment): \(plan)")
            }
            if way == .late { try await release() }
            let again = try await next.run(LedgerScene.apply) { _ in }.run
            #expect(again.status == 0 && again.isWithoutWarning, "\(comment): \(again.all)")
            if way == .tooLate { try await release() }
            try await scene.expectDone(next, comment)
            return isSecret
        }
    }

    @Test(
        "at system calls on the ledger's files: they can be read, and one run finishes the work",
        .enabled("strace is missing, or must not attach to processes here: see /proc/sys/kernel/yama/ptrace_scope") {
            try await Strace.isUsable()
        },
        arguments: SeededRandom.seeds(1)
    )
    func atSystemCalls(_ seed: UInt64) async throws {
        let points = try await LedgerScene.with { scene in
            var program = scene.program
            program.launcher = Strace.noting(in: "calls", on: scene.ledgerFiles)
            let run = try await program.run(LedgerScene.apply) { _ in }.run
            #expect(run.status == 0, "\(run.all)")
            let most = Strace.counts(try program.directory.read("calls")).values.reduce(into: [:]) {
                $0.merge($1, uniquingKeysWith: max)
            }
            return most.sorted { $0.key < $1.key }.flatMap { call, count in
                (1...count).map { Strace.Point(thread: nil, call: call, number: $0) }
            }
        }
        let count =
            ProcessInfo.processInfo.environment["PATCHBAY_KILLS"] == "all" ? points.count : min(points.count, 8)
        try #require(count >= 8, "only \(points.count) calls were seen")
        var random = SeededRandom(seed: seed)
        var killed = 0
        for part in 0..<count {
            let range = (points.count * part / count)..<(points.count * (part + 1) / count)
            if try await isKilled(at: points[Int.random(in: range, using: &random)]) { killed += 1 }
        }
        #expect(killed >= count / 4, "\(random): only \(killed) of \(count) points were met")
    }

    /// False when the program ended before it came there.
    private func isKilled(at point: Strace.Point) async throws -> Bool {
        try await LedgerScene.with { scene in
            var program = scene.program
            program.launcher = Strace.killing(at: point, on: scene.ledgerFiles)
            let first = try await program.run(LedgerScene.apply) { _ in }.run
            #expect([0, -SIGKILL].contains(first.status), "\(point): \(first.all)")
            try await scene.bench.settle()
            try await scene.shell(
                """
                cp -r .patchbay .copy
                python3 -c "import sqlite3; print(sqlite3.connect('.copy/ledger.db').execute('PRAGMA integrity_check').fetchone()[0])" >verdict
                """
            )
            try #expect(scene.program.directory.read("verdict") == "ok\n", "\(point)")
            // What is recorded is what was done: never that of a connection that is not so.
            let plan = try await scene.plan(scene.program)
            for (name, secrets) in try scene.liveSecrets() where secrets != scene.secrets(of: scene.program) {
                #expect(plan.doubts(name), "\(point): \(plan)")
            }
            try await scene.expectConvergence("\(point)")
            return first.status == -SIGKILL
        }
    }

    /// The mark of an update names the version with which it is sent first.
    ///
    /// When its answer is lost, and another run has left
    /// just what it would have, it is sent once more, over that run's version, which took the mark away.
    @Test("after another run has taken its mark away: the plan says that there may be other secrets")
    func withoutMark() async throws {
        try await LedgerScene.with { scene in
            let sandbox = scene.bench.sandbox
            var other = scene.program
            other.environment["VIMEO_ACCESS_TOKEN"] = "canary-secret-token-other"
            let updates = Fault.Filter.operation(.update, .vimeo)
            sandbox.add(Fault(.hold("first", .before), on: updates))
            let (run, _) = try await scene.program.run(LedgerScene.apply) { running in
                try await sandbox.untilHeld("first")
                let run = try await other.run(LedgerScene.apply) { _ in }.run
                #expect(run.status == 0, "\(run.all)")
                sandbox.add(Fault(.hold("second", .after), on: updates))
                _ = sandbox.release("first", .drop)
                try await sandbox.untilHeld("second")
                running.send(SIGKILL)
            }
            #expect(run.status == -SIGKILL)
            sandbox.removeFaults()
            _ = sandbox.release("second")
            try await scene.bench.settle()
            try #expect(scene.liveSecrets()["Channel"] == scene.secrets(of: scene.program))
            let reading = try await scene.ledger()
            #expect(!reading.marks.contains { $0.name == "Channel" })
            // The version of the receipt is not the live one, so that it vouches for nothing.
            let plan = try await scene.plan(other)
            #expect(plan.hidden.map(\.name) == ["Channel"], "\(plan)")
            try await #expect(scene.plan(scene.program).doubts("Channel"))
            let again = try await other.run(LedgerScene.apply + ["--rotate", "Channel"]) { _ in }.run
            #expect(again.status == 0, "\(again.all)")
            try await scene.expectDone(other, "asked for")
            try await #expect(scene.plan(other).hidden.isEmpty)
        }
    }
}
