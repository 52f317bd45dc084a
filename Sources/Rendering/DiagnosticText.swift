package import Diagnostics

/// Diagnostics as a compiler shows them: place, code, text, the line, a caret, a hint.
package struct DiagnosticText {
    private let style: Style
    /// nil for no limit.
    private let columns: Int?

    /// Takes in how many columns the terminal has, so that the mark stands below its place on a narrow one, too; nil where
    /// there is none.
    package init(style: Style, columns: Int? = nil) {
        self.style = style
        self.columns = columns
    }

    package func render(_ diagnostics: [Diagnostic], omitted: Int = 0) -> String {
        var text = diagnostics.map(render).joined()
        if omitted > 0 { text += "… and \(omitted) more\n" }
        return text
    }

    package func render(_ diagnostic: Diagnostic) -> String {
        let colour: Style.Colour = diagnostic.severity == .error ? .red : .yellow
        let place = diagnostic.place.map { "\($0.description.pathStartingLine): " } ?? ""
        let severity = style(colour, "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]")
        var text = "\(place)\(severity): \(diagnostic.message.terminalSafe)\n"
        if let whole = diagnostic.markedLine {
            let margin = MarkedLine.margin
            let marked = columns.map { whole.fitting($0 - margin.count) } ?? whole
            text += "\(margin)\(marked.line)\n\(margin)\(marked.indent)\(style(colour, marked.caret))\n"
        }
        for note in diagnostic.notes {
            text += "  \(note.place.description.pathStartingLine): note: \(note.message.terminalSafe)\n"
        }
        if let hint = diagnostic.hint { text += "  hint: \(hint.terminalSafe)\n" }
        return text
    }
}
