import Foundation
import Ledger
import TestSupport
import Testing

@testable import LedgerSQLite

@Suite("A damaged ledger")
struct DamagedLedgerTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        var name: String
        var cause: String
        var change: @Sendable (inout Data) -> Void

        init(_ name: String, _ cause: String, _ change: @escaping @Sendable (inout Data) -> Void) {
            self.name = name
            self.cause = cause
            self.change = change
        }

        var testDescription: String { name }
    }

    @Test(
        "is refused with a cause and a next step, and nothing of it is said or changed",
        arguments: [
            Damage("a header that is not SQLite's", "it is damaged, or no database at all") { $0[3] ^= 0xFF },
            Damage("a page size of nonsense", "it is damaged, or no database at all") { $0[16] = 77 },
            Damage("a first page of zeros", "it is damaged, or no database at all") {
                $0.replaceSubrange(0..<4096, with: Data(count: 4096))
            },
            Damage("schema texts of nonsense", "it is damaged") {
                $0.replaceSubrange(100..<4096, with: Data(repeating: 0xAB, count: 3996))
            },
            Damage("half a file", "it is damaged") { $0 = $0.prefix($0.count / 2) },
            Damage("a text file", "it is damaged, or no database at all") {
                $0 = Data(String(repeating: "canary text\n", count: 1000).utf8)
            },
            Damage("a few bytes", "it is damaged, or no database at all") { $0 = Data("canary".utf8) },
            Damage("random bytes", "it is damaged, or no database at all") { data in
                var random = SeededRandom(seed: 1)
                data = Data((0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            },
        ]
    )
    func refused(_ damage: Damage) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            try await SQLiteLedger.filled(at: file.path, receipts: 500)
            var data = try Data(contentsOf: file)
            damage.change(&data)
            try data.write(to: file)
            let failures = [
                await failure { () throws(LedgerError) in _ = try await SQLiteLedger.lookAt(file.path) },
                await failure { () throws(LedgerError) in try await SQLiteLedger.use(file.path) },
            ]
            for failure in failures {
                let failure = try #require(failure)
                #expect(failure.kind == .unusable)
                #expect(failure.cause.hasSuffix(": \(damage.cause)"))
                #expect(failure.nextStep.hasPrefix("restore it, or move it away"))
                #expect(!"\(failure)".contains("canary"))
            }
            try #expect(Data(contentsOf: file) == data)
        }
    }

    @Test("is an empty one when nothing at all is left of it")
    func empty() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            try Data().write(to: file)
            #expect(try await SQLiteLedger.lookAt(file.path) == LedgerReading())
            try #expect(Data(contentsOf: file).isEmpty)
            try await SQLiteLedger.use(file.path)
            #expect(try await SQLiteLedger.lookAt(file.path)?.receipts.count == 1)
        }
    }

    @Test("never ends the process, and says nothing of what is in it, wherever it is damaged", arguments: 0..<40)
    func anywhere(_ seed: Int) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            try await SQLiteLedger.filled(at: file.path, receipts: 200)
            var random = SeededRandom(seed: UInt64(seed))
            var data = try Data(contentsOf: file)
            for _ in 0..<Int.random(in: 1...200, using: &random) {
                data[Int.random(in: 0..<data.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try data.write(to: file)
            let failures = [
                await failure { () throws(LedgerError) in _ = try await SQLiteLedger.lookAt(file.path) },
                await failure { () throws(LedgerError) in try await SQLiteLedger.use(file.path) },
            ]
            for failure in failures.compactMap(\.self) { #expect(!"\(failure)".contains("canary"), "seed \(seed)") }
        }
    }

    @Test(
        "is noticed when single values make no sense",
        arguments: [
            ("UPDATE receipt SET type = 'canary'", "a receipt"),
            ("UPDATE receipt SET fields = 'canary'", "a receipt"),
            ("UPDATE receipt SET fields = 'canary=0'", "a receipt"),
            ("UPDATE mark SET type = 'canary'", "a mark"),
            ("UPDATE run SET kind = 'canary'", "a run"),
            ("UPDATE run SET steps = '[{\"canary\": 1}]'", "a run"),
            ("UPDATE run SET summary = 'canary'", "a run"),
        ]
    )
    func nonsense(_ sql: String, _ subject: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            try await SQLiteLedger.filled(at: path, receipts: 1)
            try change(path, by: sql)
            let failure = await failure { () throws(LedgerError) in _ = try await SQLiteLedger.lookAt(path) }
            #expect(failure?.cause.hasSuffix(": it is damaged: \(subject) in it makes no sense") == true)
        }
    }
}
