import Connections
import Foundation
import Ledger
import Planning
import Subprocess
import SystemPackage
import TestSupport

@testable import LedgerSQLite

/// A new directory that is removed in the end.
func withTemporaryDirectory<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appending(path: "patchbay-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}

/// `LedgerProbe`, beside the test bundle, which depends on it.
let probe = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "LedgerProbe").path

/// What a script wrote to standard output, without the last line break; `$probe` is ``probe``.
func shell(_ script: String, in directory: URL) async throws -> String {
    let variables = ["PATH": "/usr/bin:/bin", "probe": probe].merging(SanitizerOptions.variables) { own, _ in own }
        .map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
        .path("/bin/sh"),
        arguments: ["-c", script],
        environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
        workingDirectory: FilePath(directory.path),
        output: .string(limit: 1 << 20),
        error: .discarded
    )
    return String(result.standardOutput.trimmingCharacters(in: CharacterSet.newlines))
}

extension URL {
    /// The permission bits of the file.
    var mode: Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    }
}

extension SQLiteLedger {
    /// A ledger with so many receipts, one mark and one run.
    static func filled(at path: String, receipts: Int) async throws {
        let ledger = try await SQLiteLedger.writing(at: path)
        try await ledger.begin(
            LedgerContract.run("r1"),
            marking: [LedgerContract.mark("r1", 1, on: "v0", version: 7)]
        )
        let receipts = (0..<receipts).map {
            LedgerContract.receipt("canary-id-\($0)", version: 1, name: "canary-name-\($0)")
        }
        try await ledger.settle(Settlement(receipts: receipts), of: "r1", in: LedgerContract.scope)
        await ledger.close()
    }

    /// What opening and reading it comes to.
    static func lookAt(_ path: String) async throws(LedgerError) -> LedgerReading? {
        guard let ledger = try await SQLiteLedger.reading(at: path) else { return nil }
        let reading = try await ledger.read(LedgerContract.scope)
        _ = try await ledger.runs(RunQuery())
        await ledger.close()
        return reading
    }

    /// Opens it for a run, notes the run and settles something.
    static func use(_ path: String, patience: Duration = usualPatience) async throws(LedgerError) {
        let ledger = try await SQLiteLedger.writing(at: path, patience: patience)
        try await ledger.begin(LedgerContract.run("r2"), marking: [LedgerContract.mark("r2", 1, on: nil, version: nil)])
        let receipt = LedgerContract.receipt("v1", version: 1)
        try await ledger.settle(Settlement(receipts: [receipt]), of: "r2", in: LedgerContract.scope)
        await ledger.close()
    }
}

/// Carries out statements on a file, as another program would.
func change(_ path: String, by sql: String) throws {
    let database = try SQLiteConnection(path)
    try database.script(sql)
    database.close()
}

/// The error of an opening that should fail.
func failure(_ body: () async throws(LedgerError) -> Void) async -> LedgerError? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}
