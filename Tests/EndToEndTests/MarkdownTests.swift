import Connections
import Foundation
import Sandbox
import Testing

@Suite("Comments, with the built program over a socket", .serialized)
struct MarkdownTests {
    private let files = connections(aws("New", "us-east-2"), vimeo("Main"))

    @Test("plan and apply write a comment and nothing else, and end as in text form")
    func whole() async throws {
        try await Bench.with(files) { bench in
            let plan = try await bench.program.run("plan", "--format", "markdown", "--steps", "--detailed-exitcode")
            #expect(plan.status == 2, "\(plan.all)")
            #expect(plan.out.hasPrefix("<!-- patchbay:plan:. -->\n\n### patchbay plan: `"))
            #expect(
                plan.out.contains(
                    "**Plan: 2 to create, 0 to update, 0 to replace, 0 to delete. 0 unchanged, 0 unmanaged.**"
                )
            )
            #expect(plan.out.contains("- **create** aws `New` will be created (`connections.yaml:2`)"))
            #expect(plan.out.contains("```mermaid\nflowchart TD\n"))
            let apply = try await bench.program.run("apply", "--format", "markdown", "--auto-approve")
            #expect(apply.status == 0, "\(apply.all)")
            #expect(apply.out.hasPrefix("<!-- patchbay:apply:. -->\n"))
            #expect(apply.out.contains("**Applied. 2 of 2 steps done.**"))
            #expect(apply.err.contains("Plan: 2 to create"))
            let again = try await bench.program.run("apply", "--format", "markdown", "--auto-approve")
            #expect(again.out.contains("**No changes. The account matches the files.**"))
            #expect(!(plan.all + apply.all).contains("canary-"))
        }
    }

    @Test("the id of what was replaced stands in the comment, old and new")
    func ids() async throws {
        let before = connections(aws("Films", "us-east-1"))
        try await Bench.with(before, settings: "owns: ['*']") { bench in
            _ = try await bench.program.run("apply", "--auto-approve")
            let old = try bench.sandbox.world().live[0].id.rawValue
            for (name, text) in connections(aws("Films", "eu-west-1")) {
                try bench.program.directory.write(text, to: name)
            }
            let apply = try await bench.program.run("apply", "--format", "markdown", "--auto-approve")
            let new = try bench.sandbox.world().live[0].id.rawValue
            #expect(old != new)
            #expect(apply.out.contains("- aws `Films`: `\(old)` → `\(new)`\n"))
        }
    }

    @Test("blocked plans are comments, too, and apply says why it did nothing")
    func blocked() async throws {
        try await Bench.with(connections(aws("Films", "us-east-1")), settings: "owns: ['*']") { bench in
            _ = try await bench.program.run("apply", "--auto-approve")
            let other = connections(aws("Films", "eu-west-1", "protected: true"))
            for (name, text) in other { try bench.program.directory.write(text, to: name) }
            let plan = try await bench.program.run("plan", "--format", "markdown")
            #expect(plan.status == 5)
            #expect(plan.out.contains("  - **blocked[protected]**: `its entry says 'protected: true', so"))
            let apply = try await bench.program.run("apply", "--format", "markdown", "--auto-approve")
            #expect(apply.status == 5)
            #expect(apply.out.hasPrefix("<!-- patchbay:apply:. -->\n"))
            #expect(apply.out.contains("**error[blocked]**: `1 of the changes to stack"))
            #expect(apply.out.contains("  - remedy: `remove 'protected: true' from the entry`"))
        }
    }

    @Test("invalid files, a refused key and a missing one are comments with the marker of the stack")
    func failures() async throws {
        try await Bench.with(["stack/a.yaml": "connections:\n  - nmae: @x\n"]) { bench in
            for command in ["validate", "plan"] {
                let run = try await bench.program.run(command, "stack", "--format", "markdown")
                #expect(run.status == 3)
                #expect(run.out.hasPrefix("<!-- patchbay:\(command):stack -->\n"))
                #expect(run.out.contains("There is 1 error in the files."))
                #expect(run.out.contains("\n  ```text\n  2 |   - nmae: @x\n"))
                #expect(run.err.contains("stack/a.yaml:2:"))
            }
        }
        try await Bench.with(["stack/a.yaml": files["connections.yaml"] ?? ""]) { bench in
            var program = bench.program
            program.environment["PICTORY_API_KEY"] = nil
            let run = try await program.run("plan", "stack", "--format", "markdown")
            try #expect(await run.status == program.run("plan", "stack").status)
            #expect(
                run.out.hasPrefix("<!-- patchbay:plan:stack -->\n") && run.out.contains("**error[missing-key]**: `")
            )
        }
    }

    @Test("with 1,500 files on the command line a comment is still one that a host takes", .timeLimit(.minutes(2)))
    func manyFiles() async throws {
        let names = (1...1_500).map { "stacks/\(String(repeating: "n", count: 30))-\($0).yaml" }
        var files = Dictionary(uniqueKeysWithValues: names.map { ($0, "connections: []\n") })
        files[names[0]] = self.files["connections.yaml"]
        for content in [files[names[0]] ?? "", "connections:\n  - {}\n"] {
            files[names[0]] = content
            try await Bench.with(files) { bench in
                for command in ["validate", "plan"] {
                    let (run, _) = try await bench.program.run([command, "--format", "markdown"] + names) { _ in }
                    #expect(run.status == 0 || run.status == 3, "\(run.err)")
                    #expect(run.out.utf16.count <= 65_000)
                    let marker = run.out.prefix { $0 != "\n" }
                    #expect(
                        marker.hasPrefix("<!-- patchbay:\(command):stacks%2Fnnn") && marker.count < 150,
                        "\(marker)"
                    )
                }
            }
        }
    }

    @Test("several stacks are one comment, in the order of the command line")
    func several() async throws {
        let first = files["connections.yaml"] ?? ""
        try await Bench.with(["b/c.yaml": first, "a/c.yaml": "connections:\n  - {}\n"]) { bench in
            let run = try await bench.program.run("plan", "b", "a", "--format", "markdown")
            #expect(run.status == 3)
            #expect(
                run.out.hasPrefix(
                    "<!-- patchbay:plan -->\n\n### patchbay plan: 2 stacks\n\n**2 stacks: 1 planned, 1 with"
                )
            )
            let headings = run.out.split(separator: "\n").filter { $0.hasPrefix("#### ") }
            #expect(headings == ["#### `b`", "#### `a`"])
        }
    }
}
