import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("list and show, with the built program", .serialized)
struct AccountCommandTests {
    private let live: [SandboxConnection] = [
        .aws("Assets", region: "us-east-1", version: 3, id: ConnectionID("2025a")), .aws("Main", region: "us-west-2"),
        .vimeo("Main", enabled: false, id: ConnectionID("2025v")),
    ]

    @Test("list shows what the account has over a socket, without files, and whatever is wrong with them")
    func list() async throws {
        try await Bench.with(["broken.yaml": "connections: ["], live: live) { bench in
            let all = try await bench.program.run("list")
            let expected = """
                aws    "Assets"  2025a     111122223333 us-east-1
                aws    "Main"    aws-Main  111122223333 us-west-2
                vimeo  "Main"    2025v     client-1                disabled

                3 connections: 2 aws, 1 vimeo, 1 disabled.

                """
            #expect(all.status == 0 && all.out == expected, "\(all.all)")
            #expect(all.err.hasPrefix("Account: the one of the API key"), "\(all.err)")
            let some = try await bench.program.run("list", "--type", "vimeo", "--only", "M*", "--only", "x", "--quiet")
            #expect(
                some.out == "vimeo  \"Main\"  2025v  client-1  disabled\n\n1 connection: 0 aws, 1 vimeo, 1 disabled.\n"
            )
            #expect(some.err.isEmpty)
            let warned = try await bench.program.run("list", "--only", "Ma[in")
            #expect(warned.status == 0 && warned.out == "No connections.\n")
            #expect(warned.err.contains("warning: --only 'Ma[in' matches no connection of the account"))
            let nowhere = try await bench.program.run("list", "--stack", "no/such")
            #expect(nowhere.status == 64 && nowhere.err.contains("--stack takes a directory, and 'no/such' is none"))
            try bench.program.directory.write("parallelism: many", to: "patchbay.yaml")
            let settings = try await bench.program.run("list")
            #expect(
                settings.status == 3 && settings.err.contains("patchbay.yaml:1:14: error[wrong-type]"),
                "\(settings.all)"
            )
            let writes = bench.sandbox.journal.entries.filter { $0.method != "GET" }
            #expect(writes.isEmpty)
        }
    }

    @Test("a terminal of any width shows whole lines", arguments: [40, 80])
    func terminal(_ columns: Int) async throws {
        let live: [SandboxConnection] = (1...3).map { number in
            let id = ConnectionID("2025121708065784\(number)fux3au9kh1p0j5s")
            return .aws("Marketing assets \(number)", account: "11112222333\(number)", id: id)
        }
        try await Bench.with([:], live: live) { bench in
            var program = bench.program
            program.environment["NO_COLOR"] = "1"
            let command = "stty cols \(columns); '\(Program.executable)' list --quiet"
            let run = try await shell("script -qec \"\(command)\" /dev/null", program)
            let lines = run.out.replacing("\r\n", with: "\n").split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= columns }, "\(run.out)")
            #expect(lines.count == (columns == 40 ? 10 : 7), "\(run.out)")
        }
    }

    @Test("show tells what the account has, where it is declared, and what an apply would do")
    func show() async throws {
        let files = connections(
            aws("Assets", "us-east-1", "description: new"),
            aws("Main", "us-west-2"),
            aws("New", "sa-east-1")
        )
        try await Bench.with([:], live: live) { bench in
            for (name, text) in files { try bench.program.directory.write(text, to: "s/\(name)") }
            let changed = try await bench.program.run("show", "2025a", "--stack", "s")
            #expect(changed.status == 0, "\(changed.all)")
            #expect(
                changed.out.hasPrefix("aws \"Assets\"\n  id            2025a\n  version       3\n"),
                "\(changed.out)"
            )
            #expect(changed.out.contains("  declared      s/connections.yaml:2\n"), "\(changed.out)")
            #expect(changed.out.contains("description  (none) -> \"new\"") || changed.out.contains("-> \"new\""))
            let ambiguous = try await bench.program.run("show", "Main", "--stack", "s")
            #expect(ambiguous.status == 1 && ambiguous.out.isEmpty)
            #expect(ambiguous.err.contains("error[ambiguous-connection]: 2 connections have the name 'Main'"))
            let one = try await bench.program.run("show", "Main", "--stack", "s", "--type", "aws")
            #expect(one.out.contains("No changes. It is as the files say."), "\(one.all)")
            let left = try await bench.program.run("show", "Main", "--stack", "s", "--type", "vimeo")
            #expect(left.out.contains("in no file of this stack") && left.out.contains("Unmanaged"), "\(left.all)")
            let new = try await bench.program.run("show", "New", "--stack", "s")
            #expect(new.out.contains("(not in the account)") && new.out.contains("will be created"), "\(new.all)")
            let unknown = try await bench.program.run("show", "Asets", "--stack", "s")
            #expect(unknown.status == 1 && unknown.err.contains("did you mean 'Assets'?"), "\(unknown.all)")
            let nowhere = try await bench.program.run("show", "Assets")
            #expect(nowhere.status == 3 || nowhere.out.contains("s/connections.yaml:2"), "\(nowhere.all)")
            try bench.program.directory.write("", to: "empty/readme")
            let empty = try await bench.program.run("show", "Assets", "--stack", "empty")
            #expect(empty.status == 0 && empty.out.contains("there are no stack files in 'empty'"), "\(empty.all)")
            let writes = bench.sandbox.journal.entries.filter { $0.method != "GET" }
            #expect(writes.isEmpty)
        }
    }

    @Test("entries that do not fit the account are a warning, and the connection is shown")
    func unmatched() async throws {
        let files = connections(aws("Assets", "us-east-1"), vimeo("Other", "id: nowhere"))
        try await Bench.with(files, live: live) { bench in
            let run = try await bench.program.run("show", "Assets")
            #expect(run.status == 0 && run.err.contains("warning[pinned-not-live]"), "\(run.all)")
            #expect(run.out.contains("declared      connections.yaml:2"), "\(run.out)")
            #expect(run.out.contains("Nobody can tell what an apply would do"), "\(run.out)")
        }
    }

    @Test("both work on the sandbox in the process, and agree with what an apply left")
    func inProcess() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            try directory.write("api: sandbox\n", to: "s/patchbay.yaml")
            try directory.write("connections:\n" + aws("Assets", "us-east-1"), to: "s/c.yaml")
            let apply = try await program.run("apply", "s", "--auto-approve")
            #expect(apply.status == 0, "\(apply.all)")
            let outputs = try await program.run("outputs", "s", "--format", "env")
            let id = try #require(outputs.out.split(separator: "=").last).trimmingCharacters(in: .newlines)
            let list = try await program.run("list", "--stack", "s")
            #expect(list.out.hasPrefix("aws  \"Assets\"  \(id)  111122223333 us-east-1\n"), "\(list.all)")
            let show = try await program.run("show", id, "--stack", "s")
            #expect(
                show.out.contains("declared      s/c.yaml:2\n\nNo changes. It is as the files say.\n"),
                "\(show.all)"
            )
        }
    }
}
