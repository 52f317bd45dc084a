import Foundation
import Ledger
import TestSupport
import Testing

@testable import LedgerPostgres

@Suite("The way to a ledger in PostgreSQL")
struct PostgresSecurityTests {
    /// The server under the name in its certificate, which makes it one of another machine.
    private static func remote(_ database: TestDatabase, _ query: String) -> String {
        let server = database.server
        return
            "postgres://postgres:\(PostgresServer.password)@\(PostgresServer.tlsName):\(server.port)/\(database.name)"
            + "?hostaddr=127.0.0.1\(query)"
    }

    @Test("is TLS, checked as far as the URL asks for", arguments: ["", "&sslmode=require", "&sslmode=verify-full"])
    func encrypted(_ mode: String) async throws {
        let database = try TestDatabase()
        let authority = mode.contains("verify") ? "&sslrootcert=\(database.server.authorityPath)" : ""
        let ledger = try TestDatabase.ledger(Self.remote(database, mode + authority))
        try await ledger.write()
        let sessions = "from pg_stat_ssl join pg_stat_activity using (pid) where datname = '\(database.name)'"
        #expect(
            try database.sql("select ssl, application_name \(sessions) and application_name <> 'psql'") == "t|patchbay"
        )
        await ledger.close()
    }

    @Test("is refused when the certificate is another authority's, or of another name")
    func wrongCertificate() async throws {
        let database = try TestDatabase()
        let other = "&sslmode=verify-ca&sslrootcert=\(database.server.otherAuthorityPath)"
        let right = "?sslmode=verify-full&sslrootcert=\(database.server.authorityPath)"
        for url in [Self.remote(database, other), database.server.networkURL(database.name) + right] {
            let ledger = try TestDatabase.ledger(url)
            let error = try await #require(throws: LedgerError.self) { try await ledger.write() }
            #expect(error.kind == .unreachable)
            #expect(error.cause.contains("certificate"))
            #expect(!"\(error)".contains("canary"))
        }
    }

    @Test("is never in clear to another machine", arguments: ["disable", "allow", "prefer"])
    func clear(_ mode: String) async throws {
        let database = try TestDatabase()
        let ledger = try TestDatabase.ledger(Self.remote(database, "&sslmode=\(mode)"))
        let error = try await #require(throws: LedgerError.self) { try await ledger.write() }
        #expect(error.kind == .unusable)
        #expect(error.cause.contains("in clear"))
        #expect(!"\(error)".contains("canary"))
        #expect(
            try database.sql(
                "select count(*) from pg_stat_database where datname = '\(database.name)' and sessions > 1"
            ) == "0"
        )
    }

    @Test(
        "asks for the password, and never shows it",
        arguments: ["canary-mistaken", "canary%2Dmistaken"]
    )
    func wrongPassword(_ password: String) async throws {
        let database = try TestDatabase()
        let right = try TestDatabase.ledger(database.server.networkURL(database.name))
        try await right.write()
        #expect(right.name == "postgres://postgres@127.0.0.1:\(database.server.port)/\(database.name)")
        let wrong = try TestDatabase.ledger(database.server.networkURL(database.name, password: password))
        let error = try await #require(throws: LedgerError.self) { try await wrong.write() }
        #expect(error.kind == .unreachable)
        #expect(error.cause.contains("password authentication failed"))
        #expect(!"\(error)".contains("canary"))
    }

    @Test("takes the password from the environment or a file as well, and masks it wherever a message repeats it")
    func otherSources() async throws {
        let database = try TestDatabase()
        let server = database.server
        let bare = "postgres://postgres@127.0.0.1:\(server.port)/"
        let variable = TestDatabase.ledger(
            try PostgresURL(bare + database.name),
            environment: ["PGPASSWORD": PostgresServer.password]
        )
        try await variable.write()
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "patchbay-\(UUID().uuidString).pgpass")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("*:*:*:*:\(PostgresServer.password)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let passwordFile = try TestDatabase.ledger(bare + database.name + "?passfile=\(file.path)")
        #expect(try await passwordFile.versions() == ["v1": 1])
        // A database whose name is the password brings it into the server's message.
        for environment in [["PGPASSWORD": PostgresServer.password], [:]] {
            let text = bare + PostgresServer.password + "?passfile=\(file.path)"
            let ledger = TestDatabase.ledger(try PostgresURL(text), environment: environment)
            let error = try await #require(throws: LedgerError.self) { try await ledger.write() }
            #expect(error.cause.contains("does not exist"))
            #expect(!error.cause.contains("canary"))
        }
    }

    @Test("takes hosts one after the other, and IPv6", arguments: ["[::1]:1,127.0.0.1", "127.0.0.1:1,localhost"])
    func hosts(_ hosts: String) async throws {
        let database = try TestDatabase()
        let port = database.server.port
        let user = "postgres:\(PostgresServer.password)"
        let ledger = try TestDatabase.ledger("postgres://\(user)@\(hosts):\(port)/\(database.name)")
        try await ledger.write()
        let closed = try TestDatabase.ledger("postgres://\(user)@[::1]:1,127.0.0.1:1/\(database.name)")
        let error = try await #require(throws: LedgerError.self) { try await closed.write() }
        #expect(error.kind == .unreachable)
        #expect(error.cause.contains("; "))
        #expect(!error.cause.contains("\n"))
        #expect(!"\(error)".contains("canary"))
    }
}
