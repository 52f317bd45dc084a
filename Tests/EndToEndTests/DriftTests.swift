import Connections
import Foundation
import NIOHTTP1
import Sandbox
import TestSupport
import Testing

@Suite("Drift, with the built program over a socket", .serialized)
struct DriftTests {
    private let files = connections(
        aws("Marketing assets", "us-east-1", "description: of the files"),
        aws("Gone", "us-west-2"),
        vimeo("Main")
    )
    private let live: [SandboxConnection] = [
        .aws("Marketing assets", region: "us-east-1", description: "of somebody", id: ConnectionID("2025a")),
        .vimeo("Main", id: ConnectionID("2025v")),
        .aws("Legacy", region: "sa-east-1", id: ConnectionID("2025l")),
    ]

    @Test("findings end with 2, whatever the form; nothing is written, and no secret is needed")
    func findings() async throws {
        try await Bench.with(files, live: live) { bench in
            var program = bench.program
            program.environment["VIMEO_CLIENT_SECRET"] = nil
            program.environment["VIMEO_ACCESS_TOKEN"] = nil
            let text = try await program.run("drift")
            #expect(text.status == 2, "\(text.all)")
            #expect(text.out.hasSuffix("\nDrift: 1 changed, 1 missing, 1 unmanaged, 0 hidden.\n"), "\(text.out)")
            #expect(text.out.contains("description  \"of somebody\" in the account, \"of the files\" in the files"))
            let json = try await program.run("drift", "--format", "json")
            #expect(json.status == 2)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any]
            )
            let findings = try #require(document["findings"] as? [[String: Any]])
            #expect(findings.map { $0["kind"] as? String } == ["changed", "missing", "unmanaged"])
            let markdown = try await program.run("drift", "--format", "markdown")
            #expect(markdown.status == 2 && markdown.out.hasPrefix("<!-- patchbay:drift:. -->\n"))
            let writes = bench.sandbox.journal.entries.filter { $0.method != "GET" }
            #expect(writes.isEmpty && !bench.sandbox.journal.entries.isEmpty)
            for run in [text, json, markdown] { #expect(!run.all.contains("canary")) }
        }
    }

    @Test("what nobody could read stays new, and the run does not end well")
    func lostOutput() async throws {
        try await Bench.with(files, live: live) { bench in
            var program = bench.program
            program.environment["PATCHBAY"] = Program.executable
            let lost = "\"$PATCHBAY\" drift --new-only --drift-exit-code 0 >/dev/full"
            try #expect(await shell(lost, program).status == 1)
            let told = try await bench.program.run("drift", "--new-only")
            #expect(told.status == 2 && told.out.contains("1 changed, 1 missing, 1 unmanaged"), "\(told.all)")
            let again = try await bench.program.run("drift", "--new-only")
            #expect(again.status == 0 && again.out.contains("3 known findings are left out"), "\(again.all)")
        }
    }

    @Test("a quiet run of stacks that are all clean says nothing, and one that finds something counts them")
    func quiet() async throws {
        let files = [
            "one/a.yaml": "connections:\n" + aws("a", "us-east-1"),
            "two/a.yaml": "connections:\n" + aws("b", "us-east-2"),
        ]
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1"), .aws("b", region: "us-east-2")]
        try await Bench.with(files, live: live) { bench in
            let quiet = try await bench.program.run("drift", "one", "two", "--quiet")
            #expect(quiet.status == 0 && quiet.all.isEmpty, "\(quiet.all)")
            let told = try await bench.program.run("drift", "one", "two")
            #expect(
                told.status == 0 && told.out.hasSuffix("\n2 stacks: 0 drifted, 2 clean, 0 failed.\n"),
                "\(told.all)"
            )
            try bench.rewrite { $0[0].live.enabled = false }
            let found = try await bench.program.run("drift", "one", "two", "--quiet")
            #expect(
                found.status == 2 && found.out.hasSuffix("\n2 stacks: 1 drifted, 1 clean, 0 failed.\n"),
                "\(found.all)"
            )
            #expect(!found.out.contains("Stack 'two'"), "\(found.all)")
        }
    }

    @Test("no drift ends with 0, also beside what is ignored; the status of findings can be chosen")
    func statuses() async throws {
        let files = connections(aws("a", "us-east-1", "ignore: [description]"))
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1", description: "of somebody")]
        try await Bench.with(files, live: live) { bench in
            let quiet = try await bench.program.run("drift", "--quiet")
            #expect(quiet.status == 0 && quiet.all.isEmpty, "\(quiet.all)")
            let clean = try await bench.program.run("drift")
            #expect(clean.status == 0 && clean.out == "No drift. The account matches the files.\n", "\(clean.all)")
            try bench.rewrite { $0[0].live.enabled = false }
            for (flag, status) in [("0", 0), ("2", 2), ("99", 99)] as [(String, Int32)] {
                let run = try await bench.program.run("drift", "--drift-exit-code", flag)
                #expect(run.status == status && run.out.contains("1 changed"), "\(run.all)")
            }
            for flag in ["-1", "126", "x"] {
                try #expect(await bench.program.run("drift", "--drift-exit-code=\(flag)").status == 64)
            }
            let other = try await bench.program.run("drift", "--only", "b*")
            #expect(other.status == 0 && other.out == "No drift in what --only selects.\n")
            #expect(other.err.contains("warning: --only 'b*' matches no declared or live connection"))
            // It is there, and has no secrets.
            let rotated = try await bench.program.run("plan", "--rotate", "a")
            #expect(
                rotated.err.contains("warning: --rotate 'a' matches no declared Vimeo connection"),
                "\(rotated.all)"
            )
            try #expect(await bench.program.run("drift", "--only", "a").status == 2)
        }
    }

    @Test("a blocked change is a finding and no refusal, a refused key is an error")
    func blockedAndRefused() async throws {
        let files = connections(aws("a", "us-east-2", "protected: true"))
        let refusal = Fault(.status(StatusFault(401, body: "{}")), on: .operation(.list))
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1")]
        try await Bench.with(files, live: live) { bench in
            let run = try await bench.program.run("drift")
            #expect(run.status == 2 && run.out.contains("an apply refuses it: blocked[protected]"), "\(run.all)")
        }
        try await Bench.with(files, live: live, faults: [refusal]) { bench in
            let run = try await bench.program.run("drift")
            #expect(run.status == 4 && run.out.isEmpty, "\(run.all)")
        }
    }

    @Test("an apply that failed does not hide what is there")
    func afterFailedApply() async throws {
        let files = connections(aws("a", "us-east-1"), aws("b", "us-east-2"))
        let fault = Fault(.status(StatusFault(400, body: "{}")), on: .operation(.create, name: "b"))
        try await Bench.with(files, faults: [fault]) { bench in
            try #expect(await bench.program.run("apply", "--auto-approve").status == 7)
            let run = try await bench.program.run("drift")
            #expect(run.status == 2 && run.out.contains("- aws \"b\"  is not in the account"), "\(run.all)")
            #expect(run.out.hasSuffix("Drift: 0 changed, 1 missing, 0 unmanaged, 0 hidden.\n"))
        }
    }

    @Test("without a ledger all findings count as new, with a warning also in a quiet run")
    func withoutLedger() async throws {
        try await Bench.with(files, live: live) { bench in
            let run = try await bench.program.run("drift", "--new-only", "--ledger", "none", "--quiet")
            #expect(run.status == 2, "\(run.all)")
            #expect(run.err.contains("warning: without a ledger --new-only cannot tell what is known"), "\(run.err)")
            #expect(run.out.hasSuffix("\nDrift: 1 changed, 1 missing, 1 unmanaged, 0 hidden.\n"), "\(run.out)")
        }
    }

    @Test("several stacks: a result each, one line about all; a stack that fails does not stop the others")
    func several() async throws {
        try await Bench.with([:], live: [.aws("a", region: "us-east-1")]) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("a", "us-east-1"), to: "clean/a.yaml")
            try directory.write("connections:\n" + aws("b", "us-east-2"), to: "drifted/b.yaml")
            try directory.write("connections: 1\n", to: "broken/c.yaml")
            let run = try await bench.program.run(
                "drift",
                "clean",
                "broken",
                "drifted",
                "--junit",
                "drift.xml",
                "--metrics",
                "drift.prom",
                "--annotations",
                "github"
            )
            #expect(run.status == 3, "\(run.all)")
            #expect(run.out.hasSuffix("\n\n3 stacks: 1 drifted, 1 clean, 1 failed.\n"), "\(run.out)")
            let junit = try directory.read("drift.xml")
            #expect(junit.contains("<testsuites tests=\"3\" failures=\"1\" errors=\"1\">"), "\(junit)")
            #expect(junit.contains("<testcase name=\"aws &quot;a&quot;\" classname=\"patchbay.drift\"/>"))
            let metrics = try directory.read("drift.prom")
            #expect(metrics.contains("patchbay_drift_connections{stack=\"drifted\",kind=\"missing\"} 1\n"))
            #expect(metrics.contains("patchbay_drift_connections{stack=\"clean\",kind=\"missing\"} 0\n"))
            #expect(metrics.contains("patchbay_drift_success{stack=\"broken\"} 0\n"))
            let path = directory.appending(path: "drift.prom").path
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o644)
            #expect(run.err.contains("::warning file=drifted/b.yaml,line=2,col=5,title=patchbay[missing]::"))
            try directory.write("connections:\n" + aws("a", "us-east-1"), to: "broken/c.yaml")
            let mended = try await bench.program.run("drift", "broken", "clean", "--metrics", "drift.prom")
            #expect(mended.status == 0)
            try #expect(!directory.read("drift.prom").contains("drifted"))
            try #expect(directory.read("drift.prom").contains("patchbay_drift_success{stack=\"broken\"} 1\n"))
        }
    }

    @Test("the webhook is told of findings and of failures, never of what is clean, and nothing shows its URL")
    func notify() async throws {
        try await Bench.with(files, live: live) { bench in
            try await HookServer.with { hook in
                let run = try await bench.program.run("drift", "--notify", hook.url)
                #expect(run.status == 2 && !run.all.contains("canary"), "\(run.all)")
                let body = try #require(hook.bodies.first)
                #expect(body.contains("patchbay drift: 1 stack drifted: 1 changed, 1 missing, 1 unmanaged, 0 hidden"))
                #expect(!body.contains("canary") && !body.contains("of somebody"), "\(body)")
                var program = bench.program
                program.environment["PATCHBAY_NOTIFY"] = hook.url
                try #expect(await program.run("drift", "--only", "Main").status == 0)
                #expect(hook.bodies.count == 1)
                program.environment["PICTORY_API_URL"] = "http://127.0.0.1:1"
                let failed = try await program.run("drift")
                #expect(failed.status == 1 && !failed.all.contains("canary"))
                let name = bench.program.directory.lastPathComponent
                let failure = "drift check of stack `\(name)` failed: error[api-unreachable]"
                #expect(hook.bodies.last?.contains(failure) == true)
            }
        }
    }

    @Test("a webhook that takes nothing ends the run with 1, after the findings, and shows its host alone")
    func notifyFails() async throws {
        try await Bench.with(files, live: live) { bench in
            try await HookServer.with(.forbidden) { hook in
                var program = bench.program
                program.environment["PATCHBAY_NOTIFY"] = hook.url
                let run = try await program.run("drift")
                #expect(run.status == 1 && run.out.contains("Drift: 1 changed"), "\(run.all)")
                #expect(run.err.contains("error[notify-failed]: the webhook at '127.0.0.1:"))
                #expect(!run.all.contains("canary") && hook.bodies.count == 1)
            }
            let wrong = try await bench.program.run("drift", "--notify", "http://canary.example.com/x")
            #expect(wrong.status == 3 && wrong.out.isEmpty && !wrong.all.contains("canary"), "\(wrong.all)")
        }
    }
}
