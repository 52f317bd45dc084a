import Foundation
import Glibc
import Testing

/// Takes connections, counts them, and never answers.
package final class SilentListener {
    package let port: Int
    private let listening: Process
    private let input = Pipe()
    private let output = Pipe()

    package init() throws {
        listening = Process()
        listening.executableURL = URL(filePath: "/usr/bin/env")
        let script = """
            import socket, sys, threading
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(64)
            taken = []
            def take():
                while True: taken.append(s.accept()[0])
            threading.Thread(target=take, daemon=True).start()
            print(s.getsockname()[1], flush=True)
            for line in sys.stdin: print(len(taken), flush=True)
            """
        listening.arguments = ["python3", "-c", script]
        listening.standardOutput = output
        listening.standardInput = input
        try listening.run()
        port = try Self.number(from: output)
    }

    /// How many connections it has taken so far.
    package func connections() throws -> Int {
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return try Self.number(from: output)
    }

    private static func number(from output: Pipe) throws -> Int {
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return try #require(Int(line.trimmingCharacters(in: .newlines)))
    }

    /// By SIGKILL: the thread that started the process may have had other signals blocked, which the process inherits.
    package func end() {
        kill(listening.processIdentifier, SIGKILL)
        listening.waitUntilExit()
    }
}
