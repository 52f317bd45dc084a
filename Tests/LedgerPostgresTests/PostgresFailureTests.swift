import Foundation
import Glibc
import Ledger
import TestSupport
import Testing

@testable import LedgerPostgres

@Suite("A ledger in PostgreSQL that cannot be used")
struct PostgresFailureTests {
    /// Short, so that tests need not wait; libpq takes two seconds for the least.
    private static let limits = {
        var limits = PostgresLimits()
        limits.connecting = 2
        limits.statement = 1000
        limits.lock = 300
        limits.silence = 1500
        return limits
    }()

    private static func failure(of ledger: PostgresLedger) async throws -> LedgerError {
        try await #require(throws: LedgerError.self) { try await ledger.write() }
    }

    @Test("goes on with a server that was restarted, and says when it is not there; a replica takes no writes")
    func restart() async throws {
        let server = try PostgresServer()
        let database = try TestDatabase(server)
        let ledger = try database.ledger(Self.limits)
        try await ledger.write("v1", version: 1)
        try server.restart()
        #expect(try await ledger.versions() == ["v1": 1])
        try server.restart()
        try await ledger.write("v1", version: 2, run: "r2")
        #expect(try await ledger.versions() == ["v1": 2])

        let standby = try server.standby()
        let follower = try TestDatabase.ledger(standby.socketURL(database.name), Self.limits)
        let refusal = try await Self.failure(of: follower)
        #expect(refusal.kind == .unreachable)
        #expect(refusal.cause == "the server takes no writes: it is a replica that follows another server")
        try standby.stop()

        try server.stop()
        let error = try await Self.failure(of: ledger)
        #expect(error.kind == .unreachable)
        #expect(error.ledger == "postgres://postgres@/\(database.name)?host=\(server.folder)&port=\(server.port)")
        try server.start()
        #expect(try await ledger.versions() == ["v1": 2])
    }

    @Test("repeats a call whose connection breaks in the middle of it, and does it once")
    func brokenConnection() async throws {
        let database = try TestDatabase()
        var limits = PostgresLimits()
        limits.lock = 8000
        let ledger = try database.ledger(limits)
        try await ledger.write("v1", version: 1)
        let waiting = "from pg_stat_activity where datname = '\(database.name)' and wait_event_type = 'Lock'"
        try await database.server.holding("lock table patchbay.receipts", in: database.name) {
            async let written: Void = ledger.write("v1", version: 2, run: "r2")
            while try database.sql("select count(*) \(waiting)") == "0" {}
            let first = try database.sql("select pid \(waiting)")
            try database.sql("select pg_terminate_backend(pid) \(waiting)")
            // It waits for the lock again, over another connection.
            while try ["", first].contains(database.sql("select pid \(waiting)")) {}
            try database.sql("select pg_terminate_backend(pid) \(waiting)")
            var broke: LedgerError?
            do { try await written } catch { broke = error as? LedgerError }
            let error = try #require(broke)
            #expect(error.kind == .unreachable)
            #expect(error.cause.contains("cannot record receipts: the connection broke"))
        }
        #expect(try await ledger.versions() == ["v1": 1])
        try await ledger.write("v1", version: 2, run: "r2")
        #expect(try await ledger.versions() == ["v1": 2])
    }

    @Test("says so when another session holds the lock")
    func locked() async throws {
        let database = try TestDatabase()
        let ledger = try database.ledger(Self.limits)
        try await ledger.write()
        try await database.server.holding("lock table patchbay.runs", in: database.name) {
            let error = try await Self.failure(of: ledger)
            #expect(error.kind == .unusable)
            #expect(error.cause == "cannot note a run: canceling statement due to lock timeout")
        }
        try await ledger.write("v1", version: 2, run: "r2")
    }

    @Test("says so when a statement takes too long, whether the server ends it or not")
    func slow() async throws {
        let database = try TestDatabase()
        try await database.ledger().write()
        let url = database.server.socketURL(database.name) + "&options="
        let ended = try TestDatabase.ledger(url + "-c%20lock_timeout%3D0", Self.limits)
        let silent = try TestDatabase.ledger(url + "-c%20lock_timeout%3D0%20-c%20statement_timeout%3D0", Self.limits)
        try await database.server.holding("lock table patchbay.runs", in: database.name) {
            let first = try await Self.failure(of: ended)
            #expect(first.kind == .unreachable)
            #expect(first.cause == "cannot note a run: canceling statement due to statement timeout")
            let second = try await Self.failure(of: silent)
            #expect(second.kind == .unreachable)
            #expect(second.cause == "cannot note a run: the server did not answer for 1.5 s")
        }
        // It may have been carried out all the same; a server that was silent once is not waited for again.
        let quickest = try await Self.quickestFailure(of: silent, saying: "did not answer for 1.5 s")
        #expect(quickest < .seconds(1.5))
        try await database.ledger().write("v1", version: 2, run: "r2")
    }

    /// The quickest of ten calls, all of which fail; what a busy machine takes besides is no part of the promise.
    private static func quickestFailure(of ledger: PostgresLedger, saying cause: String) async throws -> Duration {
        var quickest = Duration.seconds(3_600)
        for _ in 0..<10 {
            let start = ContinuousClock.now
            #expect(try await failure(of: ledger).cause.contains(cause))
            quickest = min(quickest, ContinuousClock.now - start)
        }
        return quickest
    }

    @Test("gives up on a server that takes connections and says nothing")
    func mute() async throws {
        let listener = try SilentListener()
        defer { listener.end() }
        let ledger = try TestDatabase.ledger(
            "postgres://ann:canary-mute@127.0.0.1:\(listener.port)/ledger",
            Self.limits
        )
        let error = try await Self.failure(of: ledger)
        #expect(error.kind == .unreachable)
        #expect(error.cause.contains("timeout expired"))
        #expect(!"\(error)".contains("canary"))
        // The others of the run are not made to wait for it, too.
        for _ in 0..<10 { #expect(try await Self.failure(of: ledger).cause.contains("timeout expired")) }
        #expect(listener.connections == 1)
    }

    @Test("a server that is stopped in its tracks costs the time of one call, and one that refuses costs none")
    func frozen() async throws {
        let server = try PostgresServer()
        let database = try TestDatabase(server)
        let ledger = try TestDatabase.ledger(server.networkURL(database.name), Self.limits)
        try await server.whileFrozen {
            let first = try await Self.failure(of: ledger)
            #expect(first.kind == .unreachable)
            // Two seconds are the least that libpq waits.
            let quickest = try await Self.quickestFailure(of: ledger, saying: "timeout expired")
            #expect(quickest < .seconds(2))
        }
        try server.stop()
        let patient = try TestDatabase.ledger(server.networkURL(database.name), Self.limits)
        #expect(try await Self.failure(of: patient).cause.contains("cannot connect"))
        try server.start()
        try await patient.write()
        try server.stop()
    }

    @Test("a call is given up as soon as its task is cancelled, whatever the server does, and so is closing")
    func cancelled() async throws {
        let listener = try SilentListener()
        defer { listener.end() }
        var limits = PostgresLimits()
        limits.connecting = 300
        let ledger = try TestDatabase.ledger("postgres://ann@127.0.0.1:\(listener.port)/ledger", limits)
        let start = ContinuousClock.now
        let failure = await withTaskGroup(of: LedgerError?.self) { group in
            group.addTask {
                do throws(LedgerError) { try await ledger.write() } catch { return error }
                return nil
            }
            try? await Task.sleep(for: .milliseconds(100))
            group.cancelAll()
            return await group.next() ?? nil
        }
        await ledger.close()
        #expect(failure?.kind == .unreachable)
        #expect(failure?.cause == "cannot note a run: it was given up before the server answered")
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("refuses a database that takes no writes")
    func readOnly() async throws {
        let database = try TestDatabase()
        try database.sql("alter database \(database.name) set default_transaction_read_only = on")
        let error = try await Self.failure(of: database.ledger())
        #expect(error.kind == .unreachable)
        #expect(error.cause == "the server takes no writes: its transactions are read-only")
    }

    @Test("says what the server says when a role lacks rights, and needs no more than the schema")
    func rights() async throws {
        let database = try TestDatabase()
        let role = "role_\(database.name)"
        try database.sql("create role \(role) login")
        let url = database.server.socketURL(database.name, user: role)
        let error = try await Self.failure(of: TestDatabase.ledger(url))
        #expect(error.kind == .unusable)
        #expect(error.cause == "cannot note a run: permission denied for database \(database.name)")
        #expect(error.nextStep.contains("create schema patchbay authorization"))
        try database.sql("create schema patchbay authorization \(role)")
        try await TestDatabase.ledger(url).write()
        // As the recipes for drift say.
        let job = "job_\(database.name)"
        try database.sql("create role \(job) login; grant usage on schema patchbay to \(job)")
        try database.sql("grant select, insert, update, delete on all tables in schema patchbay to \(job)")
        try await TestDatabase.ledger(database.server.socketURL(database.name, user: job)).write(
            "v1",
            version: 2,
            run: "r2"
        )
        try database.sql("create role other_\(role) login")
        let other = try TestDatabase.ledger(database.server.socketURL(database.name, user: "other_\(role)"))
        let refusal = try await Self.failure(of: other)
        #expect(refusal.kind == .unusable)
        #expect(refusal.cause.contains("permission denied"))
    }

    @Test("leaves the tables of a newer patchbay alone")
    func newer() async throws {
        let database = try TestDatabase()
        try await database.ledger().write()
        try database.sql("update patchbay.schema_version set version = 99")
        let ledger = try database.ledger()
        let error = try await Self.failure(of: ledger)
        #expect(error.kind == .newer)
        #expect(error.cause.contains("version 99"))
        let reading = try await #require(throws: LedgerError.self) { try await ledger.read(LedgerContract.scope) }
        #expect(reading.kind == .newer)
    }

    @Test(
        "refuses tables that are not as it made them",
        arguments: [
            "drop table patchbay.receipts", "alter table patchbay.runs drop column record",
            "delete from patchbay.schema_version", "drop table patchbay.schema_version",
            "alter table patchbay.marks add check (false)",
        ]
    )
    func foreign(_ change: String) async throws {
        let database = try TestDatabase()
        try await database.ledger().write()
        try database.sql(change)
        let ledger = try database.ledger()
        let error = try await #require(throws: LedgerError.self) {
            try await ledger.begin(
                LedgerContract.run("r2"),
                marking: [LedgerContract.mark("r2", 1, on: "v1", version: 1, name: "canary-name")]
            )
            try await ledger.write("v1", version: 2, run: "r2")
        }
        #expect(error.kind == .unusable)
        #expect(!"\(error)".contains("canary"))
    }

    @Test("refuses rows that it cannot understand, and repeats nothing of them")
    func strangeRows() async throws {
        let database = try TestDatabase()
        let ledger = try database.ledger()
        try await ledger.write()
        try database.sql("update patchbay.receipts set type = 'canary-type'")
        try database.sql(#"update patchbay.runs set record = '{"id": "canary-run"}'"#)
        let reading = try await #require(throws: LedgerError.self) { try await ledger.read(LedgerContract.scope) }
        let history = try await #require(throws: LedgerError.self) { try await ledger.runs(RunQuery()) }
        for error in [reading, history] {
            #expect(error.kind == .unusable)
            #expect(!"\(error)".contains("canary"))
        }
    }

    @Test("says what to install when libpq is missing")
    func noLibrary() async throws {
        let url = try PostgresURL("postgres://ann:canary-library@127.0.0.1/ledger")
        let ledger = PostgresLedger(url, environment: [:], limits: PostgresLimits(), libraryName: "libpq.so.none") {
            .zero
        }
        let error = try await Self.failure(of: ledger)
        #expect(error.kind == .unusable)
        #expect(error.nextStep.contains("apt-get install libpq5"))
        let other = PostgresLedger(url, environment: [:], limits: PostgresLimits(), libraryName: "libc.so.6") { .zero }
        #expect(try await Self.failure(of: other).cause.contains("PQclear"))
    }

    @Test(
        "says which parameter libpq does not know",
        arguments: [("sslmod=require", "'sslmod'"), ("ssl=maybe", "URL")]
    )
    func unknownParameter(_ query: String, _ named: String) async throws {
        let ledger = try TestDatabase.ledger("postgres://ann:canary-parameter@127.0.0.1/ledger?\(query)")
        let error = try await Self.failure(of: ledger)
        #expect(error.kind == .unusable)
        #expect(error.cause.contains(named))
        #expect(!"\(error)".contains("canary"))
    }
}
