import Connections
import Foundation
import Sandbox
import Stacks
import TestSupport

/// A plan that was saved in `a.plan`: it deletes `gone`, updates `a`, creates `b`, and leaves `bystander` alone.
struct StalePlanScene {
    let bench: Bench
    var program: Program

    static func with<Value>(_ body: (inout StalePlanScene) async throws -> Value) async throws -> Value {
        let files = [
            "connections/a.yaml": "connections:\n" + aws("a", "us-east-1", "description: ours")
                + aws("bystander", "us-west-2"),
            "connections/b.yaml": "connections:\n" + aws("b", "eu-west-1"),
            "connections/patchbay.yaml": "owns: [gone]\n",
        ]
        let live: [SandboxConnection] = [
            .aws("a", region: "us-east-1"), .aws("bystander", region: "us-west-2"), .aws("gone", region: "sa-east-1"),
        ]
        return try await Bench.with(files, live: live) { bench in
            var scene = StalePlanScene(bench: bench, program: bench.program)
            let plan = try await bench.program.run("plan", "connections", "--out", "a.plan")
            guard plan.status == 0 else { throw NoPlan(output: plan.all) }
            return try await body(&scene)
        }
    }

    private struct NoPlan: Error {
        var output: String
    }

    func text() throws -> String { try program.directory.read("a.plan") }

    func write(_ text: String) throws { try program.directory.write(text, to: "a.plan") }

    /// Writes a file of the stack.
    func file(_ name: String, _ text: String) throws { try program.directory.write(text, to: "connections/\(name)") }

    /// Edits the plan file and gives it a digest that fits.
    func reseal(_ edit: (inout [String: Any]) -> Void) throws {
        var object = try JSONSerialization.jsonObject(with: Data(text().utf8)) as? [String: Any] ?? [:]
        object["digest"] = nil
        edit(&object)
        let rest = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        let digest = ConfigDigest.digest(of: Array(rest))
        try write("{\"digest\":\"\(digest)\"," + String(decoding: rest.dropFirst(), as: UTF8.self))
    }

    /// The same for the plan of its one stack.
    func resealPlan(_ edit: (inout [String: Any]) -> Void) throws {
        try reseal { object in
            object.alter("stacks", 0) { stack in
                var plan = stack["plan"] as? [String: Any] ?? [:]
                edit(&plan)
                stack["plan"] = plan
            }
        }
    }

    /// Writes to a connection as somebody else would, so that its version moves.
    func edit(_ name: String, _ change: (inout LiveConnection) -> Void) throws {
        try bench.rewrite { connections in
            for index in connections.indices where connections[index].live.name == name {
                change(&connections[index].live)
                connections[index].live.version += 1
            }
        }
    }
}

extension [String: Any] {
    /// Edits an object in a list.
    mutating func alter(_ key: String, _ index: Int, _ edit: (inout [String: Any]) -> Void) {
        guard var list = self[key] as? [Any], var object = list[index] as? [String: Any] else { return }
        edit(&object)
        list[index] = object
        self[key] = list
    }
}
