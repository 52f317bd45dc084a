package import Connections
import Diagnostics

/// The one line that a terminal shows while a run goes on; plain ASCII without colours.
///
/// What matters most comes first, and what does not fit is left out, so that the line never wraps.
package struct ProgressLine: Sendable {
    /// No time is estimated before the steps have taken that long.
    private static let shortestBasis = Duration.seconds(2)

    /// Of the terminal, in columns; its last one stays free, since some terminals wrap there.
    private let width: Int

    package init(width: Int) {
        self.width = width
    }

    /// The line `elapsed` after the moment from which the progress counts, which is `now` on the calendar.
    package func render(_ progress: RunProgress, at elapsed: Duration, now: Timestamp) -> String {
        let room = max(0, width - 1)
        var line = String(head(progress).prefix(room))
        for part in parts(progress, at: elapsed, now: now) {
            guard let fitting = part.first(where: { line.count + 2 + $0.count <= room }) else { continue }
            line += ", " + fitting
        }
        return line
    }

    private func head(_ progress: RunProgress) -> String {
        switch progress.phase {
        case .files: return "Reading files"
        case .account:
            return progress.listed == 0
                ? "Reading the account" : "Reading the account: \(progress.listed.counted("connection", "connections"))"
        case .planning: return "Planning"
        case .applying: return "Applying: \(progress.endedSteps)/\(progress.steps)"
        case .finishing: return "Finishing"
        case .checking: return "Checking"
        case .ledger: return "Reading the ledger"
        }
    }

    /// The rest by weight, each in words from long to short.
    private func parts(_ progress: RunProgress, at elapsed: Duration, now: Timestamp) -> [[String]] {
        var parts: [[String]] = []
        let held = progress.heldUntil.map { $0 - elapsed }.flatMap { $0 > .zero ? $0 : nil }
        if let held {
            // The day is today's, or the next one's just after midnight.
            let time = (now + held).description.dropFirst(11).prefix(8)
            parts.append([
                "waiting for the rate limit until \(time)Z (\(words(held)))", "limit until \(time)Z", "rate limit",
            ])
        }
        if progress.openSteps > 0 { parts.append(["\(progress.openSteps) not done"]) }
        if held == nil, let left = timeLeft(progress, at: elapsed) { parts.append(["about \(words(left)) left"]) }
        if progress.inFlight > 0 { parts.append(["\(progress.inFlight) in flight"]) }
        if progress.stacks > 1 { parts.append(["\(progress.finishedStacks)/\(progress.stacks) stacks done"]) }
        parts.append([words(elapsed, up: false)])
        return parts
    }

    /// What the steps that are left take if they go on as those that ended; nil while nobody can tell.
    private func timeLeft(_ progress: RunProgress, at elapsed: Duration) -> Duration? {
        let left = progress.steps - progress.endedSteps
        guard let began = progress.stepsBegan, progress.endedSteps > 0, left > 0 else { return nil }
        let basis = elapsed - began
        guard basis >= Self.shortestBasis else { return nil }
        return basis * left / progress.endedSteps
    }

    /// For example `8 s`, `3 min` or `2 h 5 min`.
    private func words(_ duration: Duration, up: Bool = true) -> String {
        let seconds = max(0, Int((duration / .seconds(1)).rounded(up ? .up : .down)))
        switch seconds {
        case ..<100: return "\(seconds) s"
        case ..<5970: return "\((seconds + 30) / 60) min"
        default:
            let minutes = (seconds + 30) / 60
            return "\(minutes / 60) h \(minutes % 60) min"
        }
    }
}
