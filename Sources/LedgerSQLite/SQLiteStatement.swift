import CLibSQLite

/// A prepared statement of one connection: values are bound to it, it is stepped through its rows, and reset for the next time.
@safe
final class SQLiteStatement {
    private let statement: OpaquePointer
    /// Whether somebody goes through its rows.
    private(set) var isInUse = false

    /// Prepares the first statement of a text.
    init(_ connection: OpaquePointer, _ sql: String) throws(SQLiteError) {
        var prepared: OpaquePointer?
        // SAFETY: the caller lends an open connection, and SQLite copies the text; the flag says that it is used for long.
        let code = unsafe sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        try SQLiteError.check(code)
        // A text without a statement in it, such as a comment, gives none.
        guard let prepared = unsafe prepared else { throw SQLiteError(code: SQLITE_MISUSE) }
        unsafe statement = prepared
    }

    deinit {
        // SAFETY: SQLite made the statement, and nothing uses it any more; where its connection is closed already, it was kept for it.
        unsafe _ = sqlite3_finalize(statement)
    }

    /// Begins to use it with values for all of its parameters; ``reset()`` ends that, also where this fails.
    func begin(with values: [any SQLiteBindable]) throws(SQLiteError) {
        isInUse = true
        // SAFETY: the statement is ours until `deinit`.
        guard unsafe Int(sqlite3_bind_parameter_count(statement)) == values.count else { throw .miscounted }
        for (index, value) in values.enumerated() { try value.bind(to: self, at: index) }
    }

    /// Goes on to the next row; whether there is one.
    func step() throws(SQLiteError) -> Bool {
        // SAFETY: the statement is ours until `deinit`.
        switch unsafe sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw SQLiteError(code: code)
        }
    }

    /// Gives up its row, its locks and its values; what the last step failed with was thrown there.
    func reset() {
        // SAFETY: the statement is ours until `deinit`.
        unsafe _ = sqlite3_reset(statement)
        // SAFETY: as above; long texts would be kept otherwise.
        unsafe _ = sqlite3_clear_bindings(statement)
        isInUse = false
    }
}

// Parameters are counted from 0, unlike SQLite's.
extension SQLiteStatement {
    func bindNull(at index: Int) throws(SQLiteError) {
        // SAFETY: the statement is ours until `deinit`; SQLite refuses an index that it does not have.
        try SQLiteError.check(unsafe sqlite3_bind_null(statement, Int32(index + 1)))
    }

    func bind(_ number: Int, at index: Int) throws(SQLiteError) {
        // SAFETY: as above.
        try SQLiteError.check(unsafe sqlite3_bind_int64(statement, Int32(index + 1), Int64(number)))
    }

    /// Binds all of a text, also behind NUL.
    func bind(_ text: String, at index: Int) throws(SQLiteError) {
        var text = text
        let code = text.withUTF8 { bytes in
            // SAFETY: the bytes are there for the length of the call, and SQLite copies them.
            unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
                unsafe patchbay_sqlite_bind_text(statement, Int32(index + 1), bytes.baseAddress, UInt64(bytes.count))
            }
        }
        try SQLiteError.check(code)
    }

    /// What stands in a column of the row, counted from 0, without any conversion.
    func value(at column: Int) throws(SQLiteError) -> SQLiteValue {
        let column = Int32(column)
        // SAFETY: the statement is ours until `deinit`; SQLite gives NULL for a column or row that is not there.
        switch unsafe sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER:
            // SAFETY: as above.
            return .number(Int(unsafe sqlite3_column_int64(statement, column)))
        case SQLITE_TEXT:
            // SAFETY: the text is there until the next step, has as many bytes as SQLite says, and is copied.
            guard let start = unsafe sqlite3_column_text(statement, column) else { throw .noMemory }
            let count = Int(unsafe sqlite3_column_bytes(statement, column))
            // SAFETY: as above.
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        default: return .other
        }
    }
}
