import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Many stacks in one run", .serialized)
struct ManyStacksTests {
    /// What a run says of all stacks.
    private struct Results: Decodable {
        struct Stack: Decodable {
            struct Change: Decodable {
                var action: String
                var name: String
            }

            struct Finding: Decodable {
                var kind: String
                var name: String?
            }

            struct Failure: Decodable {
                var code: String
            }

            var stack: String
            var valid: Bool?
            var changes: [Change]?
            var findings: [Finding]?
            var verdict: String?
            var error: Failure?

            var isRefused: Bool {
                (valid == false || error != nil) && changes == nil && findings == nil && verdict == nil
            }

            /// Whether it is what the command says of a stack with one connection, in an account with that of every stack.
            func isRight(_ command: String, of stack: String, isChanged: Bool, of count: Int) -> Bool {
                guard self.stack == stack, error == nil else { return false }
                switch command {
                case "validate": return valid == true
                case "plan": return changes?.map { "\($0.action) \($0.name)" } == (isChanged ? ["create \(stack)"] : [])
                case "apply": return verdict == "applied"
                default: return findings?.isEmpty == true
                }
            }
        }

        var stacks: [Stack]
        var summary: [String: Int]
    }

    /// So many that plans of some are written while reports of others are, since stacks are applied side by side.
    @Test("plans and reports of several stacks stand apart", arguments: [["plan"], ["apply", "--auto-approve"]])
    func apart(_ command: [String]) async throws {
        let stacks = (10..<50).map { "s\($0)" }
        let files = Dictionary(
            uniqueKeysWithValues: stacks.map {
                ("\($0)/c.yaml", "connections:\n" + aws($0, "us-east-1", account: "1111222233\($0.dropFirst())"))
            }
        )
        try await Bench.with(files) { bench in
            try FileManager.default.removeItem(at: bench.program.directory.appending(path: "patchbay.yaml"))
            let run = try await bench.program.run(command + stacks) { _ in }.run
            #expect(run.status == 0, "\(run.all)")
            #expect(!run.out.contains("\n\n\n") && run.out.hasPrefix("Stack '"), "\(run.out)")
            var seen: [String: Int] = [:]
            for block in run.out.components(separatedBy: "Stack '").dropFirst() {
                let stack = String(block.prefix(3))
                seen[stack, default: 0] += 1
                #expect(block.hasPrefix("\(stack)'\n\n") && block.hasSuffix("\n\n") || block.contains("40 stacks: "))
                let others = stacks.filter { $0 != stack && block.contains("\"\($0)\"") }
                #expect(others.isEmpty, "\(block)")
            }
            let blocks = command == ["plan"] ? 1 : 2
            #expect(seen == Dictionary(uniqueKeysWithValues: stacks.map { ($0, blocks) }))
        }
    }

    @Test("what another stack of the run declares is not unmanaged, whatever the format and the order")
    func neighbours() async throws {
        let files = [
            "eu/c.yaml": "connections:\n" + aws("Assets eu", "eu-west-1"), "eu/patchbay.yaml": "stack: eu\n",
            "us/c.yaml": "connections:\n" + aws("Assets us", "us-west-1"), "us/patchbay.yaml": "stack: us\n",
        ]
        let live: [SandboxConnection] = [
            .aws("Assets eu", region: "eu-west-1"), .aws("Assets us", region: "us-west-1"),
            .aws("Nobody's", region: "us-west-2"),
        ]
        try await Bench.with(files, live: live) { bench in
            for order in [["eu", "us"], ["us", "eu"]] {
                for command in [["plan"], ["apply", "--auto-approve"]] {
                    let text = try await bench.program.run(command + order) { _ in }.run
                    #expect(
                        text.status == 0 && text.out.ranges(of: " 1 unmanaged.").count == 2,
                        "\(text.all)"
                    )
                    #expect(!text.out.contains("Assets"), "\(text.out)")
                }
                let comment = try await bench.program.run(["plan", "--format", "markdown"] + order) { _ in }.run
                #expect(comment.out.contains("Nobody's") && !comment.out.contains("Assets"), "\(comment.out)")
                let json = try await bench.program.run(["plan", "--format", "json", "--out", "p.json"] + order) { _ in }
                    .run
                #expect(
                    json.out.ranges(of: "\"unmanaged\" : 1").count == 2 && !json.out.contains("Assets"),
                    "\(json.out)"
                )
                let saved = try await bench.program.run("apply", "p.json")
                #expect(saved.status == 0, "\(saved.all)")
            }
            let alone = try await bench.program.run("plan", "eu")
            #expect(alone.out.contains(" 2 unmanaged."), "\(alone.all)")
        }
    }

    @Test("on a terminal a stack has one heading, above what is said of it on either stream")
    func headings() async throws {
        let files = ["a/c.yaml": "connections: []\n", "b/c.yaml": "connections: []\n"]
        try await Bench.with(files) { bench in
            try FileManager.default.removeItem(at: bench.program.directory.appending(path: "patchbay.yaml"))
            var program = bench.program
            program.environment["NO_COLOR"] = "1"
            let command = "stty cols 100; '\(Program.executable)' plan a b"
            let run = try await shell("script -qec \"\(command)\" /dev/null", program)
            let lines = run.out.split(whereSeparator: \.isNewline).map(String.init)
            #expect(lines.filter { $0.hasPrefix("Stack ") } == ["Stack 'a'", "Stack 'b'"], "\(run.all)")
            let places = lines.indices.filter { lines[$0].hasPrefix("Stack ") }
            #expect(places.allSatisfy { lines[$0 + 1].hasPrefix("Account: ") }, "\(run.all)")
            let apart = try await program.run("plan", "a", "b")
            #expect(apart.err.contains("Stack 'a':\n") && apart.out.contains("Stack 'a'\n\n"), "\(apart.all)")
        }
    }

    /// Runs a program with few descriptors, and writes its largest resident set, in KiB, into the file that is named first.
    private static let measured = """
        import resource, subprocess, sys
        resource.setrlimit(resource.RLIMIT_NOFILE, (\(descriptors), \(descriptors)))
        status = subprocess.call(sys.argv[2:])
        with open(sys.argv[1], "w") as file: file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
        sys.exit(status if status >= 0 else 100 - status)
        """
    private static let descriptors = 128

    /// How many stacks the long walk has; `PATCHBAY_STACKS` says otherwise.
    private static let many = ProcessInfo.processInfo.environment["PATCHBAY_STACKS"].flatMap { Int($0) } ?? 200

    @Test(
        "of a run that is interrupted, the stacks whose turn had not come are counted as not begun, and not as failed"
    )
    func notBegun() async throws {
        let stacks = (0..<12).map(name)
        let files = stacks.enumerated().map {
            ("stacks/\($1)/a.yaml", "connections:\n" + aws($1, "us-east-1", account: account($0)))
        }
        // Each with a sandbox of its own: what a run asks last may be read, and held, only after the run has ended.
        func interrupted(_ command: [String]) async throws -> Program.Run {
            try await Bench.with(
                Dictionary(uniqueKeysWithValues: files),
                faults: [Fault(.hold("signal", .before), on: .operation(.list), times: nil)]
            ) { bench in
                let run = try await bench.program.run(command + ["--timeout", "600"] + stacks.map { "stacks/\($0)" }) {
                    running in
                    #expect(await bench.isHeld("signal", by: running))
                    running.send(SIGINT)
                    await running.waitForEnd()
                }.run
                #expect(run.status == 130, "\(run.all)")
                #expect(
                    !FileManager.default.fileExists(atPath: bench.program.directory.appending(path: "m.prom").path)
                )
                return run
            }
        }
        let plan = try await interrupted(["plan", "--format", "json"])
        let summary = try JSONDecoder().decode(Results.self, from: Data(plan.out.utf8)).summary
        // Eight are worked on at once, though not all of them may have come that far.
        #expect(summary["stacks"] == 12 && summary["changed"] == 0 && summary["unchanged"] == 0, "\(summary)")
        let (failed, notBegun) = (summary["failed"] ?? 0, summary["notBegun"] ?? 0)
        #expect(failed + notBegun == 12 && (1...8).contains(failed), "\(summary)")
        #expect(plan.out.matches(of: /"code" : "interrupted"/).count == 12, "\(plan.out)")

        let drift = try await interrupted(["drift", "--metrics", "m.prom"])
        let last = try #require(
            drift.out.firstMatch(of: /12 stacks: 0 drifted, 0 clean, (\d+) failed, (\d+) not begun\.\n$/)
        )
        #expect(Int(last.1).map { $0 + (Int(last.2) ?? 0) } == 12, "\(drift.out)")
        #expect(drift.err.matches(of: /error\[interrupted\]/).count == Int(last.1), "\(drift.err)")

        let comment = try await interrupted(["plan", "--format", "markdown"])
        #expect(comment.out.contains(/\*\*12 stacks: \d+ failed, \d+ not begun\./), "\(comment.out)")
    }

    private func name(_ index: Int) -> String { "stack-" + String(10_000 + index).dropFirst() }

    /// An AWS account of its own for each connection, since no two may have the same one and region.
    private func account(_ index: Int) -> String { "1111111\(10_000 + index)" }

    private func run(
        _ program: Program,
        _ arguments: [String],
        of stacks: [String]
    ) async throws -> (run: Program.Run, peak: Int) {
        var program = program
        program.launcher = ["/usr/bin/python3", "-c", Self.measured, "peak"]
        let run = try await program.run(arguments + stacks.map { "stacks/\($0)" }) { _ in }.run
        return (run, try #require(Int(program.directory.read("peak"))))
    }

    private func results(_ run: Program.Run) throws -> Results {
        try JSONDecoder().decode(Results.self, from: Data(run.out.utf8))
    }

    @Test("60 stacks of one account, each with a connection of its own; two that are wrong stop none of the others")
    func oneAccount() async throws {
        let count = 60
        let behavior = SandboxBehavior { $0.pageSize = 20 }
        try await Bench.with([:], behavior: behavior) { bench in
            let directory = bench.program.directory
            let good = (0..<count).map(name)
            for (index, stack) in good.enumerated() {
                let entry = aws(stack, "us-east-1", account: account(index))
                try directory.write("connections:\n" + entry, to: "stacks/\(stack)/a.yaml")
            }
            try directory.write("connections: 1\n", to: "stacks/invalid/a.yaml")
            try directory.write("connections:\n" + aws("x", "us-east-1"), to: "stacks/setting/a.yaml")
            try directory.write("parallelism: none\n", to: "stacks/setting/patchbay.yaml")
            let stacks = good[..<30] + ["invalid"] + good[30...] + ["setting"]
            let wrong = ["invalid", "setting"]
            let summary = { ["stacks": count + 2, "changed": $0, "unchanged": count - $0, "failed": 2, "notBegun": 0] }

            for (arguments, changed) in [
                (["validate"], 0), (["plan"], count), (["apply", "--auto-approve", "--quiet"], count),
                (["drift"], 0),
                (["plan"], 0),
            ] as [([String], Int)] {
                let (run, _) = try await run(bench.program, arguments + ["--format", "json"], of: Array(stacks))
                #expect(run.status == 3, "\(arguments): \(run.err.prefix(2000))")
                let results = try results(run)
                #expect(results.summary == summary(changed), "\(arguments)")
                #expect(results.stacks.count == count + 2)
                let odd = zip(results.stacks, stacks).filter { result, stack in
                    wrong.contains(stack)
                        ? !result.isRefused
                        : !result.isRight(arguments[0], of: stack, isChanged: changed > 0, of: count)
                }
                #expect(odd.isEmpty, "\(arguments): \(odd.prefix(3))")
            }
            try #expect(Set(bench.sandbox.world().live.map(\.name)) == Set(good))
            for stack in good {
                let ledger = directory.appending(path: "stacks/\(stack)/.patchbay/ledger.db").path
                try #require(FileManager.default.fileExists(atPath: ledger))
            }

            let (planned, _) = try await run(bench.program, ["plan", "--detailed-exitcode"], of: good)
            #expect(
                planned.status == 0 && planned.out.hasSuffix("\n60 stacks: 0 with changes, 60 without, 0 failed.\n")
            )
            try bench.rewrite { $0[7].live.enabled = false }
            let (changed, _) = try await run(bench.program, ["plan", "--detailed-exitcode"], of: good)
            #expect(
                changed.status == 2 && changed.out.hasSuffix("\n60 stacks: 1 with changes, 59 without, 0 failed.\n")
            )
        }
    }

    /// A small account, so that what grows is the number of stacks alone.
    @Test("200 stacks take hardly more memory than 100, and few descriptors, whatever the command")
    func memory() async throws {
        let connections = (0..<10).map { "shared-\($0)" }
        let live: [SandboxConnection] = connections.enumerated().map { index, name in
            .aws(name, account: account(index), region: "us-east-1", description: "of somebody")
        }
        try await Bench.with([:], live: live) { bench in
            let all = (0..<Self.many + 100).map(name)
            for (index, stack) in all.enumerated() {
                let entry = aws(
                    connections[index % 10],
                    "us-east-1",
                    account: account(index % 10),
                    "description: of the files"
                )
                try bench.program.directory.write("connections:\n" + entry, to: "stacks/\(stack)/a.yaml")
            }
            let (stacks, few) = (Array(all.dropLast(100)), Array(all.suffix(100)))
            try await HookServer.with { hook in
                for (arguments, status, changed, mostRatio) in [
                    (["validate"], 0, 0, 1.5), (["plan"], 0, 1, 1.5),
                    (["drift", "--ledger", "none", "--metrics", "metrics.prom"], 2, 1, 1.5),
                    // Findings are kept for these reports.
                    (["drift", "--new-only", "--junit", "drift.xml", "--notify", hook.url], 2, 1, 2),
                    (["drift", "--new-only"], 0, 0, 1.5), (["apply", "--auto-approve", "--quiet"], 0, 0, 1.5),
                    (["plan"], 0, 0, 1.5),
                ] as [([String], Int32, Int, Double)] {
                    let whole = try await run(bench.program, arguments + ["--format", "json"], of: stacks)
                    #expect(whole.run.status == status, "\(arguments): \(whole.run.err.prefix(2000))")
                    let summary = try results(whole.run).summary
                    #expect(summary["stacks"] == stacks.count && summary["failed"] == 0, "\(arguments): \(summary)")
                    if arguments[0] != "apply" { #expect(summary["changed"] == changed * stacks.count, "\(arguments)") }
                    #expect(!whole.run.err.contains("warning"), "\(arguments): \(whole.run.err.prefix(2000))")
                    let part = try await run(bench.program, arguments + ["--format", "json"], of: few)
                    let peaks = "\(arguments[0]): \(whole.peak) KiB of \(stacks.count), \(part.peak) KiB of 100"
                    #expect(Double(whole.peak) / Double(part.peak) <= mostRatio, "\(peaks)")
                }
                // What was told counts as told, though each ledger was closed before the message was sent.
                #expect(hook.bodies.count == 2)
            }
        }
    }
}
