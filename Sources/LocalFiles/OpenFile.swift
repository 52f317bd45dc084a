#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file of the system, closed when its last use is over; symbolic links are refused.
package final class OpenFile: Sendable {
    /// What tells one content of a path from the next, as long as files are replaced and not rewritten.
    package struct Signature: Sendable, Hashable {
        package var device: UInt64
        package var inode: UInt64
        package var size: Int
        package var seconds: Int
        package var nanoseconds: Int
    }

    /// The system's number for a failure.
    package struct Failure: Error, Hashable {
        package var number: Int32

        package init(number: Int32) { self.number = number }

        static func last() -> Self { Self(number: errno) }

        package var isMissingFile: Bool { number == ENOENT }
        package var isSymbolicLink: Bool { number == ELOOP }
        /// Of a pipe that is opened to be written to.
        package var isUnreadPipe: Bool { number == ENXIO }

        package var text: String {
            // SAFETY: strerror gives a string that ends with NUL and that lives until this thread asks again.
            unsafe String(cString: strerror(number))
        }
    }

    private let descriptor: Int32

    private init(_ path: String, _ flags: Int32, followsLink: Bool = false) throws(Failure) {
        // SAFETY: the path is a string that ends with NUL for the length of the call.
        descriptor = unsafe open(path, flags | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW), 0o600)
        guard descriptor >= 0 else { throw .last() }
    }

    deinit {
        close(descriptor)
    }

    /// Opens for reading, without waiting for the writer of a pipe.
    package static func reading(_ path: String) throws(Failure) -> OpenFile {
        try OpenFile(path, O_RDONLY | O_NONBLOCK)
    }

    /// Makes an empty file with the mode 0600, whatever the umask; fails when there is one.
    package static func creating(_ path: String) throws(Failure) -> OpenFile {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
        guard fchmod(file.descriptor, 0o600) == 0 else { throw .last() }
        return file
    }

    /// Opens a file to write into from its beginning, and makes it, with the mode 0600, when there is none.
    ///
    /// A pipe is taken as it is; one that nobody reads fails at once. Of links only those are followed by which `/dev/fd` names
    /// what is open already.
    package static func streaming(_ path: String) throws(Failure) -> OpenFile {
        let file = try OpenFile(
            path,
            O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY,
            followsLink: path.hasPrefix("/dev/fd/") || path == "/dev/stdout" || path == "/dev/stderr"
        )
        // From here on a reader that is slow is waited for.
        _ = fcntl(file.descriptor, F_SETFL, fcntl(file.descriptor, F_GETFL) & ~O_NONBLOCK)
        return file
    }

    /// Gives it the mode 0644.
    package func letEveryoneRead() throws(Failure) {
        guard fchmod(descriptor, 0o644) == 0 else { throw .last() }
    }

    /// Opens or makes the file, and waits until nobody else has its lock.
    package static func locking(_ path: String) throws(Failure) -> OpenFile {
        let file = try OpenFile(path, O_RDWR | O_CREAT)
        // Whoever made it, under whatever umask, the next process must be able to open it.
        _ = fchmod(file.descriptor, 0o600)
        while flock(file.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .last() }
        }
        return file
    }

    /// Gives back the lock; closing would do so too, but may come any time after the last use.
    package func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// nil for what is not a regular file.
    package func signature() throws(Failure) -> Signature? {
        var status = stat()
        // SAFETY: fstat writes one stat, to the variable given.
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last() }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Signature(
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec
        )
    }

    /// All bytes from here to the end.
    package func readAll(expecting size: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var isAtEnd = false
        var failure: Failure?
        while !isAtEnd, failure == nil {
            // SAFETY: as many bytes are counted as were written.
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: max(4096, size - bytes.count + 1)) {
                buffer,
                count in
                // SAFETY: read writes at most `buffer.count` bytes, to the buffer.
                let got = unsafe read(descriptor, buffer.baseAddress, buffer.count)
                count = max(0, got)
                isAtEnd = got == 0
                if got < 0, errno != EINTR {
                    failure = .last()
                }
            }
            bytes += chunk
        }
        if let failure {
            throw failure
        }
        return bytes
    }

    /// Writes all bytes, and waits until they are on the disk unless the caller waits for many files at once.
    package func writeAll(_ bytes: [UInt8], isAwaited: Bool = true) throws(Failure) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the buffer does not leave the closure.
            let count = unsafe bytes[written...].withUnsafeBytes { buffer in
                // SAFETY: write reads `buffer.count` bytes from the buffer.
                unsafe write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw .last()
            }
        }
        guard !isAwaited || fsync(descriptor) == 0 else { throw .last() }
    }
}
