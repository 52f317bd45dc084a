import Foundation
import Synchronization

/// The built `patchbay`, run as a process with nothing of the caller's environment.
struct Program {
    /// A finished run.
    struct Run: Sendable {
        var status: Int32
        var out: String
        var err: String

        /// Everything a person or a log could have seen.
        var all: String { out + err }
    }

    var directory: URL
    var environment: [String: String] = [:]

    /// Beside the test bundle, which depends on it.
    static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "patchbay")

    /// Starts a run; the caller waits for it with ``Running/finish()`` or kills it.
    func start(_ arguments: [String], input: String = "") throws -> Running {
        try Running(self, arguments, input)
    }

    func run(_ arguments: String..., input: String = "") async throws -> Run {
        try await start(arguments, input: input).finish()
    }

    /// A run that has not ended yet.
    final class Running {
        private let process: Process
        private let out = Collected()
        private let err = Collected()
        private let ended: AsyncStream<Int32>
        let identifier: Int32

        init(_ program: Program, _ arguments: [String], _ input: String) throws {
            let process = Process()
            process.executableURL = Program.executable
            process.arguments = arguments
            process.currentDirectoryURL = program.directory
            // Only what a test names: a key or a proxy of the machine must not change what it sees.
            process.environment = ["PATH": "/usr/bin:/bin", "HOME": program.directory.path].merging(
                program.environment
            ) { _, new in new }
            let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
            process.standardInput = stdin
            process.standardOutput = stdout
            process.standardError = stderr
            let (ended, continuation) = AsyncStream<Int32>.makeStream()
            self.ended = ended
            process.terminationHandler = { process in
                let isSignal = process.terminationReason == .uncaughtSignal
                continuation.yield(isSignal ? -process.terminationStatus : process.terminationStatus)
                continuation.finish()
            }
            out.collect(from: stdout)
            err.collect(from: stderr)
            try process.run()
            identifier = process.processIdentifier
            try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try stdin.fileHandleForWriting.close()
            self.process = process
        }

        /// Waits for the end; the status of a killed run is the negative signal.
        func finish() async -> Run {
            var status: Int32 = -1
            for await code in ended { status = code }
            return Run(status: status, out: await out.all(), err: await err.all())
        }

        func send(_ signal: Int32) {
            kill(identifier, signal)
        }
    }
}

/// The bytes of a pipe, until its end.
private final class Collected: Sendable {
    private let bytes = Mutex(Data())
    private let (closed, continuation) = AsyncStream<Void>.makeStream()

    func collect(from pipe: Pipe) {
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                self.continuation.finish()
            } else {
                self.bytes.withLock { $0.append(data) }
            }
        }
    }

    func all() async -> String {
        for await _ in closed {}
        return bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }
}

/// A new directory that is removed in the end.
func withTemporaryDirectory<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appending(path: "patchbay-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}

extension URL {
    /// Writes a file of the directory, with the folders it needs.
    func write(_ text: String, to path: String) throws {
        let file = appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: appending(path: path)), as: UTF8.self)
    }
}
