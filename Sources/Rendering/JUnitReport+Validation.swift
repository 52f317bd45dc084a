package import Diagnostics

extension JUnitReport.Suite {
    /// The check of one stack's files: a case for each, and one for the stack where something is about no single file.
    ///
    /// Takes the paths of the files as the places of the diagnostics have them, and in `omitted` how many diagnostics there
    /// are beyond those given. A failure means that nothing could be checked.
    package init(
        validating label: String,
        files: [String],
        _ diagnostics: [Diagnostic],
        omitted: Int,
        failure: ErrorReport? = nil
    ) {
        let isValid = !diagnostics.contains { $0.severity == .error }
        // A file that could not be read is known by its diagnostic only.
        let names = Set(files).union(diagnostics.compactMap { $0.place?.file }).sorted()
        var cases = names.map { file in
            let own = diagnostics.filter { $0.place?.file == file }
            // Standard input is no file of the repository.
            let path = file == "-" ? nil : file.terminalSafe
            var item = JUnitReport.Case(name: file.terminalSafe, file: path, checking: own)
            if omitted > 0, !isValid, item.outcome == .passed {
                item.outcome = .skipped("there are more errors in this stack than are listed")
            }
            return item
        }
        let placeless = diagnostics.filter { $0.place == nil }
        if let failure, isValid {
            let problem = JUnitReport.Problem(failure)
            cases.append(JUnitReport.Case(name: "stack \(label.terminalSafe)", .broken(problem)))
        } else if !placeless.isEmpty || omitted > 0 {
            var whole = JUnitReport.Case(name: "stack \(label.terminalSafe)", checking: placeless)
            if omitted > 0 { whole.output += DiagnosticText(style: .plain).render([], omitted: omitted) }
            cases.append(whole)
        }
        self.init(name: "validate \(label.terminalSafe)", className: "patchbay.validate", cases: cases)
    }
}

extension JUnitReport.Case {
    /// Errors make it fail, and warnings are its output.
    fileprivate init(name: String, file: String? = nil, checking diagnostics: [Diagnostic]) {
        let errors = diagnostics.filter { $0.severity == .error }
        let warnings = diagnostics.filter { $0.severity == .warning }
        self.init(
            name: name,
            file: file,
            errors.isEmpty ? .passed : .failed(errors.map(JUnitReport.Problem.init)),
            output: DiagnosticText(style: .plain).render(warnings)
        )
    }
}

extension JUnitReport.Problem {
    package init(_ diagnostic: Diagnostic) {
        self.init(
            code: diagnostic.code.rawValue,
            message: diagnostic.message.terminalSafe,
            text: DiagnosticText(style: .plain).render(diagnostic)
        )
    }

    package init(_ report: ErrorReport) {
        self.init(
            code: report.code.rawValue,
            message: report.message.terminalSafe,
            text: ErrorText(style: .plain).render(report)
        )
    }
}
