import Connections
import Foundation
import Ledger
import LedgerPostgres
import Planning
import Sandbox
import TestSupport
import Testing

/// Fault 42, with the ledger in PostgreSQL.
@Suite("A ledger's server that goes away", .serialized)
struct LedgerServerTests {
    private func with(
        _ server: PostgresServer,
        _ body: (LedgerScene) async throws -> Void
    ) async throws {
        try await LedgerScene.with(ledger: server.networkURL(try server.newDatabase()), body)
    }

    /// Applies, and does something to the server while the second write is held, before it arrives.
    private func applying(_ scene: LedgerScene, _ body: () throws -> Void) async throws -> Program.Run {
        let sandbox = scene.bench.sandbox
        sandbox.add(Fault(.hold("middle", .before), on: .writes, nth: 2))
        let run = try await scene.program.run(LedgerScene.apply + ["--parallelism", "1"]) { _ in
            try await sandbox.untilHeld("middle")
            try body()
            _ = sandbox.release("middle")
        }
        .run
        #expect(!run.all.contains("canary"), "\(run.all)")
        return run
    }

    /// Expects that the ledger knows the account as it is, and nothing that may be under way.
    private func expectRecorded(_ scene: LedgerScene) async throws {
        let ledger = PostgresLedger(
            try PostgresURL(scene.program.environment["PATCHBAY_LEDGER"] ?? ""),
            environment: [:],
            elapsed: { .zero }
        )
        let reading = try await ledger.read(scene.scope)
        await ledger.close()
        let live = try scene.bench.sandbox.world().live
        #expect(
            Set(reading.receipts.map { "\($0.connectionId) \($0.version)" })
                == Set(live.map { "\($0.id) \($0.version)" })
        )
        #expect(reading.marks.isEmpty)
    }

    @Test("restarted in mid-run, stopped in mid-run, and stopped before")
    func stopped() async throws {
        let server = try PostgresServer()
        try await with(server) { scene in
            let run = try await applying(scene) { try server.restart() }
            #expect(run.status == 0 && run.isWithoutWarning, "\(run.all)")
            try await scene.expectDone(scene.program, "restarted")
            try await expectRecorded(scene)
        }
        try await with(server) { scene in
            // All was marked, so all is sent; what became of it is not recorded, so that it is sent once more.
            let run = try await applying(scene) { try server.stop() }
            #expect(run.status == 0, "\(run.all)")
            scene.expectOneWarning(run, "ledger-unreachable", "stopped in mid-run")
            try #expect(scene.bench.outline() == LedgerScene.done)
            try server.start()
            let plan = try await scene.plan(scene.program)
            #expect(plan.doubts("Channel") && plan.doubts("Second channel"), "\(plan)")
            try await scene.expectConvergence("started again")
            try await expectRecorded(scene)
        }
        try await with(server) { scene in
            try server.stop()
            let plan = try await scene.program.run("plan")
            #expect(plan.status == 0 && !plan.all.contains("canary"), "\(plan.all)")
            scene.expectOneWarning(plan, "ledger-unreachable", "plan")
            let run = try await scene.program.run(LedgerScene.apply) { _ in }.run
            try scene.expectHeldBack(run, "ledger-unreachable", "stopped before")
            try server.start()
            try await scene.expectConvergence("started again")
            try await expectRecorded(scene)
        }
        try server.stop()
    }
}
