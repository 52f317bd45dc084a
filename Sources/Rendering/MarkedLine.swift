import Diagnostics

/// The line of a diagnostic as a terminal shows it, and the mark that stands below it.
struct MarkedLine: Sendable, Hashable {
    var line: String
    /// What stands in front of the caret.
    var indent: String
    var caret: String
}

extension Diagnostic {
    /// nil where there is no line to show.
    var markedLine: MarkedLine? {
        guard let excerpt, let place else { return nil }
        let scalars = shown(excerpt.line)
        let start = min(max(0, place.column - excerpt.firstColumn), scalars.count)
        let end = min(start + max(1, excerpt.length), max(scalars.count, start + 1))
        let before = scalars[..<start].joined()
        let marked = scalars[start..<min(end, scalars.count)].joined()
        let after = scalars[min(end, scalars.count)...].joined()
        return MarkedLine(
            line: before + marked + after,
            indent: String(repeating: " ", count: before.count),
            caret: "^" + String(repeating: "~", count: max(0, marked.count - 1))
        )
    }

    /// As the terminal shows each scalar, a tab as one space, so that the caret stands under its place.
    private func shown(_ line: String) -> [String] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line.unicodeScalars.map { $0 == "\t" ? " " : $0 })
        return String(text).terminalSafeScalars
    }
}
