import Dispatch
import GRDB
package import Ledger
import Synchronization

/// The ledger in a file of SQLite's, for one machine; several processes may use it at once.
package final class SQLiteLedger: LedgerStore {
    /// How long to wait for another process that has locked the file.
    package static let usualPatience = Duration.seconds(5)

    let queue: DatabaseQueue
    private let file: SQLiteFile
    /// Whether a call was given up, which may go on for a while.
    private let hasGivenUp = Mutex(false)

    private init(_ queue: DatabaseQueue, _ file: SQLiteFile) {
        self.queue = queue
        self.file = file
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
            file.closeFolder()
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

    /// What is to be said when other users can get at it; nil when they cannot.
    package var exposure: String? { file.exposure }

    /// Opens the ledger to look at it; nil when there is none.
    ///
    /// Nothing is made, and nothing in it can be changed. One that this process may not write to can be read all the same.
    package static func reading(
        at path: String,
        patience: Duration = usualPatience,
        schema: SQLiteSchema = .current
    ) async throws(LedgerError) -> SQLiteLedger? {
        let file = SQLiteFile(path, patience: patience)
        let isMissing = try await performing(file, "opening it") { try file.isMissing() }
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

    /// Runs all of it on a thread that may wait.
    ///
    /// When the task is cancelled nobody waits for it any more. What waits for a lock then ends; what has the lock goes on, in
    /// one piece: what was sent to the API is to be recorded all the same.
    func perform<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        let result = await AbandonableCall<Result<Value, any Error>>.value { call in
            queue.asyncWriteWithoutTransaction { [file] database in
                guard !call.isAbandoned else { return }
                let result = Result {
                    try file.lockWait.whileWanted({ call.isAbandoned }, { try body(database) })
                }
                call.end(result)
            }
        }
        if result == nil { hasGivenUp.withLock { $0 = true } }
        return try file.failures.value(of: result ?? .failure(SQLiteFault.abandoned), action)
    }

    /// Closes the file, and waits for no call that was given up: the end of the process closes it as well.
    package func close() async {
        guard !hasGivenUp.withLock(\.self) else { return }
        // Whatever fails here, all that was recorded is in the file or its log.
        try? queue.close()
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
        let queue = try await performing(file, "opening it", body)
        return SQLiteLedger(queue, file)
    }

    private static func performing<Value: Sendable>(
        _ file: SQLiteFile,
        _ action: String,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws(LedgerError) -> Value {
        let result = await AbandonableCall<Result<Value, any Error>>.value { call in
            DispatchQueue.global().async {
                call.end(Result { try file.lockWait.whileWanted({ call.isAbandoned }, body) })
            }
        }
        return try file.failures.value(of: result ?? .failure(SQLiteFault.abandoned), action)
    }
}
