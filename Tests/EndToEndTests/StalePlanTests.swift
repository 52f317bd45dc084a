import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Ways to tamper with a saved plan, or to outdate it", .serialized)
struct StalePlanTests {
    /// What happens between `plan --out` and `apply FILE`, and the kind of reason that is told.
    private struct Way: Sendable {
        var title: String
        var kind: String
        var event: @Sendable (inout StalePlanScene) async throws -> Void

        init(_ title: String, _ kind: String, _ event: @escaping @Sendable (inout StalePlanScene) async throws -> Void)
        {
            self.title = title
            self.kind = kind
            self.event = event
        }
    }

    /// The file is not what was written.
    private static let damage = [
        Way("another file", "not-a-plan") { try $0.write("connections: []\n") },
        Way("the output of plan --format json", "not-a-plan") { scene in
            let json = try await scene.program.run("plan", "connections", "--format", "json")
            try scene.write(json.out)
        },
        Way("half of it", "truncated") { scene in
            try scene.write(String(scene.text().prefix(scene.text().count / 2)))
        },
        Way("an edit", "edited") { try $0.write($0.text().replacing("ours", with: "evil")) },
        Way("another layout", "edited") { try $0.write($0.text().replacing("\":", with: "\": ")) },
        Way("a newer form", "format") { try $0.reseal { $0["formatVersion"] = "2.0" } },
        Way("an older form", "format") { try $0.reseal { $0["formatVersion"] = "0.9" } },
        Way("a form with less in it", "format") { try $0.reseal { $0["stacks"] = [Any]() } },
    ]

    /// The file was edited with care: its digest fits.
    private static let forgery = [
        Way("a delete added", "change-not-called-for") { scene in
            try scene.resealPlan { plan in
                var changes = plan["changes"] as? [[String: Any]] ?? []
                var steps = plan["steps"] as? [[String: Any]] ?? []
                var summary = plan["summary"] as? [String: Int] ?? [:]
                var (change, step) = (changes[0], steps[0])
                for key in ["name", "connectionId"] {
                    change[key] = key == "name" ? "bystander" : "aws-bystander"
                    step[key] = change[key]
                }
                step["id"] = steps.count + 1
                (changes, steps) = ([change] + changes, steps + [step])
                summary["delete"] = 2
                (plan["changes"], plan["steps"], plan["summary"]) = (changes, steps, summary)
            }
        },
        Way("an id swapped", "change-not-called-for") { scene in
            try scene.resealPlan { $0.alter("changes", 0) { $0["connectionId"] = "aws-bystander" } }
        },
        Way("a value altered", "change-differs") { scene in
            try scene.resealPlan { plan in
                plan.alter("changes", 1) { $0.alter("fields", 0) { $0["after"] = "evil" } }
            }
        },
        Way("a step removed", "step-differs") { scene in
            try scene.resealPlan { plan in plan["steps"] = Array((plan["steps"] as? [Any] ?? []).dropLast()) }
        },
        Way("steps in another order", "step-differs") { scene in
            try scene.resealPlan { plan in plan["steps"] = Array((plan["steps"] as? [Any] ?? []).reversed()) }
        },
        Way("a version of a step altered", "step-differs") { scene in
            try scene.resealPlan { $0.alter("steps", 0) { $0["expectedVersion"] = 9 } }
        },
        Way("a count altered", "summary-differs") { scene in
            try scene.resealPlan {
                $0["summary"] = [
                    "create": 0, "update": 0, "replace": 0, "delete": 0,
                    "unchanged": 1, "unmanaged": 0, "blocked": 0, "waiting": 0,
                ]
            }
        },
        Way("a digest of the files altered", "plan-differs") { scene in
            try scene.resealPlan { $0["configDigest"] = "sha256:evil" }
        },
        Way("a block taken out", "blocked") { scene in
            try scene.bench.program.directory.write(
                "owns: [gone]\nlimits: {deletes: 0}",
                to: "connections/patchbay.yaml"
            )
            _ = try await scene.program.run("plan", "connections", "--out", "a.plan")
            try scene.resealPlan { plan in
                plan.alter("changes", 0) { $0["blocked"] = NSNull() }
                var summary = plan["summary"] as? [String: Int] ?? [:]
                summary["blocked"] = 0
                plan["summary"] = summary
            }
        },
    ]

    /// The files or the account are not what they were.
    private static let surroundings = [
        Way("a file changed", "file-changed") { try $0.file("a.yaml", "connections:\n" + aws("a", "us-east-1")) },
        Way("a file that is wrong", "file-changed") { try $0.file("b.yaml", "connections: [") },
        Way("a file added", "file-added") { try $0.file("z.yaml", "connections:\n" + aws("z", "us-west-1")) },
        Way("a file missing", "file-missing") { scene in
            try FileManager.default.removeItem(at: scene.program.directory.appending(path: "connections/b.yaml"))
        },
        Way("settings changed", "settings-changed") { try $0.file("patchbay.yaml", "owns: ['*']") },
        Way("another directory", "stack-missing") { scene in
            let other = scene.program.directory.appending(path: "other")
            try other.write(scene.text(), to: "a.plan")
            scene.program.directory = other
        },
        Way("another API", "other-api") { $0.program.environment["PICTORY_API_URL"] = "http://127.0.0.1:1/elsewhere" },
        Way("another account", "other-account") { scene in
            try scene.bench.rewrite { $0 = [.aws("stranger", region: "us-east-1")] }
        },
        Way("an account that was empty", "account-not-empty") { scene in
            try scene.bench.rewrite { $0 = [] }
            _ = try await scene.program.run("plan", "connections", "--out", "a.plan")
            try scene.bench.rewrite { $0 = [.aws("stranger", region: "ap-south-1")] }
        },
    ]

    /// A connection that the plan touches is not what it was.
    private static let touched = [
        Way("a field edited", "version-moved") { scene in
            try scene.edit("a") { $0.description = "theirs" }
        },
        Way("another field edited", "version-moved") { try $0.edit("a") { $0.enabled = false } },
        Way("one to be deleted edited", "version-moved") { try $0.edit("gone") { $0.enabled = false } },
        Way("one renamed", "connection-renamed") { try $0.edit("a") { $0.name = "theirs" } },
        Way("one deleted", "connection-deleted") { scene in
            try scene.bench.rewrite { $0.removeAll { $0.live.name == "a" } }
        },
        Way("a name taken", "name-taken") { scene in
            try scene.bench.rewrite { $0.append(.aws("b", region: "ap-south-1")) }
        },
        Way("an account and region taken", "location-taken") { scene in
            try scene.bench.rewrite { $0.append(.aws("gone", region: "eu-west-1", id: ConnectionID("other"))) }
        },
        Way("the plan applied", "already-applied") { _ = try await $0.program.run("apply", "a.plan") },
        Way("the plan applied in part", "partly-applied") { scene in
            let fault = Fault(.status(StatusFault(400)), on: .operation(.create, name: "b"))
            scene.bench.sandbox.add(fault)
            _ = try await scene.program.run("apply", "a.plan")
        },
    ]

    @Test("fault 41: each is refused with exit 6 and a sentence of its own, before anything is written")
    func ways() async throws {
        let ways = Self.damage + Self.forgery + Self.surroundings + Self.touched
        var sentences: [String: String] = [:]
        for way in ways {
            let lines = try await refusal(way)
            let own = try #require(lines.first, "\(way.title)")
            #expect(own.hasPrefix("stale[\(way.kind)]: "), "\(way.title): \(lines)")
            #expect(sentences[own] == nil, "\(way.title) and \(sentences[own] ?? ""): \(own)")
            sentences[own] = way.title
        }
        #expect(sentences.count == ways.count && ways.count >= 20)
    }

    /// The lines that name a reason.
    private func refusal(_ way: Way) async throws -> [String] {
        try await StalePlanScene.with { scene in
            try await way.event(&scene)
            let before = try scene.bench.sandbox.world()
            let text = try await scene.program.run("apply", "a.plan")
            #expect(text.status == 6, "\(way.title): \(text.all)")
            #expect(text.err.contains("error[stale-plan]") && text.out.isEmpty, "\(way.title): \(text.all)")
            let json = try await scene.program.run("apply", "a.plan", "--format", "json", "--quiet")
            let document = try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any]
            let stale = document?["stale"] as? [[String: Any]] ?? []
            #expect(json.status == 6 && stale.first?["kind"] as? String == way.kind, "\(way.title): \(json.all)")
            try #expect(scene.bench.sandbox.world() == before, "\(way.title)")
            return text.err.split(separator: "\n").map(String.init).filter { $0.hasPrefix("stale[") }
        }
    }

    @Test("whatever moved is told, all of it, and hostile names are made visible")
    func several() async throws {
        try await StalePlanScene.with { scene in
            try scene.edit("a") { $0.description = "\u{1B}[31mred\u{202E}\n::error::" }
            try scene.edit("gone") { $0.enabled = false }
            try scene.bench.rewrite { $0.append(.aws("b", region: "ap-south-1")) }
            let run = try await scene.program.run("apply", "a.plan")
            #expect(run.status == 6)
            let lines = run.err.split(separator: "\n").filter { $0.hasPrefix("stale[") }
            #expect(lines.count == 3, "\(run.err)")
            #expect(run.err.contains(#"is '\u{1b}[31mred\u{202e}\u{a}::error::'"#), "\(run.err)")
        }
    }
}
