import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("What drift says, with the built program over a socket", .serialized)
struct DriftTruthTests {
    private func json(_ run: Program.Run) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.out.utf8)) as? [String: Any])
    }

    @Test(
        "what another stack of the run declares is no drift, in whatever order they stand, also where its files are invalid"
    )
    func neighbours() async throws {
        let live: [SandboxConnection] = ["us-east-1", "us-east-2", "eu-west-1", "eu-west-2"].map { region in
            .aws("in \(region)", region: region)
        }
        try await Bench.with([:], live: live) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("in us-east-1", "us-east-1"), to: "conns/web/a.yaml")
            try directory.write("connections:\n" + aws("in us-east-2", "us-east-2"), to: "conns/app/a.yaml")
            let invalid = aws("in eu-west-1", "eu-west-1") + aws("other", "nowhere")
            try directory.write("connections:\n" + invalid, to: "conns/bad/a.yaml")
            for stacks in [["conns/web", "conns/app", "conns/bad"], ["conns/bad", "conns/app", "conns/web"]] {
                let run = try await bench.program.run(["drift", "--format", "json"] + stacks) { _ in }.run
                #expect(run.status == 3, "\(run.all)")
                let results = try #require(json(run)["stacks"] as? [[String: Any]])
                for result in results where result["error"] == nil {
                    let findings = try #require(result["findings"] as? [[String: Any]])
                    #expect(findings.map { $0["name"] as? String } == ["in eu-west-2"], "\(findings)")
                    let summary = try #require(result["summary"] as? [String: Int])
                    #expect(summary["declaredElsewhere"] == 2 && summary["unmanaged"] == 1)
                }
            }
            let both = ["drift", "conns/web", "conns/app"]
            let text = try await bench.program.run(both) { _ in }.run
            #expect(text.status == 2 && text.out.contains("1 declared by other stacks of this run.\n"), "\(text.all)")
            let ignoring = try await bench.program.run(both + ["--unmanaged", "ignore"]) { _ in }.run
            #expect(ignoring.status == 0, "\(ignoring.all)")
            let alone = try await bench.program.run("drift", "conns/web", "--unmanaged", "ignore")
            #expect(alone.status == 0)
            #expect(alone.out == "No drift. The account matches the files. 3 unmanaged ignored.\n", "\(alone.out)")
            try #expect(await bench.program.run("drift", "conns/web").status == 2)
            try #expect(await bench.program.run("drift", "--unmanaged", "all").status == 64)
        }
    }

    @Test("connections that were all deleted are missing, with a warning; plan and apply refuse the account")
    func allDeleted() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"), vimeo("v"))) { bench in
            try #expect(await bench.program.run("apply", "--auto-approve").status == 0)
            try bench.rewrite { $0 = [] }
            let run = try await bench.program.run("drift")
            #expect(run.status == 2, "\(run.all)")
            #expect(run.out.hasSuffix("\nDrift: 0 changed, 2 missing, 0 unmanaged, 0 hidden.\n"), "\(run.out)")
            #expect(run.out.contains("somebody deleted or renamed it since (outside)"))
            #expect(run.err.split(separator: "warning[wrong-account]").count == 2 && run.err.contains("--new-account"))
            let document = try json(await bench.program.run("drift", "--format", "json"))
            #expect(document["mayBeOtherAccount"] as? Bool == true)
            for command in [["plan"], ["apply", "--auto-approve"]] {
                let refused = try await bench.program.run(command) { _ in }.run
                #expect(refused.status == 5 && refused.err.contains("pass --new-account"), "\(refused.all)")
            }
            let again = try await bench.program.run("apply", "--auto-approve", "--new-account")
            #expect(again.status == 0, "\(again.all)")
            let clean = try await bench.program.run("drift")
            #expect(clean.status == 0 && !clean.err.contains("warning"), "\(clean.all)")
        }
    }

    @Test("with secrets to compare and nothing to compare them with, no form says that all is well")
    func incomparable() async throws {
        let live: [SandboxConnection] = [.vimeo("Main", id: ConnectionID("2025v"))]
        try await Bench.with(connections(vimeo("Main")), live: live) { bench in
            for ledger in [["--ledger", "none"], []] {
                let run = try await bench.program.run(["drift", "--with-secrets", "--junit", "d.xml"] + ledger) { _ in }
                    .run
                #expect(run.status == 0 && run.out.hasSuffix("\nNo drift, as far as can be told.\n"), "\(run.all)")
                #expect(run.out.hasPrefix("Secrets: patchbay cannot tell whether 1 Vimeo connection has"))
                try #expect(bench.program.directory.read("d.xml").contains("<system-out>Secrets: patchbay cannot tell"))
                let arguments = ["drift", "--with-secrets", "--format", "json"] + ledger
                try #expect(await json(bench.program.run(arguments) { _ in }.run)["secretsUnknown"] as? Int == 1)
            }
            try #expect(await bench.program.run("apply", "--auto-approve", "--rotate", "Main").status == 0)
            let known = try await bench.program.run("drift", "--with-secrets")
            #expect(known.out == "No drift. The account matches the files.\n", "\(known.all)")
            // Another key cannot tell either.
            var other = bench.program
            other.environment["PICTORY_API_KEY"] = "pictai_canary-key-other"
            let unknown = try await other.run("drift", "--with-secrets")
            #expect(unknown.out.hasSuffix("No drift, as far as can be told.\n") && !unknown.all.contains("canary"))
        }
    }

    @Test("a Vimeo connection that somebody renamed is found again, with what to write")
    func renamed() async throws {
        try await Bench.with(connections(vimeo("Main"), aws("a", "us-east-1"))) { bench in
            try #expect(await bench.program.run("apply", "--auto-approve").status == 0)
            try bench.rewrite { connections in
                for index in connections.indices where connections[index].live.type == .vimeo {
                    connections[index].live.name = "Channel"
                    connections[index].live.version += 1
                }
            }
            let run = try await bench.program.run("drift")
            #expect(run.status == 2 && run.out.contains("is now called \"Channel\"\n"), "\(run.all)")
            let plan = try await bench.program.run("plan")
            #expect(plan.out.contains("add renamedFrom: 'Channel' to the entry"), "\(plan.out)")
            let entry = vimeo("Main", "renamedFrom: 'Channel'") + aws("a", "us-east-1")
            try bench.program.directory.write("connections:\n" + entry, to: "connections.yaml")
            let mended = try await bench.program.run("apply", "--auto-approve")
            #expect(mended.status == 0, "\(mended.all)")
            try #expect(bench.sandbox.world().live.map(\.name).sorted() == ["Main", "a"])
        }
    }

    @Test("with a ledger that cannot be read nothing is called new, nor to the webhook, which is told all the same")
    func unreadableLedger() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            let directory = bench.program.directory
            try #expect(await bench.program.run("drift", "--new-only").status == 2)
            try directory.write("no ledger", to: "broken.db")
            try await HookServer.with { hook in
                let arguments = ["drift", "--new-only", "--ledger", "sqlite:broken.db", "--notify", hook.url]
                let run = try await bench.program.run(arguments) { _ in }.run
                #expect(run.status == 2 && run.err.contains("warning[ledger-"), "\(run.all)")
                #expect(
                    run.out.contains("nobody can tell what was found before, so all of it is listed.\nDrift: 0 changed")
                )
                #expect(!run.out.contains("new"))
                let body = try #require(hook.bodies.first)
                #expect(body.contains("The ledger cannot tell what was found before"), "\(body)")
            }
            let known = try await bench.program.run("drift", "--new-only")
            #expect(known.status == 0 && known.out.contains("1 known finding is left out"), "\(known.all)")
        }
    }

    @Test("a stack has one name, whether its run fails or not")
    func names() async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            for stack in ["web", "app"] {
                try directory.write("connections:\n" + aws(stack, "us-east-1"), to: "conns/\(stack)/a.yaml")
            }
            try directory.write("stack: application\n", to: "conns/app/patchbay.yaml")
            func names(_ program: Program) async throws -> [String] {
                let run = try await program.run("drift", "conns/web", "conns/app", "--format", "json")
                return try #require(try json(run)["stacks"] as? [[String: Any]]).compactMap { $0["stack"] as? String }
            }
            let expected = ["web", "application"]
            try #expect(await names(bench.program) == expected)
            var program = bench.program
            program.environment["PICTORY_API_URL"] = "http://127.0.0.1:1"
            try #expect(await names(program) == expected)
            let markdown = try await program.run("drift", "conns/web", "conns/app", "--format", "markdown")
            #expect(markdown.out.contains("\n#### `web`\n") && markdown.out.contains("\n#### `application`\n"))
            try await HookServer.with { hook in
                _ = try await program.run("drift", "conns/web", "conns/app", "--notify", hook.url)
                #expect(hook.bodies.first?.contains("drift check of stack `application` failed") == true)
            }
            for stack in ["web", "app"] { try directory.write("connections: 1\n", to: "conns/\(stack)/a.yaml") }
            try #expect(await names(bench.program) == expected)
        }
    }

    @Test("a blocked change shows its remedies, a hidden one its place and how to send the secrets")
    func advice() async throws {
        let files = connections(aws("a", "us-east-2", "protected: true"), vimeo("Main"))
        try await Bench.with(files) { bench in
            try #expect(await bench.program.run("apply", "--auto-approve").status == 0)
            try bench.rewrite { connections in
                for index in connections.indices where connections[index].live.type == .vimeo {
                    connections[index].live.version += 1
                }
            }
            let moved = aws("a", "us-west-2", "protected: true") + vimeo("Main")
            try bench.program.directory.write("connections:\n" + moved, to: "connections.yaml")
            let run = try await bench.program.run("drift", "--annotations", "github")
            #expect(
                run.status == 2 && run.out.contains("  remedy: remove 'protected: true' from the entry\n"),
                "\(run.all)"
            )
            #expect(run.out.contains("nothing visible differs (connections.yaml:7)\n"), "\(run.out)")
            #expect(run.out.contains("apply --rotate 'Main' sends those of the files\n"))
            #expect(run.err.contains("file=connections.yaml,line=7,col=5,title=patchbay[hidden]"), "\(run.err)")
            #expect(run.err.contains("remedy: remove 'protected: true' from the entry"))
        }
    }
}
