import Glibc
import Rendering
import Synchronization

/// The three standard streams.
///
/// Results go to standard output and everything else to standard error. A stream that breaks (`| head`, a full disk)
/// is remembered and never stops the work: an apply must not end halfway because nobody reads.
package final class Console: Sendable {
    private let lost = Atomic<Bool>(false)
    private let asking = Atomic<Bool>(false)
    private let diverted = Atomic<Bool>(false)
    /// Whether there was a block already; held while one is written.
    private let blocks = Mutex(false)
    private let line = Mutex<LiveLine>(.none)

    /// As much as a pipe holds.
    private static let gatheredBytes = 65_536

    /// The line that shows how far the run is, as the last one of the terminal.
    private enum LiveLine {
        case none
        case hidden
        case shown
    }

    package init() {}

    /// Writes a result as it is.
    package func out(_ text: String) {
        guard !isDiverted else { return errAsItIs(text) }
        let isWritten =
            isOutTerminal
            ? besideLine { write(text, to: STDOUT_FILENO) } : write(text, to: STDOUT_FILENO)
        if !isWritten { lost.store(true, ordering: .relaxed) }
    }

    /// Writes a result that is made to be read: a terminal shows it in lines that fit.
    package func outText(_ text: String) {
        guard !isDiverted else { return err(text) }
        out(outColumns.map { TerminalFolding(columns: $0).fold(text) } ?? text)
    }

    /// Writes a result of one stack, which is made to be read, below an empty line if it is not the first.
    func outBlock(_ text: String) {
        outBlock { outText(text) }
    }

    /// The same of a result that `body` writes; no other block comes between, also where stacks are applied side by side.
    ///
    /// `body` writes no block itself.
    func outBlock(_ body: () throws -> Void) rethrows {
        try blocks.withLock { hasBlock in
            if hasBlock { out("\n") }
            hasBlock = true
            try body()
        }
    }

    /// Writes a result that comes in pieces, many of them at a time: as it is, or made to be read.
    ///
    /// What is written at a time ends with a line, since the line of progress may come between. After what did not reach its
    /// reader nothing follows.
    func outPieces(isVerbatim: Bool = false, _ body: ((String) -> Void) throws -> Void) rethrows {
        var gathered = ""
        func write(_ text: String) {
            guard !hasLostOutput else { return }
            if isVerbatim { out(text) } else { outText(text) }
        }
        try body { piece in
            gathered += piece
            guard gathered.utf8.count >= Self.gatheredBytes,
                let end = gathered.utf8.lastIndex(of: UInt8(ascii: "\n"))
            else { return }
            let rest = String(gathered[gathered.utf8.index(after: end)...])
            gathered.removeSubrange(gathered.utf8.index(after: end)...)
            write(gathered)
            gathered = rest
        }
        write(gathered)
    }

    /// Writes what people read who watch the run; a terminal shows it in lines that fit.
    package func err(_ text: String) {
        errAsItIs(width.map { TerminalFolding(columns: $0).fold(text) } ?? text)
    }

    /// Writes to standard error what machines read.
    func errAsItIs(_ text: String) {
        guard !text.isEmpty else { return }
        _ = besideLine { write(text, to: STDERR_FILENO) }
    }

    /// From now on results go to standard error, since ``stream(_:)`` has standard output.
    func divertResults() {
        diverted.store(true, ordering: .relaxed)
    }

    private var isDiverted: Bool { diverted.load(ordering: .relaxed) }

    /// Writes to standard output what is no result; false when it takes no more.
    func stream(_ text: String) -> Bool {
        isOutTerminal ? besideLine { write(text, to: STDOUT_FILENO) } : write(text, to: STDOUT_FILENO)
    }

    /// Whether some result did not reach standard output.
    package var hasLostOutput: Bool { lost.load(ordering: .relaxed) }

    /// Whether people read results on a terminal.
    package var isOutTerminal: Bool { isatty(isDiverted ? STDERR_FILENO : STDOUT_FILENO) == 1 }
    package var isErrTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    package var isInTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks on standard error and reads one line from standard input, without its end; nil at the end of the input.
    package func ask(_ question: String) -> String? {
        // Said first, so that no line is drawn over the question.
        asking.store(true, ordering: .relaxed)
        err(question)
        defer { asking.store(false, ordering: .relaxed) }
        return Swift.readLine(strippingNewline: true)
    }

    /// Whether a person is being waited for, so that nothing is under way.
    package var isAsking: Bool { asking.load(ordering: .relaxed) }

    // MARK: The line

    /// How wide the terminal is that standard error leads to, in columns; nil when it does not tell.
    var width: Int? {
        var size = winsize()
        // SAFETY: for this request ioctl writes one winsize, to the variable given.
        guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// From now on ``showLine(_:)`` shows something.
    func beginLine() {
        line.withLock { $0 = .hidden }
    }

    /// Shows the line in place of the one before; not while somebody is asked.
    func showLine(_ text: String) {
        line.withLock { line in
            guard line != .none, !isAsking else { return }
            // Spaces do what an escape sequence would, on every terminal and with NO_COLOR.
            let rest = String(repeating: " ", count: max(0, columns - text.count))
            _ = write("\r\(text)\(rest)", to: STDERR_FILENO)
            line = .shown
        }
    }

    /// Takes the line away, for good.
    func endLine() {
        line.withLock { line in
            hide(&line)
            line = .none
        }
    }

    /// The same for a process that ends at once, and that must not wait for anything.
    func endLineNow() {
        _ = line.withLockIfAvailable { line in
            hide(&line)
            line = .none
        }
    }

    /// How many columns the line may have: all but the last, at which some terminals wrap.
    private var columns: Int { (width ?? 80) - 1 }

    private func hide(_ line: inout LiveLine) {
        guard line == .shown else { return }
        _ = write("\r\(String(repeating: " ", count: columns))\r", to: STDERR_FILENO)
        line = .hidden
    }

    /// Writes where the line is, which is shown again later.
    private func besideLine(_ body: () -> Bool) -> Bool {
        line.withLock { line in
            hide(&line)
            return body()
        }
    }

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
