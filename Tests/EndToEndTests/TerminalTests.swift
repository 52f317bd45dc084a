import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

/// What people see, kept as text in `Tests/Terminal`, each scene on a wide and on a narrow terminal.
@Suite("What a terminal shows", .serialized, .timeLimit(.minutes(5)))
struct TerminalTests {
    static let folder = Examples.folder.deletingLastPathComponent().appending(path: "Tests/Terminal")

    private static let account = "012345678901"

    private static let live: [SandboxConnection] = [
        .aws(
            "Marketing assets",
            account: account,
            description: "Old bucket",
            id: ConnectionID("20251217080657842fux3au9kh1p0j5s")
        ),
        .aws(
            "Product videos",
            account: account,
            region: "eu-west-1",
            id: ConnectionID("20251217080657844sfttw0dv74xoj2k")
        ),
        .aws("Webinars", account: account, region: "us-west-2", id: ConnectionID("20251217080657849mfml03t1ihrp041")),
        .aws(
            "Old campaign",
            account: account,
            region: "ap-southeast-2",
            id: ConnectionID("20251217080657850ejir7r50lnyonqi")
        ),
        .aws(
            "Prod archive",
            account: account,
            region: "eu-north-1",
            id: ConnectionID("20251217080657851aueowntd046sol1")
        ),
        .vimeo(
            "Legacy channel",
            clientIdentifier: "925dbcbdc591d6463c5e",
            id: ConnectionID("20251222155613307xv0nodhitf9cd0f")
        ),
    ]

    private static let files = connections(
        aws(
            "Marketing assets",
            "us-east-2",
            account: account,
            "description: Bucket of the web team, with all that it shows"
        ),
        aws("Product films", "eu-west-1", account: account),
        aws("Webinars", "eu-central-1", account: account),
        aws("Podcasts", "us-east-1", account: account, "description: Recordings of the last two years"),
        vimeo("Main channel")
    )

    /// Shows commands on a terminal, and expects what it showed in the end to be as it was reviewed.
    private func expect(
        _ name: String,
        _ columns: Int,
        _ commands: [String],
        _ program: Program,
        _ body: (Tmux) async throws -> Void = { _ in }
    ) async throws {
        let shown = try await Tmux.with(commands, columns: columns, program) { terminal in
            try await body(terminal)
            return try await terminal.untilEnd()
        }
        try expect(shown, name, columns)
    }

    private func expect(_ shown: String, _ name: String, _ columns: Int) throws {
        let text = shown.normalised
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= columns })
        try Golden.expect(text, in: Self.folder.appending(path: "\(name)-\(columns).txt"))
    }

    @Test("a plan with every kind of change, and one that is blocked", arguments: [80, 40])
    func plan(_ columns: Int) async throws {
        let settings = "stack: production\nowns: [\"*\"]\nprotected: [\"Prod *\"]\n"
        try await Bench.with(Self.files, settings: settings, live: Self.live) { bench in
            try await expect("plan", columns, ["patchbay plan --steps"], bench.program)
        }
    }

    @Test("an apply: while it is under way, and in the end", arguments: [80, 40])
    func apply(_ columns: Int) async throws {
        let settings = "stack: production\nowns: [Old *, Product *, Webinars]\nparallelism: 1\n"
        // The last of the steps that nothing waits for stands still, and the line with it.
        let faults = [Fault(.hold("line", .before), on: .operation(.create, name: "Main channel"))]
        try await Bench.with(Self.files, settings: settings, live: Self.live, faults: faults) { bench in
            let commands = ["patchbay apply --auto-approve", "patchbay plan"]
            try await expect("apply", columns, commands, bench.program) { terminal in
                try await bench.sandbox.untilHeld("line")
                let shown = try await terminal.until(", 1 in flight, ")
                try expect(shown, "apply-under-way", columns)
                bench.sandbox.release("line")
            }
        }
    }

    @Test("an apply that is declined", arguments: [80, 40])
    func declined(_ columns: Int) async throws {
        try await Bench.with(connections(aws("Podcasts", "us-east-1")), settings: "stack: production\n") { bench in
            try await expect("declined", columns, ["patchbay apply"], bench.program) { terminal in
                _ = try await terminal.until("accepted:")
                try await terminal.type("no")
            }
        }
    }

    @Test("an apply in which somebody else wrote, and one in which the API gives up", arguments: [80, 40])
    func failed(_ columns: Int) async throws {
        let edit = SandboxEdit.update(
            .key(ConnectionKey(.aws, "Marketing assets")),
            set: RequestBody(["description": .string("Theirs")])
        )
        let faults = [
            Fault(.edit([edit], .before), on: .operation(.update, name: "Marketing assets")),
            Fault(.status(StatusFault(403)), on: .operation(.create, name: "Podcasts"), times: nil),
        ]
        let settings = "stack: production\nowns: [Old *, Product *, Webinars]\nparallelism: 1\n"
        try await Bench.with(Self.files, settings: settings, live: Self.live, faults: faults) { bench in
            try await expect("failed", columns, ["patchbay apply --auto-approve"], bench.program)
        }
    }

    @Test("files that are invalid, each place with its line", arguments: [80, 40])
    func invalid(_ columns: Int) async throws {
        let text = """
            connections:
              - type: aws
                name: Marketing assets
                awsAcountId: "012345678901"
                awsRegion: us-east-2
                enabled: yes
              - type: aws
                name: Webinars
                awsAccountId: "012345678901"
                awsRegion: us-esat-1
                description: "The recordings of all that was said and shown in the last two years"
                state: gone
            """
        try await Bench.with([
            "assets.yaml": text, "b/c.yaml": "connections: [{type: vimeo, name: Main, description: [a, b]}",
        ]) { bench in
            try await expect("invalid", columns, ["patchbay validate"], bench.program)
        }
    }

    @Test("an API that cannot be reached, a key that is missing, and an address that is refused", arguments: [80, 40])
    func unreachable(_ columns: Int) async throws {
        try await Bench.with(connections(aws("Podcasts", "us-east-1"))) { bench in
            let commands = [
                "patchbay plan --quiet", "env -u PICTORY_API_KEY patchbay plan",
                "patchbay plan --api-url http://api.example.com",
            ]
            var program = bench.program
            // Nobody listens there.
            program.environment["PICTORY_API_URL"] = "http://127.0.0.1:1"
            try await expect("unreachable", columns, commands, program)
        }
    }

    @Test("command lines that are wrong, and what is near", arguments: [80, 40])
    func usage(_ columns: Int) async throws {
        try await Bench.with([:]) { bench in
            let commands = [
                "patchbay plna", "patchbay plan --formt json", "patchbay explain unknwon-key",
                "patchbay explain blocked",
            ]
            try await expect("usage", columns, commands, bench.program)
        }
    }

    @Test("looking at the account: drift, list, show", arguments: [80, 40])
    func looking(_ columns: Int) async throws {
        try await Bench.with(Self.files, settings: "stack: production\n", live: Self.live) { bench in
            let commands = ["patchbay drift", "patchbay list", "patchbay show Webinars", "patchbay export --out .out"]
            try await expect("looking", columns, commands, bench.program)
        }
    }
}

extension String {
    /// With what differs from run to run replaced by what is as long: ids, the port, seconds; without empty lines at the end.
    fileprivate var normalised: String {
        let lines = replacing(/20(?!251217|251222)\d{15}[a-z0-9]{15}/) { _ in "20261122093000000newconnectionid" }
            .replacing(/127\.0\.0\.1:\d{5}/) { _ in "127.0.0.1:50000" }
            // Of two lists that fail at once, whichever is the first.
            .replacing("GET /v1/vimeo-connections", with: "GET /v1/awsconnections")
            .replacing(/, about \d+ s left/) { _ in "" }
            .replacing(/in flight, \d+ s/) { _ in "in flight, 0 s" }
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.reversed().drop { $0 == " " }.reversed()) }
        return lines.reversed().drop { $0.isEmpty }.reversed().joined(separator: "\n") + "\n"
    }
}
