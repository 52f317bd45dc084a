import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Whose change it is, with the built program and two checkouts", .serialized)
struct BaseTests {
    /// Both checkouts beside each other, and the program in the first of them.
    private func checkouts<Value>(
        _ here: [String: String],
        base: [String: String],
        live: [SandboxConnection] = [],
        _ body: (Bench, Program) async throws -> Value
    ) async throws -> Value {
        try await Bench.with([:], live: live) { bench in
            let directory = bench.program.directory
            try FileManager.default.createDirectory(
                at: directory.appending(path: "base"),
                withIntermediateDirectories: true
            )
            for (path, text) in here { try directory.write(text, to: "here/\(path)") }
            for (path, text) in base { try directory.write(text, to: "base/\(path)") }
            var program = bench.program
            program.directory = directory.appending(path: "here")
            return try await body(bench, program)
        }
    }

    private func file(_ entries: String...) -> String { "connections:\n" + entries.joined() }

    private func marks(_ output: String) throws -> [String] {
        let document = try JSONDecoder().decode(PlanDocument.self, from: Data(output.utf8))
        return document.changes.map { change in
            let mark = change.introduced.map { $0 ? "introduced" : "pending" } ?? "unmarked"
            return "\(change.action) \(change.name): \(mark)"
        }
    }

    private let live: [SandboxConnection] = [
        .aws("a", region: "us-east-1"), .aws("b", region: "us-east-2"), .aws("legacy", region: "sa-east-1"),
    ]

    @Test("text and JSON tell introduced changes from pending ones; the account is read once")
    func comparison() async throws {
        let here = file(
            aws("a", "us-east-1", "description: both"),
            aws("b", "us-east-2"),
            aws("c", "eu-west-1"),
            vimeo("v")
        )
        let base = file(aws("a", "us-east-1", "description: both"), aws("b", "us-east-2"), aws("d", "eu-west-2"))
        let files = (
            ["stacks/production/c.yaml": here],
            ["stacks/production/c.yaml": base, "stacks/production/patchbay.yaml": "owns: [legacy]\n"]
        )
        try await checkouts(files.0, base: files.1, live: live) { bench, program in
            var program = program
            // The base's secrets, like those of this checkout, need not be there.
            program.environment["VIMEO_CLIENT_SECRET"] = nil
            let stack = "stacks/production"
            let requests = { bench.sandbox.journal.entries.count }
            let alone = try await program.run("plan", stack, "--no-secrets")
            let count = requests()
            #expect(!alone.out.contains("pending") && !alone.out.contains("introduced"))
            let text = try await program.run("plan", stack, "--no-secrets", "--base", "../base")
            #expect(requests() == 2 * count)
            #expect(text.status == 0, "\(text.all)")
            #expect(text.out.contains("aws \"a\"  will be updated in place (c.yaml:2) (pending on the base already)\n"))
            #expect(text.out.contains("aws \"c\"  will be created (c.yaml:11)\n"), "\(text.out)")
            let summary = """
                Of these, 2 are introduced by this checkout and 1 is pending on the base already. \
                2 changes that the base would make are withdrawn.
                Plan: 2 to create, 1 to update, 0 to replace, 0 to delete. 1 unchanged, 1 unmanaged.

                """
            #expect(text.out.hasSuffix(summary), "\(text.out)")
            let json = try await program.run("plan", stack, "--no-secrets", "--base", "../base", "--format", "json")
            try #expect(marks(json.out) == ["update a: pending", "create c: introduced", "create v: introduced"])
            let same = try await program.run(
                "plan",
                stack,
                "--no-secrets",
                "--base",
                "../here",
                "--detailed-exitcode",
                "--format",
                "json"
            )
            #expect(same.status == 2)
            try #expect(marks(same.out) == ["update a: pending", "create c: pending", "create v: pending"])
        }
    }

    @Test("the base has its own settings, and the flags of this command line")
    func settings() async throws {
        let stack = file(aws("a", "us-east-1"), aws("b", "us-east-2"))
        let settings = ["c.yaml": stack, "patchbay.yaml": "owns: [legacy]\nlimits: {deletes: 1}\n"]
        let strict = ["c.yaml": stack, "patchbay.yaml": "owns: [legacy]\nlimits: {deletes: 0}\n"]
        try await checkouts(settings, base: strict, live: live) { _, program in
            let loosened = try await program.run("plan", "--base", "../base", "--format", "json")
            try #expect(marks(loosened.out) == ["delete legacy: introduced"])
            let allowed = try await program.run("plan", "--base", "../base", "--max-deletes", "1", "--format", "json")
            try #expect(marks(allowed.out) == ["delete legacy: pending"])
            let narrowed = try await program.run("plan", "--base", "../base", "--only", "a", "--format", "json")
            try #expect(marks(narrowed.out) == [])
        }
    }

    @Test("a new stack, an invalid base and one that does not fit the account are remarks: everything is introduced")
    func nothingPending() async throws {
        let here = file(aws("a", "us-east-1", "description: new"))
        let expected = ["update a: introduced"]
        try await checkouts(["one/c.yaml": here], base: [:], live: live) { _, program in
            let run = { try await program.run("plan", "one", "--base", "../base", "--format", "json") }
            let new = try await run()
            #expect(
                new.status == 0 && new.err.contains("the stack 'one' is not in the base '../base', so every change")
            )
            try #expect(marks(new.out) == expected)
            let quiet = try await program.run("plan", "one", "--base", "../base", "--quiet")
            #expect(quiet.err.isEmpty && quiet.out.contains("Of these, 1 is introduced"), "\(quiet.all)")

            let base = program.directory.deletingLastPathComponent().appending(path: "base/one")
            try base.write("connections: [{type: aws}, 1]\n", to: "c.yaml")
            let invalid = try await run()
            #expect(invalid.status == 0, "\(invalid.all)")
            #expect(
                invalid.err.contains("warning: every change counts as introduced, since the base '../base/one' has")
            )
            #expect(
                invalid.err.contains("first of all ../base/one/c.yaml:1:15: error[missing-field]"),
                "\(invalid.err)"
            )
            try #expect(marks(invalid.out) == expected)

            try base.write(file(aws("a", "us-east-1", "id: nowhere")), to: "c.yaml")
            let unmatched = try await run()
            #expect(unmatched.status == 0, "\(unmatched.all)")
            #expect(
                unmatched.err.contains("has 1 error: ../base/one/c.yaml:2:5: error[pinned-not-live]"),
                "\(unmatched.err)"
            )
            try #expect(marks(unmatched.out) == expected)
        }
    }

    @Test("the secrets of the base are never looked for, and one that is written out is never shown")
    func secrets() async throws {
        let missing = vimeo("v").replacing("VIMEO_CLIENT_SECRET", with: "NOT_SET")
            .replacing("env:VIMEO_ACCESS_TOKEN", with: "file:not-there")
        try await checkouts(["c.yaml": file(vimeo("v"))], base: ["c.yaml": file(missing)]) { _, program in
            let plan = try await program.run("plan", "--base", "../base", "--format", "json")
            #expect(plan.status == 0, "\(plan.all)")
            try #expect(marks(plan.out) == ["create v: pending"])
            let base = program.directory.deletingLastPathComponent().appending(path: "base")
            let literal = vimeo("v").replacing("${env:VIMEO_CLIENT_SECRET}", with: "canary-secret-of-the-base")
            try base.write(file(literal), to: "c.yaml")
            for format in ["text", "json"] {
                let run = try await program.run("plan", "--base", "../base", "--format", format)
                #expect(run.status == 0 && run.err.contains("error[literal-secret]"), "\(run.all)")
                #expect(!run.all.contains("canary-secret"), "\(run.all)")
            }
        }
    }

    @Test("files have their counterparts below the base, those that are there, and several stacks are compared each")
    func sources() async throws {
        let (a, b) = (file(aws("a", "us-east-1", "description: x")), file(aws("b", "us-east-2", "description: x")))
        let here = ["one/a.yaml": a, "one/b.yaml": b, "two/b.yaml": b]
        try await checkouts(here, base: ["one/a.yaml": a, "two/b.yaml": b], live: live) { _, program in
            let absolute = program.directory.appending(path: "one/b.yaml").path
            for files in [
                ["one/a.yaml", "one/b.yaml"], ["./one/a.yaml", absolute], ["two/../one/a.yaml", "one/b.yaml"],
            ] {
                let (run, _) = try await program.run(["plan", "--base", "../base", "--format", "json"] + files) { _ in }
                try #expect(marks(run.out) == ["update a: pending", "update b: introduced"], "\(run.all)")
            }
            let all = try await program.run("plan", "one", program.directory.path + "/two/", "--base", "../base")
            #expect(all.out.contains("Of these, 1 is introduced by this checkout and 1 is pending"), "\(all.all)")
            #expect(all.out.contains("Of these, 0 are introduced by this checkout and 1 is pending"), "\(all.all)")
        }
    }

    @Test(
        "what no other checkout can have is a wrong command line; a base that is not there is an error",
        arguments: [
            (["-", "--base", "../base"], Int32(64), "standard input has no other version"),
            (["../base", "--base", "../base"], 64, "'../base' is not below it"),
            (["one/../../base", "--base", "../base"], 64, "is not below it"),
            (["/usr", "--base", "../base"], 64, "'/usr' is not below it"),
            (["one", "--base", "../nope"], 3, "error[file-unreadable]: the base '../nope' can't be read"),
            (["one", "--base", "one/c.yaml"], 3, "a part of the path is not a directory"),
        ]
    )
    func refusals(_ arguments: [String], _ status: Int32, _ text: String) async throws {
        let files = ["one/c.yaml": file(aws("a", "us-east-1"))]
        try await checkouts(files, base: files) { bench, program in
            let (run, _) = try await program.run(["plan"] + arguments) { _ in }
            #expect(run.status == status, "\(run.all)")
            #expect(run.err.contains(text), "\(run.err)")
            #expect(run.out.isEmpty && bench.sandbox.journal.entries.isEmpty)
        }
    }
}

/// What the tests look at in a plan's JSON form.
private struct PlanDocument: Decodable {
    struct Change: Decodable {
        var action: String
        var name: String
        var introduced: Bool?
    }

    var changes: [Change]
}
