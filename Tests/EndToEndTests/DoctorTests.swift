import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("doctor, with the built program", .serialized)
struct DoctorTests {
    /// What JSON output says, as far as tests look at it.
    struct Document: Decodable {
        struct Check: Decodable {
            var check: String
            var status: String
            var stack: String?
            var subject: String?
            var message: String
            var nextStep: String?
            var code: String?
        }

        var summary: [String: Int]
        var checks: [Check]

        init(_ run: Program.Run) throws {
            self = try JSONDecoder().decode(Self.self, from: Data(run.out.utf8))
        }

        func status(_ check: String) -> String? { checks.first { $0.check == check }?.status }
        func all(_ check: String) -> [Check] { checks.filter { $0.check == check } }
    }

    @Test("all is well over a socket; nothing is written, and the second run knows of the apply")
    func well() async throws {
        try await Bench.with(connections(aws("A", "us-east-1"), vimeo("V")), settings: "stack: web\n") { bench in
            let before = try bench.program.directory.listing()
            let run = try await bench.program.run("doctor", "--timeout", "60")
            #expect(run.status == 0, "\(run.all)")
            #expect(run.err.isEmpty)
            for words in [
                "ok       key              there is one in PICTORY_API_KEY\n",
                "ok       key-accepted     the API accepts the key\n",
                "skipped  clock            no answer told the time", "skipped  tls              plain http",
                "\nStack 'web'\n",
                "ok       files            2 files declare 2 connections\n",
                "ok       secrets          the secrets of 1 connection are there\n",
                "ok       ledger           there is no '.patchbay/ledger.db' yet", "0 warnings, 0 failed",
            ] { #expect(run.out.contains(words), "\(words) in\n\(run.out)") }
            #expect(!run.all.contains("canary"))
            try #expect(bench.program.directory.listing() == before)
            let writes = bench.sandbox.journal.entries.filter { $0.method != "GET" }
            #expect(writes.isEmpty)

            let apply = try await bench.program.run("apply", "--auto-approve")
            #expect(apply.status == 0, "\(apply.all)")
            let again = try await bench.program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(again.status == 0, "\(again.all)")
            let document = try Document(again)
            #expect(document.all("ledger")[0].message.contains("the last run it has is an apply of 2"))
            #expect(document.status("ledger-file") == "ok")
            #expect(document.status("folder") == "ok")
            #expect(document.summary.values.reduce(0, +) == document.checks.count)
            #expect(!again.all.contains("canary"))
        }
    }

    @Test("doctor and show name the stack that was most likely meant where there is none")
    func noStack() async throws {
        let files = ["connections/c.yaml": "connections:\n" + aws("A", "us-east-1"), "connections/patchbay.yaml": ""]
        try await Bench.with(files, live: [.aws("A", region: "us-east-1")]) { bench in
            let program = bench.program
            try FileManager.default.removeItem(at: program.directory.appending(path: "patchbay.yaml"))
            let doctor = try await program.run("doctor", "--timeout", "60")
            #expect(doctor.status == 3 && doctor.out.contains("next: did you mean 'connections'?\n"), "\(doctor.all)")
            let warning =
                "warning: '.' has no patchbay.yaml, and holds the stack 'connections'; name the stack with --stack\n"
            let show = try await program.run("show", "A")
            #expect(show.status == 0 && show.err.contains(warning), "\(show.all)")
            let missing = try await program.run("show", "B")
            #expect(missing.status == 1 && missing.err.hasPrefix(warning), "\(missing.all)")
            let right = try await program.run("show", "A", "--stack", "connections")
            #expect(right.status == 0 && !right.err.contains("warning"), "\(right.all)")
        }
    }

    @Test("each thing that is wrong is one check, and none of them hides another")
    func wrong() async throws {
        try await Bench.with(connections(aws("A", "us-east-1"), vimeo("V"))) { bench in
            var program = bench.program
            program.environment["VIMEO_ACCESS_TOKEN"] = nil
            program.environment["PICTORY_API_KEY"] = nil
            try program.directory.write(
                "not a database, but long enough to be taken for one",
                to: ".patchbay/ledger.db"
            )
            try program.directory.write("pictai_canary-key-file\n", to: "key")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: program.directory.appending(path: ".patchbay").path
            )
            let run = try await program.run("doctor", "--timeout", "60", "--api-key-file", "key", "--format", "json")
            let document = try Document(run)
            #expect(run.status == 1, "\(run.all)")
            #expect(document.status("key-file") == "warning")
            #expect(document.all("key-file")[0].nextStep?.hasPrefix("chmod 600 'key'") == true)
            #expect(document.status("folder") == "warning")
            #expect(document.status("secrets") == "warning")
            #expect(document.status("ledger") == "failed")
            #expect(document.all("ledger")[0].code == "ledger-unusable")
            #expect(document.status("ledger-file") == "warning")
            #expect(document.status("key-accepted") == "ok")
            #expect(!run.all.contains("canary"))
        }
    }

    @Test("the exit status is that of the first kind of failure: files, key, anything else")
    func statuses() async throws {
        let unauthorized = Fault(.status(StatusFault(401)))
        try await Bench.with(connections(aws("A", "us-east-1")), faults: [unauthorized]) { bench in
            let refused = try await bench.program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(refused.status == 4, "\(refused.all)")
            let document = try Document(refused)
            #expect(document.status("host") == "ok")
            #expect(document.all("key-accepted")[0].code == "api-unauthorized")

            try bench.program.directory.write("connections: [{type: aws}]\n", to: "broken.yaml")
            let invalid = try await bench.program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(invalid.status == 3, "\(invalid.all)")
            let both = try Document(invalid)
            #expect(both.status("files") == "failed")
            #expect(both.all("files")[0].code == "missing-field")
            #expect(both.status("secrets") == "skipped" && both.status("ledger") == "skipped", "\(invalid.all)")
            #expect(both.status("host") == "ok", "files that are invalid do not keep it from asking the API")
        }
        try await withTemporaryDirectory { directory in
            try directory.write("connections: []\n", to: "a.yaml")
            var program = Program(directory: directory)
            program.environment["PICTORY_API_KEY"] = "pictai_canary-key"
            let unreachable = try await program.run(
                "doctor",
                "--timeout",
                "60",
                "--api-url",
                "http://127.0.0.1:1",
                "--format",
                "json"
            )
            #expect(unreachable.status == 1, "\(unreachable.all)")
            try #expect(Document(unreachable).all("host")[0].code == "api-unreachable")
            let wrong = try await program.run(
                "doctor",
                "--timeout",
                "60",
                "--api-url",
                "http://example.com",
                "--format",
                "json"
            )
            #expect(wrong.status == 3)
            try #expect(Document(wrong).all("host")[0].code == "invalid-url")
            program.environment["HTTPS_PROXY"] = "socks5://user:canary-proxy@proxy:1"
            let proxy = try await program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(proxy.status == 3)
            try #expect(Document(proxy).status("proxy") == "failed")
            #expect(!proxy.all.contains("canary"))
        }
    }

    @Test("a server that takes the connection and never answers costs no more than the time it is given")
    func hanging() async throws {
        let hold = Fault(.hold("list", .before))
        try await Bench.with(connections(aws("A", "us-east-1")), faults: [hold]) { bench in
            let start = ContinuousClock.now
            let run = try await bench.program.run("doctor", "--timeout", "6", "--format", "json")
            #expect(ContinuousClock.now - start < .seconds(180))
            #expect(run.status == 1, "\(run.all)")
            let host = try Document(run).all("host")[0]
            #expect(host.code == "api-timeout" && host.nextStep?.contains("longer --timeout") == true, "\(run.all)")
            bench.sandbox.release("list", .drop)
        }
    }

    @Test("fault 47: interrupted, it says so in JSON, too")
    func interrupted() async throws {
        let hold = Fault(.hold("list", .before))
        try await Bench.with(connections(aws("A", "us-east-1")), faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(["doctor", "--format", "json"]) { running in
                try #require(await bench.isHeld("list", by: running))
                running.send(SIGINT)
                await running.waitForEnd()
            }
            #expect(run.status == 130, "\(run.all)")
            try await expect(run.out, isA: "failure", bench)
            bench.sandbox.release("list", .drop)
        }
    }

    @Test("a ledger in PostgreSQL is read and left without tables; one that is gone fails, and no password is told")
    func server() async throws {
        let server = try PostgresServer()
        let database = try server.newDatabase()
        try await Bench.with(connections(aws("A", "us-east-1"))) { bench in
            var program = bench.program
            program.environment["PATCHBAY_LEDGER"] = server.networkURL(database)
            let well = try await program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(well.status == 0, "\(well.all)")
            let ledger = try Document(well).all("ledger")
            #expect(ledger.map(\.status) == ["ok"])
            #expect(ledger.first?.message.hasSuffix("it has no run of this stack") == true, "\(ledger)")
            let tables = try server.sql("select count(*) from pg_namespace where nspname = 'patchbay'", in: database)
            #expect(tables.contains("0"))
            try server.stop()
            let gone = try await program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(gone.status == 1, "\(gone.all)")
            try #expect(Document(gone).all("ledger")[0].code == "ledger-unreachable")
            program.environment["PATCHBAY_LEDGER"] = "postgres:canary"
            let invalid = try await program.run("doctor", "--timeout", "60", "--format", "json")
            #expect(invalid.status == 3)
            #expect(!(well.all + gone.all + invalid.all).contains("canary"), "\(invalid.all)")
        }
    }

    @Test(
        "a key on the command line is refused by every command that takes one, and not told",
        arguments: [["doctor"], ["plan"], ["export"], ["drift"], ["apply"]]
    )
    func keyOnCommandLine(_ command: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let run = try await program.run(command + ["--api-key", "pictai_canary-key"]) { _ in }.run
            #expect(run.status == 64 && run.err.contains("--api-key-file"), "\(run.all)")
            #expect(!run.all.contains("canary") && !run.all.contains("Did you mean"), "\(run.all)")
        }
    }

    @Test("an interrupt ends it with 130")
    func interrupt() async throws {
        let hold = Fault(.hold("list", .before))
        try await Bench.with(connections(aws("A", "us-east-1")), faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(["doctor", "--timeout", "60"]) { running in
                try await bench.sandbox.untilHeld("list")
                running.send(SIGINT)
                await running.waitForEnd()
            }
            #expect(run.status == 130, "\(run.all)")
            bench.sandbox.release("list", .drop)
        }
    }

    @Test("several stacks have their own checks, and what they share is looked at once; the sandbox needs no key")
    func severalStacks() async throws {
        try await withTemporaryDirectory { directory in
            for name in ["one", "two"] {
                try directory.write("api: sandbox\nledger: none\n", to: "\(name)/patchbay.yaml")
                try directory.write("connections:\n\(aws("A", "us-east-1"))", to: "\(name)/a.yaml")
            }
            let program = Program(directory: directory)
            let run = try await program.run("doctor", "--timeout", "60", "one", "two", "--format", "json")
            #expect(run.status == 0, "\(run.all)")
            let document = try Document(run)
            #expect(document.all("files").map(\.stack) == ["one", "two"])
            #expect(document.all("key").map(\.status) == ["skipped"])
            #expect(document.all("ledger").map(\.message) == ["there is to be none", "there is to be none"])
        }
    }

    @Test("the documents are as their schemas say")
    func schemas() async throws {
        try await Bench.with(connections(aws("A", "us-east-1"))) { bench in
            for (schema, command) in [
                ("checkup", ["doctor", "--timeout", "60", "--format", "json"]),
                ("iam-policy", ["iam-policy", "--bucket", "my-videos"]),
            ] {
                let document = try await bench.program.run(command) { _ in }.run
                try await expect(document.out, isA: schema, bench)
            }
        }
    }

    private func expect(_ document: String, isA schema: String, _ bench: Bench) async throws {
        let printed = try await bench.program.run("schema", schema)
        try bench.program.directory.write(document, to: ".judge/document.json")
        try bench.program.directory.write(printed.out, to: ".judge/schema.json")
        let script = """
            import json, jsonschema
            judge = jsonschema.Draft202012Validator
            schema = json.load(open('.judge/schema.json'))
            judge.check_schema(schema)
            judge(schema).validate(json.load(open('.judge/document.json')))
            """
        let judged = try await shell("exec \(MotoServer.python) -c \"\(script)\"", bench.program)
        #expect(judged.status == 0, "\(schema): \(judged.all)\n\(document)")
    }
}

extension URL {
    /// All paths below it, sorted.
    fileprivate func listing() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }
}
