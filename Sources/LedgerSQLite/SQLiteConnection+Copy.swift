import CLibSQLite

extension SQLiteConnection {
    /// A copy of all of it in memory.
    func copied() throws -> SQLiteConnection {
        let copy = try SQLiteConnection.inMemory()
        // SAFETY: both handles are open until the copy is finished below.
        let (source, target) = unsafe (try opened(), try copy.opened())
        guard let copying = unsafe sqlite3_backup_init(target, "main", source, "main") else {
            // SAFETY: as above.
            throw SQLiteError(code: unsafe sqlite3_extended_errcode(target))
        }
        // A negative number is for all pages.
        // SAFETY: as above.
        let code = unsafe sqlite3_backup_step(copying, -1)
        // SAFETY: as above; it is not used after this.
        let end = unsafe sqlite3_backup_finish(copying)
        guard code == SQLITE_DONE else { throw SQLiteError(code: code) }
        try SQLiteError.check(end)
        return copy
    }

    /// A database in memory that begins as the bytes of a file say; it can only be read.
    static func image(_ bytes: [UInt8]) throws -> SQLiteConnection {
        let image = try inMemory()
        // Without a byte there is nothing to put in the place of an empty database.
        guard !bytes.isEmpty else { return image }
        // SAFETY: the memory is as large as asked for, or there is none.
        guard let copy = unsafe sqlite3_malloc64(UInt64(bytes.count)) else { throw SQLiteError.noMemory }
        // SAFETY: both are `bytes.count` long and do not overlap.
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyMemory(from: bytes)
        }
        // SAFETY: the handle is open; SQLite owns the memory from here on, also where this fails.
        let code = unsafe sqlite3_deserialize(
            try image.opened(),
            "main",
            copy.assumingMemoryBound(to: UInt8.self),
            Int64(bytes.count),
            Int64(bytes.count),
            UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
        )
        try SQLiteError.check(code)
        return image
    }
}
