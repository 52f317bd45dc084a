import Applying
import Dispatch
import Glibc

/// SIGINT and SIGTERM: the first asks the run to end, the second ends it at once.
enum SignalHandling {
    /// How long after the second signal the process may still use to report.
    private static let lastWords = DispatchTimeInterval.milliseconds(80)

    /// Listens from now on; while the console waits for an answer the first signal ends the process, too.
    static func begin(pressing stop: StopSwitch, _ console: Console) {
        // A reader that went away must not end an apply halfway; the failed write is remembered instead.
        _ = signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM] {
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // Holding itself, the source lives as long as the process.
                _ = source
                if console.isAsking {
                    console.err("\ninterrupted; nothing was applied\n")
                    _exit(ExitStatus.interrupted.rawValue)
                }
                stop.press()
                guard stop.level == .abort else { return }
                console.endLineNow()
                DispatchQueue.global().asyncAfter(deadline: .now() + lastWords) {
                    _exit(ExitStatus.interrupted.rawValue)
                }
            }
            source.resume()
        }
    }
}
