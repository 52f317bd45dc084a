import Foundation
import Ledger
import TestSupport
import Testing

@testable import LedgerSQLite

@Suite("A ledger that cannot be written to")
struct LedgerRightsTests {
    /// Runs a program as the owner of its files and no more, also where the tests run as root.
    private static let asOwner =
        getuid() == 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all" : ""

    struct Case: Sendable, CustomTestStringConvertible {
        var rights: String
        var read: String
        var write: String

        init(_ rights: String, read: String, write: String) {
            self.rights = rights
            self.read = read
            self.write = write
        }

        var testDescription: String { rights }
    }

    @Test(
        "can be read all the same, and says why it is not written to",
        arguments: [
            Case(
                "chmod 400 d/ledger.db; chmod 500 d",
                read: "3 receipts, 1 marks",
                write: "unusable: noting that a run begins: it cannot be written to"
            ),
            Case(
                "chmod 500 d",
                read: "3 receipts, 1 marks",
                write: "unusable: opening it: it cannot be written to"
            ),
            Case(
                "chmod 400 d/ledger.db",
                read: "3 receipts, 1 marks",
                write: "unusable: noting that a run begins: it cannot be written to"
            ),
            Case(
                "chmod 000 d/ledger.db",
                read: "unusable: opening it: Permission denied",
                write: "unusable: opening it: Permission denied"
            ),
            Case(
                "chmod 000 d",
                read: "unusable: opening it: Permission denied",
                write: "unusable: opening it: Permission denied"
            ),
            Case(
                "rm d/ledger.db; chmod 500 d",
                read: "none",
                write: "unusable: opening it: Permission denied"
            ),
        ]
    )
    func rights(_ rights: Case) async throws {
        try await withTemporaryDirectory { directory in
            try await SQLiteLedger.filled(at: directory.appending(path: "ledger.db").path, receipts: 0)
            let script = """
                rm ledger.db*; "$probe" write d/ledger.db 3 >/dev/null; \(rights.rights)
                \(Self.asOwner) "$probe" read d/ledger.db; \(Self.asOwner) "$probe" write d/ledger.db
                chmod 700 d; ls d
                """
            let said = try await shell(script, in: directory).split(separator: "\n")
            #expect(said.prefix(2) == [Substring(rights.read), Substring(rights.write)])
        }
    }

    @Test("gets no files beside it that are in the way once it can be written to again")
    func writableAgain() async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                mkdir d; "$probe" write d/ledger.db 3 >/dev/null; chmod 400 d/ledger.db
                \(Self.asOwner) "$probe" write d/ledger.db; ls d; chmod 600 d/ledger.db
                \(Self.asOwner) "$probe" write d/ledger.db
                """
            let said = try await shell(script, in: directory).split(separator: "\n")
            #expect(said == ["unusable: noting that a run begins: it cannot be written to", "ledger.db", "done"])
        }
    }

    @Test("is written to again beside a log that cannot be, and nothing in that is lost", arguments: ["read", "write"])
    func unwritableLog(_ first: String) async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                mkdir d; "$probe" settle d/ledger.db >log & until [ "$(wc -l <log)" -ge 7 ]; do :; done
                kill -9 $!; wait $! 2>/dev/null; test -s d/ledger.db-wal || echo no log; chmod 400 d/ledger.db-*
                \(Self.asOwner) "$probe" \(first) d/ledger.db >/dev/null; \(Self.asOwner) "$probe" write d/ledger.db 30
                \(Self.asOwner) "$probe" read d/ledger.db
                """
            let said = try await shell(script, in: directory).split(separator: "\n")
            #expect(said.count == 2 && said.first == "done", "\(said)")
            let receipts = try #require(said.last?.split(separator: " ").first)
            #expect((37...51).contains(Int(receipts) ?? 0), "\(said)")
        }
    }

    @Test("names the log of somebody else that cannot be written to", .enabled(if: getuid() == 0))
    func foreignLog() async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                mkdir d; "$probe" write d/ledger.db 3 >/dev/null; : >d/ledger.db-wal; chmod 444 d/ledger.db-wal
                chown 65534 d/ledger.db-wal; \(Self.asOwner) "$probe" read d/ledger.db; \(Self.asOwner) "$probe" write d/ledger.db
                """
            let said = try await shell(script, in: directory).split(separator: "\n")
            #expect(
                said == [
                    "3 receipts, 1 marks",
                    "unusable: opening it: the file beside it, 'd/ledger.db-wal', cannot be written to",
                ]
            )
        }
    }

    @Test("is read with what a killed run left in its log")
    func killedRun() async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                "$probe" settle d/ledger.db >log & until [ "$(wc -l <log)" -ge 7 ]; do :; done
                kill -9 $!; wait $! 2>/dev/null; chmod 500 d; chmod 400 d/*
                \(Self.asOwner) "$probe" read d/ledger.db; chmod 700 d
                """
            let receipts = try #require(try await shell(script, in: directory).split(separator: " ").first)
            #expect((7...20).contains(Int(receipts) ?? 0))
        }
    }

    @Test("fails in time when another process keeps it locked, and is well afterwards")
    func locked() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            try await SQLiteLedger.filled(at: path, receipts: 1)
            let other = try SQLiteConnection(path)
            try other.script("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; DELETE FROM mark; COMMIT")
            let writing = await failure { () throws(LedgerError) in
                try await SQLiteLedger.use(path, patience: .milliseconds(50))
            }
            #expect(writing?.cause == "opening it: another process has kept it locked for 0.05 seconds")
            let reading = await failure { () throws(LedgerError) in
                _ = try await SQLiteLedger.reading(at: path, patience: .milliseconds(50))
            }
            #expect(reading?.kind == .unusable)
            other.close()
            try await SQLiteLedger.use(path)
        }
    }

    @Test("loses nothing of before when the disk is full, and goes on when it is not any more")
    func full() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try await SQLiteLedger.writing(at: directory.appending(path: "ledger.db").path)
            try await ledger.begin(LedgerContract.run("r1"), marking: [])
            try await ledger.perform("limiting it") { try $0.script("PRAGMA max_page_count = 20") }
            let many = (0..<5000).map { LedgerContract.receipt("v\($0)", version: 1) }
            let failure = await failure { () throws(LedgerError) in
                try await ledger.settle(Settlement(receipts: many), of: "r1", in: LedgerContract.scope)
            }
            #expect(failure?.cause == "recording what became of writes: there is no space left for it")
            #expect(try await ledger.read(LedgerContract.scope) == LedgerReading())
            try await ledger.perform("limiting it") { try $0.script("PRAGMA max_page_count = 100000") }
            try await ledger.settle(Settlement(receipts: many), of: "r1", in: LedgerContract.scope)
            #expect(try await ledger.read(LedgerContract.scope).receipts.count == 5000)
            await ledger.close()
        }
    }

    @Test("says so when the system lets the file grow no further")
    func fileSizeLimit() async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                "$probe" write ledger.db 1
                (trap '' XFSZ; ulimit -f 128; "$probe" write ledger.db 5000); "$probe" read ledger.db
                """
            let lines = try await shell(script, in: directory).split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[1].hasPrefix("unusable: recording what became of writes: "))
            #expect(lines[2] == "1 receipts, 2 marks")
        }
    }
}
