import Connections
import Foundation
import Ledger
import LedgerSQLite
import Planning
import Synchronization

extension FuzzHarness {
    /// The file of a ledger: the input itself where it begins as a database, else a good one with bytes changed.
    static let ledger = FuzzHarness("ledger") { bytes in
        let file = try LedgerBench.file(holding: image(of: bytes))
        defer { LedgerBench.remove(file) }
        let before = try Data(contentsOf: file)
        let failure = try Waiting.value { () -> LedgerError? in
            do throws(LedgerError) {
                guard let ledger = try await SQLiteLedger.reading(at: file.path) else { return nil }
                do throws(LedgerError) {
                    _ = try await ledger.read(LedgerBench.scope)
                    _ = try await ledger.runs(RunQuery())
                    await ledger.close()
                    return nil
                } catch {
                    await ledger.close()
                    return error
                }
            } catch {
                return error
            }
        }
        if let failure {
            try promise(!"\(failure)".contains("canary"), "an error tells what is in the ledger: \(failure)")
            try failure.report.check()
        }
        try promise(try Data(contentsOf: file) == before, "looking at a ledger changes it")
    }

    private static func image(of bytes: [UInt8]) throws -> [UInt8] {
        guard !bytes.starts(with: "SQLite".utf8) else { return bytes }
        var image = try LedgerBench.goodImage.get()
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let place = reader.number(below: image.count)
            image[place] = reader.byte()
        }
        return image
    }

    /// What runs tell a ledger, in turn, and whether the one in a file then says the same as the one in memory.
    static let rows = FuzzHarness("rows") { bytes in
        let memory = MemoryLedger()
        let scope = LedgerBench.nextScope()
        var reader = ByteReader(bytes)
        var orders: [LedgerOrder] = []
        while !reader.isAtEnd, orders.count < 12 { orders.append(LedgerOrder(from: &reader, in: scope)) }
        let carriedOut = LedgerOrder.asRunsGiveThem(orders)
        let difference = try Waiting.value { () -> String? in
            do throws(LedgerError) {
                let file = try await LedgerBench.open()
                for order in carriedOut {
                    try await order.tell(file)
                    try await order.tell(memory)
                }
                let (there, here) = (try await file.read(scope), try await memory.read(scope))
                guard there == here else { return "\(there) is not \(here)" }
                let query = RunQuery(scope: scope)
                let (runs, model) = (try await file.runs(query), try await memory.runs(query))
                return runs == model ? nil : "\(runs) are not \(model)"
            } catch {
                return "\(error)"
            }
        }
        try promise(difference == nil, "the ledger in a file says something else: \(difference ?? "")")
    }
}

/// One thing that a run tells a ledger.
private struct LedgerOrder: Sendable {
    private enum Kind: Sendable {
        case begin([Mark])
        case settle(Settlement)
        case end
    }

    private var run: Run
    private var kind: Kind

    init(from reader: inout ByteReader, in scope: LedgerScope) {
        // Ids of runs are chosen at random, so that no two stacks share one.
        let number = reader.byte() % 3
        var run = Run(
            id: "\(scope.stack)-\(number)",
            scope: scope,
            kind: reader.flag() ? .apply : .drift,
            began: Timestamp(milliseconds: Int(number)),
            who: reader.text(),
            configDigest: "sha256:00",
            patchbayVersion: "0.1.0"
        )
        switch reader.byte() % 4 {
        case 0: kind = .begin((0..<3).map { Self.mark(from: &reader, run.id, step: $0) })
        case 1, 2:
            var settlement = Settlement(receipts: (0..<2).map { _ in Self.receipt(from: &reader) })
            if reader.flag() { settlement.missing = [Self.id(from: &reader)] }
            if reader.flag() { settlement.gone = [Self.id(from: &reader)] }
            if reader.flag() { settlement.steps = [Int(reader.byte() % 3)] }
            kind = .settle(settlement)
        default:
            run.ended = Timestamp(milliseconds: 10)
            run.outcome = reader.flag() ? "applied" : reader.text()
            run.summary = [reader.text(): Int(reader.byte())]
            run.steps = [
                Run.Step(
                    id: 1,
                    operation: "update",
                    type: .aws,
                    name: reader.text(),
                    outcome: "done",
                    detail: reader.text()
                )
            ]
            run.findings = [reader.text()]
            kind = .end
        }
        self.run = run
    }

    /// A run begins once, and before it ends.
    static func asRunsGiveThem(_ orders: [LedgerOrder]) -> [LedgerOrder] {
        var known: Set<String> = []
        return orders.filter { order in
            switch order.kind {
            case .begin: return known.insert(order.run.id).inserted
            case .settle: return true
            case .end:
                known.insert(order.run.id)
                return true
            }
        }
    }

    func tell(_ ledger: some LedgerStore) async throws(LedgerError) {
        switch kind {
        case .begin(let marks): try await ledger.begin(run, marking: marks)
        case .settle(let settlement): try await ledger.settle(settlement, of: run.id, in: run.scope)
        case .end: try await ledger.end(run)
        }
    }

    private static func id(from reader: inout ByteReader) -> ConnectionID {
        reader.flag() ? ConnectionID("id-\(reader.byte() % 3)") : ConnectionID(reader.text(longest: 4))
    }

    private static func name(from reader: inout ByteReader) -> String {
        reader.flag() ? "name" : reader.text()
    }

    private static func mark(from reader: inout ByteReader, _ run: String, step: Int) -> Mark {
        let isCreate = reader.flag()
        return Mark(
            run: run,
            step: step,
            type: reader.choice(of: ConnectionType.allCases),
            name: name(from: &reader),
            connectionId: isCreate ? nil : id(from: &reader),
            version: isCreate ? nil : Int(reader.byte() % 4),
            carriesSecrets: reader.flag()
        )
    }

    private static func receipt(from reader: inout ByteReader) -> Receipt {
        // Of one type as long as it lives.
        let connection = Self.id(from: &reader)
        let type: ConnectionType = connection.rawValue.utf8.reduce(0, &+).isMultiple(of: 2) ? .aws : .vimeo
        let fields = ConnectionField.allCases.filter { !$0.isSensitive }
        var receipt = Receipt(
            connectionId: connection,
            type: type,
            name: name(from: &reader),
            version: Int(reader.byte() % 4),
            fields: [reader.choice(of: fields): Receipt.digest(of: .text(reader.text()), in: .name)]
        )
        guard type == .vimeo else { return receipt }
        let fingerprint = reader.flag() ? Fingerprint(key: "k", digest: "\(reader.byte() % 2)") : nil
        receipt.secrets = Receipt.Secrets(
            fingerprint: fingerprint,
            revision: reader.flag() ? Int(reader.byte()) : nil,
            mayBeOvertaken: reader.flag()
        )
        return receipt
    }
}

/// The files of ledgers, in memory where the system has files there.
private enum LedgerBench {
    static let scope = LedgerScope(stack: "stack", apiURL: "sandbox")

    private static let folder: URL = {
        let shared = URL(filePath: "/dev/shm")
        return FileManager.default.isWritableFile(atPath: shared.path) ? shared : FileManager.default.temporaryDirectory
    }()

    private static let count = Mutex(0)

    private static func newFile() -> URL {
        let process = ProcessInfo.processInfo.processIdentifier
        return folder.appending(path: "patchbay-fuzz-\(process)-\(nextNumber()).db")
    }

    private static func nextNumber() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    static func file(holding bytes: [UInt8]) throws -> URL {
        let file = newFile()
        try Data(bytes).write(to: file)
        return file
    }

    static func remove(_ file: URL) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: file.path + ending)
        }
    }

    /// A ledger with something in every table.
    static let goodImage: Result<[UInt8], any Error> = Result {
        let file = newFile()
        defer { remove(file) }
        let problem = try Waiting.value { () -> LedgerError? in
            do throws(LedgerError) {
                let ledger = try await SQLiteLedger.writing(at: file.path)
                var reader = ByteReader((0..<200).map { UInt8(truncatingIfNeeded: $0 * 7) })
                for _ in 0..<8 { try await LedgerOrder(from: &reader, in: scope).tell(ledger) }
                await ledger.close()
                return nil
            } catch {
                return error
            }
        }
        if let problem { throw problem }
        return Array(try Data(contentsOf: file))
    }

    // MARK: One file for many inputs

    private struct Open: Sendable {
        var ledger: SQLiteLedger?
        var file: URL?
        var uses = 0
    }

    private static let open = Mutex(Open())

    /// At the end of the process.
    fileprivate static func removeOpen() { open.withLock { open in open.file.map(remove) } }

    /// Makes rows of inputs independent of each other, though they share a file.
    static func nextScope() -> LedgerScope {
        LedgerScope(stack: "stack \(nextNumber())", apiURL: "sandbox")
    }

    /// The shared one, which is made anew after some thousand inputs.
    static func open() async throws(LedgerError) -> SQLiteLedger {
        let current = open.withLock { open in
            open.uses += 1
            return open
        }
        if let ledger = current.ledger, current.uses < 2_000 { return ledger }
        await current.ledger?.close()
        if let file = current.file { remove(file) }
        if current.file == nil { atexit { LedgerBench.removeOpen() } }
        let file = newFile()
        let ledger = try await SQLiteLedger.writing(at: file.path)
        open.withLock { $0 = Open(ledger: ledger, file: file) }
        return ledger
    }
}
