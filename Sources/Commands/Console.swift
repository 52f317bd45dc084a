import Glibc
import Synchronization

/// The three standard streams.
///
/// Results go to standard output and everything else to standard error. A stream that breaks (`| head`, a full disk)
/// is remembered and never stops the work: an apply must not end halfway because nobody reads.
package final class Console: Sendable {
    private let lost = Atomic<Bool>(false)
    private let asking = Atomic<Bool>(false)

    package init() {}

    package func out(_ text: String) {
        if !write(text, to: STDOUT_FILENO) { lost.store(true, ordering: .relaxed) }
    }

    package func err(_ text: String) {
        _ = write(text, to: STDERR_FILENO)
    }

    /// Whether some result did not reach standard output.
    package var hasLostOutput: Bool { lost.load(ordering: .relaxed) }

    package var isOutTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    package var isErrTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    package var isInTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks on standard error and reads one line from standard input, without its end; nil at the end of the input.
    package func ask(_ question: String) -> String? {
        err(question)
        asking.store(true, ordering: .relaxed)
        defer { asking.store(false, ordering: .relaxed) }
        return Swift.readLine(strippingNewline: true)
    }

    /// Whether a person is being waited for, so that nothing is under way.
    package var isAsking: Bool { asking.load(ordering: .relaxed) }

    private func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                // SAFETY: the buffer outlives the call, which reads at most the count that is left of it.
                let written = unsafe Glibc.write(
                    descriptor,
                    bytes.baseAddress?.advanced(by: offset),
                    bytes.count - offset
                )
                if written > 0 {
                    offset += written
                } else if errno == EAGAIN {
                    // Another process has made the shared pipe non-blocking: wait for the reader as if it had not.
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    // SAFETY: poll reads and writes the one struct that it is told of.
                    _ = unsafe poll(&waiting, 1, -1)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }
}
