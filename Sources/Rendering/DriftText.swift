import Connections
import Diagnostics
package import Planning

/// Drift as people read it: a line for each finding, its fields below with who moved them, a verdict last.
package struct DriftText {
    private let style: Style
    private let isPartial: Bool
    /// Without a limit when asked to be verbose.
    private let mostUnmanaged: Int

    /// Takes in whether the drift leaves out what `--only` does not select.
    package init(style: Style, isVerbose: Bool = false, isPartial: Bool = false) {
        self.style = style
        self.isPartial = isPartial
        mostUnmanaged = isVerbose ? .max : 10
    }

    package func render(_ drift: Drift) -> String {
        let unmanaged = drift.findings.filter { $0.kind == .unmanaged }
        let omitted = Set(unmanaged.dropFirst(mostUnmanaged).map(\.id))
        var text = ""
        for kind in Drift.Kind.allCases {
            for finding in drift.findings where finding.kind == kind && !omitted.contains(finding.id) {
                text += render(finding) + "\n"
            }
            if kind == .unmanaged, !omitted.isEmpty {
                text += "… and \(omitted.count) more that are in no file; -v lists all\n\n"
            }
        }
        if let legend = legend(drift.findings) { text += legend + "\n\n" }
        if let remark = drift.secretsRemark { text += remark + "\n" }
        if let comparison = drift.comparison { text += comparison.forTerminal + "\n" }
        return text + verdict(drift) + "\n"
    }

    /// One finding; ends with a line break.
    func render(_ finding: Drift.Finding) -> String {
        let place = finding.source.map { style(.faint, " (\($0.file.terminalSafe):\($0.line))") } ?? ""
        let name = style(.bold, finding.object.forTerminal)
        let line = "\(style(finding.kind.colour, finding.kind.glyph)) \(name)  \(finding.headline)\(place)"
        let details = fields(finding) + finding.notes.map(\.forTerminal) + block(finding)
        return ([line] + details.map { "    " + $0 }).map { "\($0)\n" }.joined()
    }

    private func verdict(_ drift: Drift) -> String {
        style(drift.isClean ? .green : .yellow, drift.verdict(isPartial: isPartial))
    }

    private func fields(_ finding: Drift.Finding) -> [String] {
        let width = finding.shownFields.map(\.field.rawValue.count).max() ?? 0
        return finding.shownFields.map { field in
            let name = field.field.rawValue.padded(to: width)
            let mover = field.movedBy.map { style(.faint, "  # \($0.inDrift)") } ?? ""
            return "\(name)  \(field.before.shown) in the account, \(field.after.shown) in the files\(mover)"
        }
    }

    private func block(_ finding: Drift.Finding) -> [String] {
        let refusal = finding.refusal.map(\.terminalSafe)
        return refusal.prefix(1).map { style(.yellow, $0) } + refusal.dropFirst().map { "  \($0)" }
    }

    private func legend(_ findings: [Drift.Finding]) -> String? {
        let used = Drift.Kind.allCases.filter { kind in findings.contains { $0.kind == kind } }
        return used.isEmpty ? nil : "Legend: " + used.map(\.explained).joined(separator: ", ")
    }
}
