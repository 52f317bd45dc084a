import Connections
import Foundation
import Ledger
import Planning
import TestSupport
import Testing

@testable import LedgerPostgres

@Suite("The ledger in PostgreSQL")
struct PostgresLedgerTests {
    private static let scope = LedgerContract.scope

    @Test("keeps the contract", arguments: LedgerContract.rules)
    func contract(_ rule: LedgerContract.Rule) async throws {
        let database = try TestDatabase()
        let one = try database.ledger()
        let other = try database.ledger()
        try await rule.check(one, other)
        await one.close()
        await other.close()
    }

    @Test("has the tables that people and their tools were told of")
    func schema() async throws {
        let database = try TestDatabase()
        try await database.ledger().write()
        let listing = try database.sql(
            """
            select format('%s.%s %s%s%s', table_name, column_name, data_type,
                case is_nullable when 'NO' then ' not null' else '' end, coalesce(' default ' || column_default, ''))
            from information_schema.columns where table_schema = 'patchbay'
            union all
            select format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid))
            from pg_constraint where connamespace = 'patchbay'::regnamespace and contype <> 'n'
            union all
            select indexdef from pg_indexes where schemaname = 'patchbay'
            union all
            select 'version ' || version from patchbay.schema_version
            order by 1
            """
        )
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        try Golden.expect(listing + "\n", in: folder.appending(path: "schema-\(PostgresSchema.version).txt"))
    }

    @Test("makes no tables for who only asks")
    func asking() async throws {
        let database = try TestDatabase()
        let ledger = try database.ledger()
        #expect(try await ledger.read(Self.scope) == LedgerReading())
        #expect(try await ledger.runs(RunQuery()) == [])
        #expect(try await ledger.prune(before: Timestamp(milliseconds: 0), in: nil) == 0)
        #expect(try database.sql("select count(*) from pg_namespace where nspname = 'patchbay'") == "0")
        // It sees the tables that another process makes meanwhile.
        try await database.ledger().write("v1", version: 3)
        #expect(try await ledger.versions() == ["v1": 3])
    }

    @Test("is made once by processes that start at the same time", arguments: 1...5)
    func startingTogether(_ attempt: Int) async throws {
        let database = try TestDatabase()
        let ids = (1...8).map { "v\($0)" }
        try await withThrowingTaskGroup { group in
            for id in ids {
                group.addTask { try await database.ledger().write(id, run: id) }
            }
            try await group.waitForAll()
        }
        #expect(try await database.ledger().versions().keys.sorted() == ids)
    }

    @Test("ends with the highest versions, whoever writes the same receipts at once")
    func writingTogether() async throws {
        let database = try TestDatabase()
        try await database.ledger().write("other")
        let versions = (1...2000).map { id in (id, "v\(id % 1500)") }
        try await withThrowingTaskGroup { group in
            for writer in 0..<2 {
                let receipts = versions.map { id, name in
                    LedgerContract.receipt(name, version: id * 7919 % 1000 * 2 + writer)
                }
                group.addTask {
                    let ledger = try database.ledger()
                    // Neither meets the ids in the order of the other.
                    let ordered = writer == 0 ? receipts : receipts.reversed()
                    for start in stride(from: 0, to: ordered.count, by: 50) {
                        let settlement = Settlement(receipts: Array(ordered[start..<(start + 50)]), steps: [start])
                        try await ledger.settle(settlement, of: "r\(writer)", in: Self.scope)
                    }
                }
            }
            try await group.waitForAll()
        }
        var highest = ["other": 1]
        for (id, name) in versions { highest[name] = max(highest[name] ?? 0, id * 7919 % 1000 * 2 + 1) }
        #expect(try await database.ledger().versions() == highest)
        let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()"
        #expect(try database.sql(deadlocks) == "0")
    }

    @Test("takes of several receipts of one connection the one of the highest version, and the later of equal ones")
    func repeated() async throws {
        let ledger = try TestDatabase().ledger()
        try await ledger.begin(
            LedgerContract.run("r1"),
            marking: [LedgerContract.mark("r1", 1, on: nil, version: nil, name: "Early")]
        )
        let receipts = [
            LedgerContract.receipt("v1", version: 2, name: "Early"),
            LedgerContract.receipt("v1", version: 3, name: "Late"),
            LedgerContract.receipt("v1", version: 3, name: "Last"), LedgerContract.receipt("v1", version: 1),
        ]
        try await ledger.settle(Settlement(receipts: receipts), of: "r1", in: Self.scope)
        #expect(try await ledger.read(Self.scope) == LedgerReading(receipts: [receipts[2]]))
    }

    @Test("records all of a settlement or nothing")
    func allOrNothing() async throws {
        let database = try TestDatabase()
        let ledger = try database.ledger()
        let mark = LedgerContract.mark("r1", 1, on: "v2", version: 1)
        try await ledger.begin(LedgerContract.run("r1"), marking: [mark])
        try database.sql(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no canary-row'; end $$;
            create trigger refuse before delete on patchbay.marks for each row execute function refuse()
            """
        )
        let settlement = Settlement(receipts: [LedgerContract.receipt("v1", version: 1)], steps: [1])
        await #expect(throws: LedgerError.self) { try await ledger.settle(settlement, of: "r1", in: Self.scope) }
        #expect(try await ledger.read(Self.scope) == LedgerReading(marks: [mark]))
        // The same connection goes on.
        try database.sql("drop trigger refuse on patchbay.marks")
        try await ledger.settle(settlement, of: "r1", in: Self.scope)
        #expect(try await ledger.read(Self.scope) == LedgerReading(receipts: settlement.receipts))
    }

    @Test("may be told the same twice, as after a lost answer")
    func told() async throws {
        let ledger = try TestDatabase().ledger()
        let marks = [
            LedgerContract.mark("r1", 1, on: "v1", version: 1), LedgerContract.mark("r1", 2, on: "v2", version: 1),
        ]
        let settlement = Settlement(
            receipts: [LedgerContract.receipt("v1", version: 2)],
            gone: [ConnectionID("v3")],
            steps: [1]
        )
        for _ in 1...2 { try await ledger.begin(LedgerContract.run("r1"), marking: marks) }
        for _ in 1...2 { try await ledger.settle(settlement, of: "r1", in: Self.scope) }
        for _ in 1...2 { try await ledger.end(LedgerContract.run("r1")) }
        #expect(try await ledger.read(Self.scope) == LedgerReading(receipts: settlement.receipts, marks: [marks[1]]))
        #expect(try await ledger.runs(RunQuery()) == [LedgerContract.run("r1")])
    }

    @Test("keeps any text of a name or a run")
    func text() async throws {
        let ledger = try TestDatabase().ledger()
        let name = "a\0b'; drop schema patchbay; -- \\ \u{1F600} {\"} $1"
        var run = LedgerContract.run("r1")
        run.problem = name
        try await ledger.begin(run, marking: [LedgerContract.mark("r1", 1, on: nil, version: nil, name: name)])
        #expect(try await ledger.read(Self.scope).marks.map(\.name) == [name])
        #expect(try await ledger.runs(RunQuery()) == [run])
        let receipt = LedgerContract.receipt("v1", version: 1, name: name)
        try await ledger.settle(Settlement(receipts: [receipt]), of: "r1", in: Self.scope)
        #expect(try await ledger.read(Self.scope).marks == [])
    }

    @Test("leaves what others keep in the same database, and is not misled by it")
    func neighbours() async throws {
        let database = try TestDatabase()
        try database.sql(
            """
            create table public.runs (mine text); create schema postgres;
            create function postgres.count(bigint) returns text language sql as $$ select 'wrong' $$
            """
        )
        let ledger = try TestDatabase.ledger(
            database.server.socketURL(database.name) + "&options=-c%20search_path%3Dpostgres,pg_catalog"
        )
        try await ledger.write()
        #expect(try await ledger.versions() == ["v1": 1])
        #expect(try database.sql("select count(*) from public.runs") == "0")
    }

    @Test("waits for the disk also where the server would not")
    func durability() async throws {
        let database = try TestDatabase()
        try database.sql("alter database \(database.name) set synchronous_commit = off")
        let connection = try PostgresConnection(
            try LibPQ(),
            [
                "dbname": database.name, "host": database.server.folder, "port": "\(database.server.port)",
                "user": "postgres",
            ],
            silence: 5000
        )
        let setting = PostgresStatement("show synchronous_commit")
        #expect(try connection.run([setting]) == [[["off"]]])
        #expect(try connection.run([PostgresSchema.state, setting]).last == [["on"]])
    }
}
