import Glibc

extension Console {
    /// How many columns the terminal at standard output has; nil where there is none, or it does not tell.
    var outColumns: Int? {
        guard isOutTerminal else { return nil }
        var size = winsize()
        // SAFETY: the request writes one winsize, which outlives the call.
        let answer = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }
}
