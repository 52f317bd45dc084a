import Diagnostics
import PictoryAPI

/// What `--verbose` adds on standard error: the files, the ledger and every request, a line each.
package struct VerboseText {
    /// Whose line it is, where several stacks are worked on side by side; nil for one.
    private let stack: String?

    package init(stack: String?) {
        self.stack = stack
    }

    /// nil for what a run says anyhow.
    package func line(_ event: RunEvent) -> String? {
        words(event).map { (stack.map { "Stack '\($0.terminalSafe)': " } ?? "") + $0 + "\n" }
    }

    private func words(_ event: RunEvent) -> String? {
        switch event {
        case .filesRead(let files, let connections):
            let shown = files.map { "'\($0.terminalSafe)'" }.joined(separator: ", ")
            let declare = files.count == 1 ? "declares" : "declare"
            return "files: read \(shown), which \(declare) \(connections.counted("connection", "connections"))"
        case .ledger(let name): return "ledger: \(name.terminalSafe)"
        case .account(.answered(let trace)): return words(trace)
        case .runStarted, .account, .planned, .drifted, .applyStarted, .stepStarted, .stepFinished, .stackFinished,
            .runFinished:
            return nil
        }
    }

    private func words(_ trace: RequestTrace) -> String {
        let answer = trace.error.map { error in error.status.map(String.init) ?? error.kind.rawValue } ?? "ok"
        let attempt = trace.attempt > 1 ? ", attempt \(trace.attempt)" : ""
        let milliseconds = Int(trace.duration / .milliseconds(1))
        return "request: \(trace.request.terminalSafe): \(answer) in \(milliseconds) ms\(attempt)"
    }
}
