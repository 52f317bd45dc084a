#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small file that has to be a regular one, so that reading it neither waits nor goes on for ever.
struct RegularFile {
    struct Failure: Error {
        /// In lower case, for example "it does not exist".
        var reason: String
    }

    let path: String

    /// Reads the file up to a length.
    ///
    /// - Returns: The first `limit` bytes, or all where there are fewer.
    func contents(upTo limit: Int) throws(Failure) -> [UInt8] {
        // Without O_NONBLOCK, opening a FIFO waits for a writer.
        // SAFETY: open reads the path, which lives through the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        // SAFETY: fstat fills the structure that lives in this frame, and keeps no pointer.
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: "it is not a regular file") }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: min(limit, 64 * 1024))
        while content.count < limit {
            let wanted = min(part.count, limit - content.count)
            // SAFETY: `wanted` is at most the length of the array, which is lent for the call.
            let count = unsafe read(descriptor, &part, wanted)
            guard count >= 0 else { throw Self.failure(errno) }
            guard count > 0 else { break }
            content += part.prefix(count)
        }
        return content
    }

    private static func failure(_ code: Int32) -> Failure {
        switch code {
        case ENOENT: Failure(reason: "it does not exist")
        case EACCES: Failure(reason: "permission denied")
        case EISDIR: Failure(reason: "it is a directory")
        case ELOOP: Failure(reason: "its symbolic links form a loop")
        default: Failure(reason: "error \(code) of the operating system")
        }
    }
}
