import Foundation
import Ledger
import Synchronization
import Testing

@testable import LedgerSQLite

@Suite("A connection to SQLite")
struct SQLiteConnectionTests {
    /// What SQLite says of a transaction that a lock stands in the way of.
    private static let busy: Int32 = 5

    private struct Refused: Error {}

    /// A file with a table of texts and one of numbers, open twice.
    private func withTwo(
        patience: Duration? = nil,
        _ body: (_ one: SQLiteConnection, _ other: SQLiteConnection) throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "file.db").path
            try Data().write(to: URL(filePath: path))
            let one = try SQLiteConnection(path, waiting: patience.map { LockWait(patience: $0) })
            try one.script("CREATE TABLE texts (text TEXT UNIQUE); CREATE TABLE numbers (number INTEGER)")
            let other = try SQLiteConnection(path)
            try body(one, other)
            one.close()
            other.close()
        }
    }

    private func count(_ database: SQLiteConnection, _ table: String = "texts") throws -> Int? {
        try database.number("SELECT count(*) FROM \(table)")
    }

    /// Carries out statements in a transaction of their own.
    ///
    /// Apart from the tests, since Swift 6.3 confuses a closure beside `#expect` with one inside it.
    private func transact(_ database: SQLiteConnection, _ statements: String...) throws {
        try database.transaction(.immediate) {
            for statement in statements { try database.run(statement) }
        }
    }

    @Test("gives back what was bound, of any length", arguments: ["", "a", "a\0b", "\0", "ünï", "\u{1F600}", "'\"?1"])
    func texts(_ text: String) async throws {
        try await withTwo { one, other in
            try one.run("INSERT INTO texts VALUES (?)", [text])
            try #expect(other.rows(of: "a text", "SELECT text FROM texts") { try $0.text() } == [text])
            try #expect(other.number("SELECT length(CAST(text AS BLOB)) FROM texts") == text.utf8.count)
        }
    }

    @Test("gives back a text of a mebibyte")
    func longText() async throws {
        try await withTwo { one, other in
            let text = String(repeating: "0123456789abcdeü", count: 1 << 16)
            try one.run("INSERT INTO texts VALUES (?)", [text])
            try #expect(other.rows(of: "a text", "SELECT text FROM texts") { try $0.text() } == [text])
        }
    }

    @Test(
        "tells the kinds of values apart, and converts none",
        arguments: [
            ("''", "text"), ("'7'", "text"), ("CAST(x'61ff62' AS TEXT)", "text"),
            ("9223372036854775807", "number"), ("-9223372036854775808", "number"), ("7.0", "neither"),
            ("x'37'", "neither"),
            ("x''", "neither"), ("NULL", "nothing"),
        ]
    )
    func kinds(_ value: String, _ kind: String) async throws {
        try await withTwo { one, _ in
            let text = Result { try one.rows(of: "a value", "SELECT \(value)") { try $0.optionalText() }.first ?? nil }
            let number = Result {
                try one.rows(of: "a value", "SELECT \(value)") { try $0.optionalNumber() }.first ?? nil
            }
            let found =
                switch (text, number) {
                case (.success(.some), .failure): "text"
                case (.failure, .success(.some)): "number"
                case (.success(nil), .success(nil)): "nothing"
                case (.failure, .failure): "neither"
                default: "both"
                }
            #expect(found == kind)
        }
    }

    @Test("makes U+FFFD of what is no UTF-8, and 1, 0 and NULL of what is no text or number")
    func conversions() async throws {
        try await withTwo { one, _ in
            let texts = try one.rows(of: "a text", "SELECT CAST(x'61ff62' AS TEXT)") { try $0.text() }
            #expect(texts == ["a\u{FFFD}b"])
            let none: Int? = nil
            try #expect(one.number("SELECT ? IS NULL AND ? = 1 AND ? = 0", [none, true, false]) == 1)
        }
    }

    @Test("uses a statement again after an error, with new values only")
    func reuse() async throws {
        try await withTwo { one, _ in
            let insert = "INSERT INTO texts VALUES (?)"
            try one.run(insert, ["a"])
            for _ in 0..<3 {
                // A constraint of uniqueness.
                #expect(throws: SQLiteError(code: 2067)) { try one.run(insert, ["a"]) }
            }
            try one.run(insert, ["b"])
            #expect(throws: SQLiteError.miscounted) { try one.run(insert) }
            #expect(throws: SQLiteError.miscounted) { try one.run(insert, ["c", "d"]) }
            try one.run(insert, ["c"])
            #expect(
                try one.rows(of: "a text", "SELECT text FROM texts ORDER BY 1") { try $0.text() } == ["a", "b", "c"]
            )
            try #expect(one.changes == 1)
        }
    }

    @Test("refuses what is no statement, and a word in double quotes that names nothing")
    func nonsense() async throws {
        try await withTwo { one, _ in
            for sql in ["", "-- nothing", "SELEC", "SELECT \"canary\"", "SELECT * FROM canary"] {
                #expect(throws: SQLiteError.self, "\(sql)") { try one.run(sql) }
            }
        }
    }

    @Test("goes through the rows of a statement while it goes through its rows")
    func nested() async throws {
        try await withTwo { one, _ in
            for text in ["a", "b"] { try one.run("INSERT INTO texts VALUES (?)", [text]) }
            let sql = "SELECT text FROM texts ORDER BY 1"
            let pairs = try one.rows(of: "a text", sql) { outer in
                let text = try outer.text()
                return try one.rows(of: "a text", sql) { try text + $0.text() }
            }
            #expect(pairs == [["aa", "ab"], ["ba", "bb"]])
        }
    }

    @Test("does all of a transaction or nothing, whatever fails in it")
    func rolledBack() async throws {
        try await withTwo { one, other in
            #expect(throws: Refused.self) {
                try one.transaction(.immediate) {
                    try one.run("INSERT INTO texts VALUES ('a')")
                    throw Refused()
                }
            }
            // As a full disk does, this ends the transaction by itself; what follows is not to be on its own.
            #expect(throws: SQLiteError.aborted) {
                try one.transaction(.immediate) {
                    try one.run("INSERT INTO texts VALUES ('a')")
                    try? one.run("INSERT OR ROLLBACK INTO texts VALUES ('a')")
                    try one.run("INSERT INTO texts VALUES ('b')")
                }
            }
            #expect(throws: SQLiteError.self) {
                try one.transaction(.deferred) { try one.transaction(.deferred) {} }
            }
            try #expect(count(other) == 0)
            try transact(other, "INSERT INTO texts VALUES ('c')")
            try transact(one, "INSERT INTO texts VALUES ('d')")
            try #expect(count(other) == 2)
        }
    }

    @Test("does all of a transaction in which a part failed that was not passed on, but not a transaction inside it")
    func swallowed() async throws {
        try await withTwo { one, other in
            try one.transaction(.immediate) {
                try one.run("INSERT INTO texts VALUES ('a')")
                try? one.run("INSERT INTO texts VALUES ('a')")
                try? one.transaction(.immediate) { try one.run("INSERT INTO texts VALUES ('b')") }
            }
            try #expect(other.rows(of: "a text", "SELECT text FROM texts") { try $0.text() } == ["a"])
        }
    }

    @Test("rolls back when the end of a transaction finds the file locked")
    func lockedCommit() async throws {
        try await withTwo(patience: .milliseconds(30)) { one, other in
            try other.script("BEGIN; SELECT * FROM texts")
            #expect(throws: SQLiteError(code: Self.busy)) { try transact(one, "INSERT INTO texts VALUES ('a')") }
            try other.script("COMMIT")
            try #expect(count(one) == 0)
            try transact(one, "INSERT INTO texts VALUES ('b')")
            try #expect(count(other) == 1)
        }
    }

    @Test("waits for a lock as long as it is to, or until nobody waits for it")
    func patience() async throws {
        try await withTwo(patience: .milliseconds(100)) { one, other in
            try other.script("BEGIN IMMEDIATE")
            let clock = ContinuousClock()
            var waited = clock.measure {
                #expect(throws: SQLiteError(code: Self.busy)) { try transact(one) }
            }
            #expect(waited >= .milliseconds(100))
            let path = try #require(
                try one.rows(of: "a file", "SELECT file FROM pragma_database_list") { try $0.text() }.first
            )
            let wait = LockWait(patience: .seconds(300))
            let patient = try SQLiteConnection(path, waiting: wait)
            let asked = Mutex(0)
            waited = clock.measure {
                #expect(throws: SQLiteError(code: Self.busy)) {
                    try wait.whileWanted {
                        asked.withLock { count in
                            count += 1
                            return count > 3
                        }
                    } _: {
                        try transact(patient)
                    }
                }
            }
            #expect(waited < .seconds(60))
            try other.script("COMMIT")
            try transact(patient)
        }
    }

    @Test("is closed with all of its statements, also while its rows are gone through, and refuses then")
    func closed() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "file.db").path
            try Data().write(to: URL(filePath: path))
            let one = try SQLiteConnection(path)
            try one.script("PRAGMA journal_mode = WAL; CREATE TABLE texts (text TEXT UNIQUE)")
            for text in ["a", "b", "c"] { try one.run("INSERT INTO texts VALUES (?)", [text]) }
            let texts = try one.rows(of: "a text", "SELECT text FROM texts ORDER BY 1") { reader in
                one.close()
                #expect(throws: SQLiteError.closed) { try one.run("SELECT 1") }
                return try reader.text()
            }
            #expect(texts == ["a", "b", "c"])
            one.close()
            #expect(throws: SQLiteError.closed) { try one.transaction(.deferred) {} }
            #expect(throws: SQLiteError.closed) { try one.script("SELECT 1") }
            // The last connection of a file takes its log away, so none is open any more.
            try #expect(FileManager.default.contentsOfDirectory(atPath: directory.path) == ["file.db"])
        }
    }

    @Test("is copied into memory, and made of the bytes of a file")
    func copies() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "file.db")
            try Data().write(to: file)
            let one = try SQLiteConnection(file.path)
            try one.script("CREATE TABLE texts (text TEXT UNIQUE); INSERT INTO texts VALUES ('a')")
            let copy = try one.copied()
            one.close()
            let bytes = [UInt8](try Data(contentsOf: file))
            try copy.run("INSERT INTO texts VALUES ('b')")
            try #expect(count(copy) == 2)
            let image = try SQLiteConnection.image(bytes)
            try #expect(count(image) == 1)
            #expect(throws: SQLiteError(code: 8)) { try image.run("INSERT INTO texts VALUES ('b')") }
            try #expect(count(SQLiteConnection.image([]), "sqlite_master") == 0)
            #expect(throws: SQLiteError.self) { try count(SQLiteConnection.image([UInt8](repeating: 1, count: 1000))) }
            try #expect([UInt8](Data(contentsOf: file)) == bytes)
        }
    }

    @Test("is refused for a file that is not there, and makes none")
    func missing() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "file.db").path
            for access in [SQLiteConnection.Access.readingAndWriting, .readingOnly] {
                let error = #expect(throws: SQLiteError.self) { try SQLiteConnection(path, access) }
                #expect(error?.kind == .cannotOpen)
            }
            try #expect(FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
        }
    }
}
