#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Folders and names of the file system.
package enum FileNames {
    package static func replace(_ path: String, with other: String) throws(OpenFile.Failure) {
        // SAFETY: both are strings that end with NUL for the length of the call.
        guard unsafe rename(other, path) == 0 else { throw .last() }
    }

    /// Takes the name away; it is well when there is none.
    package static func remove(_ path: String) throws(OpenFile.Failure) {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last() }
    }

    /// Makes the folder with the mode 0700, whatever the umask; one that exists is left as it is.
    package static func makeFolder(_ path: String) throws(OpenFile.Failure) {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        guard unsafe mkdir(path, 0o700) == 0 else {
            if errno == EEXIST {
                return
            }
            throw .last()
        }
        // SAFETY: as above.
        guard unsafe chmod(path, 0o700) == 0 else { throw .last() }
    }

    /// Who can get at what stands at a path, links not followed.
    package struct Rights: Sendable, Hashable {
        /// The permission bits, the sticky one included.
        package var mode: Int
        /// Whether it belongs to the user that this process runs as.
        package var isOurs: Bool
    }

    /// nil when there is nothing, or when that cannot be found out.
    package static func rights(of path: String) -> Rights? {
        var status = stat()
        // SAFETY: the path ends with NUL, and lstat writes one stat, to the variable given.
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return Rights(mode: Int(status.st_mode & 0o7777), isOurs: status.st_uid == geteuid())
    }

    /// Sets the permission bits of a file without opening it; a symbolic link is not followed.
    package static func setMode(_ mode: Int, of path: String) throws(OpenFile.Failure) {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        guard unsafe fchmodat(AT_FDCWD, path, mode_t(mode), AT_SYMLINK_NOFOLLOW) == 0 else { throw .last() }
    }

    /// Takes away what others may do with a folder; a symbolic link is not followed.
    package static func makePrivate(folder path: String) throws(OpenFile.Failure) {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last() }
        defer { close(descriptor) }
        var status = stat()
        // SAFETY: fstat writes one stat, to the variable given.
        guard unsafe fstat(descriptor, &status) == 0, fchmod(descriptor, status.st_mode & 0o700) == 0 else {
            throw .last()
        }
    }

    /// Makes the folder and those above it that are missing, with the rights that the umask leaves.
    package static func makeFolders(_ path: String) throws(OpenFile.Failure) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            folder += name
            // SAFETY: the path is a string that ends with NUL for the length of the call.
            guard unsafe mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw .last() }
            folder += "/"
        }
    }

    /// Removes the folder if nothing is in it; what cannot be removed stays.
    package static func removeIfEmpty(folder path: String) {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        _ = unsafe rmdir(path)
    }

    /// Waits until all that was written is on the disk, which for many files is much faster than one by one.
    package static func awaitAll() { sync() }

    package static func isSymbolicLink(_ path: String) -> Bool {
        var status = stat()
        // SAFETY: the path ends with NUL, and lstat writes one stat, to the variable given.
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Of what stands at the path, in bytes, links not followed; nil when there is nothing.
    package static func size(of path: String) throws(OpenFile.Failure) -> Int? {
        var status = stat()
        // SAFETY: the path ends with NUL, and lstat writes one stat, to the variable given.
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT {
                return nil
            }
            throw .last()
        }
        return Int(status.st_size)
    }

    /// Whether the system would let this process write to the file, or make and remove files in the folder.
    package static func isWritable(_ path: String) -> Bool {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        unsafe access(path, W_OK) == 0
    }

    /// What stands at the path when it is neither nothing nor a regular file, such as "a directory"; else nil.
    package static func obstacle(at path: String) -> String? {
        var status = stat()
        // SAFETY: the path ends with NUL, and lstat writes one stat, to the variable given.
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFLNK: "a symbolic link"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }

    /// Writes a whole file, or leaves what was there: a reader never sees half of it.
    ///
    /// Its mode is 0600, or 0644 for everyone, whatever the umask. One that is not awaited is on the disk for sure only after
    /// ``awaitAll()``; until then a crash of the machine may leave it empty.
    ///
    /// A symbolic link at the path would be replaced, not followed; who wants links left alone asks ``obstacle(at:)`` first.
    package static func replace(
        _ path: String,
        withFileOf bytes: [UInt8],
        isForEveryone: Bool = false,
        isAwaited: Bool = true
    ) throws(OpenFile.Failure) {
        // Two processes that write the same path must not write the same replacement.
        let replacement = "\(path).\(getpid()).new"
        // One that is there was left by a process of the same number that died.
        try remove(replacement)
        do {
            let file = try OpenFile.creating(replacement)
            try file.writeAll(bytes, isAwaited: isAwaited)
            if isForEveryone { try file.letEveryoneRead() }
            try replace(path, with: replacement)
        } catch {
            try? remove(replacement)
            throw error
        }
    }
}
