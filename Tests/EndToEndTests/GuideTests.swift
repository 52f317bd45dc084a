import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("Commands and outputs in the pages, with the built program", .serialized)
struct GuideTests {
    private static let marketing = ConnectionID("20251217080657842fux3au9kh1p0j5s")

    /// The program of a bench, with its own folder in the path.
    private func program(_ bench: Bench) -> Program {
        var program = bench.program
        let folder = URL(filePath: Program.executable).deletingLastPathComponent().path
        program.environment["PATH"] = "\(folder):/usr/bin:/bin"
        return program
    }

    /// The commands of the jobs of one of the page's YAML blocks, by job, as JSON.
    private static let jobs = #"""
        import json, re, sys, yaml
        block = re.findall(r'```yaml\n(.*?)```', open(sys.argv[1]).read().split(sys.argv[2])[1], re.S)[0]
        jobs = yaml.safe_load(block)
        print(json.dumps({name: job.get('script') or [step['run'] for step in job['steps'] if 'run' in step]
                          for name, job in jobs.items()}))
        """#

    @Test(
        "the jobs with an approval between them carry out what was planned, and nothing once it has moved",
        arguments: ["### Approvals on GitHub", "### Approvals on GitLab"]
    )
    func approvals(_ section: String) async throws {
        let live: [SandboxConnection] = [.aws("Assets", account: "012345678901", description: "old")]
        try await Bench.with([:], live: live) { bench in
            var program = bench.program
            let entry = aws("Assets", "us-east-2", account: "012345678901", "description: new")
            try program.directory.write("connections:\n" + entry, to: "connections/a.yaml")
            try program.directory.write(Self.jobs, to: "jobs.py")
            let page = Page.root.appending(path: "docs/guide/pipelines.md").path
            let listed = try await shell("/usr/bin/python3 jobs.py '\(page)' '\(section)'", program)
            let jobs = try JSONDecoder().decode([String: [String]].self, from: Data(listed.out.utf8))
            let folder = URL(filePath: Program.executable).deletingLastPathComponent().path
            program.environment["PATH"] = "\(folder):/usr/bin:/bin"
            program.environment["GITHUB_STEP_SUMMARY"] = "summary.md"
            func run(_ job: String) async throws -> Program.Run {
                try await shell("set -e\n" + (try #require(jobs[job])).joined(separator: "\n"), program)
            }
            let review = try await run("review")
            #expect(review.status == 0, "\(review.all)")
            let shown = review.out + ((try? program.directory.read("summary.md")) ?? "")
            #expect(shown.contains("1 to update"), "\(shown)")
            #expect(bench.sandbox.journal.commits.isEmpty)
            let apply = try await run("apply")
            #expect(apply.status == 0 && apply.out.contains("Applied. 1 of 1 step done."), "\(apply.all)")
            let again = try await run("apply")
            #expect(again.status == 6 && again.err.contains("stale[already-applied]"), "\(again.all)")
        }
    }

    @Test("the page about adopting an account shows what the program says")
    func adopting() async throws {
        let live: [SandboxConnection] = [
            .aws("Marketing assets", account: "012345678901", description: "Bucket of the web team: images"),
            .aws("Webinars", account: "012345678901", region: "eu-west-1", enabled: false),
            .aws("Old campaign ", region: "ap-southeast-2", id: ConnectionID("2024a")),
            .vimeo("Main channel", clientIdentifier: "925dbcbdc591d6463c5e"),
        ]
        try await Bench.with([:], live: live) { bench in
            let commands = try Page("docs/guide/adopting-an-account.md").commands
            #expect(commands.count >= 5)
            for (command, output) in commands {
                // On a terminal both streams would stand in this order.
                let run = try await shell(
                    "\(command) 2>.err >.out; status=$?; cat .err .out; exit $status",
                    program(bench)
                )
                let said = run.out.replacing(bench.address.baseURL, with: "https://api.pictory.ai/pictoryapis")
                #expect(run.status == 0 && said.ordered == output.ordered, "$ \(command)\n\(said)")
            }
        }
    }

    @Test("the first steps lead where the page says: without an account, with one, and to a blocked rename")
    func gettingStarted() async throws {
        try await Bench.with([:], live: [.aws("Theirs", region: "eu-west-1")]) { bench in
            var program = program(bench)
            let account = program.environment
            for name in ["PICTORY_API_URL", "PICTORY_API_KEY"] { program.environment[name] = nil }
            var plans: [String] = []
            let commands = try Page("docs/guide/getting-started.md").commands.map(\.command)
            #expect(commands.contains { $0.contains("api: sandbox") } && commands.contains { $0.hasPrefix("read ") })
            for command in commands where command != "make build" && !command.hasPrefix("export PATH=") {
                if command.hasPrefix("read ") {
                    // Now there is a key, and the page has said that the settings name the sandbox no longer.
                    program.environment = account
                    try program.directory.write("", to: "connections/patchbay.yaml")
                    continue
                }
                // Nobody is there to type 'yes'.
                let typed = command.hasPrefix("patchbay apply") ? command + " --auto-approve" : command
                let run = try await shell(typed, program)
                #expect(run.status == 0, "$ \(command)\n\(run.all)")
                if command.hasPrefix("patchbay plan") { plans.append(run.out) }
            }
            #expect(plans.count == 3 && plans[0].contains("will be created"))
            #expect(plans[1] == "No changes. The account matches the files.\n")
            #expect(plans[2].contains("Unmanaged") && plans[2].contains("Theirs"))
            try #expect(
                bench.outline() == ["aws Marketing assets 012345678901:us-east-2", "aws Theirs 111122223333:eu-west-1"]
            )

            let file = try program.directory.read("connections/aws.yaml")
            let renamed = file.replacing("name: Marketing assets", with: "name: Brand assets")
            try program.directory.write(renamed, to: "connections/aws.yaml")
            #expect(try await program.run("plan", "connections").status == 5)
            try program.directory.write(
                renamed.replacing("name: Brand assets", with: "name: Brand assets\n    renamedFrom: Marketing assets"),
                to: "connections/aws.yaml"
            )
            #expect(try await program.run("plan", "connections").status == 0)
        }
    }

    @Test("the page about drift shows what the program says: of a change, of what is ignored, of many stacks")
    func drift() async throws {
        let page = try Page("docs/guide/drift.md")
        let (command, output) = try #require(page.commands.first)
        let files = [
            "stacks/production/marketing.yaml": "connections:\n  # Of the web team.\n"
                + aws("Marketing assets", "us-east-2", "description: Bucket of the web team")
        ]
        let live = SandboxConnection.aws("Marketing assets", description: "None yet", id: Self.marketing)
        try await Bench.with(files, live: [live]) { bench in
            let program = program(bench)
            let applied = try await program.run("apply", "stacks/production", "--auto-approve")
            #expect(applied.status == 0, "\(applied.all)")
            try bench.rewrite { $0[0].live.description = "Old bucket" }
            let run = try await shell(command, program)
            #expect(run.status == 2 && run.out == output, "\(run.all)")

            try bench.rewrite { connections in
                connections[0].live.description = "Bucket of the web team"
                for region in ["eu-west-1", "eu-west-2", "eu-west-3"] {
                    connections.append(.aws(region, region: region))
                }
            }
            let ignoring = try await program.run("drift", "stacks/production", "--unmanaged", "ignore")
            let ignored = try #require(page.blocks("text").first)
            #expect(ignoring.status == 0 && ignoring.out == ignored.text, "\(ignoring.all)")
        }
    }

    @Test("the last line about twelve stacks is as the pages have it")
    func manyStacks() async throws {
        var files: [String: String] = [:]
        var live: [SandboxConnection] = []
        for number in 1...12 {
            let name = "stack \(number)"
            let account = String(100_000_000_000 + number)
            // What the invalid one declares nobody knows, so that the others would find it.
            guard number < 12 else {
                files["stacks/s\(number)/a.yaml"] = "connections: [{}]"
                continue
            }
            files["stacks/s\(number)/a.yaml"] = "connections:\n" + aws(name, "us-east-1", account: account)
            live.append(.aws(name, account: account, region: "us-east-1", description: number <= 3 ? "theirs" : ""))
        }
        try await Bench.with(files, live: live) { [files] bench in
            for (command, page) in [("plan", "several-stacks"), ("drift", "drift")] {
                let stacks = files.keys.sorted().map { String($0.dropLast("/a.yaml".count)) }
                let run = try await program(bench).run([command] + stacks) { _ in }.run
                let last = try #require(run.out.split(separator: "\n").last)
                let shown = try Page("docs/guide/\(page).md").blocks("text").map(\.text)
                #expect(run.status == 3 && shown.contains("\(last)\n"), "\(last)")
            }
        }
    }

    @Test("the page about who moved what shows a plan with both, and what is hidden")
    func whoMovedWhat() async throws {
        let shown = try Page("docs/guide/who-moved-what.md").blocks("text").map(\.text)
        let entry = aws("Marketing assets", "us-east-2", "description: Bucket of the brand team")
        let files = ["marketing.yaml": "connections:\n  # Of the web team.\n" + entry + vimeo("Main channel")]
        let live: [SandboxConnection] = [
            .aws("Marketing assets", id: Self.marketing), .vimeo("Main channel", id: Self.marketing),
        ]
        try await Bench.with(files, live: live) { bench in
            let applied = try await bench.program.run("apply", "--auto-approve", "--rotate", "Main channel")
            #expect(applied.status == 0, "\(applied.all)")
            try bench.rewrite { connections in
                for index in connections.indices {
                    if connections[index].live.type == .aws { connections[index].live.enabled = false }
                    connections[index].live.version = connections[index].live.type == .aws ? 7 : 5
                }
            }
            let edited = files["marketing.yaml"]?.replacing("brand team", with: "web team") ?? ""
            try bench.program.directory.write(edited, to: "marketing.yaml")
            let run = try await bench.program.run("plan")
            // The page's connection had one write more before.
            let said = run.out.replacing("version 2 -> 5", with: "version 3 -> 5")
            #expect(shown.count == 2 && shown.allSatisfy { said.contains($0) }, "\(run.all)")
        }
    }

    @Test("the pages about outputs and lists show what the program gives")
    func outputs() async throws {
        let page = try Page("docs/reference/outputs.md")
        let files = [
            "connections/a.yaml": "connections:\n"
                + aws("Marketing assets", "us-east-2", account: "012345678901", "description: Bucket of the web team")
                + aws("Webinars", "eu-central-1") + aws("New bucket", "eu-west-1") + vimeo("Main channel"),
            "connections/patchbay.yaml": "stack: production\n",
        ]
        let live: [SandboxConnection] = [
            .aws(
                "Marketing assets",
                account: "012345678901",
                description: "Bucket of the web team",
                version: 3,
                id: Self.marketing
            ),
            .aws("Webinars", region: "us-west-2", id: ConnectionID("20251217080700112m0w5q2r8t4y6u1i3")),
            .vimeo("Main channel", enabled: false, id: ConnectionID("20251222155613307xv0nodhitf9cd0f")),
        ]
        try await Bench.with(files, live: live) { bench in
            let program = program(bench)
            let json = try await program.run("outputs", "connections", "--format", "json")
            try #expect(json.out.parsed == page.blocks("json")[0].text.parsed, "\(json.all)")
            let variables = try await program.run("outputs", "connections", "--format", "env")
            let lines = try #require(page.blocks("text").first).lines
            #expect(Set(lines).isSubset(of: variables.out.components(separatedBy: "\n")), "\(variables.all)")
            let script = try #require(page.blocks("sh").first).text
            let evaluated = try await shell(script + "echo \"$PICTORY_AWS_CONNECTION_ID_MARKETING_ASSETS\"", program)
            #expect(evaluated.out == Self.marketing.rawValue + "\n", "\(evaluated.all)")

            try bench.rewrite { connections in
                connections.removeAll { $0.live.id != Self.marketing }
                connections[0].live.createdDate = "2025-12-17T08:06:57.842Z"
                connections[0].live.updatedDate = "2025-12-17T08:06:57.842Z"
            }
            let list = try await program.run("list", "--format", "json").out
                .replacing(bench.address.baseURL, with: "https://api.pictory.ai/pictoryapis")
            try #expect(list.parsed == Page("docs/reference/list-and-show.md").blocks("json")[0].text.parsed, "\(list)")
        }
    }

    @Test("every command line in the pages names a command, and flags that it has")
    func commandLines() async throws {
        let dump = try await withTemporaryDirectory { try await Program(directory: $0).run("--experimental-dump-help") }
        let flags = try JSONDecoder().decode(CommandFlags.self, from: Data(dump.out.utf8)).flags
        let folders = ["docs", "examples"].map { Page.root.appending(path: $0).path }
        let found = try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            return try await shell("find \(folders.joined(separator: " ")) -name '*.md'", program).out
        }
        var count = 0
        let paths = found.split(separator: "\n").map { String($0.dropFirst(Page.root.path.count + 1)) }
        for path in paths + ["README.md"] {
            // In code alone, where a line begins with it or is nothing else: words about the program are no commands.
            for match in try Page(path).text.matches(of: /(?:\n *\$ |`)patchbay ((?:\\\n|[^\n`|;&>()])+)/) {
                var words = match.output.1.replacing("\\\n", with: " ").split(separator: " ").map(String.init)
                var command: [String] = []
                while let word = words.first, flags[(command + [word]).joined(separator: " ")] != nil {
                    command.append(words.removeFirst())
                }
                let known = flags[command.joined(separator: " ")] ?? []
                let named = words.filter { $0.hasPrefix("--") }
                    .map { String($0.prefix { $0.isLetter || $0 == "-" }) }
                #expect(!command.isEmpty || named == ["--version"], "\(path): patchbay \(match.output.1)")
                #expect(Set(named).isSubset(of: known), "\(path): patchbay \(match.output.1)")
                count += 1
            }
        }
        #expect(count > 100)
    }
}

/// The flags of all commands, by the words that lead to them.
private struct CommandFlags: Decodable {
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }

            var names: [Name]?
        }

        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?
        var defaultSubcommand: String?

        private var own: [String] {
            (arguments ?? []).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map { "--\($0.name)" }
        }

        func flags(below path: [String]) -> [String: [String]] {
            let below = subcommands ?? []
            // What is not named is meant by the flags that stand without it.
            let implied = below.first { $0.commandName == defaultSubcommand }?.own ?? []
            return below.reduce(into: [path.joined(separator: " "): own + implied]) { flags, command in
                flags.merge(command.flags(below: path + [command.commandName])) { $1 }
            }
        }
    }

    private var command: Command

    var flags: [String: [String]] { command.flags(below: []) }
}

extension String {
    /// Its lines in any order: where two streams meet is the terminal's affair.
    fileprivate var ordered: [String] { components(separatedBy: "\n").sorted() }

    fileprivate var parsed: NSDictionary? {
        get throws { try JSONSerialization.jsonObject(with: Data(utf8)) as? NSDictionary }
    }
}
