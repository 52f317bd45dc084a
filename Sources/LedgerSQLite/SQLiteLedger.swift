import Dispatch
import GRDB
package import Ledger

/// The ledger in a file of SQLite's, for one machine; several processes may use it at once.
package final class SQLiteLedger: LedgerStore {
    /// How long to wait for another process that has locked the file.
    package static let usualPatience = Duration.seconds(5)

    let queue: DatabaseQueue
    private let failures: SQLiteFailures

    private init(_ queue: DatabaseQueue, _ failures: SQLiteFailures) {
        self.queue = queue
        self.failures = failures
    }

    /// Opens the ledger for a run, and makes it where there is none; only the last folder of the path is made, too.
    package static func writing(
        at path: String,
        patience: Duration = usualPatience,
        schema: SQLiteSchema = .current
    ) async throws(LedgerError) -> SQLiteLedger {
        let file = SQLiteFile(path, patience: patience)
        return try await opening(file) {
            try file.makeIfMissing()
            let queue = try file.open()
            try queue.inDatabase { database in
                // Another program's file, or a newer one, is left exactly as it is.
                guard try schema.isOlder(database) else { return }
                try schema.useWriteAheadLog(database)
                try schema.migrate(database)
            }
            return queue
        }
    }

    /// Opens the ledger to look at it; nil when there is none.
    ///
    /// Nothing is made, and nothing in it can be changed. One that this process may not write to can be read all the same.
    package static func reading(
        at path: String,
        patience: Duration = usualPatience,
        schema: SQLiteSchema = .current
    ) async throws(LedgerError) -> SQLiteLedger? {
        let file = SQLiteFile(path, patience: patience)
        let isMissing = try await performing(file.failures, "opening it") { try file.isMissing() }
        guard !isMissing else { return nil }
        return try await opening(file) {
            let queue = try file.openUnchanged()
            guard try queue.inDatabase({ try schema.isOlder($0) }) else { return queue }
            let copy = try DatabaseQueue()
            try queue.backup(to: copy)
            try copy.inDatabase { database in
                try schema.migrate(database)
                try database.execute(sql: "PRAGMA query_only = ON")
            }
            return copy
        }
    }

    /// Runs all of it on a thread that may wait, in one piece even where the task is cancelled: what was sent to the API is
    /// to be recorded all the same.
    func perform<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Result { try body(database) })
            }
        }
        return try failures.value(of: result, action)
    }

    /// Does all of the writes or none.
    func write<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await perform(action) { database in
            var value: Value?
            try database.inTransaction(.immediate) {
                value = try body(database)
                return .commit
            }
            // The transaction throws where the body did, so there is a value.
            guard let value else { throw SQLiteFault.damaged("a transaction had no end") }
            return value
        }
    }

    private static func opening(
        _ file: SQLiteFile,
        _ body: @escaping @Sendable () throws -> DatabaseQueue
    ) async throws(LedgerError) -> SQLiteLedger {
        let queue = try await performing(file.failures, "opening it", body)
        return SQLiteLedger(queue, file.failures)
    }

    private static func performing<Value: Sendable>(
        _ failures: SQLiteFailures,
        _ action: String,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws(LedgerError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Result { try body() }) }
        }
        return try failures.value(of: result, action)
    }
}
