import Foundation
import Subprocess
import SystemPackage
import Testing

/// The servers of `Tests/Python/hostile_peer.py`, in a process that ends with the test.
struct HostilePeer: Sendable {
    /// Where certificates and notes are.
    let folder: URL
    /// By the way in which the server misbehaves.
    let ports: [String: Int]

    /// A PEM file with the authority that most of the certificates are of.
    var authority: String { folder.appending(path: "authority.pem").path }

    /// What was asked of a server: the first lines of all requests.
    func requests(of way: String) -> [String] {
        let notes = (try? folder.read("requests")) ?? ""
        return notes.split(separator: "\n").filter { $0.hasPrefix(way + " ") }.map {
            String($0.dropFirst(way.count + 1))
        }
    }

    static func with<Value: Sendable>(_ body: @Sendable (HostilePeer) async throws -> Value) async throws -> Value {
        try await withTemporaryDirectory { folder in
            let script = MotoServer.repository.appending(path: "Tests/Python/hostile_peer.py").path
            let result = try await Subprocess.run(
                .path("/usr/bin/python3"),
                arguments: ["-W", "ignore", script, folder.path],
                environment: .custom(["PATH": "/usr/bin:/bin", "HOME": folder.path]),
                workingDirectory: FilePath(folder.path),
                input: .none,
                output: .discarded,
                error: .discarded
            ) { execution in
                let process = execution.processIdentifier.value
                defer { kill(process, SIGKILL) }
                let ports = folder.appending(path: "ports.json")
                while !FileManager.default.fileExists(atPath: ports.path) {
                    try #require(!Program.isOver(process), "the servers ended before they listened")
                    try await Task.sleep(for: .milliseconds(10))
                }
                let known = try JSONDecoder().decode([String: Int].self, from: Data(contentsOf: ports))
                return try await body(HostilePeer(folder: folder, ports: known))
            }
            return result.closureResult
        }
    }
}
