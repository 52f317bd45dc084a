package import LocalFiles

/// Whether others can get at what should be ours alone.
package enum AccessChecks {
    /// `access` is nil when there is no such file.
    package static func keyFile(_ path: String, _ access: FileAccess?) -> Check {
        guard let access else { return .skipped(.keyFile, "'\(path)' is not there") }
        guard access.othersMay(.readOrWrite) else { return .ok(.keyFile, "nobody else can read '\(path)'") }
        return .warning(
            .keyFile,
            "others on this machine can \(access.othersMay(.write) ? "write" : "read") '\(path)' (mode \(access.shownMode))",
            next: "chmod 600 '\(path)', and have a new key made if somebody may have read it"
        )
    }

    package static func folder(_ path: String, _ access: FileAccess?) -> Check {
        guard let access else { return .skipped(.folder, "there is no '\(path)' yet") }
        guard access.isFolder else {
            return .failed(
                .folder,
                "'\(path)' is not a folder",
                next: "move it away; patchbay keeps its own files there"
            )
        }
        guard access.isOurs else {
            return .warning(.folder, "'\(path)' belongs to another user", next: "run patchbay as the user who owns it")
        }
        guard access.othersMay(.readOrWrite) else { return .ok(.folder, "nobody else can look into '\(path)'") }
        return .warning(
            .folder,
            "others on this machine can look into '\(path)' (mode \(access.shownMode))",
            next: "chmod 700 '\(path)'"
        )
    }

    package static func ledgerFile(_ path: String, _ access: FileAccess?) -> Check {
        guard let access else { return .skipped(.ledgerFile, "there is no '\(path)' yet; the first apply makes it") }
        guard access.isWritable else {
            return .failed(
                .ledgerFile,
                "this user cannot write to '\(path)'",
                next: "check the rights on the file and on its folder"
            )
        }
        guard access.othersMay(.readOrWrite) else { return .ok(.ledgerFile, "nobody else can read '\(path)'") }
        return .warning(
            .ledgerFile,
            "others on this machine can \(access.othersMay(.write) ? "write" : "read") '\(path)' (mode \(access.shownMode))",
            next: "chmod 600 '\(path)'"
        )
    }
}
