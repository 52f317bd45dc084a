import Foundation
import Subprocess
import SystemPackage
import TestSupport

/// The built `patchbay`, run as a process with nothing of the caller's environment.
struct Program: Sendable {
    /// A finished run.
    struct Run: Sendable {
        /// The exit status; for a run that a signal ended, the negative signal.
        var status: Int32
        var out: String
        var err: String

        /// Everything a person or a log could have seen.
        var all: String { out + err }
    }

    /// A run that has not ended yet.
    struct Running: Sendable {
        var identifier: Int32
        fileprivate var errors: ErrorFile

        /// What it has written to standard error so far.
        var err: String { errors.text }

        /// Waits until it has written the text to standard error; false when it ended before.
        func untilSaid(_ text: String) async -> Bool {
            while !Task.isCancelled {
                // Looked at first: what it says last is there before it ends.
                let isOver = isOver
                if err.contains(text) { return true }
                guard !isOver else { return false }
                try? await Task.sleep(for: .milliseconds(1))
            }
            return false
        }

        func send(_ signal: Int32) {
            kill(identifier, signal)
        }

        /// Waits until the process is gone or a zombie, or the task is cancelled.
        func waitForEnd() async {
            while !Task.isCancelled, !isOver { try? await Task.sleep(for: .milliseconds(1)) }
        }

        var isOver: Bool { Program.isOver(identifier) }
    }

    var directory: URL
    /// Only what a test names, and where programs are: a key or a proxy of the machine must not change what it sees.
    var environment: [String: String] = [:]
    /// A program with its arguments that is to run this one; empty for none.
    var launcher: [String] = []

    /// How much the program may take for one bad file or answer: the release build what was promised, others several times as much.
    static var budget: (seconds: Double, kilobytes: Int) {
        executable.contains("/release/") ? (0.05, 64 << 10) : (1, 1 << 20)
    }

    /// What `PATCHBAY_PROGRAM` names, such as the release build; else the program beside the test bundle, which depends on it.
    static let executable =
        ProcessInfo.processInfo.environment["PATCHBAY_PROGRAM"]
        ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "patchbay").path

    /// Whether the process is gone or a zombie.
    static func isOver(_ process: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return status?.contains(") Z ") ?? true
    }

    func run(_ arguments: String..., input: String = "") async throws -> Run {
        try await run(arguments, input: input) { _ in }.run
    }

    /// Runs the program, and `body` beside it.
    func run<Value: Sendable>(
        _ arguments: [String],
        input: String = "",
        _ body: (Running) async throws -> Value
    ) async throws -> (run: Run, value: Value) {
        let variables = ["PATH": "/usr/bin:/bin", "HOME": directory.path]
            .merging(SanitizerOptions.variables) { own, _ in own }
            .merging(environment) { _, new in new }
        let named = variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let errors = try ErrorFile()
        let words = launcher + [Self.executable] + arguments
        let result = try await Subprocess.run(
            .path(FilePath(words[0])),
            arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(Dictionary(uniqueKeysWithValues: named)),
            workingDirectory: FilePath(directory.path),
            input: .string(input),
            output: .string(limit: 64 << 20),
            error: .fileDescriptor(errors.descriptor, closeAfterSpawningProcess: false)
        ) { execution in
            try await body(Running(identifier: execution.processIdentifier.value, errors: errors))
        }
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        let run = Run(status: status, out: result.standardOutput, err: errors.text)
        return (run, result.closureResult)
    }
}

/// Where a program writes its errors, so that they can be read while it runs; nobody else can see the file.
private final class ErrorFile: Sendable {
    let descriptor: FileDescriptor

    init() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "patchbay-test-\(UUID().uuidString)").path
        let options: FileDescriptor.OpenOptions = [.create, .exclusiveCreate, .append, .closeOnExec]
        descriptor = try .open(FilePath(path), .readWrite, options: options, permissions: .ownerReadWrite)
        try FileManager.default.removeItem(atPath: path)
    }

    deinit {
        try? descriptor.close()
    }

    /// From the beginning, wherever the program is in it.
    var text: String {
        let bytes = FileManager.default.contents(atPath: "/proc/self/fd/\(descriptor.rawValue)") ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Runs a script in the directory and environment of a program.
func shell(_ script: String, _ program: Program, input: String = "") async throws -> Program.Run {
    let variables = ["PATH": "/usr/bin:/bin", "HOME": program.directory.path, "TERM": "xterm"]
        .merging(SanitizerOptions.variables) { own, _ in own }
        .merging(program.environment) { _, new in new }
        .map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
        .path("/bin/bash"),
        arguments: ["-c", script],
        environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
        workingDirectory: FilePath(program.directory.path),
        input: .string(input),
        output: .string(limit: 1 << 24),
        error: .string(limit: 1 << 24)
    )
    let status: Int32 = if case .exited(let code) = result.terminationStatus { code } else { -1 }
    return Program.Run(status: status, out: result.standardOutput, err: result.standardError)
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
