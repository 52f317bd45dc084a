/// What tables a ledger's file has, and how it got them, version by version.
///
/// The version stands in the file's `user_version` and is raised with the tables in one transaction, so that of processes that
/// come at once one changes them and the others wait.
package struct SQLiteSchema: Sendable {
    /// One step from the version before.
    package struct Version: Sendable {
        package var sql: String
        /// All tables and indices that there are afterwards, each as its type and name.
        package var objects: Set<String>

        package init(sql: String, objects: Set<String>) {
            self.sql = sql
            self.objects = objects
        }
    }

    /// In the file's `application_id`: "pbay".
    package static let applicationID = 0x7062_6179

    package static let current = SQLiteSchema(versions: [.first, .second])

    /// The first makes all that it needs; what was released is never changed, only followed.
    package var versions: [Version]

    package init(versions: [Version]) {
        self.versions = versions
    }

    /// Turns on the write-ahead log, with which readers and a writer do not wait for each other.
    ///
    /// Where the file system or the moment does not allow it, the file stays as it is, which is slower and as safe.
    func useWriteAheadLog(_ database: SQLiteConnection) throws {
        for _ in 0..<10 {
            do {
                try database.script("PRAGMA journal_mode = WAL")
                return
            } catch let error as SQLiteError where error.kind == .locked {
                // Turning it on does not wait for others; an exclusive transaction does.
                try database.transaction(.exclusive) {}
            }
        }
    }

    /// Brings the tables to the newest version, or makes them in an empty file.
    func migrate(_ database: SQLiteConnection) throws {
        guard try isOlder(database) else { return }
        try database.transaction(.immediate) {
            for version in versions[try version(of: database)...] { try database.script(version.sql) }
            // A pragma takes no bound values; these two are numbers of ours.
            try database.script("PRAGMA application_id = \(Self.applicationID)")
            try database.script("PRAGMA user_version = \(versions.count)")
        }
    }

    /// Whether the tables are of an older version, or not there at all.
    ///
    /// - Throws: A fault when the file is no ledger, a newer one, or a damaged one.
    func isOlder(_ database: SQLiteConnection) throws -> Bool {
        try database.transaction(.deferred) { try version(of: database) } < versions.count
    }

    /// To be called in a transaction; 0 for an empty file.
    private func version(of database: SQLiteConnection) throws -> Int {
        let application = try database.number("PRAGMA application_id") ?? 0
        let version = try database.number("PRAGMA user_version") ?? 0
        let objects = Set(
            try database.rows(
                of: "a table",
                "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            ) { try $0.text() }
        )
        if application == 0, version == 0, objects.isEmpty {
            return 0
        }
        guard application == Self.applicationID, version >= 1 else { throw SQLiteFault.foreign }
        guard version <= versions.count else { throw SQLiteFault.newer(version, known: versions.count) }
        guard objects == versions[version - 1].objects else {
            throw SQLiteFault.damaged("it has other tables than patchbay makes")
        }
        return version
    }
}
