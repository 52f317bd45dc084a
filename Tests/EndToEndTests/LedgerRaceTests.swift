import Connections
import Foundation
import Ledger
import LedgerPostgres
import LedgerSQLite
import PictoryAPI
import Planning
import Sandbox
import SandboxServer
import TestSupport
import Testing

/// Two runs at a time of one stack, in two checkouts that want different things, with one ledger.
@Suite("Two applies at once on one ledger", .serialized)
struct LedgerRaceTests {
    enum Kind: CaseIterable {
        case postgres
        case sqlite
    }

    private static let rounds = 5

    /// Forty connections, of which the checkouts want a third alike.
    private static func files(_ round: Int, _ checkout: Int) -> String {
        let entries = (0..<40).map { number in
            let words = number.isMultiple(of: 3) ? "round \(round)" : "round \(round) of checkout \(checkout)"
            let description = "description: \(words)"
            return number.isMultiple(of: 4)
                ? vimeo("channel \(number)", description)
                : aws("bucket \(number)", "us-east-1", account: "\(111_122_220_000 + number)", description)
        }
        return "connections:\n" + entries.joined()
    }

    @Test(
        "receipts end equal to the account, no mark is left, and no secret is taken for known that is not there",
        arguments: Kind.allCases
    )
    func race(_ kind: Kind) async throws {
        let server = try PostgresServer.shared
        let ledger = kind == .postgres ? server.networkURL(try server.newDatabase()) : "sqlite:shared/ledger.db"
        let settings = ["run0/patchbay.yaml": "stack: shared\n", "run1/patchbay.yaml": "stack: shared\n"]
        let latency = Fault(.delay(.milliseconds(1)), times: nil)
        try await Bench.with(settings, faults: [latency]) { bench in
            var conflicts = 0
            for round in 0..<Self.rounds {
                let runs = try await applyBoth(bench, ledger, round)
                for run in runs {
                    #expect([0, 6].contains(run.status), "round \(round): \(run.status) \(run.all)")
                    #expect(!run.err.contains("warning["), "round \(round): \(run.err)")
                }
                conflicts += runs.count { $0.status == 6 }
            }
            // Else it would not have been a race.
            #expect(conflicts > 0)
            let program = program(bench, ledger, Self.rounds - 1, 0)
            let quiet = try await program.run("apply", "run0", "--auto-approve")
            #expect(quiet.status == 0 && quiet.isWithoutWarning, "\(quiet.all)")
            try await expectRecorded(bench, ledger)
            try await expectSecrets(bench, program)
            let asked = try await program.run("apply", "run0", "--auto-approve", "--rotate", "*")
            #expect(asked.status == 0 && asked.isWithoutWarning, "\(asked.all)")
            try await expectRecorded(bench, ledger)
            let plan = try await plan(program)
            #expect(plan.changes.isEmpty && plan.hidden.isEmpty, "\(plan)")
        }
    }

    private func program(_ bench: Bench, _ ledger: String, _ round: Int, _ checkout: Int) -> Program {
        var program = bench.program
        program.environment["PATCHBAY_LEDGER"] = ledger
        program.environment["VIMEO_ACCESS_TOKEN"] = "canary-secret-token-\(round)-\(checkout)"
        return program
    }

    private func applyBoth(_ bench: Bench, _ ledger: String, _ round: Int) async throws -> [Program.Run] {
        try await withThrowingTaskGroup(of: Program.Run.self) { group in
            for checkout in 0...1 {
                try bench.program.directory.write(
                    Self.files(round, checkout),
                    to: "run\(checkout)/connections.yaml"
                )
                let program = program(bench, ledger, round, checkout)
                group.addTask { try await program.run("apply", "run\(checkout)", "--auto-approve") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func plan(_ program: Program) async throws -> LedgerScene.PlanDocument {
        let run = try await program.run("plan", "run0", "--format", "json")
        #expect(run.status == 0, "\(run.all)")
        return try JSONDecoder().decode(LedgerScene.PlanDocument.self, from: Data(run.out.utf8))
    }

    private func expectRecorded(_ bench: Bench, _ ledger: String) async throws {
        let scope = LedgerScope(stack: "shared", apiURL: bench.address.baseURL)
        let store: any LedgerStore =
            if let url = try? PostgresURL(ledger) {
                PostgresLedger(url, environment: [:], elapsed: { .zero })
            } else {
                try #require(
                    try await SQLiteLedger.reading(at: bench.program.directory.appending(path: "shared/ledger.db").path)
                )
            }
        let reading = try await store.read(scope)
        await store.close()
        let live = try bench.sandbox.world().live
        #expect(live.count == 40)
        #expect(
            Set(reading.receipts.map { "\($0.connectionId) \($0.version) \($0.name)" })
                == Set(live.map { "\($0.id) \($0.version) \($0.name)" })
        )
        #expect(reading.marks.isEmpty, "\(reading.marks)")
    }

    /// Expects the secrets that are wanted, or a plan that says that there may be others.
    private func expectSecrets(_ bench: Bench, _ program: Program) async throws {
        let plan = try await plan(program)
        #expect(plan.changes.isEmpty, "\(plan)")
        let wanted = RequestCredentials(
            clientSecret: Secret(program.environment["VIMEO_CLIENT_SECRET"] ?? ""),
            accessToken: Secret(program.environment["VIMEO_ACCESS_TOKEN"] ?? "")
        )
        for connection in try bench.sandbox.world().connections where connection.type == .vimeo {
            #expect(connection.credentials == .known(wanted) || plan.doubts(connection.live.name), "\(plan)")
        }
    }
}
