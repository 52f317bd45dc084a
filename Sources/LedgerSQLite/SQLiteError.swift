import CLibSQLite

/// What SQLite refused or failed to do; its own texts are not kept, since they may quote what stands in the file.
struct SQLiteError: Error, Equatable {
    /// The kinds that lead to different advice.
    enum Kind {
        case corrupt
        case notDatabase
        case locked
        case notWritable
        case cannotOpen
        case full
        case inputOutput
        case noMemory
        case other
    }

    /// SQLite's extended result code.
    let code: Int32

    /// That a transaction is over although the work in it went on.
    static let aborted = Self(code: SQLITE_ABORT)
    /// That a statement has another number of parameters than it was given.
    static let miscounted = Self(code: SQLITE_RANGE)
    /// That the connection is closed.
    static let closed = Self(code: SQLITE_MISUSE)
    static let noMemory = Self(code: SQLITE_NOMEM)

    var kind: Kind {
        // The low byte is the primary code.
        switch code & 0xFF {
        case SQLITE_CORRUPT: .corrupt
        case SQLITE_NOTADB: .notDatabase
        case SQLITE_BUSY, SQLITE_LOCKED: .locked
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .notWritable
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_FULL: .full
        case SQLITE_IOERR: .inputOutput
        case SQLITE_NOMEM: .noMemory
        default: .other
        }
    }

    /// - Throws: Unless the code is that of success.
    static func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw SQLiteError(code: code) }
    }
}
