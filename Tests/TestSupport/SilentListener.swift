import Foundation
import Glibc
import Testing

/// Takes connections, by the system's queue alone, and never answers.
package final class SilentListener {
    package let port: Int
    private let listening: Process

    package init() throws {
        listening = Process()
        listening.executableURL = URL(filePath: "/usr/bin/env")
        let script = """
            import socket, sys
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(8)
            print(s.getsockname()[1], flush=True); sys.stdin.read()
            """
        listening.arguments = ["python3", "-c", script]
        let output = Pipe()
        listening.standardOutput = output
        listening.standardInput = Pipe()
        try listening.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .newlines)))
    }

    /// By SIGKILL: the thread that started the process may have had other signals blocked, which the process inherits.
    package func end() {
        kill(listening.processIdentifier, SIGKILL)
        listening.waitUntilExit()
    }
}
