import Foundation
import Ledger
import Planning
import TestSupport
import Testing

@testable import LedgerSQLite

@Suite("The tables of a ledger")
struct SQLiteSchemaTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    /// A version that does not exist, after the last that does.
    private static let next = SQLiteSchema(
        versions: SQLiteSchema.current.versions + [
            SQLiteSchema.Version(
                sql: "ALTER TABLE run ADD COLUMN remark TEXT; CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT",
                objects: SQLiteSchema.current.versions[SQLiteSchema.current.versions.count - 1].objects
                    .union(["table extra"])
            )
        ]
    )

    private static func text(_ database: SQLiteConnection) throws -> String {
        let texts = try database.rows(
            of: "a table",
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        ) { try $0.text() }
        let version = try database.number("PRAGMA user_version") ?? 0
        let application = try database.number("PRAGMA application_id") ?? 0
        return texts.map { $0 + ";\n" }.joined()
            + "PRAGMA application_id = \(application);\nPRAGMA user_version = \(version);\n"
    }

    @Test("are those that were recorded; a change is a new version")
    func golden() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try await SQLiteLedger.writing(at: directory.appending(path: "ledger.db").path)
            let text = try await ledger.perform("looking at it") { try Self.text($0) }
            let version = SQLiteSchema.current.versions.count
            try Golden.expect(text, in: Self.folder.appending(path: "Schema/version-\(version).sql"))
            await ledger.close()
        }
    }

    @Test(
        "of every version so far are brought to the newest, with all that they hold",
        arguments: 1...SQLiteSchema.current.versions.count
    )
    func migrated(_ version: Int) async throws {
        // A ledger that a patchbay of that version wrote; `filled` with ten receipts.
        let recorded = Self.folder.appending(path: "Ledgers/version-\(version).sqlite")
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            if !FileManager.default.fileExists(atPath: recorded.path),
                ProcessInfo.processInfo.environment["PATCHBAY_RECORD"] == "1"
            {
                try await SQLiteLedger.filled(at: file.path, receipts: 10)
                try FileManager.default.copyItem(at: file, to: recorded)
                Issue.record("recorded version-\(version).sqlite; run again without PATCHBAY_RECORD")
            } else {
                try FileManager.default.copyItem(at: recorded, to: file)
            }
            let before = try #require(try await SQLiteLedger.lookAt(file.path))
            try await SQLiteLedger.use(file.path)
            let after = try #require(try await SQLiteLedger.lookAt(file.path))
            let expected = (0..<10).map {
                LedgerContract.receipt("canary-id-\($0)", version: 1, name: "canary-name-\($0)")
            }
            #expect(before.receipts == expected)
            #expect(before.marks == [LedgerContract.mark("r1", 1, on: "v0", version: 7)])
            #expect(after.receipts == expected + [LedgerContract.receipt("v1", version: 1)])
        }
    }

    @Test("of an older version are read without changing the file")
    func olderRead() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            try await SQLiteLedger.filled(at: file.path, receipts: 10)
            let bytes = try Data(contentsOf: file)
            let ledger = try #require(try await SQLiteLedger.reading(at: file.path, schema: Self.next))
            #expect(try await ledger.read(LedgerContract.scope).receipts.count == 10)
            let failure = await failure { () throws(LedgerError) in try await ledger.end(LedgerContract.run("r9")) }
            #expect(failure?.cause == "recording a run: it cannot be written to")
            await ledger.close()
            try #expect(Data(contentsOf: file) == bytes)
        }
    }

    @Test("of an older version are brought up to date by the first run, and are too new for older programs then")
    func newer() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            try await SQLiteLedger.filled(at: path, receipts: 10)
            let ledger = try await SQLiteLedger.writing(at: path, schema: Self.next)
            #expect(try await ledger.read(LedgerContract.scope).receipts.count == 10)
            await ledger.close()
            let failures = [
                await failure { () throws(LedgerError) in _ = try await SQLiteLedger.lookAt(path) },
                await failure { () throws(LedgerError) in try await SQLiteLedger.use(path) },
            ]
            for failure in failures {
                #expect(failure?.kind == .newer)
                #expect(
                    failure?.cause
                        == "opening it: it has tables of version 3, and this patchbay knows those up to version 2"
                )
            }
        }
    }

    @Test(
        "of other programs are left alone",
        arguments: [
            ("CREATE TABLE canary (a)", "another program's database is there"),
            ("PRAGMA application_id = 7; PRAGMA user_version = 1", "another program's database is there"),
            ("PRAGMA user_version = 4", "another program's database is there"),
        ]
    )
    func foreign(_ sql: String, _ cause: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            try Data().write(to: file)
            try change(file.path, by: sql)
            let bytes = try Data(contentsOf: file)
            let failures = [
                await failure { () throws(LedgerError) in _ = try await SQLiteLedger.lookAt(file.path) },
                await failure { () throws(LedgerError) in try await SQLiteLedger.use(file.path) },
            ]
            for failure in failures {
                #expect(failure?.kind == .unusable)
                #expect(failure?.cause == "opening it: \(cause)")
            }
            try #expect(Data(contentsOf: file) == bytes)
        }
    }

    @Test(
        "are not believed when somebody has added to them",
        arguments: [
            "CREATE TRIGGER canary AFTER INSERT ON run BEGIN DELETE FROM mark; END", "CREATE VIEW canary AS SELECT 1",
            "DROP TABLE gone",
        ]
    )
    func tampered(_ sql: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            try await SQLiteLedger.filled(at: path, receipts: 1)
            try change(path, by: sql)
            let failure = await failure { () throws(LedgerError) in try await SQLiteLedger.use(path) }
            #expect(failure?.cause == "opening it: it has other tables than patchbay makes")
        }
    }
}
