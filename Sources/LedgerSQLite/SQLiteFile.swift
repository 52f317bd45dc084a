import LocalFiles

/// The file of a ledger and the folder that it is in.
///
/// It is never opened other than by SQLite while SQLite may have it open: closing any descriptor of a file gives up all locks
/// that the process has on it.
struct SQLiteFile: Sendable {
    /// Never a name that means something else to SQLite, such as `:memory:` or `file:…`.
    let path: String
    let folder: String
    let patience: Duration
    let failures: SQLiteFailures
    let lockWait: LockWait

    /// Takes the path as the user wrote it.
    init(_ path: String, patience: Duration) {
        self.path = path.hasPrefix("/") ? path : "./\(path)"
        self.patience = patience
        lockWait = LockWait(patience: patience)
        failures = SQLiteFailures(path: path, patience: patience)
        guard let slash = self.path.lastIndex(of: "/"), slash != self.path.startIndex else {
            folder = "/"
            return
        }
        folder = String(self.path[..<slash])
    }

    /// - Throws: A fault when what is there, or where it is, is nothing to be opened.
    func isMissing() throws -> Bool {
        try refuseObstacles()
        return try FileNames.size(of: path) == nil
    }

    /// Makes an empty file that only its owner can read, whatever the umask: SQLite gives the files beside it the same mode.
    func makeIfMissing() throws {
        guard try isMissing() else { return }
        try FileNames.makeFolder(folder)
        do {
            _ = try OpenFile.creating(path)
        } catch {
            // Another process may have been faster.
            guard try !isMissing() else { throw error }
        }
    }

    /// Lets nobody else into a folder of ours that holds our files only, as the default ledger's does.
    func closeFolder() {
        guard Self.isByDefault(folder), let rights = FileNames.rights(of: folder), rights.isOurs,
            rights.mode & 0o077 != 0
        else { return }
        // Where it cannot be done, the ledger itself is for its owner alone still.
        try? FileNames.makePrivate(folder: folder)
    }

    /// What is to be said when others can get at the ledger; nil when they cannot.
    var exposure: String? {
        if let mode = FileNames.rights(of: path)?.mode, mode & 0o077 != 0 {
            return "others may read or write the ledger '\(failures.path)'; 'chmod 600' it"
        }
        guard let mode = FileNames.rights(of: folder)?.mode, mode & 0o022 != 0, mode & 0o1000 == 0 else { return nil }
        return "others may write to the folder of the ledger '\(failures.path)', and put another one in its place; "
            + "'chmod go-w' the folder, or use another one"
    }

    private static func isByDefault(_ folder: String) -> Bool {
        folder.split(separator: "/").last == ".patchbay"
    }

    /// Opens the file to read and write; one that may not be written to can be read then, and each write fails.
    func open() throws -> SQLiteConnection {
        // SQLite would make files of the same mode beside it, which nobody could write to when the ledger is writable again.
        guard FileNames.isWritable(path) else { return try openUnchanged() }
        try freeCompanions()
        return try connect(.readingAndWriting)
    }

    /// Opens the file to read it; leaves neither changes nor files behind.
    func openUnchanged() throws -> SQLiteConnection {
        // Who may write can take part in SQLite's locks, and takes the files for them away at the end.
        if FileNames.isWritable(path), FileNames.isWritable(folder), (try? freeCompanions()) != nil {
            let database = try connect(.readingAndWriting)
            try database.script("PRAGMA query_only = ON")
            return database
        }
        // Nobody has it open, or whoever had it open has said nothing that is not in the file.
        if try FileNames.size(of: path + "-wal") ?? 0 == 0 {
            return try SQLiteImage.open(path)
        }
        return try connect(.readingOnly)
    }

    /// Gives the log and its index the mode of the ledger where a run that could only read has left them without that.
    ///
    /// Nothing in them is lost by it. They are not opened for it, as the ledger is not.
    private func freeCompanions() throws {
        for ending in ["-wal", "-shm"] {
            let companion = path + ending
            guard let rights = FileNames.rights(of: companion), !FileNames.isWritable(companion) else { continue }
            guard rights.isOurs, let mode = FileNames.rights(of: path)?.mode else {
                throw SQLiteFault.unwritable(companion: failures.path + ending)
            }
            do {
                try FileNames.setMode(mode & 0o666, of: companion)
            } catch {
                // Whoever had it open may have taken it away meanwhile.
                guard FileNames.rights(of: companion) == nil else {
                    throw SQLiteFault.unwritable(companion: failures.path + ending)
                }
            }
        }
    }

    private func connect(_ access: SQLiteConnection.Access) throws -> SQLiteConnection {
        let database = try SQLiteConnection(path, access, waiting: lockWait)
        // Marks must be on the disk before secrets go out. The file may come from a stranger's checkout: functions in its schema
        // are not run, and cells of impossible size are noticed.
        for setting in ["synchronous = FULL", "trusted_schema = OFF", "cell_size_check = ON"] {
            try database.script("PRAGMA \(setting)")
        }
        return database
    }

    /// A checkout could hold links to files of ours, under any of the names that SQLite opens.
    private func refuseObstacles() throws {
        guard !FileNames.isSymbolicLink(folder) else { throw SQLiteFault.obstacle("its folder is a symbolic link") }
        for ending in ["", "-wal", "-shm", "-journal"] {
            guard let obstacle = FileNames.obstacle(at: path + ending) else { continue }
            throw SQLiteFault.obstacle(
                ending.isEmpty ? "it is \(obstacle)" : "the file beside it, '\(failures.path)\(ending)', is \(obstacle)"
            )
        }
    }
}
