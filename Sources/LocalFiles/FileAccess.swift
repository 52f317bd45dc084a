#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Who may do what with a file or folder.
package struct FileAccess: Sendable, Hashable {
    /// What users other than the owner may do.
    package enum Right: UInt32, Sendable, Hashable {
        case write = 0o022
        case readOrWrite = 0o066
    }

    /// The last nine bits.
    package var mode: UInt32
    /// Whether this user owns it.
    package var isOurs: Bool
    package var isFolder: Bool
    /// Whether the system would let this process write to it.
    package var isWritable: Bool

    package init(mode: UInt32, isOurs: Bool = true, isFolder: Bool = false, isWritable: Bool = true) {
        self.mode = mode
        self.isOurs = isOurs
        self.isFolder = isFolder
        self.isWritable = isWritable
    }

    /// Of what the path leads to, links followed; nil when there is nothing, or it cannot be looked at.
    package init?(of path: String) {
        var status = stat()
        // SAFETY: the path ends with NUL, and stat writes one stat, to the variable given.
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(
            mode: UInt32(status.st_mode) & 0o777,
            isOurs: status.st_uid == geteuid(),
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
            isWritable: FileNames.isWritable(path)
        )
    }

    package func othersMay(_ right: Right) -> Bool { mode & right.rawValue != 0 }

    /// For example `0644`.
    package var shownMode: String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
