import Connections
import FoundationEssentials
import Ledger
import LedgerSQLite
import Planning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Uses a ledger as a process of its own, so that tests can take its rights, its disk or its life.
///
/// Says in one line what came of it, such as `3 receipts, 1 marks` or `unusable: …`.
@main
enum LedgerProbe {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 2, let action = arguments.first, let path = arguments.dropFirst().first else {
            say("usage: LedgerProbe read|write|settle PATH [COUNT]")
            exit(64)
        }
        let count = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 1
        do {
            switch action {
            case "read": try await read(path)
            case "write": try await write(path, count)
            default: try await settleForever(path)
            }
        } catch {
            say("\(error.kind): \(error.cause)")
        }
    }

    private static let scope = LedgerScope(stack: "production", apiURL: "sandbox")

    private static func read(_ path: String) async throws(LedgerError) {
        guard let ledger = try await SQLiteLedger.reading(at: path) else {
            say("none")
            return
        }
        let reading = try await ledger.read(scope)
        say("\(reading.receipts.count) receipts, \(reading.marks.count) marks")
        await ledger.close()
    }

    /// Marks one write and settles many others.
    private static func write(_ path: String, _ count: Int) async throws(LedgerError) {
        let ledger = try await SQLiteLedger.writing(at: path)
        try await begin("r\(getpid())", in: ledger)
        let receipts = (0..<count).map { receipt("p\(getpid())-\($0)", version: 1) }
        try await ledger.settle(Settlement(receipts: receipts), of: "r\(getpid())", in: scope)
        say("done")
        await ledger.close()
    }

    /// Settles one receipt after the other, and tells the number of each that is recorded, until it is killed.
    private static func settleForever(_ path: String) async throws(LedgerError) {
        let ledger = try await SQLiteLedger.writing(at: path)
        try await begin("r\(getpid())", in: ledger)
        let start = (try await ledger.read(scope).receipts.map(\.version).max() ?? 0) + 1
        for version in start... {
            let receipt = receipt("v\(version % 20)", version: version)
            try await ledger.settle(Settlement(receipts: [receipt]), of: "r\(getpid())", in: scope)
            say("\(version)")
        }
    }

    private static func begin(_ run: String, in ledger: SQLiteLedger) async throws(LedgerError) {
        let mark = Mark(run: run, step: 1, type: .vimeo, name: "Main", carriesSecrets: true)
        try await ledger.begin(
            Run(
                id: run,
                scope: scope,
                kind: .apply,
                began: Timestamp(milliseconds: 1_700_000_000_000),
                who: "probe",
                configDigest: "sha256:00",
                patchbayVersion: "0.1.0"
            ),
            marking: [mark]
        )
    }

    private static func receipt(_ id: String, version: Int) -> Receipt {
        let details = ConnectionDetails.aws(AWSLocation(accountID: "012345678901", region: "us-east-2"))
        return Receipt(of: LiveConnection(id: ConnectionID(id), version: version, name: id, details: details))
    }

    /// At once, so that a test that reads along sees what is true now.
    private static func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        // SAFETY: write reads as many bytes as the array has.
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(1, $0.baseAddress, $0.count) }
    }
}
