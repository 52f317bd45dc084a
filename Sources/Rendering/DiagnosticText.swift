package import Diagnostics

/// Diagnostics as a compiler shows them: place, code, text, the line, a caret, a hint.
package struct DiagnosticText {
    private let style: Style

    package init(style: Style) {
        self.style = style
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
        if let marked = diagnostic.markedLine {
            // What a file says never stands first in a line, where the log of a pipeline would look for commands.
            text += "    | \(marked.line)\n    | \(marked.indent)\(style(colour, marked.caret))\n"
        }
        for note in diagnostic.notes {
            text += "  \(note.place.description.pathStartingLine): note: \(note.message.terminalSafe)\n"
        }
        if let hint = diagnostic.hint { text += "  hint: \(hint.terminalSafe)\n" }
        return text
    }
}
