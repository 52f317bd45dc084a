import Connections
import Foundation
import NIOHTTP1
import Sandbox
import TestSupport
import Testing

@Suite("Secrets in every form, through every command and way out", .serialized)
struct SecretFormTests {
    private static let secret = "canary-client/secret+\"<&>'7f3a2e"
    private static let token = "canary-token/9+1bd\\0c4f&Zz"
    /// Of what the API does not know, in the order of the variables below.
    private static let others = [
        "canary-proxy/pass+word-5d2c", "canary-hook-path-e81f/token-77aa", "canary-aws-secret/key+0a9b8c",
        "canary-aws-session/token+4e5f", "canary-pg-9d31f7a2c4",
    ]
    private static let scan = SecretScan([Bench.key, secret, token] + others)

    private static let variables = [
        "VIMEO_CLIENT_SECRET": secret, "VIMEO_ACCESS_TOKEN": token,
        "HTTPS_PROXY": "http://user:canary-proxy%2Fpass%2Bword-5d2c@127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": others[2], "AWS_SESSION_TOKEN": others[3],
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    ]

    /// How much is told, and in what form.
    private static let voices = [
        ["--quiet"], ["-v", "--events", "told.ndjson"], ["--format", "json", "--events", "told.ndjson"],
        ["--events", "-"],
        ["--format", "markdown", "-v"],
    ]
    private static let voicesWithoutEvents = [[], ["--format", "json"]]

    private static let files = connections(vimeo("v"), aws("a", "us-east-1", "description: new"))
    private static let live: [SandboxConnection] = [
        .aws("a", account: "111122223333", region: "us-east-1"), .aws("other"),
    ]

    private func with(_ body: (Bench, Program) async throws -> Void) async throws {
        try await Bench.with(Self.files, settings: "owns: [other]\n", live: Self.live) { bench in
            var program = bench.program
            program.environment.merge(Self.variables) { _, new in new }
            try await body(bench, program)
            try Self.scan.expectNone(inFilesBelow: program.directory)
        }
    }

    /// Runs a command in every voice, and expects the status each time.
    private func expect(_ status: Int32, _ program: Program, _ arguments: [String]) async throws {
        let hasEvents = !["validate", "show-plan", "history"].contains(arguments[0])
        for voice in hasEvents ? Self.voices : Self.voicesWithoutEvents {
            let (run, _) = try await program.run(arguments + voice) { _ in }
            #expect(run.status == status, "\(arguments + voice): \(run.all)")
            Self.scan.expectNone(in: run.all, "\(arguments + voice): \(run.all)")
        }
    }

    @Test("what is looked for is found, in every form, whole or in part", arguments: SecretForm.all)
    func scan(_ form: SecretForm) {
        for secret in [Bench.key, Self.secret, Self.token] + Self.others {
            let scan = SecretScan([secret])
            #expect(!scan.found(in: Data("x\(form(secret))y".utf8)).isEmpty, "\(secret)")
            #expect(scan.found(in: Data("canary-nothing of it".utf8)).isEmpty)
        }
        // Eight bytes in a row are enough, wherever they are from.
        let bytes = Array(Self.secret.utf8)
        for start in 0...(bytes.count - 8) {
            let part = String(decoding: bytes[start..<(start + 8)], as: UTF8.self)
            #expect(!SecretScan([Self.secret]).found(in: Data("<\(part)>".utf8)).isEmpty, "\(part)")
        }
    }

    @Test("fault 17: what an answer says of them is masked, in whatever form it says it", arguments: SecretForm.all)
    func echoed(_ form: SecretForm) async throws {
        let said = [Self.token, Bench.key, Self.secret].map { form($0) }.joined(separator: " | ")
        let json = String(decoding: try JSONEncoder().encode(["message": said]), as: UTF8.self)
        try await with { bench, program in
            for (body, arguments, exit) in [
                (json, ["apply", "--auto-approve", "-v", "--events", "told.ndjson"], 7),
                (said, ["plan", "--format", "json"], 1),
            ] as [(String, [String], Int32)] {
                let filter: Fault.Filter = arguments[0] == "apply" ? .writes : .all
                bench.sandbox.add(Fault(.status(StatusFault(400, body: body)), on: filter, times: nil))
                let (run, _) = try await program.run(arguments) { _ in }
                #expect(run.status == exit && run.out.contains("[redacted]"), "\(run.all)")
                Self.scan.expectNone(in: run.all, "\(run.all)")
                bench.sandbox.removeFaults()
            }
        }
    }

    @Test("fault 17: nor are they shown where names and descriptions of the account hold them")
    func names() async throws {
        // What looks like bytes in groups could be anything, and is left as it is.
        let forms = SecretForm.all.filter { $0.testDescription != "as a dump" }
        let holding = { (secrets: [String]) -> [SandboxConnection] in
            secrets.flatMap { secret in forms.map { $0(secret) } }.enumerated().flatMap {
                index,
                text -> [SandboxConnection] in
                let account = String(200_000_000_000 + index)
                return [
                    .aws("named \(text)", account: account, region: "us-west-1", id: ConnectionID("named-\(index)")),
                    .aws("plain \(index)", account: account, region: "us-west-2", description: "(\(text))"),
                    .vimeo("channel \(index)", clientIdentifier: text),
                ]
            }
        }
        try await with { bench, program in
            // Who only looks has no need for other secrets than the key, and does not know them.
            for (secrets, commands) in [
                ([Bench.key], [["list"], ["drift", "-v"], ["export"], ["show", "plain 3"], ["outputs"]]),
                (
                    [Self.secret, Self.token, Bench.key],
                    [["plan", "-v"], ["plan", "--format", "json"], ["apply", "--auto-approve"]]
                ),
            ] {
                try bench.rewrite { $0 = Self.live + holding(secrets) }
                for command in commands {
                    let (run, _) = try await program.run(command) { _ in }
                    #expect([0, 2].contains(run.status) && !run.all.isEmpty, "\(command): \(run.all)")
                    Self.scan.expectNone(in: run.all, "\(command): \(run.all.prefix(4000))")
                }
            }
            try #expect(bench.sandbox.world().live.count { $0.name.hasPrefix("plain") } == 3 * forms.count)
        }
    }

    // MARK: Ways out

    @Test("fault 18: every way out, in every voice, and the files that are left")
    func exits() async throws {
        try await with { bench, program in
            try await expect(0, program, ["validate"])
            try await expect(0, program, ["plan", "--out", "a.plan", "--rotate", "*"])
            try await expect(2, program, ["plan", "--detailed-exitcode", "--steps", "--gitlab-report", "gitlab.json"])
            try await expect(0, program, ["show-plan", "a.plan"])
            try await expect(5, program, ["plan", "--max-deletes", "0"])
            bench.sandbox.add(Fault(.status(StatusFault(400)), on: .operation(.create), times: nil))
            try await expect(7, program, ["apply", "--auto-approve"])
            try await expect(6, program, ["apply", "a.plan"])
            bench.sandbox.removeFaults()
            try await expect(0, program, ["apply", "--auto-approve", "--only", "aws:*"])
            try await expect(0, program, ["apply", "--auto-approve", "--rotate", "*", "--max-deletes", "9"])
            for fault in [StatusFault(400), StatusFault(200, body: "<html>\(Bench.key)</html>")] {
                bench.sandbox.add(Fault(.status(fault), times: nil))
                try await expect(1, program, ["plan"])
                bench.sandbox.removeFaults()
            }
            bench.sandbox.add(Fault(.status(StatusFault(401)), times: nil))
            try await expect(
                4,
                program,
                ["drift", "--with-secrets", "--junit", "drift.xml", "--metrics", "drift.prom"]
            )
            bench.sandbox.removeFaults()
            try program.directory.write(
                "connections:\n  - {type: vimeo, name: w, clientIdentifier: c, accessToken: '\(Self.token)', clientSecret: \"${env:NONE}\"}\n",
                to: "broken.yaml"
            )
            try await expect(3, program, ["plan"])
            try FileManager.default.removeItem(at: program.directory.appending(path: "broken.yaml"))
        }
    }

    @Test("fault 18: an interrupted run, whose command line and files in between hold none")
    func interrupted() async throws {
        try await with { bench, program in
            for voice in Self.voices {
                bench.sandbox.add(Fault(.hold("write", .before), on: .operation(.create, .vimeo)))
                let (run, _) = try await program.run(["apply", "--auto-approve"] + voice) { running in
                    try #require(await bench.isHeld("write", by: running))
                    let words = try Data(contentsOf: URL(filePath: "/proc/\(running.identifier)/cmdline"))
                    Self.scan.expectNone(in: words, "the command line")
                    // With what SQLite has not yet moved from its log into the ledger.
                    try Self.scan.expectNone(inFilesBelow: program.directory)
                    running.send(SIGINT)
                    try await Task.sleep(for: .milliseconds(50))
                    running.send(SIGINT)
                    await running.waitForEnd()
                }
                #expect(run.status == 130, "\(run.all)")
                Self.scan.expectNone(in: run.all, "\(run.all)")
                bench.sandbox.release("write", .drop)
                bench.sandbox.removeFaults()
            }
        }
    }

    @Test("fault 18: a webhook, AWS and a proxy that fail are told of without what opens them", .timeLimit(.minutes(3)))
    func others() async throws {
        try await with { bench, program in
            try await HookServer.with(.badRequest) { hook in
                var program = program
                program.environment["PATCHBAY_NOTIFY"] = hook.url + "-e81f/token-77aa"
                let (run, _) = try await program.run(["drift", "-v"]) { _ in }
                #expect(run.err.contains("notify"), "\(run.all)")
                Self.scan.expectNone(in: run.all + hook.bodies.joined(), "\(run.all)")
            }
            let (doctor, _) = try await program.run(["doctor", "--bucket", "some-bucket", "--timeout", "20"]) { _ in }
            #expect(doctor.status == 1 && doctor.out.contains("AWS"), "\(doctor.all)")
            Self.scan.expectNone(in: doctor.all, "\(doctor.all)")
            var proxied = program
            proxied.environment["PICTORY_API_URL"] = "https://api.pictory.test"
            for command in [
                ["plan"], ["doctor", "--timeout", "20"],
                ["drift", "--notify", "https://hooks.test/canary-hook-path-e81f/token-77aa"],
            ] {
                let (run, _) = try await proxied.run(command) { _ in }
                #expect(run.status == 1 && run.all.contains("127.0.0.1:1"), "\(run.all)")
                Self.scan.expectNone(in: run.all, "\(run.all)")
            }
        }
    }

    @Test("fault 17: nor is what a proxy or AWS hands back of what it was sent", .timeLimit(.minutes(3)))
    func echoedByOthers() async throws {
        try await with { _, program in
            try await HostilePeer.with { peer in
                for (way, command) in [
                    ("echo-407", ["plan", "-v"]), ("echo-502", ["drift", "-v"]), ("echo-502", ["doctor"]),
                    ("echo-407", ["apply", "--auto-approve", "--format", "json"]), ("echo-407", ["list"]),
                ] {
                    var program = program
                    let port = try #require(peer.ports[way])
                    program.environment["PICTORY_API_URL"] = "https://api.pictory.test"
                    program.environment["HTTPS_PROXY"] = "http://user:canary-proxy%2Fpass%2Bword-5d2c@127.0.0.1:\(port)"
                    let (run, _) = try await program.run(command + ["--timeout", "20"]) { _ in }
                    #expect(run.status == 1 && run.all.contains("proxy"), "\(command): \(run.all)")
                    Self.scan.expectNone(in: run.all, "\(command): \(run.all)")
                }
                #expect(peer.requests(of: "echo-407").contains { $0.hasPrefix("CONNECT api.pictory.test:443") })
                var program = program
                program.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:\(try #require(peer.ports["echo-aws"]))"
                program.environment["HTTPS_PROXY"] = nil
                for voice in [[], ["--format", "json"]] {
                    let (run, _) = try await program.run(["doctor", "--bucket", "some-bucket"] + voice) { _ in }
                    #expect(run.status == 1 && run.out.contains("AWS"), "\(run.all)")
                    Self.scan.expectNone(in: run.all, "\(run.all)")
                }
                #expect(!peer.requests(of: "echo-aws").isEmpty)
            }
        }
    }

    @Test(
        "fault 18: every command there is, in every voice it has, and the files that it leaves",
        .timeLimit(.minutes(5))
    )
    func commands() async throws {
        try await with { bench, program in
            let help = try await program.run("--help")
            let commands = help.out.split(separator: "SUBCOMMANDS:\n").last.map(String.init) ?? ""
            let known = commands.matches(of: #/(?m)^ {2}([a-z-]+) /#).map { String($0.1) }
            _ = try await program.run("plan", "--out", "a.plan", "--rotate", "*")
            var left = Set(known)
            for (arguments, status) in Self.everyCommand {
                left.remove(arguments[0])
                for voice in [[], ["-v"], ["--quiet"], ["--format", "json"]] {
                    let (run, _) = try await program.run(arguments + voice) { _ in }
                    // Not every command has every voice.
                    #expect(
                        run.status == status || !voice.isEmpty && run.status == 64,
                        "\(arguments + voice): \(run.all)"
                    )
                    Self.scan.expectNone(in: run.all, "\(arguments + voice): \(run.all)")
                }
            }
            // The sandbox listens until it is ended: SandboxProgramTests.
            #expect(left == ["sandbox"], "the help: \(help.out)")
            #expect(bench.sandbox.journal.entries.count > 20)
        }
    }

    /// With the status that it ends with where the voice is one that the command has.
    private static let everyCommand: [([String], Int32)] = [
        (["init", ".new"], 0), (["validate"], 0), (["plan"], 0), (["show-plan", "a.plan"], 0), (["drift"], 2),
        (["export"], 0), (["export", "--out", ".exported", "--force"], 0), (["list"], 0), (["show", "v"], 0),
        (["show", "nobody"], 1),
        (["outputs"], 0), (["iam-policy", "--bucket", "some-bucket"], 0), (["doctor"], 1),
        (["schema", "plan"], 0),
        (["explain", "wrong-account"], 0), (["completion", "bash"], 0), (["help", "plan"], 0),
        (["apply", "--auto-approve", "--rotate", "*", "--max-deletes", "9"], 0), (["history"], 0),
        (["history", "prune", "--keep", "1d"], 0),
    ]

    @Test("fault 19: a ledger in PostgreSQL holds none, nor does anything say its password")
    func postgres() async throws {
        let server = try PostgresServer.shared
        let database = try server.newDatabase()
        try await with { bench, program in
            var program = program
            program.environment["PATCHBAY_LEDGER"] = server.networkURL(database)
            try await expect(0, program, ["apply", "--auto-approve", "--rotate", "*"])
            try await expect(0, program, ["history"])
            Self.scan.expectNone(
                in: try server.sql("select schema_to_xml('patchbay', true, false, '')", in: database),
                "the ledger"
            )
            try #expect(server.sql("select count(*) from patchbay.receipts", in: database) == "2")
            program.environment["PATCHBAY_LEDGER"] = server.networkURL(database, user: "nobody")
            try await expect(0, program, ["plan"])
            program.environment["PATCHBAY_LEDGER"] = server.networkURL(database + "-none")
            try await expect(0, program, ["plan"])
        }
    }
}
