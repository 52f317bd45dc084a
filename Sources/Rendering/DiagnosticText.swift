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
        if let excerpt = diagnostic.excerpt, let place = diagnostic.place {
            text += lines(of: excerpt, column: place.column, colour)
        }
        for note in diagnostic.notes {
            text += "  \(note.place.description.pathStartingLine): note: \(note.message.terminalSafe)\n"
        }
        if let hint = diagnostic.hint { text += "  hint: \(hint.terminalSafe)\n" }
        return text
    }

    private func lines(of excerpt: Diagnostic.Excerpt, column: Int, _ colour: Style.Colour) -> String {
        let scalars = shown(excerpt.line)
        let start = min(max(0, column - excerpt.firstColumn), scalars.count)
        let end = min(start + max(1, excerpt.length), max(scalars.count, start + 1))
        let before = scalars[..<start].joined()
        let marked = scalars[start..<min(end, scalars.count)].joined()
        let after = scalars[min(end, scalars.count)...].joined()
        let indent = String(repeating: " ", count: before.count)
        let caret = "^" + String(repeating: "~", count: max(0, marked.count - 1))
        // What a file says never stands first in a line, where the log of a pipeline would look for commands.
        return "    | \(before)\(marked)\(after)\n    | \(indent)\(style(colour, caret))\n"
    }

    /// As the terminal shows each scalar, a tab as one space, so that the caret stands under its place.
    private func shown(_ line: String) -> [String] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line.unicodeScalars.map { $0 == "\t" ? " " : $0 })
        return String(text).terminalSafeScalars
    }
}
