#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The three standard streams of the process.
package enum StandardStreams {
    /// Occupies the numbers of those that are closed, so that using them goes on failing.
    ///
    /// Otherwise the next file or socket would get the number, and what is said to people would be written into it. To be
    /// called before anything is opened.
    package static func occupyClosed() {
        // Opened the wrong way round: a read or write is refused, as on a stream that is closed.
        for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(number, F_GETFD) == -1 {
            // The lowest number that is free is this one, since the ones below it are taken by now.
            // SAFETY: the path is a string that ends with NUL for the length of the call.
            _ = unsafe open("/dev/null", mode)
        }
    }
}
