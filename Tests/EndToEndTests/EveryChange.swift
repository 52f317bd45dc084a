import Connections
import Planning
import Sandbox
import TestSupport
import Testing

/// An account, and files that create, update, rename, swap, replace in both orders and delete.
enum EveryChange {
    static let settings = "owns: ['*']\n"

    static let live: [SandboxConnection] = [
        .aws("described", region: "us-east-1"), .aws("former", region: "us-east-2"),
        .aws("left", region: "us-west-1"), .aws("right", region: "us-west-2"),
        .aws("moved", region: "eu-west-1"), .aws("moved first", region: "eu-west-2"),
        .aws("gone", region: "sa-east-1"), .vimeo("channel", clientIdentifier: "other"),
    ]

    static let files = connections(
        aws("described", "us-east-1", "description: new"),
        aws("renamed", "us-east-2"),
        aws("left", "us-west-2"),
        aws("right", "us-west-1"),
        aws("moved", "eu-west-3"),
        aws("moved first", "eu-north-1", "replace: deleteFirst"),
        aws("new", "ap-south-1"),
        vimeo("channel"),
        vimeo("second channel")
    )

    static let expected = [
        "aws described 111122223333:us-east-1", "aws left 111122223333:us-west-2",
        "aws moved 111122223333:eu-west-3", "aws moved first 111122223333:eu-north-1",
        "aws new 111122223333:ap-south-1", "aws renamed 111122223333:us-east-2",
        "aws right 111122223333:us-west-1", "vimeo channel client-1", "vimeo second channel client-1",
    ]

    /// Entries that must have a working connection at every instant.
    private static let uninterrupted = ["described", "channel", "moved"]

    /// Connections that are never made anew: by name, what they lead to, and their ids.
    private static let kept = [
        "described": "aws-described", "renamed": "aws-former", "left": "aws-right", "right": "aws-left",
    ]

    static func bench<Value>(faults: [Fault] = [], _ body: (Bench) async throws -> Value) async throws -> Value {
        try await Bench.with(files, settings: settings, live: live, faults: faults, body)
    }

    /// Expects the account to be as the files say, without a detour that somebody could have noticed.
    static func expectDone(_ bench: Bench, _ comment: Comment) throws {
        try #expect(bench.outline() == expected, comment)
        let live = try bench.sandbox.world().live
        for (name, id) in kept {
            #expect(live.contains { $0.name == name && $0.id.rawValue == id }, comment)
        }
        #expect(live.contains { $0.name == "described" && $0.description == "new" }, comment)
        for name in uninterrupted {
            for world in bench.sandbox.journal.worlds {
                #expect(world.live.contains { $0.enabled && serves(name, $0) }, comment)
            }
        }
        // Each is created once: what was made is not made again.
        let created = bench.sandbox.journal.commits.filter { $0.change.before == nil }.compactMap {
            $0.change.after?.live.name
        }
        #expect(created.sorted() == ["moved", "moved first", "new", "second channel"], comment)
    }

    /// Whether the connection is the entry's, under its name or retired from it.
    private static func serves(_ name: String, _ live: LiveConnection) -> Bool {
        live.name == name || ParkedName(live.name, of: live.id)?.base == name
    }
}
