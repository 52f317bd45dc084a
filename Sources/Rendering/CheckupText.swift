package import Checks
import Diagnostics

/// What `doctor` found, as people read it: a line for each check, with what to do about it below.
package struct CheckupText {
    private let style: Style

    package init(style: Style) {
        self.style = style
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
        let kind = check.kind.rawValue.padded(to: Self.kindWidth)
        var text = "\(status)  \(kind)  \(subject)\(check.message.terminalSafe)\n"
        if let next = check.nextStep {
            text += String(repeating: " ", count: Self.statusWidth + 2) + "next: \(next.terminalSafe)\n"
        }
        return text
    }

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
