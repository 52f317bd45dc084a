extension String {
    /// The text with everything that a terminal or a log viewer would act on instead of showing made visible.
    ///
    /// C0 and C1 controls, line and paragraph separators, bidirectional and zero-width characters and the rest of the
    /// format characters become `\u{…}`; line breaks do too, so that no text from outside can start a line of its own. So
    /// does the first sign of `##[` and `##vso[`, which pipelines take for commands wherever they stand in a line.
    package var terminalSafe: String {
        guard !isPlain, unicodeScalars.contains(where: { $0.actsOnTerminal || $0 == "#" }) else { return self }
        return terminalSafeScalars.joined()
    }

    /// Whether nothing in it needs a second look: printable ASCII without `"` and `#`, as most texts of most plans are.
    private var isPlain: Bool {
        utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "#") }
    }

    /// What ``terminalSafe`` makes of each scalar, for those who show a part of a text in another way than the rest.
    var terminalSafeScalars: [String] {
        let scalars = Array(unicodeScalars)
        return scalars.indices.map { index in
            let isEscaped = scalars[index].actsOnTerminal || scalars[index...].beginCommand
            return isEscaped ? "\\u{\(String(scalars[index].value, radix: 16))}" : String(scalars[index])
        }
    }

    /// ``terminalSafe`` in double quotes, with those inside escaped.
    package var quotedForTerminal: String {
        guard !isPlain else { return "\"" + self + "\"" }
        // By scalars: a mark on a quote makes another letter of it, and it is a quote to the shell that it is pasted into.
        let parts = terminalSafe.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"\(parts.map { String($0) }.joined(separator: "\\\""))\""
    }

    /// ``terminalSafe`` at the start of a line, where pipelines take `::` for a command: the first sign of it is escaped.
    package var startingLine: String {
        let safe = terminalSafe
        guard safe.unicodeScalars.beginWorkflowCommand, let sign = safe.unicodeScalars.firstIndex(of: ":") else {
            return safe
        }
        return safe[..<sign] + "\\u{3a}" + safe[safe.unicodeScalars.index(after: sign)...]
    }

    /// ``terminalSafe`` for a path at the start of a line, where pipelines take `::` for a command.
    ///
    /// A path that begins with white space or another sign of commands gets `./` in front, which leads to the same file.
    package var pathStartingLine: String {
        guard let first = unicodeScalars.first, first == ":" || first == "#" || first.properties.isWhitespace else {
            return terminalSafe
        }
        return "./" + terminalSafe
    }
}

extension Sequence<Unicode.Scalar> {
    /// Whether a line of them would be a command to the runner of GitHub Actions, which passes over white space before it.
    ///
    /// On a terminal a line must not be broken before them: a job may have one, and what is written to it is its log.
    var beginWorkflowCommand: Bool {
        var signs = drop { $0.properties.isWhitespace }.prefix(2).makeIterator()
        return signs.next() == ":" && signs.next() == ":"
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// Whether they begin `##[` or `##vso[`, the commands that Azure Pipelines and GitHub Actions look for anywhere in a
    /// line.
    ///
    /// Signs that comparisons of texts may pass over do not hide a command.
    var beginCommand: Bool {
        guard first == "#" else { return false }
        let start = Array(lazy.filter { !$0.properties.isDefaultIgnorableCodePoint }.prefix(6))
        let text = start.map(\.properties.lowercaseMapping).joined().utf8
        // By bytes: a mark on the bracket makes another letter of it, and is a part of what follows to those who look for it.
        return text.starts(with: "##[".utf8) || text.starts(with: "##vso[".utf8)
    }
}

extension Unicode.Scalar {
    /// Whether a terminal or a log viewer would do something else than show it.
    var actsOnTerminal: Bool {
        if value < 0x20 || value == 0x7F { return true }
        if value < 0x80 { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return true
        default: return false
        }
    }
}
