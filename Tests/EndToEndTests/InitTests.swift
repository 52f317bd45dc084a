import Foundation
import Testing

@Suite("The files that a stack begins with, with the built program")
struct InitTests {
    /// The files of the directory and below, by path.
    private func names(_ directory: URL) async throws -> [String] {
        let found = try await shell("find . -type f | cut -c3- | LC_ALL=C sort", Program(directory: directory))
        return found.out.split(separator: "\n").map(String.init)
    }

    @Test("what it writes is valid, plans at once on the sandbox, and keeps what is local out of Git")
    func begins() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let started = try await program.run("init", "stack")
            #expect(started.status == 0, "\(started.all)")
            let written = [
                "stack/.gitignore", "stack/connections.yaml", "stack/patchbay-settings.schema.json",
                "stack/patchbay.schema.json", "stack/patchbay.yaml",
            ]
            try await #expect(names(directory) == written)
            let plan = try await program.run("plan", "stack", "--api-url", "sandbox", "--out", "stack/first.plan")
            #expect(plan.status == 0 && plan.out.contains("Plan: 1 to create"), "\(plan.all)")
            let apply = try await program.run("apply", "stack", "--api-url", "sandbox", "--auto-approve")
            #expect(apply.status == 0, "\(apply.all)")
            let git = try await shell(
                "git init --quiet . && git add . && git ls-files",
                Program(directory: directory, environment: ["GIT_CONFIG_NOSYSTEM": "1"])
            )
            #expect(git.out.split(separator: "\n").map(String.init) == written, "\(git.all)")
            for (name, file, schema) in [
                ("connections", "connections.yaml", "patchbay.schema.json"),
                ("settings", "patchbay.yaml", "patchbay-settings.schema.json"),
            ] {
                try await #expect(directory.read("stack/\(schema)") == program.run("schema", name).out)
                try #expect(
                    directory.read("stack/\(file)").hasPrefix("# yaml-language-server: $schema=\(schema)\n")
                )
            }
        }
    }

    @Test("every setting of the commented file is one that can be switched on")
    func settings() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            _ = try await program.run("init")
            let keys = ["stack", "api", "owns", "protected", "limits", "policy", "parallelism", "ledger"]
            let starts = keys.map { "# \($0):" } + ["#   "]
            let lines = try directory.read("patchbay.yaml").components(separatedBy: "\n").map { line in
                starts.contains { line.hasPrefix($0) } ? String(line.dropFirst(2)) : line
            }
            for key in keys { #expect(lines.contains { $0.hasPrefix("\(key):") }, "\(key)") }
            let text = lines.joined(separator: "\n").replacing("\"^[A-Z].*\"", with: "\"^[E].*\"")
            try directory.write(text, to: "patchbay.yaml")
            let run = try await program.run("validate")
            #expect(run.status == 0, "\(run.all)")
            // And the Vimeo entry of the example.
            let example = try directory.read("connections.yaml").components(separatedBy: "\n").map { line in
                line.hasPrefix("  # - type:") || line.hasPrefix("  #   ") ? "  " + line.dropFirst(4) : line
            }
            try directory.write(example.joined(separator: "\n"), to: "connections.yaml")
            let both = try await program.run("validate", "--format", "json")
            #expect(both.status == 3, "the policy allows names with E only: \(both.all)")
            #expect(both.out.contains("policy-violation") && !both.out.contains("missing-field"), "\(both.out)")
        }
    }

    @Test("the pipelines are those of the examples, and name another folder where it is called otherwise")
    func pipelines() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            for (host, path, example) in [
                ("github", ".github/workflows/connections.yml", "pipelines/github-actions.yml"),
                ("gitlab", ".gitlab-ci.yml", "pipelines/gitlab-ci.yml"),
            ] {
                let run = try await program.run("init", "connections", "--ci", host)
                #expect(run.status == 0 && run.out.contains("written: \(path)\n"), "\(run.all)")
                try #expect(directory.read(path) == Examples.folder.read(example))
                let other = try await program.run("init", "./stacks/eu/", "--ci", host, "--force")
                #expect(other.status == 0, "\(other.all)")
                let text = try directory.read(path)
                #expect(text.contains("patchbay apply stacks/eu --auto-approve"), "\(text)")
                #expect(!text.contains("connections/") && !text.contains(" connections "), "\(text)")
                // A folder that holds stacks is none itself.
                let above = try await program.run("init", ".", "--ci", host, "--force")
                #expect(above.status == 3 && above.err.contains("error[conflicting-stacks]"), "\(above.all)")
                _ = try await shell("rm -r connections stacks", program)
                let root = try await program.run("init", ".", "--ci", host, "--force")
                #expect(root.status == 0, "\(root.all)")
                try #expect(directory.read(path).contains("patchbay validate . "))
                let yaml = try await shell(
                    "/usr/bin/python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' \(path)",
                    program
                )
                #expect(yaml.status == 0, "\(yaml.all)")
                _ = try await shell("rm patchbay.yaml connections.yaml", program)
            }
            try #expect(directory.read(".github/workflows/connections.yml").contains("paths: [\"**\"]"))
        }
    }

    @Test(
        "connections and settings are never overwritten, whatever is said; the schema and the pipeline are, when asked for"
    )
    func forced() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            try directory.write("connections: []\n", to: "s/connections.yaml")
            try directory.write("owns: ['*']\n", to: "s/patchbay.yaml")
            try directory.write("{}\n", to: "s/patchbay.schema.json")
            try directory.write("on: push\n", to: ".github/workflows/connections.yml")
            let run = try await program.run("init", "s", "--ci", "github")
            #expect(run.status == 0, "\(run.all)")
            let hint =
                "'s/patchbay.schema.json' and '.github/workflows/connections.yml' hold something else than is written today;"
            #expect(run.err.contains(hint), "\(run.err)")
            let forced = try await program.run("init", "s", "--ci", "github", "--force")
            #expect(forced.status == 0, "\(forced.all)")
            #expect(
                forced.out == """
                    kept: s/patchbay.yaml
                    kept: s/connections.yaml
                    unchanged: s/.gitignore
                    replaced: s/patchbay.schema.json
                    unchanged: s/patchbay-settings.schema.json
                    replaced: .github/workflows/connections.yml

                    """
            )
            try #expect(directory.read("s/connections.yaml") == "connections: []\n")
            try #expect(directory.read("s/patchbay.yaml") == "owns: ['*']\n")
            let again = try await program.run("init", "s")
            #expect(!again.err.contains("--force"), "nothing is there that it could write anew: \(again.err)")
        }
    }

    @Test(
        "the apply of the pipeline has the variables of the stack, and a pipeline that was edited gets told of new ones"
    )
    func variables() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let entry = """
                connections:
                  - {type: vimeo, name: V, clientIdentifier: c, clientSecret: "${env:ZEBRA}", accessToken: "${env:APE}"}

                """
            try directory.write(entry, to: "s/v.yaml")
            let run = try await program.run("init", "s", "--ci", "github")
            #expect(run.status == 0, "\(run.all)")
            #expect(run.err.contains("edit what is marked EDIT in '.github/workflows/connections.yml'"), "\(run.err)")
            let path = ".github/workflows/connections.yml"
            let text = try directory.read(path)
            let lines = "          APE: ${{ secrets.APE }}\n          ZEBRA: ${{ secrets.ZEBRA }}\n"
            #expect(text.contains(lines) && !text.contains("VIMEO_"), "\(text)")
            try directory.write(text.replacing("          APE: ${{ secrets.APE }}\n", with: ""), to: path)
            let kept = try await program.run("init", "s", "--ci", "github")
            #expect(kept.err.contains("add to the env of its apply:\n  APE: ${{ secrets.APE }}\n"), "\(kept.err)")
            let lab = try await program.run("init", "s", "--ci", "gitlab")
            #expect(lab.status == 0, "\(lab.all)")
            try #expect(directory.read(".gitlab-ci.yml").contains("variables:\n#   APE\n#   ZEBRA\n"))
        }
    }

    @Test("what is there already is kept and named, and .gitignore even with --force")
    func kept() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            try directory.write("owns: []\n", to: "patchbay.yaml")
            try directory.write("build/\n", to: ".gitignore")
            let run = try await program.run("init")
            #expect(run.status == 0, "\(run.all)")
            let states =
                "kept: patchbay.yaml\nwritten: connections.yaml\nkept: .gitignore\nwritten: patchbay.schema.json\n"
                + "written: patchbay-settings.schema.json\n"
            #expect(run.out == states, "\(run.out)")
            #expect(run.err.contains("warning: add '.patchbay/' and '*.plan' to '.gitignore'"), "\(run.err)")
            try #expect(directory.read("patchbay.yaml") == "owns: []\n")
            let forced = try await program.run("init", "--force", "--format", "json")
            #expect(forced.status == 0, "\(forced.all)")
            try #expect(directory.read(".gitignore") == "build/\n")
            try #expect(directory.read("patchbay.yaml") == "owns: []\n")
            let again = try await program.run("init", "--quiet")
            #expect(again.out.contains("unchanged: patchbay.schema.json\n") && again.err.isEmpty, "\(again.all)")
        }
    }

    @Test("beside files of connections there is no example, which would be one more to create")
    func company() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            try directory.write("connections: []\n", to: "aws.yaml")
            let run = try await program.run("init")
            #expect(run.status == 0 && !run.out.contains("connections.yaml"), "\(run.all)")
            let schemas = ["patchbay-settings.schema.json", "patchbay.schema.json"]
            try await #expect(names(directory) == [".gitignore", "aws.yaml"] + schemas + ["patchbay.yaml"])
        }
    }

    @Test(
        "a folder that cannot be made, or that a pipeline cannot name, is refused before anything is written",
        arguments: [
            (["file"], 1, "error[file-unwritable]: 'file' can't be written"),
            (["file/below"], 1, "error[file-unwritable]"), (["link"], 1, "error[file-unwritable]"),
            (["a b", "--ci", "github"], 64, "--ci"), (["../up", "--ci", "gitlab"], 64, "--ci"),
            (["$(x)", "--ci", "github"], 64, "--ci"), (["/tmp/x", "--ci", "github"], 64, "--ci"), (["-"], 64, "folder"),
        ] as [([String], Int32, String)]
    )
    func refused(_ arguments: [String], _ status: Int32, _ message: String) async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            try directory.write("", to: "file")
            _ = try await shell("ln -s nowhere link", program)
            let before = try await names(directory)
            let run = try await program.run(["init"] + arguments) { _ in }.run
            #expect(run.status == status && run.err.contains(message), "\(run.all)")
            try await #expect(names(directory) == before)
        }
    }
}
