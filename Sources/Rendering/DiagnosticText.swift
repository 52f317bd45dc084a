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
        var text = ""
        for (index, diagnostic) in diagnostics.enumerated() {
            let isRepeated = index > 0 && diagnostic.asks(as: diagnostics[index - 1])
            let isFollowed = index + 1 < diagnostics.count && diagnostics[index + 1].asks(as: diagnostic)
            text +=
                isRepeated || isFollowed
                ? headline(diagnostic) + (isFollowed ? "" : hint(diagnostic)) : render(diagnostic)
        }
        if omitted > 0 { text += "… and \(omitted) more\n" }
        return text
    }

    package func render(_ diagnostic: Diagnostic) -> String {
        var text = headline(diagnostic)
        if let whole = diagnostic.markedLine {
            let margin = MarkedLine.margin
            let marked = columns.map { whole.fitting($0 - margin.count) } ?? whole
            text += "\(margin)\(marked.line)\n\(margin)\(marked.indent)\(style(colour(diagnostic), marked.caret))\n"
        }
        for note in diagnostic.notes {
            text += "  \(note.place.description.pathStartingLine): note: \(note.message.terminalSafe)\n"
        }
        return text + hint(diagnostic)
    }

    private func colour(_ diagnostic: Diagnostic) -> Style.Colour { diagnostic.severity == .error ? .red : .yellow }

    private func headline(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.place.map { "\($0.description.pathStartingLine): " } ?? ""
        let severity = style(colour(diagnostic), "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]")
        return "\(place)\(severity): \(diagnostic.message.terminalSafe)\n"
    }

    private func hint(_ diagnostic: Diagnostic) -> String {
        diagnostic.hint.map { "  hint: \($0.terminalSafe)\n" } ?? ""
    }
}

extension Diagnostic {
    /// Whether it is a missing secret, as the one before it, and the same is to be done: after an export there may be dozens,
    /// whose messages say all that their lines do.
    fileprivate func asks(as previous: Diagnostic) -> Bool {
        code == .unresolvedReference && previous.code == code && previous.hint == hint && notes.isEmpty
            && previous.notes.isEmpty
    }
}
