#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of this machine.
package struct DiskFiles: StackFiles {
    package init() {}

    package func isDirectory(_ path: String) -> Bool {
        guard let status = try? status(of: path) else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    package func identity(of path: String) -> FileIdentity? {
        (try? status(of: path)).map(identity)
    }

    package func listing(ofDirectory path: String) throws(FileProblem) -> DirectoryListing {
        // SAFETY: `opendir` copies the path; the stream is closed below and used by this call alone.
        guard let stream = unsafe opendir(path) else { throw .lastError() }
        defer { _ = unsafe closedir(stream) }
        var listing = DirectoryListing(identity: identity(try status(of: path)), entries: [])
        while true {
            errno = 0
            // SAFETY: the entry lives until the next `readdir` on this stream, and only its name is copied.
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            // SAFETY: as with the name. Some file systems do not say what an entry is.
            let type = unsafe Int(entry.pointee.d_type)
            let place = "\(path)/\(name)"
            let isLink = type == Int(DT_LNK) || type == Int(DT_UNKNOWN) && isLink(place)
            listing.entries.append(.init(name: name, kind: kind(ofEntry: place), isLink: isLink))
        }
        guard errno == 0 else { throw .lastError() }
        return listing
    }

    package func contents(ofFile path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        // Without O_NONBLOCK, opening a FIFO would wait for someone to write into it.
        // SAFETY: `open` copies the path.
        let file = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { throw .lastError() }
        defer { close(file) }
        var status = stat()
        // SAFETY: `fstat` writes one struct.
        guard unsafe fstat(file, &status) == 0 else { throw .lastError() }
        if let name = nonFileName(of: status) { throw FileProblem(.unreadable, "it is \(name), not a file") }
        return try bytes(from: file, expecting: Int(status.st_size), limit: limit)
    }

    package func standardInput(limit: Int) throws(FileProblem) -> [UInt8] {
        try bytes(from: STDIN_FILENO, expecting: 0, limit: limit)
    }

    package func name(ofDirectory path: String) -> String {
        (resolved(path) ?? path).split(separator: "/").last.map(String.init) ?? "/"
    }

    package func resolved(_ path: String) -> String? {
        // SAFETY: with nil for the buffer, `realpath` allocates the result, which is copied and freed here.
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        // SAFETY: `lstat` writes one struct and copies the path.
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private func kind(ofEntry path: String) -> DirectoryListing.Entry.Kind {
        do throws(FileProblem) {
            return try status(of: path).st_mode & S_IFMT == S_IFDIR ? .directory : .file
        } catch {
            return .broken(reason: error.reason)
        }
    }

    private func identity(_ status: stat) -> FileIdentity {
        FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    private func status(of path: String) throws(FileProblem) -> stat {
        var status = stat()
        // SAFETY: `stat` writes one struct and copies the path.
        guard unsafe stat(path, &status) == 0 else { throw .lastError() }
        return status
    }

    /// What the thing is called when it is no regular file.
    private func nonFileName(of status: stat) -> String? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }

    /// Reads to the end, whatever size was announced: a file may grow or shrink meanwhile.
    private func bytes(from file: CInt, expecting size: Int, limit: Int) throws(FileProblem) -> [UInt8] {
        guard size <= limit else { throw .tooLarge(limit: limit) }
        // One byte more than is expected, so that the end shows with the first read that comes short. No more than that where a
        // size is known, since a stack may have many small files.
        var bytes = [UInt8](repeating: 0, count: min(size > 0 ? size : 1 << 16, limit) + 1)
        var count = 0
        while true {
            // SAFETY: `read` writes at most `count` bytes into the array's own storage, behind those that are there.
            let added = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if added < 0 {
                guard errno == EINTR else { throw .lastError() }
                continue
            }
            count += added
            guard count <= limit else { throw .tooLarge(limit: limit) }
            if added == 0 {
                bytes.removeLast(bytes.count - count)
                return bytes
            }
            if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: min(count, limit + 1 - count))) }
        }
    }
}

extension FileProblem {
    /// What `errno` says.
    fileprivate static func lastError() -> Self {
        let code = errno
        let reason =
            switch code {
            case ENOENT: "there is no such file or directory"
            case EACCES, EPERM: "permission denied"
            case ELOOP: "its symbolic links lead in a circle"
            case ENOTDIR: "a part of the path is not a directory"
            case EISDIR: "it is a directory, not a file"
            case ENAMETOOLONG: "the path is too long"
            case ENXIO: "it is a socket or device, not a file"
            case EMFILE, ENFILE: "too many files are open"
            case EIO: "the disk or device gave an input/output error"
            default: "the system gave error \(code)"
            }
        return FileProblem(code == ENOENT ? .missing : .unreadable, reason)
    }

    fileprivate static func tooLarge(limit: Int) -> Self {
        FileProblem(.tooLarge, "it is larger than \(limit) bytes")
    }
}
