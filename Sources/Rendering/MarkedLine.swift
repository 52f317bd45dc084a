import Diagnostics

/// The line of a diagnostic as a terminal shows it, and the mark that stands below it.
struct MarkedLine: Sendable, Hashable {
    /// What stands in front of both on a terminal.
    ///
    /// What a file says never stands first in a line, where the log of a pipeline would look for commands.
    static let margin = "    | "

    /// What stands before the mark.
    var before: String
    /// What the mark stands below.
    var marked: String
    var after: String

    var line: String { before + marked + after }
    /// What stands in front of the caret.
    var indent: String { String(repeating: " ", count: before.columns) }
    var caret: String { "^" + String(repeating: "~", count: max(0, marked.columns - 1)) }

    /// The part of it around the mark that takes at most `count` columns, with `…` where something is left out.
    func fitting(_ count: Int) -> MarkedLine {
        // Room for the mark's beginning, and for what says that there is more on both sides.
        guard line.columns > count, count > 2 else { return self }
        var fitting = self
        let wanted = min(marked.columns, count - 2)
        if before.columns + wanted >= count {
            fitting.before = "…" + before.ending(columns: count - wanted - 2)
        }
        let room = count - fitting.before.columns
        if (marked + after).columns > room {
            let shown = (marked + after).beginning(columns: room - 1)
            fitting.marked = String(shown.unicodeScalars.prefix(marked.unicodeScalars.count))
            fitting.after = String(shown.unicodeScalars.dropFirst(marked.unicodeScalars.count)) + "…"
            if fitting.marked.unicodeScalars.count < marked.unicodeScalars.count {
                fitting.marked += fitting.after
                fitting.after = ""
            }
        }
        return fitting
    }
}

extension Diagnostic {
    /// nil where there is no line to show.
    var markedLine: MarkedLine? {
        guard let excerpt, let place else { return nil }
        let scalars = shown(excerpt.line)
        let start = min(max(0, place.column - excerpt.firstColumn), scalars.count)
        let end = min(start + max(1, excerpt.length), max(scalars.count, start + 1))
        return MarkedLine(
            before: scalars[..<start].joined(),
            marked: scalars[start..<min(end, scalars.count)].joined(),
            after: scalars[min(end, scalars.count)...].joined()
        )
    }

    /// As the terminal shows each scalar, a tab as one space, so that the caret stands under its place.
    private func shown(_ line: String) -> [String] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: line.unicodeScalars.map { $0 == "\t" ? " " : $0 })
        return String(text).terminalSafeScalars
    }
}
