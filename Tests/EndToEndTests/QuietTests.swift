import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("What a quiet run says all the same, with the built program", .serialized)
struct QuietTests {
    private static let commands = [
        ["plan"], ["apply", "--auto-approve"], ["drift"], ["outputs"], ["list"], ["show", "A"],
        ["export", "--out", ".new"],
    ]

    @Test(
        "an address in the environment that goes before 'api: sandbox' is told, by every command that reaches the API",
        arguments: commands.flatMap { [$0, $0 + ["--quiet"]] }
    )
    func overruled(_ arguments: [String]) async throws {
        // With a finding, beside which drift tells of it.
        try await Bench.with(
            connections(aws("A", "us-east-1", "description: new")),
            settings: "api: sandbox\n",
            live: [.aws("A", region: "us-east-1"), .aws("Unmanaged", region: "us-east-2")]
        ) { bench in
            let run = try await bench.program.run(arguments) { _ in }.run
            let words =
                "warning: patchbay.yaml says 'api: sandbox', and PICTORY_API_URL goes before it: this run is about the account"
                + " at \(bench.address.baseURL); unset it, or pass --api-url sandbox, to use the sandbox\n"
            let count = run.err.ranges(of: words).count
            #expect([0, 2].contains(run.status) && count == 1, "\(run.all)")
            let said = try await bench.program.run(arguments + ["--api-url", bench.address.baseURL]) { _ in }.run
            #expect([0, 2].contains(said.status) && !said.err.contains("goes before"), "\(said.all)")
            var program = bench.program
            program.environment["PICTORY_API_URL"] = "sandbox"
            let same = try await program.run(arguments) { _ in }.run
            #expect(!same.err.contains("goes before"), "\(same.all)")
        }
    }

    @Test("doctor warns of it, too; a quiet drift run without findings does not, for cron would mail it")
    func overruledElsewhere() async throws {
        let live: [SandboxConnection] = [.aws("A", region: "us-east-1")]
        try await Bench.with(connections(aws("A", "us-east-1")), settings: "api: sandbox\n", live: live) { bench in
            let doctor = try await bench.program.run("doctor", "--timeout", "60")
            let words =
                "warning  files            patchbay.yaml says 'api: sandbox', and PICTORY_API_URL goes before it"
            #expect(doctor.status == 0 && doctor.out.contains(words), "\(doctor.all)")
            let drift = try await bench.program.run("drift", "--quiet")
            #expect(drift.status == 0 && drift.all.isEmpty, "\(drift.all)")
        }
    }

    @Test(
        "a pattern that matches nothing is told, of several stacks once and only if it matches in none",
        arguments: [["plan"], ["apply", "--auto-approve"], ["drift"], ["outputs"]]
    )
    func mistyped(_ command: [String]) async throws {
        let files = [
            "eu/c.yaml": "connections:\n" + aws("Assets eu", "eu-west-1"), "eu/patchbay.yaml": "stack: eu\n",
            "us/c.yaml": "connections:\n" + aws("Assets us", "us-west-1"), "us/patchbay.yaml": "stack: us\n",
        ]
        let live: [SandboxConnection] = [
            .aws("Assets eu", region: "eu-west-1"), .aws("Assets us", region: "us-west-1"),
        ]
        try await Bench.with(files, live: live) { bench in
            let warning = { (pattern: String) in "warning: --only '\(pattern)' matches no declared " }
            for quiet in [[], ["--quiet"]] {
                let one = try await bench.program.run(command + ["eu", "--only", "Zzz*"] + quiet) { _ in }.run
                #expect(one.status == 0 && one.err.ranges(of: warning("Zzz*")).count == 1, "\(one.all)")
                let both =
                    command + ["eu", "us", "--only", "Zzz*", "--only", "*eu", "--only", "*us"] + quiet
                let several = try await bench.program.run(both) { _ in }.run
                #expect(several.status == 0 && several.err.ranges(of: "warning: ").count == 1, "\(several.all)")
                let last = several.err.split(separator: "\n").last ?? ""
                #expect(last.hasPrefix(warning("Zzz*")), "\(several.all)")
            }
        }
    }

    @Test("--rotate is told of in the same way")
    func mistypedRotation() async throws {
        let files = [
            "a/c.yaml": "connections:\n" + vimeo("Main"), "a/patchbay.yaml": "stack: a\n",
            "b/c.yaml": "connections: []\n", "b/patchbay.yaml": "stack: b\n",
        ]
        try await Bench.with(files, live: [.vimeo("Main", clientIdentifier: "client-1")]) { bench in
            let right = try await bench.program.run("plan", "a", "b", "--rotate", "Main", "--quiet")
            #expect(right.status == 0 && right.err.isEmpty, "\(right.all)")
            let wrong = try await bench.program.run("plan", "a", "b", "--rotate", "Mian", "--quiet")
            #expect(wrong.err == "warning: --rotate 'Mian' matches no declared Vimeo connection\n", "\(wrong.all)")
        }
    }

    @Test("a region that nobody knows is told by plan and apply, and by drift beside findings only")
    func unknownRegion() async throws {
        let live: [SandboxConnection] = [.aws("A", region: "xx-east-9")]
        try await Bench.with(connections(aws("A", "xx-east-9")), live: live) { bench in
            let clean = try await bench.program.run("drift", "--quiet")
            #expect(clean.status == 0 && clean.all.isEmpty, "\(clean.all)")
            for command in [["plan"], ["apply", "--auto-approve"]] {
                let run = try await bench.program.run(command + ["--quiet"]) { _ in }.run
                #expect(run.status == 0 && run.err.contains("warning[unknown-region]"), "\(run.all)")
            }
            try bench.rewrite { $0[0].live.enabled = false }
            let found = try await bench.program.run("drift", "--quiet")
            #expect(found.status == 2 && found.err.contains("warning[unknown-region]"), "\(found.all)")
        }
    }
}
