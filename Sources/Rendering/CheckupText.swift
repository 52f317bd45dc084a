package import Checks
import Diagnostics

/// What `doctor` found, as people read it: a line for each check, with what to do about it below.
package struct CheckupText {
    private let style: Style

    /// Whether what a check says stands below its kind, for want of room beside it.
    private let isNarrow: Bool

    /// Takes in how many columns the terminal has; nil where there is none.
    package init(style: Style, columns: Int? = nil) {
        self.style = style
        isNarrow = columns.map { $0 < Self.indent + Self.kindWidth + 2 + Self.leastRoom } ?? false
    }

    package func render(_ checkup: Checkup) -> String {
        var text = ""
        var stack: String?
        for check in checkup.checks {
            if let name = check.stack, name != stack {
                text += "\nStack '\(name.terminalSafe)'\n"
                stack = name
            }
            text += line(check)
        }
        let counts = [
            checkup.count(.ok).counted("ok", "ok"), checkup.count(.warning).counted("warning", "warnings"),
            checkup.count(.failed).counted("failed", "failed"), checkup.count(.skipped).counted("skipped", "skipped"),
        ]
        return text + "\n\(checkup.checks.count.counted("check", "checks")): \(counts.joined(separator: ", ")).\n"
    }

    private func line(_ check: Check) -> String {
        let status = style(colour(check.status), check.status.rawValue.padded(to: Self.statusWidth))
        let subject = check.subject.map { "\($0.quotedForTerminal): " } ?? ""
        let indent = String(repeating: " ", count: Self.indent)
        let kind =
            isNarrow ? "\(check.kind.rawValue)\n\(indent)" : "\(check.kind.rawValue.padded(to: Self.kindWidth))  "
        var text = "\(status)  \(kind)\(subject)\(check.message.terminalSafe)\n"
        if let next = check.nextStep { text += "\(indent)next: \(next.terminalSafe)\n" }
        return text
    }

    /// How many columns a message has to have beside its kind.
    private static let leastRoom = 30
    private static let indent = statusWidth + 2

    private static let statusWidth = Check.Status.allCases.map(\.rawValue.count).max() ?? 0
    private static let kindWidth = Check.Kind.allCases.map(\.rawValue.count).max() ?? 0

    private func colour(_ status: Check.Status) -> Style.Colour {
        switch status {
        case .ok: .green
        case .warning: .yellow
        case .failed: .red
        case .skipped: .faint
        }
    }
}
