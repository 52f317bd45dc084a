import GRDB
import GRDBSQLite
import LocalFiles

/// A ledger's file that was read into memory as a whole.
///
/// SQLite itself cannot open a file with a write-ahead log in a folder where it may not make one, even to read it.
enum SQLiteImage {
    /// In bytes.
    private static let sizeLimit = 256 << 20
    /// A file that is replaced or written at each of so many readings will not come to rest.
    private static let attempts = 10

    static func open(_ path: String) throws -> DatabaseQueue {
        var bytes = try bytes(of: path)
        // These two bytes of the header ask for a write-ahead log, which memory does not have.
        if bytes.count > 19, bytes[18] == 2, bytes[19] == 2 {
            bytes[18] = 1
            bytes[19] = 1
        }
        var configuration = Configuration()
        configuration.label = "ledger"
        let queue = try DatabaseQueue(configuration: configuration)
        // Without a byte there is nothing to put in the place of an empty database.
        if !bytes.isEmpty {
            try queue.inDatabase { try load(bytes, into: $0) }
        }
        try queue.inDatabase { database in
            for setting in ["trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"] {
                try database.execute(sql: "PRAGMA \(setting)")
            }
        }
        return queue
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        for _ in 0..<attempts {
            let file = try OpenFile.reading(path)
            guard let before = try file.signature() else { throw SQLiteFault.obstacle("it is no regular file") }
            guard before.size <= sizeLimit else { throw SQLiteFault.tooLarge(limit: sizeLimit) }
            let bytes = try file.readAll(expecting: before.size)
            // Whoever wrote it meanwhile was busy in the log first, or has changed the file's times.
            if try file.signature() == before, try FileNames.size(of: path + "-wal") ?? 0 == 0 {
                return bytes
            }
        }
        throw SQLiteFault.restless
    }

    private static func load(_ bytes: [UInt8], into database: Database) throws {
        // SAFETY: the memory is as large as asked for, or there is none.
        guard let copy = unsafe sqlite3_malloc64(UInt64(bytes.count)) else {
            throw DatabaseError(resultCode: .SQLITE_NOMEM)
        }
        // SAFETY: both are `bytes.count` long and do not overlap.
        unsafe bytes.withUnsafeBytes {
            unsafe copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count)
        }
        // SAFETY: the connection is open while GRDB lends it; SQLite owns the memory from here on, also where this fails.
        let code = unsafe sqlite3_deserialize(
            database.sqliteConnection,
            "main",
            copy.assumingMemoryBound(to: UInt8.self),
            Int64(bytes.count),
            Int64(bytes.count),
            UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
        )
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
