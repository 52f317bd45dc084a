import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport

/// A stack directory, a sandbox behind a real socket, and the program between them.
struct Bench {
    let sandbox: Sandbox
    let address: SandboxServer.Address
    let program: Program

    static let key = "pictai_canary-key-71c9"

    /// Runs `body` in a directory with the files and, in `patchbay.yaml`, the settings.
    ///
    /// The settings never name the sandbox, which the environment does.
    static func with<Value>(
        _ files: [String: String],
        settings: String = "",
        live connections: [SandboxConnection] = [],
        faults: [Fault] = [],
        behavior: SandboxBehavior = SandboxBehavior(),
        _ body: (Bench) async throws -> Value
    ) async throws -> Value {
        let sandbox = try Sandbox(
            SandboxWorld(connections),
            behavior: behavior,
            faults: faults,
            clock: ContinuousClock(),
            now: { Date() },
            random: SeededRandom(seed: 1)
        )
        return try await withTemporaryDirectory { directory in
            try directory.write(settings, to: "patchbay.yaml")
            for (name, text) in files { try directory.write(text, to: name) }
            return try await SandboxServer(sandbox).whileServing { address in
                let environment = [
                    "PICTORY_API_URL": address.baseURL,
                    "PICTORY_API_KEY": key,
                    "VIMEO_CLIENT_SECRET": "canary-secret-client-7f3a",
                    "VIMEO_ACCESS_TOKEN": "canary-secret-token-91bd",
                ]
                let program = Program(directory: directory, environment: environment)
                return try await body(Bench(sandbox: sandbox, address: address, program: program))
            }
        }
    }

    /// Changes the account as others would; the journal begins anew.
    func rewrite(_ change: (inout [SandboxConnection]) -> Void) throws {
        var connections = try sandbox.world().connections
        change(&connections)
        try sandbox.replaceWorld(with: SandboxWorld(connections))
    }

    /// Whether a request is held under the name before the program ends.
    func isHeld(_ hold: String, by running: Program.Running) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await sandbox.untilHeld(hold)) != nil }
            group.addTask {
                await running.waitForEnd()
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }

    /// Waits until the sandbox is done with what it was asked.
    func settle() async throws {
        while sandbox.journal.entries.contains(where: { $0.outcome == .underWay }) {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// The names of the account's connections with what they lead to, sorted.
    func outline() throws -> [String] {
        try sandbox.world().live.map { live in
            let target =
                live.details.location.map { "\($0.accountID):\($0.region)" } ?? live.details.clientIdentifier ?? ""
            return "\(live.type.rawValue) \(live.name) \(target)\(live.enabled ? "" : " off")"
        }
        .sorted()
    }
}

/// YAML for an AWS entry.
func aws(_ name: String, _ region: String, account: String = "111122223333", _ more: String = "") -> String {
    """
      - type: aws
        name: \(name)
        awsAccountId: "\(account)"
        awsRegion: \(region)
    \(more.isEmpty ? "" : "    \(more)\n")
    """
}

/// YAML for a Vimeo entry.
func vimeo(_ name: String, _ more: String = "") -> String {
    """
      - type: vimeo
        name: \(name)
        clientIdentifier: client-1
        clientSecret: ${env:VIMEO_CLIENT_SECRET}
        accessToken: ${env:VIMEO_ACCESS_TOKEN}
    \(more.isEmpty ? "" : "    \(more)\n")
    """
}

func connections(_ entries: String...) -> [String: String] {
    ["connections.yaml": "connections:\n" + entries.joined()]
}
