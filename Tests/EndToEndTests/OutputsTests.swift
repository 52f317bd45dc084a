import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Ids by name, with the built program over a socket", .serialized)
struct OutputsTests {
    private let files = connections(aws("Marketing assets", "us-east-1"), aws("New", "us-west-2"), vimeo("Main"))
    private let live: [SandboxConnection] = [
        .aws("Marketing assets", region: "us-east-1", id: ConnectionID("2025a")),
        .vimeo("Main", enabled: false, id: ConnectionID("2025v")),
    ]

    @Test("each format has the ids of what is live; what is missing is warned of, and needs no secrets")
    func formats() async throws {
        try await Bench.with(files, live: live) { bench in
            var program = bench.program
            program.environment["VIMEO_CLIENT_SECRET"] = nil
            let text = try await program.run("outputs")
            #expect(text.status == 0, "\(text.all)")
            let expected = """
                aws    "Marketing assets"  2025a
                aws    "New"               (not in the account yet)
                vimeo  "Main"              2025v  disabled

                """
            #expect(text.out == expected)
            #expect(text.err.contains("warning: aws \"New\" is not in the account yet, so it has no id"))
            let quiet = try await program.run("outputs", "--format", "env", "--quiet")
            #expect(quiet.err.isEmpty)
            #expect(
                quiet.out == """
                    PICTORY_AWS_CONNECTION_ID_MARKETING_ASSETS=2025a
                    PICTORY_VIMEO_CONNECTION_ID_MAIN=2025v

                    """
            )
            let narrowed = try await program.run("outputs", "--format", "yaml", "--only", "Ma[in", "--only", "Main")
            let channel = "\"vimeo\":\n  \"Main\":\n    \"enabled\": false\n    \"vimeoConnectionId\": \"2025v\"\n"
            #expect(narrowed.out.hasSuffix(channel), "\(narrowed.out)")
            #expect(narrowed.out.contains("\"aws\": {}"))
            #expect(narrowed.err.contains("warning: --only 'Ma[in' matches no declared connection"))
            let writes = bench.sandbox.journal.entries.filter { $0.method != "GET" }
            #expect(writes.isEmpty)
        }
    }

    @Test("a replace with grace gives the new id at once, and the old one until it is applied")
    func replaced() async throws {
        let moved = connections(aws("Marketing assets", "eu-west-1", "grace: 72h"))
        try await Bench.with(moved, live: live) { bench in
            let before = try await bench.program.run("outputs")
            #expect(before.out.contains("2025a  (to be replaced: the id will change)"), "\(before.all)")
            let apply = try await bench.program.run("apply", "--auto-approve")
            #expect(apply.status == 0, "\(apply.all)")
            let new = try #require(bench.sandbox.world().live.first { $0.name == "Marketing assets" })
            #expect(new.id.rawValue != "2025a")
            let after = try await bench.program.run("outputs")
            #expect(after.out == "aws  \"Marketing assets\"  \(new.id.rawValue)\n")
            let waiting = try await bench.program.run("plan")
            #expect(waiting.out.contains("the old connection 2025a keeps working"), "\(waiting.out)")
        }
    }

    @Test("an entry whose name, or account and region, a connection has that cannot be managed: no id, no create")
    func unmanageable() async throws {
        let answer = try #require(try CorpusAnswer.all().first { $0.name == "items/version-0.http" })
        let entries = [aws("Assets", "us-west-1"), aws("Other", "us-east-2", account: "012345678901")]
        try await Bench.with(connections(entries.joined())) { bench in
            let port = try #require(bench.program.environment["PICTORY_API_URL"].flatMap(URL.init)?.port)
            try await AnswerServer.with(answer, before: port) { _, url in
                var program = bench.program
                program.environment["PICTORY_API_URL"] = url
                let outputs = try await program.run("outputs")
                #expect(outputs.status == 0, "\(outputs.all)")
                #expect(outputs.out == "aws  \"Assets\"  (cannot be managed)\naws  \"Other\"   (cannot be managed)\n")
                let reason = "cannot be managed, since its 'version' is not a positive whole number"
                #expect(outputs.err.components(separatedBy: reason).count == 3, "\(outputs.err)")
                let json = try await program.run("outputs", "--format", "json", "--quiet")
                #expect(
                    json.out.contains("\"reason\" : \"its 'version' is not a positive whole number\""),
                    "\(json.all)"
                )
                let apply = try await program.run("apply", "--auto-approve")
                #expect(apply.status == 5, "\(apply.all)")
                for what in [
                    "the name 'Assets' is held by", "account '012345678901' with region 'us-east-2' is held by",
                ] {
                    #expect(apply.out.contains("\(what) a connection (2025a) that cannot be managed"), "\(apply.all)")
                }
            }
            #expect(bench.sandbox.journal.entries.allSatisfy { $0.method == "GET" })
        }
    }

    @Test(
        "a shell takes the variables as they are, whatever the account and the files have in store",
        arguments: [
            ("plain", "2025"), ("it's", "it's"), ("$(touch pwned)", "$(touch pwned)`touch pwned`"),
            ("x;touch pwned", "\";touch pwned #"), ("x", "a  c\\'; touch pwned "), ("*", "* ? ~ $HOME !!"),
            ("=", "#[x] #"), ("-n", "-n -e \\c"), ("\\", "\\"),
        ]
    )
    func evaluation(_ name: String, _ id: String) async throws {
        let quoted = name.replacing("\\", with: "\\\\")
        let files = connections(aws("\"\(quoted)\"", "us-east-1"))
        let live: [SandboxConnection] = [.aws(name, region: "us-east-1", id: ConnectionID(id))]
        try await Bench.with(files, live: live) { bench in
            try bench.program.directory.write(
                """
                set -eu
                eval "$('\(Program.executable)' outputs --format env --quiet)"
                set | sed -n 's/^\\(PICTORY_AWS_CONNECTION_ID_[A-Z0-9_]*\\)=.*/\\1/p' >.names
                eval "printf %s \\"\\$$(head -n 1 .names)\\""
                """,
                to: ".evaluate"
            )
            let run = try await shell("sh .evaluate", bench.program)
            #expect(run.status == 0 && run.err.isEmpty, "\(run.all)")
            #expect(run.out == id, "\(run.all)")
            #expect(!FileManager.default.fileExists(atPath: bench.program.directory.appending(path: "pwned").path))
        }
    }

    @Test(
        "an id that a log or a terminal could act on is an error that prints nothing else",
        arguments: ["a\n::error::b", "##[error]x", "a##vso[task.x]", "\u{1B}[2J", "é"]
    )
    func unprintable(_ id: String) async throws {
        let live: [SandboxConnection] = [
            .aws("Marketing assets", region: "us-east-1", id: ConnectionID(id)), .aws("New", region: "us-west-2"),
        ]
        try await Bench.with(files, live: live) { bench in
            let run = try await bench.program.run("outputs", "--format", "env")
            #expect(run.status == 1 && run.out.isEmpty, "\(run.all)")
            #expect(run.err.contains("error[api-invalid-answer]: the id '"), "\(run.err)")
            let narrowed = try await bench.program.run("outputs", "--format", "env", "--only", "New")
            #expect(
                narrowed.status == 0 && narrowed.out == "PICTORY_AWS_CONNECTION_ID_NEW=aws-New\n",
                "\(narrowed.all)"
            )
        }
    }

    @Test("two names that would be one variable are an error that prints nothing else, also across stacks")
    func collisions() async throws {
        let live: [SandboxConnection] = [.aws("a b", region: "us-east-1"), .aws("a-b", region: "us-east-2")]
        try await Bench.with([:], live: live) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("a b", "us-east-1"), to: "one/c.yaml")
            try directory.write("connections:\n" + aws("a-b", "us-east-2"), to: "two/c.yaml")
            let both = try await bench.program.run("outputs", "one", "two", "--format", "env")
            #expect(both.status == 3 && both.out.isEmpty, "\(both.all)")
            let message = "error[ambiguous-output]: aws 'a b' of stack 'one' and aws 'a-b' of stack 'two' would both be"
            #expect(both.err.contains(message), "\(both.err)")
            let narrowed = try await bench.program.run("outputs", "one", "two", "--format", "env", "--only", "a-b")
            #expect(narrowed.status == 0 && narrowed.out == "PICTORY_AWS_CONNECTION_ID_A_B=aws-a-b\n")
        }
    }

    @Test("several stacks stand in one document; as variables and YAML it is all of them or none")
    func stacks() async throws {
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1"), .aws("b", region: "us-east-2")]
        try await Bench.with([:], live: live) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("a", "us-east-1"), to: "one/c.yaml")
            try directory.write("connections:\n" + aws("b", "us-east-2"), to: "two/c.yaml")
            let text = try await bench.program.run("outputs", "one", "two")
            #expect(text.out == "Stack 'one'\n\naws  \"a\"  aws-a\n\nStack 'two'\n\naws  \"b\"  aws-b\n")
            let yaml = try await bench.program.run("outputs", "one", "two", "--format", "yaml")
            #expect(
                yaml.out.hasPrefix("\"formatVersion\": \"1.0\"\n\"stacks\":\n  - \"aws\":\n      \"a\":\n"),
                "\(yaml.out)"
            )
            for format in ["env", "yaml", "json"] {
                let run = try await bench.program.run("outputs", "one", "three", "--format", format)
                #expect(run.status == 3, "\(run.all)")
                #expect(run.err.contains("error[file-unreadable]"))
                #expect(run.out.contains("aws-a") == (format == "json"), "\(run.out)")
            }
        }
    }

    @Test("a format of other commands is a wrong command line that names those there are")
    func format() async throws {
        try await Bench.with(files) { bench in
            let run = try await bench.program.run("outputs", "--format", "markdown")
            #expect(run.status == 64 && run.err.contains("'text', 'json', 'env' or 'yaml'"), "\(run.err)")
        }
    }
}
