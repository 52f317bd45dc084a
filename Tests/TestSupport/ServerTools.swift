import Foundation
import Glibc
import Synchronization

/// Runs PostgreSQL's programs in Bash, as a user that they accept: they refuse to be run by root.
struct ServerTools: Sendable {
    /// A process that is spoken to.
    final class Session {
        private let process: Process
        private let input: Pipe
        private let output: Pipe

        init(_ process: Process) throws {
            self.process = process
            (input, output) = try ServerTools.start(process) {
                let pipes = try (ServerTools.newPipe(), ServerTools.newPipe())
                process.standardInput = pipes.0
                process.standardOutput = pipes.1
                return pipes
            }
        }

        func write(_ text: String) throws {
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        }

        /// The next line without its end; what there is when the output ends before.
        func line() throws -> String {
            var bytes: [UInt8] = []
            while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// Rolls back and ends psql.
        func end() {
            try? write("rollback;\n\\q\n")
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
    }

    /// Where the programs of the newest version are.
    private let programs: String
    /// What to put before a command so that it is not root's.
    private let asUser: [String]

    init() throws {
        // Debian keeps them out of PATH, a folder for each version.
        let parent = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        programs = versions.compactMap { Int($0) }.max().map { "\(parent)/\($0)/bin" } ?? "/usr/local/bin"
        let asPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        asUser = geteuid() == 0 ? asPostgres : []
    }

    /// An empty folder of the user's own, with a name short enough for a Unix socket in it.
    func newFolder() throws -> String {
        try run("mktemp --directory /tmp/patchbay-postgres-XXXXXXXX", []).trimmingCharacters(in: .newlines)
    }

    func freePort() throws -> Int {
        let text = try run(
            "python3 -c 'import socket; s = socket.socket(); s.bind((\"127.0.0.1\", 0)); print(s.getsockname()[1])'",
            []
        )
        guard let port = Int(text.trimmingCharacters(in: .newlines)) else {
            throw PostgresServer.Failure(description: "no port is free")
        }
        return port
    }

    /// Starts a process that stops the server in the folder and removes it when this process is gone.
    func watch(_ folder: String) throws {
        let process = process(
            """
            trap '' INT TERM HUP
            cat >/dev/null
            if [ -d "$1/data" ]; then pg_ctl --pgdata "$1/data" --mode immediate --wait stop || true; fi
            rm -rf "$1"
            """,
            [folder]
        )
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try Self.start(process) {
            let input = try Self.newPipe()
            process.standardInput = input
            // Open until this process is gone.
            guard fcntl(input.fileHandleForWriting.fileDescriptor, F_DUPFD_CLOEXEC, 0) >= 0 else {
                throw PostgresServer.Failure(description: "no watchdog for the server in \(folder)")
            }
        }
    }

    /// Keeps a pipe from being open in a process that another thread starts before the pipe is marked.
    private static let starting = Mutex(())

    private static func start<Value>(_ process: Process, _ prepare: () throws -> Value) throws -> Value {
        try starting.withLock { _ in
            let value = try prepare()
            try process.run()
            return value
        }
    }

    /// A pipe that is open in no process but this one and the one that it is given to.
    private static func newPipe() throws -> Pipe {
        let pipe = Pipe()
        for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            guard fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else {
                throw PostgresServer.Failure(description: "a pipe cannot be kept from other processes")
            }
        }
        return pipe
    }

    func start(_ script: String, _ arguments: [String]) throws -> Session {
        try Session(process(script, arguments))
    }

    /// Runs a script to its end and gives its output; the arguments are `$1` and so on.
    @discardableResult
    func run(_ script: String, _ arguments: [String]) throws -> String {
        let process = process("set -euo pipefail\n\(Self.startServer)\n\(script)", arguments)
        // A pipe would stay open in a server that the script starts.
        let files = try ["out", "err"].map { name in
            let file = FileManager.default.temporaryDirectory.appending(path: "patchbay-\(UUID().uuidString).\(name)")
            try Data().write(to: file)
            return file
        }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try Self.start(process) {}
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        guard process.terminationStatus == 0 else {
            throw PostgresServer.Failure(description: "'\(script)' failed: \(texts[1]) \(texts[0].suffix(2000))")
        }
        return texts[0]
    }

    /// Takes the server's folder.
    ///
    /// `Process` learns of an end by a socket that its child has open; in the server it would stay open.
    private static let startServer = """
        start_server() {
            (
                for open in /proc/self/fd/*; do
                    number=${open##*/}
                    if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
                done
                exec pg_ctl --pgdata "$1/data" --log "$1/log" --wait start
            )
        }
        """

    private func process(_ script: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.currentDirectoryURL = URL(filePath: "/")
        process.environment = ["PATH": "\(programs):/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"]
        process.arguments = asUser + ["bash", "-c", script, "postgres-server"] + arguments
        return process
    }
}
