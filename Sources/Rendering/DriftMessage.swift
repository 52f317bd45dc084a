import Connections
package import Diagnostics
package import Planning

/// What a webhook is told about a drift run: how many findings there are, then as many of them as have room.
///
/// It has names, kinds and fields, and never a value of any field. Text from outside stands in code, where neither Slack nor
/// those that take its messages look for mentions, links or formatting.
package struct DriftMessage: Sendable {
    /// A stack that there is something to tell about.
    package enum Stack: Sendable {
        case drifted(Drift)
        case failed(label: String, ErrorReport)
    }

    /// UTF-16 units of the whole text; what Slack shows of one block.
    package static let limit = 3_000

    private let stacks: [Stack]
    private let count: Int

    /// Takes the stacks that drifted or failed, and how many there were in all.
    package init(_ stacks: [Stack], of count: Int) {
        self.stacks = stacks
        self.count = count
    }

    /// The JSON body of the request.
    package func body() throws -> [UInt8] { Array(try JSONText.render(["text": text]).utf8) }

    package var text: String {
        var text = head
        let lines = self.lines
        // The line that counts what is left out is shorter than this.
        var room = Self.limit - text.utf16.count - 120
        var shown = 0
        for line in lines {
            room -= line.text.utf16.count + 1
            guard room >= 0 else { break }
            text += "\n" + line.text
            shown += 1
        }
        let rest = lines[shown...]
        guard !rest.isEmpty else { return text }
        let words = Line.Kind.allCases.compactMap { kind in
            let count = rest.count { $0.kind == kind }
            return count == 0 ? nil : kind.words(count)
        }
        return text + "\n… and \(words.joined(separator: ", ")) more"
    }

    private struct Line {
        enum Kind: CaseIterable {
            case failure
            case stack
            case finding

            func words(_ count: Int) -> String {
                switch self {
                case .failure: count.counted("failure", "failures")
                case .stack: count.counted("stack", "stacks")
                case .finding: count.counted("finding", "findings")
                }
            }
        }

        var kind: Kind
        var text: String
    }

    /// The totals, which are true whatever is left out below.
    private var head: String {
        let drifts = self.drifts
        let failed = stacks.count - drifts.count
        let of = count == 1 ? "" : " of \(count)"
        let parts = [
            drifts.isEmpty && failed > 0 ? nil : "\(drifts.count)\(of) \(count == 1 ? "stack" : "stacks") drifted",
            failed == 0 ? nil : "\(failed)\(of) \(count == 1 ? "stack" : "stacks") could not be checked",
        ]
        let kinds = Drift.Kind.allCases.map { kind in
            "\(drifts.reduce(0) { $0 + $1.summary[kind] }) \(kind.rawValue)"
        }
        let totals = drifts.isEmpty ? "" : ": \(kinds.joined(separator: ", "))"
        return "patchbay drift: \(parts.compactMap(\.self).joined(separator: ", "))\(totals)"
    }

    private var drifts: [Drift] {
        stacks.compactMap { stack in
            if case .drifted(let drift) = stack { drift } else { nil }
        }
    }

    private static let nothingKnown =
        "The ledger cannot tell what was found before, so that known findings may be among these."

    /// Failures first, since what is behind them nobody can tell.
    private var lines: [Line] {
        let failures = stacks.compactMap { stack -> Line? in
            guard case .failed(let label, let report) = stack else { return nil }
            let why = "error[\(report.code.rawValue)]: \(report.message.messageCode)"
            return Line(kind: .failure, text: "drift check of stack \(label.messageCode) failed: \(why)")
        }
        return failures
            + drifts.flatMap { drift in
                let kinds = Drift.Kind.allCases.filter { drift.summary[$0] > 0 }
                let counts = kinds.map { "\(drift.summary[$0]) \($0.rawValue)" }.joined(separator: ", ")
                let known = drift.summary.known > 0 ? " (\(drift.summary.known) known ones left out)" : ""
                let title = "stack \(drift.stack.messageCode) at \(drift.apiURL.messageCode): \(counts)\(known)"
                let remark = [drift.accountRemark, drift.newOnly?.comparable == false ? Self.nothingKnown : nil]
                    .compactMap(\.self).map { " \($0)" }.joined()
                return [Line(kind: .stack, text: title + (remark.isEmpty ? "" : ".\(remark)"))]
                    + drift.findings.map { Line(kind: .finding, text: "• \($0.messageLine)") }
            }
    }
}

extension Drift.Finding {
    fileprivate var messageLine: String {
        let fields = brief.isEmpty ? "" : ": \(brief)"
        let name = name ?? connectionId?.rawValue ?? ""
        return "\(kind.rawValue) \(type.rawValue) \(name.messageCode)\(fields)"
    }
}

extension String {
    /// As code of a message: in backticks, of a bounded length, with what Slack takes for markup escaped.
    fileprivate var messageCode: String {
        var text = ""
        for piece in terminalSafeScalars {
            // What stands for a scalar is counted, since some take many characters.
            guard text.utf16.count + piece.utf16.count <= 200 else {
                text += "…"
                break
            }
            switch piece {
            case "`": text += "\\u{60}"
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            default: text += piece
            }
        }
        // Code without anything in it, or with a space at its ends, is none.
        let isPadded = text.isEmpty || text.hasPrefix(" ") || text.hasSuffix(" ")
        return isPadded ? "`\"\(text)\"`" : "`\(text)`"
    }
}
