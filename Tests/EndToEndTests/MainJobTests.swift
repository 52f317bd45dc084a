import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The main job, with the built program over a socket", .serialized)
struct MainJobTests {
    private func statuses(_ bench: Bench) -> [Int] {
        bench.sandbox.journal.entries.compactMap { entry in
            if case .answered(let status) = entry.outcome { status } else { nil }
        }
    }

    private func writes(_ bench: Bench) -> [String] {
        bench.sandbox.journal.entries.map(\.method).filter { $0 != "GET" }
    }

    @Test("files become connections, edits become changes, and in the end there are none")
    func life() async throws {
        let first = connections(
            aws("Assets", "us-east-2"),
            aws("Videos", "eu-west-1"),
            aws("Webinars", "us-east-1"),
            aws("Old", "sa-east-1"),
            vimeo("Main")
        )
        try await Bench.with(first, settings: "owns: ['*']") { bench in
            let create = try await bench.program.run("apply", "--auto-approve")
            #expect(create.status == 0, "\(create.all)")
            #expect(create.out.contains("Plan: 5 to create, 0 to update, 0 to replace, 0 to delete."))
            let quiet = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(quiet.status == 0 && quiet.out == "No changes. The account matches the files.\n")

            let second = connections(
                aws("Assets", "us-east-2", "description: new"),
                aws("Films", "eu-west-1"),
                aws("Webinars", "eu-central-1"),
                vimeo("Main")
            )
            for (name, text) in second { try bench.program.directory.write(text, to: name) }
            let plan = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(plan.status == 2)
            #expect(
                plan.out.contains(
                    "Plan: 0 to create, 2 to update, 1 to replace, 1 to delete. 1 unchanged, 0 unmanaged."
                )
            )
            let change = try await bench.program.run("apply", "--auto-approve")
            #expect(change.status == 0, "\(change.all)")
            #expect(change.out.contains("Ids that changed"))
            let last = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(last.status == 0, "\(last.all)")
            let expected = [
                "aws Assets 111122223333:us-east-2", "aws Films 111122223333:eu-west-1",
                "aws Webinars 111122223333:eu-central-1", "vimeo Main client-1",
            ]
            try #expect(bench.outline() == expected)
            #expect(statuses(bench).allSatisfy { $0 < 300 })
        }
    }

    @Test("a swap of regions and a rotation of three names keep all ids and meet no 409")
    func swaps() async throws {
        let files = connections(
            aws("a", "eu-west-1"),
            aws("b", "us-east-1"),
            vimeo("x", "id: vimeo-y"),
            vimeo("y", "id: vimeo-z"),
            vimeo("z", "id: vimeo-x")
        )
        let live: [SandboxConnection] = [
            .aws("a", region: "us-east-1"), .aws("b", region: "eu-west-1"), .vimeo("x"), .vimeo("y"), .vimeo("z"),
        ]
        try await Bench.with(files, live: live) { bench in
            let run = try await bench.program.run("apply", "--auto-approve", "--parallelism", "8")
            #expect(run.status == 0, "\(run.all)")
            #expect(!statuses(bench).contains(409))
            let world = try bench.sandbox.world()
            #expect(world[ConnectionID("aws-a")]?.live.name == "b")
            #expect(world[ConnectionID("aws-b")]?.live.name == "a")
            #expect(world[ConnectionID("vimeo-y")]?.live.name == "x")
            #expect(world[ConnectionID("vimeo-x")]?.live.name == "z")
        }
    }

    @Test(
        "an edit between plan and apply is not overwritten: it is a conflict, or it survives",
        arguments: [
            (["description": BodyValue.string("theirs")], Int32(6), "theirs", true),
            (["enabled": .boolean(false)], 0, "ours", false),
            (["description": .string("ours")], 0, "ours", true),
        ]
    )
    func edits(_ fields: [String: BodyValue], _ status: Int32, _ description: String, _ enabled: Bool) async throws {
        let edit = SandboxEdit.update(.key(ConnectionKey(.aws, "a")), set: RequestBody(fields))
        let fault = Fault(.edit([edit], .before), on: .writes)
        let files = connections(aws("a", "us-east-1", "description: ours\n    ignore: [enabled]"))
        try await Bench.with(files, live: [.aws("a", region: "us-east-1")], faults: [fault]) { bench in
            let run = try await bench.program.run("apply", "--auto-approve")
            #expect(run.status == status, "\(run.all)")
            let live = try #require(bench.sandbox.world().live.first)
            #expect(live.description == description)
            #expect(live.enabled == enabled)
            if status == 6 {
                #expect(run.out.contains("description: '' in the plan, 'theirs' now, the files want 'ours'"))
            }
        }
    }

    @Test("fault 22: a refused key stops everything after two requests at most, with exit 4")
    func refusedKey() async throws {
        let fault = Fault(.status(StatusFault(401)), times: nil)
        try await Bench.with(connections(aws("a", "us-east-1")), faults: [fault]) { bench in
            for command in [["plan"], ["apply", "--auto-approve"], ["plan", "--format", "json"]] {
                let before = bench.sandbox.journal.entries.count
                let (run, _) = try await bench.program.run(command) { _ in }
                #expect(run.status == 4, "\(run.all)")
                #expect(bench.sandbox.journal.entries.count - before <= 2)
            }
        }
    }

    @Test("fault 22: one bad request fails its step, the others go on, exit 7")
    func badRequest() async throws {
        let fault = Fault(
            .status(StatusFault(400, body: "{\"message\":\"name is not nice\"}")),
            on: .operation(.create, name: "b")
        )
        try await Bench.with(connections(aws("a", "us-east-1"), aws("b", "us-east-2")), faults: [fault]) { bench in
            let run = try await bench.program.run("apply", "--auto-approve")
            #expect(run.status == 7, "\(run.all)")
            #expect(run.out.contains("name is not nice"))
            try #expect(bench.outline() == ["aws a 111122223333:us-east-1"])
        }
    }

    @Test(
        "fault 27: what is not a list is never an empty account",
        arguments: [
            "<html>sign in</html>", "null", "{}", "[]", "", "{\"Items\":null}", "{\"Items\":{}}", "{\"Items\":[", "42",
        ]
    )
    func notAList(_ body: String) async throws {
        let fault = Fault(.garbage(body), on: .operation(.list), times: nil)
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1")]
        try await Bench.with(connections(aws("b", "us-east-2")), settings: "owns: ['*']", live: live, faults: [fault]) {
            bench in
            for command in [["plan"], ["apply", "--auto-approve"]] {
                let (run, _) = try await bench.program.run(command) { _ in }
                #expect(run.status == 1, "\(run.all)")
                #expect(run.err.contains("error[api-invalid-answer]"))
            }
            #expect(writes(bench).isEmpty)
        }
    }

    @Test("a blocked change is shown with its remedies, and refuses the whole apply with exit 5, in every format")
    func blocked() async throws {
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1"), .aws("gone", region: "sa-east-1")]
        let files = connections(aws("a", "us-east-1", "description: new"))
        try await Bench.with(files, settings: "owns: ['*']\nlimits: {deletes: 0}", live: live) { bench in
            for format in ["text", "json"] {
                let plan = try await bench.program.run("plan", "--format", format)
                #expect(plan.status == 5)
                #expect(plan.out.contains("pass --max-deletes 1"))
                let apply = try await bench.program.run("apply", "--auto-approve", "--format", format)
                #expect(apply.status == 5)
            }
            #expect(writes(bench).isEmpty)
            let allowed = try await bench.program.run("apply", "--auto-approve", "--max-deletes", "1")
            #expect(allowed.status == 0, "\(allowed.all)")
        }
    }

    @Test("without a terminal and without --auto-approve nothing is applied")
    func noTerminal() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            let run = try await bench.program.run("apply", input: "yes\n")
            #expect(run.status == 1)
            #expect(run.err.contains("error[approval-needed]") && run.err.contains("--auto-approve"))
            #expect(writes(bench).isEmpty)
        }
    }

    @Test("files that are wrong end with exit 3 before any request, all mistakes together")
    func invalidFiles() async throws {
        let files = ["a.yaml": "connections:\n  - type: aws\n", "b.yaml": "connections: [{type: none}]\n"]
        try await Bench.with(files) { bench in
            for command in [["validate"], ["plan"], ["apply", "--auto-approve"], ["plan", "--format", "json"]] {
                let (run, _) = try await bench.program.run(command) { _ in }
                #expect(run.status == 3, "\(run.all)")
                #expect(run.all.contains("a.yaml:2:5") && run.all.contains("b.yaml:1:15"), "\(run.all)")
            }
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test("standard input is a stack of its own, and several stacks have a result each")
    func stacks() async throws {
        try await Bench.with(connections(aws("a", "us-east-1"))) { bench in
            let piped = try await bench.program.run("plan", "-", input: "connections:\n" + aws("b", "us-east-2"))
            #expect(piped.status == 0 && piped.out.contains("aws \"b\"  will be created"), "\(piped.all)")
            try bench.program.directory.write("connections:\n" + aws("c", "us-west-2"), to: "one/c.yaml")
            try bench.program.directory.write("connections:\n" + aws("d", ""), to: "two/d.yaml")
            let several = try await bench.program.run("plan", "one", "two", "--format", "json")
            #expect(several.status == 3)
            let document = try JSONSerialization.jsonObject(with: Data(several.out.utf8)) as? [String: Any]
            #expect((document?["stacks"] as? [Any])?.count == 2)
            try bench.program.directory.write("connections:\n" + aws("d", "eu-north-1"), to: "two/d.yaml")
            let applied = try await bench.program.run("apply", "one", "two", "--auto-approve")
            #expect(applied.status == 0, "\(applied.all)")
            #expect(
                applied.err.contains("Stack 'one': [1/1]") && applied.err.contains("Stack 'two': [1/1]"),
                "\(applied.all)"
            )
            #expect(applied.out.contains("Stack 'two'\n\nApplied. 1 of 1 step done."), "\(applied.all)")
        }
    }

    @Test("fault 35: two applies of the same files at once end in one world, without duplicates")
    func twoAtOnce() async throws {
        let files = connections(aws("a", "eu-west-1"), aws("b", "us-east-1"), aws("c", "us-west-2"), vimeo("v"))
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1"), .aws("b", region: "eu-west-1")]
        try await Bench.with(files, live: live) { bench in
            async let one = bench.program.run("apply", "--auto-approve")
            async let two = bench.program.run("apply", "--auto-approve")
            let statuses = try await [one.status, two.status]
            #expect(statuses.allSatisfy { $0 == 0 || $0 == 6 }, "\(statuses)")
            let last = try await bench.program.run("apply", "--auto-approve")
            #expect(last.status == 0, "\(last.all)")
            let plan = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan.all)")
            try #expect(bench.outline().count == 4)
        }
    }
}
