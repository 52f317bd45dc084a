import CLibSQLite

/// One connection to a database, in a file or in memory; its parts, ``SQLiteStatement`` and ``SQLiteError`` are all else that
/// touches SQLite.
///
/// Its calls block the thread, so ``SQLiteLedger`` makes them on a queue of its own. It is not to be used by two threads at once,
/// and the compiler sees to that, since it is not `Sendable`.
@safe
final class SQLiteConnection {
    enum Access {
        case readingAndWriting
        case readingOnly
    }

    /// nil once it is closed.
    private var handle: OpaquePointer?
    /// Whether ``transaction(_:_:)`` is under way.
    private var isInTransaction = false
    /// By their texts, which are a few of ours.
    private var statements: [String: SQLiteStatement] = [:]
    /// SQLite keeps a pointer to it.
    private let lockWait: LockWait?

    /// Opens a file that is there; one that is locked is waited for as `lockWait` says, or not at all.
    convenience init(_ path: String, _ access: Access = .readingAndWriting, waiting lockWait: LockWait? = nil) throws {
        try self.init(path, access == .readingOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, lockWait)
    }

    /// An empty database in memory.
    static func inMemory() throws -> SQLiteConnection {
        try SQLiteConnection(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nil)
    }

    private init(_ path: String, _ flags: Int32, _ lockWait: LockWait?) throws {
        self.lockWait = lockWait
        // Without a mutex in it, which one thread at a time does not need.
        // SAFETY: SQLite copies the path, and writes a handle that is to be closed also where opening fails.
        let code = unsafe sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            // SAFETY: as above; without a handle the code is that of missing memory.
            throw SQLiteError(code: unsafe handle.map { unsafe sqlite3_extended_errcode($0) } ?? code)
        }
        // SAFETY: the handle is open.
        try SQLiteError.check(unsafe sqlite3_extended_result_codes(handle, 1))
        // SAFETY: as above.
        try SQLiteError.check(unsafe patchbay_sqlite_refuse_quoted_texts(handle))
        guard let lockWait else { return }
        // SAFETY: as above; the pointer is to what this object holds for longer than SQLite has the handle open.
        let busyCode = unsafe sqlite3_busy_handler(
            handle,
            { lockWait, tries in
                guard let lockWait = unsafe lockWait else { return 0 }
                // SAFETY: it is the pointer that was given below.
                let wait = unsafe Unmanaged<LockWait>.fromOpaque(lockWait).takeUnretainedValue()
                return wait.again(after: Int(tries)) ? 1 : 0
            },
            Unmanaged.passUnretained(lockWait).toOpaque()
        )
        try SQLiteError.check(busyCode)
    }

    deinit { close() }

    /// Closes it with all of its statements; those whose rows somebody goes through still, when that ends.
    ///
    /// Whatever fails here, all that was committed is in the file or its log.
    func close() {
        statements.removeAll()
        // SAFETY: the handle is ours, and nil from here on; SQLite keeps what statements in use need.
        unsafe _ = sqlite3_close_v2(handle)
        unsafe handle = nil
    }

    /// Carries out one statement; rows are passed over.
    func run(_ sql: String, _ values: [any SQLiteBindable] = []) throws {
        try using(sql, values) { statement throws in
            while try statement.step() {}
        }
    }

    /// What `read` makes of each row; the subject is for the error of a row that makes no sense, such as "a receipt".
    func rows<Value>(
        of subject: String,
        _ sql: String,
        _ values: [any SQLiteBindable] = [],
        _ read: (inout RowReader) throws -> Value
    ) throws -> [Value] {
        try using(sql, values) { statement throws in
            var found: [Value] = []
            while try statement.step() {
                var reader = RowReader(statement, subject)
                found.append(try read(&reader))
            }
            return found
        }
    }

    /// The number in the first column of the first row; nil where there is none.
    func number(_ sql: String, _ values: [any SQLiteBindable] = []) throws -> Int? {
        try using(sql, values) { statement throws in
            guard try statement.step() else { return nil }
            var reader = RowReader(statement, "a number")
            return try reader.optionalNumber()
        }
    }

    /// Carries out all statements of a text, which are not kept; rows are passed over.
    func script(_ sql: String) throws {
        // SAFETY: the handle is open, and SQLite only reads the text, for the length of the call.
        try SQLiteError.check(unsafe sqlite3_exec(opened(), sql, nil, nil, nil))
    }

    /// The row that was inserted last.
    var lastRow: Int {
        get throws {
            // SAFETY: the handle is open.
            Int(unsafe sqlite3_last_insert_rowid(try opened()))
        }
    }

    /// How many rows the last statement changed that changed any.
    var changes: Int {
        get throws {
            // SAFETY: the handle is open.
            Int(unsafe sqlite3_changes(try opened()))
        }
    }

    /// The handle while it is open, which its parts in other files use as well.
    func opened() throws(SQLiteError) -> OpaquePointer {
        guard let handle = unsafe handle else { throw .closed }
        return unsafe handle
    }

    private func using<Value>(
        _ sql: String,
        _ values: [any SQLiteBindable],
        _ body: (SQLiteStatement) throws -> Value
    ) throws -> Value {
        // What follows an error that ended the transaction would be on its own.
        guard try !isInTransaction || isTransactionOpen else { throw SQLiteError.aborted }
        let statement = try statement(of: sql)
        defer { statement.reset() }
        try statement.begin(with: values)
        return try body(statement)
    }

    private func statement(of sql: String) throws -> SQLiteStatement {
        let known = statements[sql]
        if let known, !known.isInUse {
            return known
        }
        let statement = unsafe try SQLiteStatement(opened(), sql)
        if known == nil { statements[sql] = statement }
        return statement
    }
}

extension SQLiteConnection {
    enum Transaction: String {
        /// Locks when it first reads or writes.
        case deferred = "BEGIN DEFERRED"
        /// Lets others read only.
        case immediate = "BEGIN IMMEDIATE"
        case exclusive = "BEGIN EXCLUSIVE"
    }

    /// Does all of `body` or nothing: what fails, be it the end of the transaction itself, is rolled back.
    ///
    /// Transactions do not stand in one another.
    func transaction<Value>(_ kind: Transaction, _ body: () throws -> Value) throws -> Value {
        guard !isInTransaction else { throw SQLiteError(code: SQLITE_MISUSE) }
        try run(kind.rawValue)
        isInTransaction = true
        defer { isInTransaction = false }
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Closes the connection where it cannot be rolled back, which does the same.
    private func rollBack() {
        // Some errors have rolled it back themselves.
        guard let isOpen = try? isTransactionOpen, isOpen else { return }
        do { try run("ROLLBACK") } catch {
            if (try? isTransactionOpen) == true { close() }
        }
    }

    private var isTransactionOpen: Bool {
        get throws {
            // SAFETY: the handle is open.
            unsafe sqlite3_get_autocommit(try opened()) == 0
        }
    }
}
