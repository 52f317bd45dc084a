import Foundation
import Sandbox
import Testing

@Suite("Files that a run is asked to write", .serialized)
struct OutputPathTests {
    private func contents(_ directory: URL) throws -> [String: String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        return Dictionary(names.map { ($0, (try? directory.read($0)) ?? "no file") }) { first, _ in first }
    }

    @Test(
        "one that the run reads, or that another flag writes, is a wrong command line, and nothing is touched",
        arguments: [
            (["validate", "--junit", "s/a.yaml"], "can't be a YAML file"),
            (["validate", "--junit", "new.yml"], "can't be a YAML file"),
            (["validate", "--junit", "-"], "--junit takes a file"),
            (["validate", "--junit", ""], "--junit takes a file"),
            (["validate", "a.txt", "--junit", "a.txt"], "a file that the run reads"),
            (["validate", "a.txt", "--junit", "s/.././a.txt"], "a file that the run reads"),
            (["validate", "a.txt", "--junit", "link.txt"], "a file that the run reads"),
            (["plan", "s", "--gitlab-report", "s/a.yaml"], "can't be a YAML file"),
            (["plan", "s", "--gitlab-report", "-"], "--gitlab-report takes a file"),
            (["plan", "s", "--out", ""], "--out takes a file"),
            (["plan", "s", "--out", "key", "--api-key-file", "key"], "a file that the run reads"),
            (["plan", "s", "--out", "x", "--gitlab-report", "x"], "--gitlab-report and --out can't be the same file"),
            (["plan", "s", "--out", "./s//x", "--gitlab-report", "s/x"], "can't be the same file"),
            (["plan", "s", "--out", "none//x", "--gitlab-report", "./none/x"], "can't be the same file"),
            (["plan", "s", "--out", "s/x", "--gitlab-report", "folder/x"], "can't be the same file"),
            (["plan", "s", "--out", "a.plan", "--gitlab-report", "hard.plan"], "can't be the same file"),
            (["show-plan", "a.plan", "--gitlab-report", "a.plan"], "a file that the run reads"),
            (["show-plan", "a.plan", "--gitlab-report", "././a.plan"], "a file that the run reads"),
            (["show-plan", "a.plan", "--gitlab-report", "hard.plan"], "a file that the run reads"),
            (["show-plan", "missing", "--gitlab-report", "./missing"], "a file that the run reads"),
        ]
    )
    func refused(_ arguments: [String], _ words: String) async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            let file = "connections:\n" + aws("a", "us-east-1")
            for (name, text) in ["s/a.yaml": file, "a.txt": file, "key": Bench.key] {
                try directory.write(text, to: name)
            }
            _ = try await bench.program.run("plan", "s", "--out", "a.plan")
            for (name, target) in [("link.txt", "a.txt"), ("folder", "s")] {
                let path = directory.appending(path: name).path
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
            }
            try FileManager.default.linkItem(
                atPath: directory.appending(path: "a.plan").path,
                toPath: directory.appending(path: "hard.plan").path
            )
            let before = try contents(directory)
            let requests = bench.sandbox.journal.entries.count
            let (run, _) = try await bench.program.run(arguments) { _ in }
            #expect(run.status == 64 && run.err.contains(words) && run.out.isEmpty, "\(run.all)")
            try #expect(contents(directory) == before)
            #expect(bench.sandbox.journal.entries.count == requests)
        }
    }

    @Test(
        "what cannot be written keeps nothing of the result back",
        arguments: [["validate", "s", "--junit"], ["plan", "s", "--gitlab-report"], ["plan", "s", "--out"]],
        ["text", "json", "markdown"]
    )
    func obstacles(_ arguments: [String], _ format: String) async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("a", "us-east-1"), to: "s/a.yaml")
            let link = directory.appending(path: "link").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
            let command = arguments.dropLast() + ["--format", format]
            let (plain, _) = try await bench.program.run(Array(command)) { _ in }
            #expect(plain.status == 0 && !plain.out.isEmpty)
            try directory.write("", to: "folder/x")
            for path in ["/dev/stdout", "folder", "link", "/dev/full", "no/such/file"] {
                let flag = arguments[arguments.count - 1]
                let (run, _) = try await bench.program.run(command + [flag, path, "--annotations", "github"]) { _ in }
                #expect(run.status == 1, "\(path): \(run.all)")
                #expect(run.out == plain.out, "\(path): \(run.all)")
                #expect(run.err.contains("error[file-unwritable]: '\(path)' can't be written"), "\(run.err)")
                #expect(
                    run.err.contains("::error title=patchbay[file-unwritable]::'\(path)' can't be written%0A"),
                    "\(run.err)"
                )
            }
        }
    }

    @Test("a file of an earlier run stays when no new one can be made, and errors of the run count more")
    func earlier() async throws {
        try await Bench.with([:]) { bench in
            let directory = bench.program.directory
            for name in ["counts.json", "a.plan"] { try directory.write("earlier", to: name) }
            try directory.write("connections: [", to: "s/a.yaml")
            let run = try await bench.program.run(
                "plan",
                "s",
                "--gitlab-report",
                "counts.json",
                "--out",
                "a.plan"
            )
            #expect(run.status == 3, "\(run.all)")
            try #expect(directory.read("counts.json") == "earlier" && directory.read("a.plan") == "earlier")
            let unwritable = try await bench.program.run("validate", "s", "--junit", "no/such/file")
            #expect(unwritable.status == 3 && unwritable.err.contains("error[file-unwritable]"), "\(unwritable.all)")
            let shown = try await bench.program.run("show-plan", "a.plan", "--gitlab-report", "counts.json")
            #expect(shown.status == 6, "\(shown.all)")
            try #expect(directory.read("counts.json") == "earlier" && directory.read("a.plan") == "earlier")
        }
    }
}
