import Applying
import Dispatch
import Glibc

/// SIGINT and SIGTERM: the first asks the run to end, the second ends it at once.
///
/// SIGHUP asks as well, and no more: a terminal that is closed sends several, and the end of a session SIGTERM beside it.
struct SignalHandling {
    /// How long after the second signal the process may still use to report.
    private static let lastWords = DispatchTimeInterval.milliseconds(80)

    private let sources: [any DispatchSourceSignal]

    /// Listens from now on; while the console waits for an answer the first signal ends the process, too.
    init(pressing stop: StopSwitch, _ console: Console) {
        // A reader that went away must not end an apply halfway; the failed write is remembered instead.
        _ = signal(SIGPIPE, SIG_IGN)
        sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            // Who starts it with nohup wants it to go on.
            if number == SIGHUP, Self.isIgnored(number) { return nil }
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if console.isAsking {
                    console.err("\ninterrupted; nothing was applied\n")
                    _exit(ExitStatus.interrupted.rawValue)
                }
                if number == SIGHUP { return stop.hangUp() }
                stop.press()
                guard stop.level == .abort else { return }
                console.endLineNow()
                DispatchQueue.global().asyncAfter(deadline: .now() + Self.lastWords) {
                    _exit(ExitStatus.interrupted.rawValue)
                }
            }
            source.resume()
            return source
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        // SAFETY: sigaction writes the one struct that it is given. A handler is a pointer, and SIG_IGN one that no other is.
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        let ignoring = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
        return handler == ignoring
    }

    /// Gives back what listening took; from now on the signals are ignored, as nothing is left to be ended.
    func end() {
        for source in sources { source.cancel() }
    }
}
