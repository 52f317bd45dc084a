import Connections
import Foundation
import Planning
import Sandbox
import TestSupport
import Testing

/// Fault 37: the real program is killed at every request of every kind of change, before and after the commit.
@Suite("kill −9 at every request, then one run", .serialized)
struct KillTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: [SandboxConnection]
        var files: [String: String]
        var expected: [String]
        /// Entries that must have a working connection at every instant.
        var uninterrupted: [String] = []
    }

    enum Way: CaseIterable {
        /// The request never arrives.
        case lost
        /// The request is done after the program is gone.
        case late
        /// The request was done, and its answer reached nobody.
        case done
    }

    static let scenarios = [
        Scenario(
            testDescription: "create",
            live: [],
            files: connections(aws("a", "us-east-1"), vimeo("v")),
            expected: ["aws a 111122223333:us-east-1", "vimeo v client-1"]
        ),
        Scenario(
            testDescription: "update and rename",
            live: [.aws("a", region: "us-east-1"), .vimeo("v", clientIdentifier: "other")],
            files: connections(aws("b", "us-east-1", "description: new"), vimeo("v")),
            expected: ["aws b 111122223333:us-east-1", "vimeo v client-1"],
            uninterrupted: ["v"]
        ),
        Scenario(
            testDescription: "swap",
            live: [.aws("a", region: "us-east-1"), .aws("b", region: "eu-west-1")],
            files: connections(aws("a", "eu-west-1"), aws("b", "us-east-1")),
            expected: ["aws a 111122223333:eu-west-1", "aws b 111122223333:us-east-1"]
        ),
        Scenario(
            testDescription: "replace, created first",
            live: [.aws("a", region: "us-east-1")],
            files: connections(aws("a", "eu-west-1")),
            expected: ["aws a 111122223333:eu-west-1"],
            uninterrupted: ["a"]
        ),
        Scenario(
            testDescription: "replace, deleted first",
            live: [.aws("a", region: "us-east-1")],
            files: connections(aws("a", "eu-west-1", "replace: deleteFirst")),
            expected: ["aws a 111122223333:eu-west-1"]
        ),
        Scenario(
            testDescription: "delete",
            live: [.aws("a", region: "us-east-1"), .aws("gone", region: "eu-west-1"), .vimeo("gone too")],
            files: connections(aws("a", "us-east-1")),
            expected: ["aws a 111122223333:us-east-1"],
            uninterrupted: ["a"]
        ),
    ]

    @Test("fault 37: one run converges, leaves nothing parked and nothing twice", arguments: scenarios, Way.allCases)
    func walk(_ scenario: Scenario, _ way: Way) async throws {
        var request = 1
        while try await isKilled(at: request, way, scenario) { request += 1 }
        #expect(request > 3, "no request was met")
    }

    /// False when the program ended before it came to that request.
    private func isKilled(at request: Int, _ way: Way, _ scenario: Scenario) async throws -> Bool {
        let hold = Fault(.hold("kill", way == .done ? .after : .before), nth: request)
        return try await Bench.with(scenario.files, settings: "owns: ['*']", live: scenario.live, faults: [hold]) {
            bench in
            let arguments = ["apply", "--auto-approve", "--parallelism", "1"]
            let (first, isHeld) = try await bench.program.run(arguments) { running in
                let isHeld = await bench.isHeld("kill", by: running)
                if isHeld { running.send(SIGKILL) }
                return isHeld
            }
            guard isHeld else {
                #expect(first.status == 0, "\(first.all)")
                try expectDesired(bench, scenario, "undisturbed")
                return false
            }
            #expect(first.status == -SIGKILL)
            bench.sandbox.removeFaults()
            bench.sandbox.release("kill", way == .lost ? .drop : .goOn)
            try await bench.settle()

            let again = try await bench.program.run("apply", "--auto-approve")
            #expect(again.status == 0, "request \(request): \(again.all)")
            let plan = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "request \(request): \(plan.all)")
            #expect(plan.out.contains("No changes. The account matches the files.\n"))
            try expectDesired(bench, scenario, "request \(request)")
            return true
        }
    }

    private func expectDesired(_ bench: Bench, _ scenario: Scenario, _ comment: Comment) throws {
        try #expect(bench.outline() == scenario.expected, comment)
        let kept = scenario.live.map(\.live.id).filter { id in bench.sandbox.journal.worlds.allSatisfy { $0[id] != nil }
        }
        if scenario.testDescription == "swap" { #expect(kept.count == 2, comment) }
        for name in scenario.uninterrupted {
            for world in bench.sandbox.journal.worlds {
                #expect(world.live.contains { $0.enabled && serves(name, $0) }, comment)
            }
        }
    }

    /// Whether the connection is the entry's, under its name or retired from it.
    private func serves(_ name: String, _ live: LiveConnection) -> Bool {
        live.name == name || ParkedName(live.name, of: live.id)?.base == name
    }
}
