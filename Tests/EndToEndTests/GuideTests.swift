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
