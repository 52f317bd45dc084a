import Applying
import Dispatch
import Glibc

/// SIGINT and SIGTERM: the first asks the run to end, the second ends it at once.
struct SignalHandling {
    /// How long after the second signal the process may still use to report.
    private static let lastWords = DispatchTimeInterval.milliseconds(80)

    private let sources: [any DispatchSourceSignal]

    /// Listens from now on; while the console waits for an answer the first signal ends the process, too.
    init(pressing stop: StopSwitch, _ console: Console) {
        // A reader that went away must not end an apply halfway; the failed write is remembered instead.
        _ = signal(SIGPIPE, SIG_IGN)
        sources = [SIGINT, SIGTERM].map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if console.isAsking {
                    console.err("\ninterrupted; nothing was applied\n")
                    _exit(ExitStatus.interrupted.rawValue)
                }
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

    /// Gives back what listening took; from now on the signals are ignored, as nothing is left to be ended.
    func end() {
        for source in sources { source.cancel() }
    }
}
