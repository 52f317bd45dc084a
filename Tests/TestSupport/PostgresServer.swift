import Foundation
import Glibc

/// A PostgreSQL server of the tests' own, with nothing of what is installed but the programs.
///
/// A watchdog process stops it and removes its folder when the process that made it is gone, however it ended.
package struct PostgresServer: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Of the role `postgres`, which may do everything.
    package static let password = "canary-pg-9d31f7a2c4"
    /// The name in the server's certificate, which no resolver knows.
    package static let tlsName = "ledger.patchbay.test"

    private static let made = Result { try PostgresServer() }

    /// The same for all tests of a process; tests that stop their server make one of their own.
    package static var shared: PostgresServer { get throws { try made.get() } }

    /// Holds the Unix socket, the data, and what ``authorityPath`` and ``otherAuthorityPath`` name.
    package let folder: String
    /// On 127.0.0.1, and in the name of the socket.
    package let port: Int
    private let tools: ServerTools

    /// The authority that signed the server's certificate.
    package var authorityPath: String { "\(folder)/authority.pem" }
    /// Another one, which signed nothing.
    package var otherAuthorityPath: String { "\(folder)/other-authority.pem" }

    package init() throws {
        try self.init(Self.making)
    }

    /// A server that follows this one and takes no writes.
    package func standby() throws -> PostgresServer {
        try PostgresServer(Self.following, [folder, "\(port)"])
    }

    private init(_ script: String, _ arguments: [String] = []) throws {
        tools = try ServerTools()
        folder = try tools.newFolder()
        try tools.watch(folder)
        port = try Self.withFreePort(tools) { [tools, folder] port in
            try tools.run(script, [folder, "\(port)"] + arguments)
        }
    }

    /// Tries again with another port: between finding one and taking it, somebody else may take it.
    private static func withFreePort(_ tools: ServerTools, _ body: (Int) throws -> Void) throws -> Int {
        for _ in 1...2 {
            let port = try tools.freePort()
            if (try? body(port)) != nil { return port }
        }
        let port = try tools.freePort()
        try body(port)
        return port
    }

    package func stop() throws {
        try tools.run("pg_ctl --pgdata \"$1/data\" --mode fast --wait stop", [folder])
    }

    package func start() throws {
        try tools.run("start_server \"$1\"", [folder])
    }

    /// Runs `body` while the server stands still: connections to it come about, and nothing answers.
    package func whileFrozen<Value>(_ body: () async throws -> Value) async throws -> Value {
        let text = try String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8)
        guard let process = text.split(separator: "\n").first.flatMap({ Int32($0) }) else {
            throw Failure(description: "the server's process is not known")
        }
        kill(process, SIGSTOP)
        defer { kill(process, SIGCONT) }
        return try await body()
    }

    package func restart() throws {
        try stop()
        try start()
    }

    /// Makes an empty database and gives its name.
    package func newDatabase() throws -> String {
        let name = "test_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        try sql("create database \(name) template template0")
        return name
    }

    /// The way in by the Unix socket, where nobody is asked for a password.
    package func socketURL(_ database: String, user: String = "postgres") -> String {
        "postgres://\(user)@/\(database)?host=\(folder)&port=\(port)"
    }

    /// The way in by the network, where the password counts.
    package func networkURL(
        _ database: String,
        user: String = "postgres",
        password: String = PostgresServer.password
    ) -> String {
        "postgres://\(user):\(password)@127.0.0.1:\(port)/\(database)"
    }

    /// Runs statements as `postgres`, and gives the rows with `|` between columns.
    @discardableResult
    package func sql(_ text: String, in database: String = "postgres") throws -> String {
        try tools.run(
            "psql --no-psqlrc --quiet --tuples-only --no-align -v ON_ERROR_STOP=1 "
                + "--host \"$1\" --port \"$2\" --username postgres --dbname \"$3\" --command \"$4\"",
            [folder, "\(port)", database, text]
        ).trimmingCharacters(in: .newlines)
    }

    /// Runs `body` while another session, in a transaction that goes on, has carried out the statement.
    package func holding<Value>(
        _ statement: String,
        in database: String,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let session = try tools.start(
            "psql --no-psqlrc --quiet --host \"$1\" --port \"$2\" --username postgres --dbname \"$3\"",
            [folder, "\(port)", database]
        )
        defer { session.end() }
        try session.write("begin;\n\(statement);\n\\echo ready\n")
        guard try session.line() == "ready" else { throw Failure(description: "'\(statement)' failed") }
        return try await body()
    }

    /// Arguments: the folder, and the port.
    private static let making = """
        rm -rf "$1/data"
        initdb --pgdata "$1/data" --username postgres --pwfile <(printf '%s\\n' '\(password)') --encoding UTF8 --locale C \\
            --no-sync --auth-local trust --auth-host scram-sha-256
        cd "$1"
        for name in authority other-authority; do
            openssl req -x509 -days 1 -subj "/CN=patchbay $name" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \\
                -keyout "$name.key" -out "$name.pem"
        done
        openssl req -subj "/CN=\(tlsName)" -addext "subjectAltName=DNS:\(tlsName)" -newkey ec \\
            -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr
        openssl x509 -req -in server.csr -copy_extensions copy -days 1 -CA authority.pem -CAkey authority.key \\
            -CAcreateserial -out server.pem
        chmod 600 server.key
        cat >>data/postgresql.conf <<END
        listen_addresses = '127.0.0.1'
        port = $2
        unix_socket_directories = '$1'
        fsync = off
        max_connections = 100
        ssl = on
        ssl_cert_file = '$1/server.pem'
        ssl_key_file = '$1/server.key'
        END
        start_server "$1"
        """

    /// Arguments: the folder, the port, and both of the server to follow.
    private static let following = """
        rm -rf "$1/data"
        pg_basebackup --pgdata "$1/data" --host "$3" --port "$4" --username postgres --checkpoint fast --no-sync \\
            --write-recovery-conf --wal-method stream
        cat >>"$1/data/postgresql.conf" <<END
        port = $2
        unix_socket_directories = '$1'
        END
        start_server "$1"
        """
}
