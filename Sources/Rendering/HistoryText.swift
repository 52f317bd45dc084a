import Connections
package import Ledger
import Planning

/// Past runs as people read them: a line for each, or all there is to know of one.
package struct HistoryText {
    /// How many digits of an id a line shows.
    private static let shownDigits = 8

    private let style: Style
    /// Whether lines say which stack a run was of.
    private let showsStack: Bool
    /// The ledger's file, where it is not there.
    private let missingFile: String?

    package init(style: Style, showsStack: Bool = false, missingFile: String? = nil) {
        self.style = style
        self.showsStack = showsStack
        self.missingFile = missingFile
    }

    /// A line for each run, in the order in which they come.
    package func render(_ runs: [Run]) -> String {
        guard !runs.isEmpty else {
            return missingFile.map { "No runs: there is no ledger at '\($0.terminalSafe)' yet.\n" }
                ?? "No runs are recorded.\n"
        }
        let rows = runs.map(columns)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return zip(runs, rows).map { run, row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            let line = zip(cells.indices, cells).map { $0 == 3 ? style(colour(run), $1) : $1 }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        .joined()
    }

    /// One run with its steps and findings.
    package func render(_ run: Run) -> String {
        let lines = [
            ("run", run.id), ("stack", run.scope.stack), ("kind", run.kind.rawValue), ("API", run.scope.apiURL),
            ("began", run.began.description), ("ended", run.ended?.description ?? "never"), ("who", run.who),
            ("commit", run.commit ?? "unknown"), ("files", run.configDigest), ("patchbay", run.patchbayVersion),
            (run.kind == .apply ? "plan" : "findings", counts(run)), ("outcome", outcome(run)),
        ]
        var text = lines.map { "\($0.padded(to: 10))\($1.terminalSafe)\n" }.joined()
        if let problem = run.problem { text += "\("problem".padded(to: 10))\(problem.terminalSafe)\n" }
        if !run.steps.isEmpty { text += "\nSteps:\n" + run.steps.map(line).joined() }
        let findings = run.found?.map(line) ?? run.findings.map { "  \($0.terminalSafe)\n" }
        if !findings.isEmpty { text += "\nFindings:\n" + findings.joined() }
        return text
    }

    private func columns(_ run: Run) -> [String] {
        let id = String(run.id.prefix(Self.shownDigits))
        let began = String(run.began.description.prefix(19)) + "Z"
        let commit = run.commit.map { String($0.prefix(7)) } ?? ""
        var columns = [id, began, run.kind.rawValue, outcome(run), run.who, commit, counts(run)].map(\.terminalSafe)
        if showsStack { columns.insert(run.scope.stack.quotedForTerminal, at: 4) }
        return columns
    }

    private func outcome(_ run: Run) -> String {
        // One that a newer patchbay noted may have another word.
        run.outcome ?? run.state.rawValue
    }

    private func colour(_ run: Run) -> Style.Colour {
        switch run.state {
        case .applied, .clean: .green
        case .conflict, .interrupted, .drifted, .notFinished: .yellow
        case .partial, .unauthorized, .wrongAccount, .blocked, .failed: .red
        }
    }

    /// Of an apply what was planned, of a drift run what was found.
    private func counts(_ run: Run) -> String {
        if run.outcome == nil { return run.problem.map { String($0.prefix { $0 != ":" }) } ?? "" }
        let order = ["create", "update", "replace", "delete", "changed", "missing", "unmanaged", "hidden"]
        let counts = order.compactMap { word in
            run.summary[word].flatMap { $0 > 0 ? "\($0) \(word)" : nil }
        }
        guard counts.isEmpty else { return counts.joined(separator: ", ") }
        return run.kind == .apply ? "no changes" : "no drift"
    }

    private func line(_ finding: Run.Finding) -> String {
        let name = finding.name.map { " \($0.quotedForTerminal)" } ?? " connection"
        return
            "  \(finding.kind.glyph) \(finding.type.rawValue)\(name): \(finding.kind.rawValue) (\(finding.id.terminalSafe))\n"
    }

    private func line(_ step: Run.Step) -> String {
        let id = step.connectionId.map { " (\($0.rawValue.terminalSafe))" } ?? ""
        let title = "\(step.operation.terminalSafe) \(step.type.rawValue) \(step.name.quotedForTerminal)\(id)"
        let detail = step.detail.map { ", \($0.terminalSafe)" } ?? ""
        return "  \(step.id). \(title): \(step.outcome.terminalSafe)\(detail)\n"
    }
}
