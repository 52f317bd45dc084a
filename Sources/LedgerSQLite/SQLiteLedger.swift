import Dispatch
package import Ledger
import Synchronization

/// The ledger in a file of SQLite's, for one machine; several processes may use it at once.
package final class SQLiteLedger: LedgerStore {
    /// How long to wait for another process that has locked the file.
    package static let usualPatience = Duration.seconds(5)

    /// SQLite blocks, so all work is done on a queue of the ledger's own; nobody who gave up a call waits for it.
    private let queue = DispatchQueue(label: "patchbay.ledger")
    private let connection: Mutex<SQLiteConnection>
    private let file: SQLiteFile
    /// Whether a call was given up, which may go on for a while.
    private let hasGivenUp = Mutex(false)

    private init(_ connection: sending SQLiteConnection, _ file: SQLiteFile) {
        self.connection = Mutex(connection)
        self.file = file
    }

    /// Opens the ledger for a run, and makes it where there is none; only the last folder of the path is made, too.
    package static func writing(
        at path: String,
        patience: Duration = usualPatience,
        schema: SQLiteSchema = .current
    ) async throws(LedgerError) -> SQLiteLedger {
        let file = SQLiteFile(path, patience: patience)
        return try await performing(file, "opening it") {
            try file.makeIfMissing()
            file.closeFolder()
            let database = try file.open()
            // Another program's file, or a newer one, is left exactly as it is.
            if try schema.isOlder(database) {
                try schema.useWriteAheadLog(database)
                try schema.migrate(database)
            }
            return SQLiteLedger(database, file)
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
        return try await performing(file, "opening it") {
            let database = try file.openUnchanged()
            guard try schema.isOlder(database) else { return SQLiteLedger(database, file) }
            let copy = try database.copied()
            try schema.migrate(copy)
            try copy.script("PRAGMA query_only = ON")
            return SQLiteLedger(copy, file)
        }
    }

    /// Runs all of it on a thread that may wait.
    ///
    /// When the task is cancelled nobody waits for it any more. What waits for a lock then ends; what has the lock goes on, in
    /// one piece: what was sent to the API is to be recorded all the same.
    func perform<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws(LedgerError) -> Value {
        let result = await AbandonableCall<Result<Value, any Error>>.value { call in
            queue.async { [self] in
                guard !call.isAbandoned else { return }
                call.end(
                    connection.withLock { database in
                        Result { try file.lockWait.whileWanted({ call.isAbandoned }, { try body(database) }) }
                    }
                )
            }
        }
        if result == nil { hasGivenUp.withLock { $0 = true } }
        return try file.failures.value(of: result ?? .failure(SQLiteFault.abandoned), action)
    }

    /// Closes the file, and waits for no call that was given up: the end of the process closes it as well.
    package func close() async {
        guard !hasGivenUp.withLock(\.self) else { return }
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                connection.withLock { $0.close() }
                continuation.resume()
            }
        }
    }

    /// Does all of the writes or none.
    func write<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await perform(action) { database in
            try database.transaction(.immediate) { try body(database) }
        }
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
