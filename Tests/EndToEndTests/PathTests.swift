import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Paths by which the same files are called, with the built program", .serialized)
struct PathTests {
    /// A stack in `real/s`, and the program in `linked`, a link to `real`.
    private func linked<Value>(_ body: (Program, URL) async throws -> Value) async throws -> Value {
        try await Bench.with([:]) { bench in
            let root = bench.program.directory.resolvingSymlinksInPath()
            let file = "connections:\n" + aws("a", "us-east-1", "protected: true")
            for path in ["real/s/a.yaml", "base/s/a.yaml"] { try root.write(file, to: path) }
            try FileManager.default.createSymbolicLink(
                atPath: root.appending(path: "linked").path,
                withDestinationPath: "real"
            )
            var program = bench.program
            program.directory = root.appending(path: "linked")
            return try await body(program, root)
        }
    }

    /// The same folder as it may be called from `linked`.
    private func names(_ path: String, _ root: URL) -> [String] {
        let root = root.path
        return [
            path, "./\(path)", "../real/\(path)", "\(root)/linked/\(path)", "\(root)/real/\(path)",
            "\(root)/./linked//\(path)",
            "\(root)/linked/../linked/\(path)", "s/../\(path)",
        ]
    }

    @Test("a saved plan has its stack by the path from the working directory, whatever the command line calls it")
    func saved() async throws {
        try await linked { program, root in
            for name in names("s", root) {
                let run = try await program.run("plan", name, "--out", "a.plan")
                #expect(run.status == 0, "\(run.all)")
                try #expect(root.read("real/a.plan").contains(#""kind":"directory","paths":["s"]"#), "\(name)")
            }
            for name in names("s/a.yaml", root) {
                _ = try await program.run("plan", name, "--out", "a.plan")
                try #expect(root.read("real/a.plan").contains(#""kind":"files","paths":["s/a.yaml"]"#), "\(name)")
            }
        }
    }

    @Test("a stack that is named twice is saved once, under its first name")
    func duplicates() async throws {
        try await linked { program, root in
            let absolute = root.appending(path: "linked/s").path
            for arguments in [["s", absolute, "./s/"], ["s/a.yaml", absolute + "/a.yaml"]] {
                let (run, _) = try await program.run(["plan", "--out", "a.plan"] + arguments) { _ in }
                #expect(run.status == 0 && run.out.contains("Plan: 1 to create"), "\(run.all)")
                let shown = try await program.run("show-plan", "a.plan", "--format", "json")
                #expect(shown.status == 0 && !shown.out.contains("\"stacks\""), "\(shown.all)")
            }
        }
    }

    @Test("--out leaves the marker of a comment as it is: what the user called the stack")
    func marker() async throws {
        try await linked { program, root in
            for name in ["./s", root.path + "/linked/s", root.path + "/real/s"] {
                let plain = try await program.run("plan", name, "--format", "markdown")
                let saving = try await program.run("plan", name, "--format", "markdown", "--out", "a.plan")
                let marker = plain.out.prefix { $0 != "\n" }
                #expect(marker.hasPrefix("<!-- patchbay:plan:") && saving.out.hasPrefix(marker), "\(saving.out)")
            }
        }
    }

    @Test("--base finds the counterpart of a stack, whatever the command line calls it")
    func base() async throws {
        try await linked { program, root in
            for name in names("s", root) + names("s/a.yaml", root) {
                let run = try await program.run("plan", name, "--base", "../base")
                #expect(run.status == 0 && run.out.contains("1 is pending on the base already"), "\(name): \(run.all)")
            }
        }
    }

    @Test("annotations have paths from the workspace, by whatever links it is called")
    func workspace() async throws {
        try await linked { program, root in
            try root.write("connections: [{}]", to: "real/s/a.yaml")
            var program = program
            for (workspace, expected) in [
                ("", "real/s/a.yaml"), ("/real", "s/a.yaml"), ("/linked/", "s/a.yaml"), ("/linked/s/..", "s/a.yaml"),
            ] {
                program.environment["GITHUB_WORKSPACE"] = root.path + workspace
                for name in names("s", root) {
                    let run = try await program.run("validate", name, "--annotations", "github")
                    let found = run.err.contains("::error file=\(expected),line=1")
                    // What the program is told by another name than the workspace's is taken by that one.
                    #expect(
                        found || workspace.isEmpty && run.err.contains("::error file=linked/s/a.yaml,"),
                        "\(name): \(run.err)"
                    )
                }
            }
            for workspace in ["", "real", root.path + "/base", root.path + "/none"] {
                program.environment["GITHUB_WORKSPACE"] = workspace
                let run = try await program.run("validate", "s", "--annotations", "github")
                #expect(run.err.contains("::error file=s/a.yaml,"), "\(workspace): \(run.err)")
            }
        }
    }
}
