import LocalFiles

/// A ledger's file that was read into memory as a whole.
///
/// SQLite itself cannot open a file with a write-ahead log in a folder where it may not make one, even to read it.
enum SQLiteImage {
    /// In bytes.
    private static let sizeLimit = 256 << 20
    /// A file that is replaced or written at each of so many readings will not come to rest.
    private static let attempts = 10

    static func open(_ path: String) throws -> SQLiteConnection {
        var bytes = try bytes(of: path)
        // These two bytes of the header ask for a write-ahead log, which memory does not have.
        if bytes.count > 19, bytes[18] == 2, bytes[19] == 2 {
            bytes[18] = 1
            bytes[19] = 1
        }
        let database = try SQLiteConnection.image(bytes)
        for setting in ["trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"] {
            try database.script("PRAGMA \(setting)")
        }
        return database
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
}
