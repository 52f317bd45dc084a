package import Connections
package import Diagnostics
package import Planning

extension JUnitReport.Suite {
    /// The drift of one stack: a case for each declared connection, and one for each that is in no file.
    ///
    /// Takes what is listed, the findings that are known and so left out, and the declared connections.
    package init(drift: Drift, known: [Drift.Finding], declared: [ConnectionKey], label: String) {
        let listed = Dictionary(grouping: drift.findings, by: \.caseName)
        let leftOut = Dictionary(grouping: known, by: \.caseName)
        let names = Set(declared.map(\.caseName)).union(listed.keys).union(leftOut.keys)
        let since = drift.newOnly?.since.map { " since before \($0)" } ?? ""
        let cases = names.sorted().map { name in
            let outcome: JUnitReport.Outcome =
                if let findings = listed[name] {
                    .failed(findings.map(JUnitReport.Problem.init))
                } else if leftOut[name] != nil {
                    .skipped("it has drifted\(since), and is left out by --new-only")
                } else {
                    .passed
                }
            return JUnitReport.Case(name: name, outcome)
        }
        let remarks = [drift.accountRemark, drift.secretsRemark, drift.leftOut].compactMap(\.self)
        self.init(drift: label, cases, output: remarks.map { "\($0)\n" }.joined())
    }

    /// A stack whose drift could not be told.
    package init(driftOf label: String, failure: ErrorReport) {
        self.init(drift: label, [JUnitReport.Case(name: "stack \(label.terminalSafe)", .broken(.init(failure)))])
    }

    /// A stack that nobody got to before the run was interrupted.
    package init(notBegun label: String) {
        let stack = "stack \(label.terminalSafe)"
        let skipped = JUnitReport.Case(name: stack, .skipped("not begun, since the run was interrupted before"))
        self.init(name: stack, className: "patchbay", cases: [skipped])
    }

    private init(drift label: String, _ cases: [JUnitReport.Case], output: String = "") {
        let name = "drift \(label.terminalSafe)"
        self.init(name: name, className: "patchbay.drift", cases: cases, output: output)
    }
}

extension JUnitReport.Problem {
    fileprivate init(_ finding: Drift.Finding) {
        self.init(
            code: finding.kind.rawValue,
            message: "\(finding.object.forTerminal) \(finding.headline)",
            text: DriftText(style: .plain).render(finding)
        )
    }
}

extension Drift.Finding {
    /// What is in no file may be called as something that is declared.
    fileprivate var caseName: String {
        guard kind != .unmanaged else {
            return "\(object.forTerminal) (\(connectionId?.rawValue.terminalSafe ?? "no id"))"
        }
        return ConnectionKey(type, name ?? "").caseName
    }
}

extension ConnectionKey {
    fileprivate var caseName: String { "\(type.rawValue) \(name.quotedForTerminal)" }
}
