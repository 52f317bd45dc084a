import Connections
import Foundation
import Ledger
import LedgerSQLite
import PictoryAPI
import Planning
import Sandbox
import SandboxServer
import Testing

/// A stack that was applied once; the next apply has AWS connections to make and to update, a Vimeo connection to make, and
/// other secrets for the one that is there.
struct LedgerScene {
    /// What a plan says, as a script would read it.
    struct PlanDocument: Decodable {
        struct Change: Decodable {
            var name: String
            var credentials: Planning.Change.Credentials?
        }

        struct Hidden: Decodable {
            var name: String
        }

        var changes: [Change]
        var hidden: [Hidden]

        /// Whether it says of a connection that its secrets are sent, or that there may be others than those that were.
        func doubts(_ name: String) -> Bool {
            changes.contains { $0.name == name && $0.credentials != nil } || hidden.contains { $0.name == name }
        }
    }

    let bench: Bench
    /// With the secrets that the connections were made with.
    let former: Program
    /// With the new ones.
    let program: Program

    static let apply = ["apply", "--auto-approve"]

    private static let first = connections(aws("Assets", "us-east-2"), vimeo("Channel"))

    private static let second = connections(
        aws("Archive", "us-west-2"),
        aws("Assets", "us-east-2", "description: new"),
        vimeo("Channel"),
        vimeo("Second channel")
    )

    private static let withoutSecrets = [
        "aws Archive 111122223333:us-west-2", "aws Assets 111122223333:us-east-2", "vimeo Channel client-1",
    ]

    static let done = withoutSecrets + ["vimeo Second channel client-1"]

    /// Runs `body` after the first apply, with the files of the second; the journal is empty.
    ///
    /// The ledger is what `PATCHBAY_LEDGER` says; nil for the default.
    static func with<Value>(ledger: String? = nil, _ body: (LedgerScene) async throws -> Value) async throws -> Value {
        try await Bench.with(first) { bench in
            var former = bench.program
            former.environment["PATCHBAY_LEDGER"] = ledger
            let run = try await former.run(apply) { _ in }.run
            try #require(run.status == 0 && run.isWithoutWarning, "\(run.all)")
            for (name, text) in second { try former.directory.write(text, to: name) }
            try bench.rewrite { _ in }
            var program = former
            program.environment["VIMEO_ACCESS_TOKEN"] = "canary-secret-token-new"
            return try await body(Self(bench: bench, former: former, program: program))
        }
    }

    /// A path below the stack's folder.
    func path(_ name: String) -> String { program.directory.appending(path: name).path }

    /// The files of the default ledger, those that SQLite makes beside it included.
    var ledgerFiles: [String] { ["", "-wal", "-shm"].map { path(".patchbay/ledger.db\($0)") } }

    func shell(_ script: String) async throws {
        let run = try await EndToEndTests.shell("set -eu; \(script)", program)
        try #require(run.status == 0, "\(run.all)")
    }

    /// Keeps the default ledger as it is for ``restoreLedger()``.
    func keepLedger() async throws { try await shell("cp -r .patchbay .kept") }

    func restoreLedger() async throws {
        try await shell("chmod -R u+w .patchbay; rm -rf .patchbay; cp -r .kept .patchbay")
    }

    /// What the default ledger knows, read from a copy so that nothing in it is changed.
    func ledger() async throws -> LedgerReading {
        let copy = ".copy-\(UUID().uuidString)"
        try await shell("cp -r .patchbay \(copy)")
        let ledger = try #require(try await SQLiteLedger.reading(at: path("\(copy)/ledger.db")))
        let reading = try await ledger.read(scope)
        await ledger.close()
        return reading
    }

    var scope: LedgerScope {
        LedgerScope(stack: program.directory.lastPathComponent, apiURL: bench.address.baseURL)
    }

    func plan(_ program: Program) async throws -> PlanDocument {
        let run = try await program.run("plan", "--format", "json")
        #expect(run.status == 0, "\(run.all)")
        return try JSONDecoder().decode(PlanDocument.self, from: Data(run.out.utf8))
    }

    /// The secrets that a program gives.
    func secrets(of program: Program) -> RequestCredentials {
        RequestCredentials(
            clientSecret: Secret(program.environment["VIMEO_CLIENT_SECRET"] ?? ""),
            accessToken: Secret(program.environment["VIMEO_ACCESS_TOKEN"] ?? "")
        )
    }

    /// The secrets that the Vimeo connections have, by name.
    func liveSecrets() throws -> [String: RequestCredentials] {
        let known = try bench.sandbox.world().connections.compactMap { connection -> (String, RequestCredentials)? in
            guard case .known(let secrets)? = connection.credentials else { return nil }
            return (connection.live.name, secrets)
        }
        return Dictionary(uniqueKeysWithValues: known)
    }

    /// Expects an apply that held back secrets and did all else, with one warning of the ledger.
    func expectHeldBack(_ run: Program.Run, _ code: String, _ comment: Comment) throws {
        #expect(run.status == 7, "\(comment): \(run.all)")
        expectOneWarning(run, code, comment)
        #expect(run.out.contains("error[secrets-not-sent]"), "\(comment): \(run.out)")
        try #expect(bench.outline() == Self.withoutSecrets, comment)
        try expectDescribed(comment)
        #expect(secretRequests.isEmpty, comment)
        #expect(!run.all.contains("canary"), comment)
    }

    /// Expects one warning with the code, and no other.
    func expectOneWarning(_ run: Program.Run, _ code: String, _ comment: Comment) {
        #expect(run.err.split(separator: "warning[\(code)]").count == 2, "\(comment): \(run.err)")
        #expect(run.err.split(separator: "warning[").count == 2, "\(comment): \(run.err)")
    }

    /// Expects the account to be as the files say, with the secrets of the program, and a plan that finds nothing.
    func expectDone(_ program: Program, _ comment: Comment) async throws {
        try #expect(bench.outline() == Self.done, comment)
        try expectDescribed(comment)
        try #expect(Set(liveSecrets().values) == [secrets(of: program)], comment)
        let run = try await program.run("plan", "--detailed-exitcode")
        #expect(run.status == 0 && run.isWithoutWarning, "\(comment): \(run.all)")
    }

    /// Expects that one more apply, with a ledger that works, finishes the work.
    func expectConvergence(_ comment: Comment) async throws {
        let run = try await program.run(Self.apply) { _ in }.run
        #expect(run.status == 0 && run.isWithoutWarning, "\(comment): \(run.all)")
        try await expectDone(program, comment)
    }

    /// Expects that the default ledger knows of each connection with secrets how it was left, or that some may be under way.
    func expectSecretsNoted(_ comment: Comment) async throws {
        let reading = try await ledger()
        for live in try bench.sandbox.world().live where live.type == .vimeo {
            let isMarked = reading.marks.contains { $0.carriesSecrets && $0.name == live.name }
            let isRecorded = reading.receipts.contains { $0.connectionId == live.id && $0.version == live.version }
            #expect(isMarked || isRecorded, "\(comment): \(live.name)")
        }
    }

    private func expectDescribed(_ comment: Comment) throws {
        try #expect(bench.sandbox.world().live.contains { $0.name == "Assets" && $0.description == "new" }, comment)
    }

    /// All writes to Vimeo connections, of which each carries secrets.
    var secretRequests: [Journal.Entry] {
        bench.sandbox.journal.entries.filter { $0.type == .vimeo && $0.operation?.isWrite == true }
    }
}

extension Program.Run {
    /// What it says of its progress does not count.
    var isWithoutWarning: Bool { !err.contains("warning[") && !err.contains("error[") }
}
