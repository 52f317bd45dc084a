import Connections
import Foundation
import GRDB
import Ledger
import LedgerSQLite
import Planning
import TestSupport
import Testing

/// Runs `body` with the path of a ledger that is not there yet, in a folder that is not there either.
func withLedgerPath<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.appending(path: ".patchbay/ledger.db").path)
}

/// The permissions of a file, such as `0o600`.
func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
}

@Suite("The ledger in a file of SQLite's")
struct SQLiteLedgerTests {
    @Test("keeps the contract, for two that have it open", arguments: LedgerContract.rules)
    func contract(_ rule: LedgerContract.Rule) async throws {
        try await withLedgerPath { path in
            let one = try await SQLiteLedger.writing(at: path)
            let other = try await SQLiteLedger.writing(at: path)
            try await rule.check(one, other)
            await one.close()
            await other.close()
        }
    }

    @Test("keeps all of it when it is closed and opened again, and when it is not closed at all")
    func reopened() async throws {
        try await withLedgerPath { path in
            let receipt = LedgerContract.receipt("v1", version: 3)
            let first = try await SQLiteLedger.writing(at: path)
            try await first.begin(
                LedgerContract.run("r1"),
                marking: [LedgerContract.mark("r1", 1, on: "v1", version: 2)]
            )
            try await first.settle(Settlement(receipts: [receipt]), of: "r1", in: LedgerContract.scope)
            // What another process finds that comes now, and one that comes after a crash.
            let copy = path + ".copy"
            for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: copy + end) }
            await first.close()
            for path in [path, copy] {
                let again = try await SQLiteLedger.writing(at: path)
                try #expect(await again.read(LedgerContract.scope).receipts == [receipt])
                try #expect(await again.runs(RunQuery()) == [LedgerContract.run("r1")])
                await again.close()
            }
        }
    }

    @Test("is for its owner alone, in a folder for its owner alone, with the files beside it")
    func modes() async throws {
        try await withLedgerPath { path in
            let ledger = try await SQLiteLedger.writing(at: path)
            try await ledger.begin(LedgerContract.run("r1"), marking: [])
            try #expect(mode(of: (path as NSString).deletingLastPathComponent) == 0o700)
            for end in ["", "-wal", "-shm"] { try #expect(mode(of: path + end) == 0o600, "\(end)") }
            await ledger.close()
        }
    }

    @Test("opened to look at it, makes nothing where there is none, and changes nothing where there is one")
    func reading() async throws {
        try await withLedgerPath { path in
            try #expect(await SQLiteLedger.reading(at: path) == nil)
            #expect(!FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent))
            let writer = try await SQLiteLedger.writing(at: path)
            try await writer.end(LedgerContract.run("r1"))
            let reader = try #require(try await SQLiteLedger.reading(at: path))
            try #expect(await reader.runs(RunQuery()).count == 1)
            await #expect(throws: LedgerError.self) { try await reader.end(LedgerContract.run("r2")) }
            try #expect(await writer.runs(RunQuery()).count == 1)
            await reader.close()
            await writer.close()
        }
    }

    @Test("takes 1,000 and 10,000 receipts at once, and gives them back")
    func many() async throws {
        try await withLedgerPath { path in
            let ledger = try await SQLiteLedger.writing(at: path)
            let receipts = (0..<10_000).map { LedgerContract.receipt("v\(100_000 + $0)", version: 1, name: "n\($0)") }
            try await ledger.settle(Settlement(receipts: receipts), of: "r1", in: LedgerContract.scope)
            try #expect(await ledger.read(LedgerContract.scope).receipts == receipts)
            await ledger.close()
        }
    }

    @Test("two that write the same connections at once end with the highest versions")
    func twoWriters() async throws {
        try await withLedgerPath { path in
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<2 {
                    group.addTask {
                        do {
                            let ledger = try await SQLiteLedger.writing(at: path)
                            for version in stride(from: 1 + writer, to: 60, by: 2) {
                                let receipts = (0..<20).map { LedgerContract.receipt("v\($0)", version: version) }
                                let settlement = Settlement(receipts: receipts)
                                try await ledger.settle(settlement, of: "r\(writer)", in: LedgerContract.scope)
                            }
                            await ledger.close()
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
            let ledger = try await SQLiteLedger.writing(at: path)
            let versions = try await ledger.read(LedgerContract.scope).receipts.map(\.version)
            #expect(versions == Array(repeating: 59, count: 20))
            await ledger.close()
        }
    }

    @Test("has the tables that stand in the golden file, which a released version never changes")
    func schema() async throws {
        try await withLedgerPath { path in
            let ledger = try await SQLiteLedger.writing(at: path)
            await ledger.close()
            let tables = try await DatabaseQueue(path: path).read { database in
                try String.fetchAll(
                    database,
                    sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name"
                )
            }
            let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "schema-1.sql")
            let text = tables.map { "\($0);\n" }.joined()
            if ProcessInfo.processInfo.environment["PATCHBAY_RECORD"] == "1" {
                try Data(text.utf8).write(to: golden)
                Issue.record("recorded; look at the difference, and run again without PATCHBAY_RECORD")
            }
            #expect(try String(contentsOf: golden, encoding: .utf8) == text)
            #expect(
                SQLiteSchema.current.versions.count == 1,
                "a new version needs a golden of its own, and a migrated file"
            )
        }
    }

    @Test("a newer version brings the tables of an older one along, and an older one refuses those of a newer")
    func migration() async throws {
        try await withLedgerPath { path in
            let receipt = LedgerContract.receipt("v1", version: 3)
            let old = try await SQLiteLedger.writing(at: path)
            try await old.settle(Settlement(receipts: [receipt]), of: "r1", in: LedgerContract.scope)
            await old.close()
            var schema = SQLiteSchema.current
            let objects = schema.versions[0].objects.union(["table extra"])
            schema.versions.append(.init(sql: "CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT", objects: objects))
            let looking = try #require(try await SQLiteLedger.reading(at: path, schema: schema))
            try #expect(await looking.read(LedgerContract.scope).receipts == [receipt], "without changing the file")
            await looking.close()
            let new = try await SQLiteLedger.writing(at: path, schema: schema)
            try #expect(await new.read(LedgerContract.scope).receipts == [receipt])
            await new.close()
            let error = await #expect(throws: LedgerError.self) { try await SQLiteLedger.writing(at: path) }
            #expect(error?.kind == .newer)
            let other = await #expect(throws: LedgerError.self) { _ = try await SQLiteLedger.reading(at: path) }
            #expect(other?.kind == .newer)
        }
    }
}
