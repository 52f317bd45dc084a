import Foundation
import GRDB
import Ledger
import Planning
import TestSupport
import Testing

@testable import LedgerSQLite

@Suite("A ledger's file that is not as it should be (faults 42 and 43)")
struct SQLiteFaultTests {
    /// A ledger with some receipts, closed, as bytes.
    private func bytes(receipts: Int = 200) async throws -> Data {
        try await withLedgerPath { path in
            let ledger = try await SQLiteLedger.writing(at: path)
            let all = (0..<receipts).map { LedgerContract.receipt("v\($0)", version: 1, name: "name \($0)") }
            try await ledger.settle(Settlement(receipts: all), of: "r1", in: LedgerContract.scope)
            await ledger.close()
            return try Data(contentsOf: URL(filePath: path))
        }
    }

    /// Puts a file in the place of the ledger, uses it, and gives the error of that.
    private func error(of data: Data, patience: Duration = .seconds(1)) async throws -> LedgerError? {
        try await withLedgerPath { path in
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try data.write(to: URL(filePath: path))
            do throws(LedgerError) {
                let ledger = try await SQLiteLedger.writing(at: path, patience: patience)
                _ = try await ledger.read(LedgerContract.scope)
                try await ledger.begin(LedgerContract.run("r2"), marking: [])
                let receipts = (0..<300).map { LedgerContract.receipt("v\($0)", version: 2) }
                try await ledger.settle(Settlement(receipts: receipts), of: "r2", in: LedgerContract.scope)
                await ledger.close()
                return nil
            } catch {
                return error
            }
        }
    }

    /// The error of opening what stands there.
    private func error(at path: String) async -> LedgerError? {
        do throws(LedgerError) {
            try await SQLiteLedger.writing(at: path).close()
            return nil
        } catch {
            return error
        }
    }

    @Test("an empty file is a ledger that nothing was written to yet")
    func empty() async throws { try #expect(await error(of: Data()) == nil) }

    @Test(
        "a damaged file is named, and nothing of what it holds is told",
        arguments: ["head", "page", "cut", "chance", "text"]
    )
    func damaged(_ how: String) async throws {
        var data = try await bytes()
        switch how {
        case "head": for index in 0..<100 { data[index] = 0xAA }
        case "page": for index in 4096..<data.count { data[index] = 0x5A }
        case "cut": data = data.prefix(data.count / 2)
        case "chance":
            var random = SeededRandom(seed: 7)
            data = Data((0..<9000).map { _ in UInt8.random(in: 0...255, using: &random) })
        default: data = Data(String(repeating: "connections: []\n", count: 100).utf8)
        }
        let error = try #require(try await error(of: data))
        #expect(error.kind == .unusable)
        #expect(error.cause.contains("damaged"), "\(error.cause)")
        #expect(!error.nextStep.isEmpty && !"\(error)".contains("name 1"))
    }

    @Test("any single byte that is other than it was crashes nothing")
    func flipped() async throws {
        let data = try await bytes(receipts: 20)
        for index in stride(from: 0, to: data.count, by: 997) {
            var other = data
            other[index] ^= 0xFF
            let error = try await error(of: other)
            #expect(error == nil || error?.kind == .unusable || error?.kind == .newer, "byte \(index)")
        }
    }

    @Test("another program's database is left alone")
    func foreign() async throws {
        try await withLedgerPath { path in
            try FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "CREATE TABLE receipt (id INTEGER)") }
            try other.close()
            let before = try Data(contentsOf: URL(filePath: path))
            let error = try #require(await error(at: path))
            #expect(error.kind == .unusable && error.cause.contains("another program"))
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test(
        "what is no file of ours to open is refused",
        arguments: ["link", "folder link", "directory", "pipe", "no folder"]
    )
    func obstacles(_ what: String) async throws {
        try await withLedgerPath { path in
            let manager = FileManager.default
            var path = path
            let folder = (path as NSString).deletingLastPathComponent
            let elsewhere = (folder as NSString).deletingLastPathComponent + "/elsewhere"
            try manager.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
            if what == "folder link" {
                try manager.createSymbolicLink(atPath: folder, withDestinationPath: elsewhere)
            } else if what == "no folder" {
                path = "\(elsewhere)/not/there/ledger.db"
            } else {
                try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            switch what {
            case "link": try manager.createSymbolicLink(atPath: path, withDestinationPath: elsewhere + "/ledger.db")
            case "directory": try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
            case "pipe":
                // SAFETY: the path is a string that ends with NUL for the length of the call.
                #expect(unsafe mkfifo(path, 0o600) == 0)
            default: break
            }
            let error = await error(at: path)
            #expect(error?.kind == .unusable)
            #expect(!manager.fileExists(atPath: elsewhere + "/ledger.db"))
        }
    }

    @Test("one that another keeps locked is given up after the patience, and is as it was")
    func locked() async throws {
        try await withLedgerPath { path in
            let ledger = try await SQLiteLedger.writing(at: path, patience: .milliseconds(200))
            try await ledger.end(LedgerContract.run("r1"))
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.inDatabaseAsync { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            let error = await #expect(throws: LedgerError.self) { try await ledger.end(LedgerContract.run("r2")) }
            #expect(error?.kind == .unusable && error?.cause.contains("locked") == true, "\(String(describing: error))")
            try await other.inDatabaseAsync { try $0.execute(sql: "ROLLBACK") }
            try await ledger.end(LedgerContract.run("r2"))
            try #expect(await ledger.runs(RunQuery()).count == 2)
            await ledger.close()
        }
    }

    @Test("one that has no space left says so, and what it had is there still")
    func full() async throws {
        try await withLedgerPath { path in
            let ledger = try await SQLiteLedger.writing(at: path)
            try await ledger.end(LedgerContract.run("r1"))
            // What SQLite does at the end of the disk, it does at this limit as well.
            _ = try await ledger.perform("limiting it") { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 20") }
            let receipts = (0..<5000).map { LedgerContract.receipt("v\($0)", version: 2) }
            let error = await #expect(throws: LedgerError.self) {
                try await ledger.settle(Settlement(receipts: receipts), of: "r1", in: LedgerContract.scope)
            }
            #expect(error?.cause.contains("no space") == true, "\(String(describing: error))")
            try #expect(await ledger.read(LedgerContract.scope).receipts.isEmpty)
            try #expect(await ledger.runs(RunQuery()).count == 1)
            await ledger.close()
        }
    }
}

extension DatabaseQueue {
    fileprivate func inDatabaseAsync(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await writeWithoutTransaction(body)
    }
}
