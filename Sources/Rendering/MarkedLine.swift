import Diagnostics

/// The line of a diagnostic as a terminal shows it, and the mark that stands below it.
struct MarkedLine: Sendable, Hashable {
    /// What stands in front of both on a terminal.
    ///
    /// What a file says never stands first in a line, where the log of a pipeline would look for commands.
    static let margin = "    | "

    var line: String
    /// What stands in front of the caret.
    var indent: String
    var caret: String

    /// The part of it around the mark that takes at most `count` characters, with `…` where something is left out.
    func fitting(_ count: Int) -> MarkedLine {
        let letters = Array(line)
        // Room for the mark's beginning, and for what says that there is more on both sides.
        guard letters.count > count, count > 2 else { return self }
        let (start, length) = (indent.count, caret.count)
        let wanted = min(length, count - 2)
        let first = start + wanted < count ? 0 : start + wanted + 1 - count
        let end = min(letters.count, first + count)
        var shown = Array(letters[min(first, end)..<end])
        if first > 0, !shown.isEmpty { shown[0] = "…" }
        if end < letters.count, !shown.isEmpty { shown[shown.count - 1] = "…" }
        return MarkedLine(
            line: String(shown),
            indent: String(indent.dropFirst(first)),
            caret: String(caret.prefix(max(1, count - (start - first))))
        )
    }
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
