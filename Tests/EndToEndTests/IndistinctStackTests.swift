import Foundation
import Sandbox
import Testing

@Suite("Stacks that their ledger would take for one")
struct IndistinctStackTests {
    private static let files = [
        "eu/prod/a.yaml": "connections:\n" + aws("One", "us-east-2"),
        "us/prod/a.yaml": "connections:\n" + aws("Two", "us-west-2"),
        "other/a.yaml": "connections:\n" + aws("Three", "us-west-1"),
    ]
    private static let shared = ["--ledger", "sqlite:ledger.db"]

    @Test(
        "are refused with 3, before anything is done for any stack of the run",
        arguments: [["plan"], ["apply", "--auto-approve"], ["drift"]]
    )
    func refused(_ command: [String]) async throws {
        try await Bench.with(Self.files) { bench in
            let program = bench.program
            let run = try await program.run(command + ["eu/prod", "other", "us/prod"] + Self.shared) { _ in }.run
            #expect(run.status == 3, "\(run.all)")
            #expect(run.err.split(separator: "error[indistinct-stacks]").count == 3, "\(run.err)")
            #expect(run.err.contains("'eu/prod' is called 'prod' in the same ledger as 'us/prod'"), "\(run.err)")
            #expect(bench.sandbox.journal.entries.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: program.directory.appending(path: "ledger.db").path))
        }
    }

    @Test(
        "are told to the metrics and the webhook of drift as failures, and no stack of the run drops out of the metrics"
    )
    func tellsMonitoring() async throws {
        try await Bench.with(Self.files) { bench in
            try await HookServer.with { hook in
                let arguments = ["drift", "eu/prod", "other", "us/prod", "--metrics", "m.prom", "--notify", hook.url]
                let run = try await bench.program.run(arguments + Self.shared) { _ in }.run
                #expect(run.status == 3 && !run.all.contains("canary"), "\(run.all)")
                let metrics = try bench.program.directory.read("m.prom")
                for stack in ["prod (eu/prod)", "prod (us/prod)", "other"] {
                    #expect(metrics.contains("patchbay_drift_success{stack=\"\(stack)\"} 0\n"), "\(metrics)")
                }
                #expect(hook.bodies.count == 1 && hook.bodies[0].contains("indistinct-stacks"), "\(hook.bodies)")
            }
        }
    }

    @Test("are so however the file is written: by another path, or through a link")
    func writtenOtherwise() async throws {
        var files = Self.files
        files["eu/prod/patchbay.yaml"] = "ledger: sqlite:../../ledgers/ledger.db\n"
        files["us/prod/patchbay.yaml"] = "ledger: sqlite:../.././link/./ledger.db\n"
        try await Bench.with(files) { bench in
            let made = try await shell("mkdir ledgers; ln -s ledgers link", bench.program)
            try #require(made.status == 0)
            let run = try await bench.program.run("plan", "eu/prod", "us/prod")
            #expect(run.status == 3 && run.err.contains("error[indistinct-stacks]"), "\(run.all)")
        }
    }

    @Test("are so however a database is written: with a port, a scheme or a user that makes no difference")
    func databaseWrittenOtherwise() async throws {
        var files = Self.files
        files["eu/prod/patchbay.yaml"] = "ledger: postgres://ann@127.0.0.1:1/ledger\n"
        files["us/prod/patchbay.yaml"] = "ledger: postgresql://localhost:1/ledger?sslmode=require\n"
        try await Bench.with(files) { bench in
            let run = try await bench.program.run("plan", "eu/prod", "us/prod")
            #expect(run.status == 3 && run.err.contains("error[indistinct-stacks]"), "\(run.all)")
            let other = "ledger: postgres://localhost:2/ledger\n"
            try bench.program.directory.write(other, to: "us/prod/patchbay.yaml")
            let apart = try await bench.program.run("plan", "eu/prod", "us/prod")
            #expect(apart.status == 0 && !apart.err.contains("indistinct"), "\(apart.all)")
        }
    }

    @Test("are told apart by a name, a ledger of their own, or by none; and one folder named twice is one stack")
    func toldApart() async throws {
        try await Bench.with(Self.files) { bench in
            let program = bench.program
            for arguments in [[], ["--ledger", "none"]] {
                let run = try await program.run(["plan", "eu/prod", "us/prod"] + arguments) { _ in }.run
                #expect(run.status == 0, "\(run.all)")
            }
            try await #expect(program.run(["plan", "other", "other"] + Self.shared) { _ in }.run.status == 0)
            try program.directory.write("stack: us-prod\n", to: "us/prod/patchbay.yaml")
            let run = try await program.run(["plan", "eu/prod", "us/prod"] + Self.shared) { _ in }.run
            #expect(run.status == 0, "\(run.all)")
        }
    }

    @Test("of a saved plan are refused as well, when they would share a ledger by then")
    func savedPlan() async throws {
        try await Bench.with(Self.files) { bench in
            let program = bench.program
            let saved = try await program.run("plan", "eu/prod", "us/prod", "--out", "a.plan")
            try #require(saved.status == 0, "\(saved.all)")
            let run = try await program.run(["apply", "a.plan"] + Self.shared) { _ in }.run
            #expect(run.status == 3 && run.err.contains("error[indistinct-stacks]"), "\(run.all)")
            #expect(bench.sandbox.journal.commits.isEmpty)
            try await #expect(program.run("apply", "a.plan").status == 0)
        }
    }
}
