import Connections
import Foundation
import Ledger
import Planning
import TestSupport
import Testing

@testable import LedgerSQLite

@Suite("The ledger in a file of SQLite's")
struct SQLiteLedgerTests {
    @Test("keeps the contract, over two connections", arguments: LedgerContract.rules)
    func contract(_ rule: LedgerContract.Rule) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            let one = try await SQLiteLedger.writing(at: path)
            let other = try await SQLiteLedger.writing(at: path)
            try await rule.check(one, other)
            await one.close()
            await other.close()
        }
    }

    @Test("is nil where there is none, and looking for it makes nothing")
    func missing() async throws {
        try await withTemporaryDirectory { directory in
            #expect(try await SQLiteLedger.reading(at: directory.appending(path: "ledger.db").path) == nil)
            #expect(try await SQLiteLedger.reading(at: directory.appending(path: "no/folder/ledger.db").path) == nil)
            try #expect(FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
        }
    }

    @Test("is read without leaving files behind, and cannot be written to then")
    func readingOnly() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            try await SQLiteLedger.filled(at: path, receipts: 3)
            let ledger = try #require(try await SQLiteLedger.reading(at: path))
            #expect(try await ledger.read(LedgerContract.scope).receipts.count == 3)
            let failure = await failure { () throws(LedgerError) in try await ledger.end(LedgerContract.run("r9")) }
            #expect(failure?.kind == .unusable)
            #expect(failure?.cause == "recording a run: it cannot be written to")
            await ledger.close()
            try #expect(FileManager.default.contentsOfDirectory(atPath: directory.path) == ["ledger.db"])
        }
    }

    @Test("is read while a run writes it")
    func readingMeanwhile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            let writer = try await SQLiteLedger.writing(at: path)
            try await writer.begin(LedgerContract.run("r1"), marking: [])
            for version in 1...20 {
                let receipt = LedgerContract.receipt("v1", version: version)
                try await writer.settle(Settlement(receipts: [receipt]), of: "r1", in: LedgerContract.scope)
                let reading = try await SQLiteLedger.lookAt(path)
                #expect(reading?.receipts == [receipt])
            }
            await writer.close()
        }
    }

    @Test("a call that waits for a lock ends when its task is cancelled, and opening does; later ones go on")
    func cancelled() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            let ledger = try await SQLiteLedger.writing(at: path, patience: .seconds(300))
            let other = try SQLiteConnection(path)
            try other.script("BEGIN IMMEDIATE")
            let given = await failureWhenCancelled { () throws(LedgerError) in
                try await ledger.begin(LedgerContract.run("r1"), marking: [])
            }
            #expect(given?.kind == .unusable)
            #expect(given?.cause.hasPrefix("noting that a run begins: it was given up") == true)
            try other.script("COMMIT")
            try await ledger.begin(LedgerContract.run("r2"), marking: [])
            #expect(try await ledger.runs(RunQuery()).map(\.id) == ["r2"])
            await ledger.close()

            let fresh = directory.appending(path: "fresh.db").path
            try Data().write(to: URL(filePath: fresh))
            let holder = try SQLiteConnection(fresh)
            try holder.script("BEGIN EXCLUSIVE")
            let unopened = await failureWhenCancelled { () throws(LedgerError) in
                _ = try await SQLiteLedger.writing(at: fresh, patience: .seconds(300))
            }
            #expect(unopened?.cause.hasPrefix("opening it: it was given up") == true)
            holder.close()
            other.close()
        }
    }

    /// The error of a call whose task is cancelled soon after it began.
    private func failureWhenCancelled(
        _ body: @escaping @Sendable () async throws(LedgerError) -> Void
    ) async -> LedgerError? {
        await withTaskGroup(of: LedgerError?.self) { group in
            group.addTask { await failure(body) }
            try? await Task.sleep(for: .milliseconds(100))
            group.cancelAll()
            return await group.next() ?? nil
        }
    }

    @Test("refuses with an error once it is closed")
    func closed() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try await SQLiteLedger.writing(at: directory.appending(path: "ledger.db").path)
            await ledger.close()
            await ledger.close()
            let failure = await failure { () throws(LedgerError) in _ = try await ledger.read(LedgerContract.scope) }
            #expect(failure?.kind == .unusable)
        }
    }

    @Test("is safe on the disk when a call returns, in a log that readers do not wait for")
    func settings() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try await SQLiteLedger.writing(at: directory.appending(path: "ledger.db").path)
            let settings = try await ledger.perform("looking at it") { database in
                try ["journal_mode", "synchronous", "trusted_schema"].flatMap { name in
                    try database.rows(of: "a setting", "SELECT CAST(\(name) AS TEXT) FROM pragma_\(name)") {
                        try $0.text()
                    }
                }
            }
            // 2 is FULL.
            #expect(settings == ["wal", "2", "0"])
            await ledger.close()
        }
    }

    @Test("takes any text as a value", arguments: ["'; DROP TABLE receipt; --", "\"", "?1", "ünïcode\n\u{1b}[0m", ""])
    func hostileText(_ text: String) async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try await SQLiteLedger.writing(at: directory.appending(path: "ledger.db").path)
            let scope = LedgerScope(stack: text, apiURL: text)
            let receipt = LedgerContract.receipt(text, version: 1, name: text, fingerprint: text)
            try await ledger.begin(LedgerContract.run(text, in: scope), marking: [])
            try await ledger.settle(Settlement(receipts: [receipt], steps: [1]), of: text, in: scope)
            #expect(try await ledger.read(scope).receipts == [receipt])
            #expect(try await ledger.runs(RunQuery(scope: scope, id: text)).count == 1)
            await ledger.close()
        }
    }

    @Test("has its steps, findings and times whole, as long as they may be")
    func longRun() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try await SQLiteLedger.writing(at: directory.appending(path: "ledger.db").path)
            var run = LedgerContract.run("r1")
            run.steps = (0..<2000).map { step in
                Run.Step(id: step, operation: "update", type: .aws, name: "\(step)\u{0}", outcome: "done")
            }
            run.findings = (0..<2000).map { "finding \($0)" }
            run.ended = .some(run.began)
            try await ledger.end(run)
            #expect(try await ledger.runs(RunQuery()) == [run])
            await ledger.close()
        }
    }
}
