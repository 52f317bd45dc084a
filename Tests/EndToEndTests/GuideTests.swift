import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("Outputs in the pages, with the built program", .serialized)
struct GuideTests {
    private static let pages = Examples.folder.deletingLastPathComponent().appending(path: "docs")

    /// The commands of all `console` blocks of a page, each with what stands below it.
    private func commands(of page: String) throws -> [(command: String, output: String)] {
        var commands: [(command: String, output: String)] = []
        var isInside = false
        for line in try Self.pages.read(page).components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                commands.append((String(line.dropFirst(2)), ""))
            } else if isInside {
                commands[commands.count - 1].output += line + "\n"
            }
        }
        return commands
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
            let page = Self.pages.appending(path: "guide/pipelines.md").path
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
            var program = bench.program
            let folder = URL(filePath: Program.executable).deletingLastPathComponent().path
            program.environment["PATH"] = "\(folder):/usr/bin:/bin"
            let commands = try commands(of: "guide/adopting-an-account.md")
            #expect(commands.count >= 5)
            for (command, output) in commands {
                // On a terminal both streams would stand in this order.
                let run = try await shell("\(command) 2>.err >.out; status=$?; cat .err .out; exit $status", program)
                let said = run.out.replacing(bench.address.baseURL, with: "https://api.pictory.ai/pictoryapis")
                #expect(run.status == 0 && said.ordered == output.ordered, "$ \(command)\n\(said)")
            }
        }
    }
}

extension String {
    /// Its lines in any order: where two streams meet is the terminal's affair.
    fileprivate var ordered: [String] { components(separatedBy: "\n").sorted() }
}
