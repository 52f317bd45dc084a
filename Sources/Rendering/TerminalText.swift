extension String {
    /// The text with everything that a terminal or a log viewer would act on instead of showing made visible.
    ///
    /// C0 and C1 controls, line and paragraph separators, bidirectional and zero-width characters and the rest of the
    /// format characters become `\u{…}`; line breaks do too, so that no text from outside can start a line of its own. So
    /// does the first sign of `##[` and `##vso[`, which pipelines take for commands wherever they stand in a line.
    package var terminalSafe: String {
        guard unicodeScalars.contains(where: { $0.actsOnTerminal || $0 == "#" }) else { return self }
        var safe = String.UnicodeScalarView()
        for scalar in breakingCommands("\\u{23}").unicodeScalars {
            if scalar.actsOnTerminal {
                safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    /// ``terminalSafe`` in double quotes, with those inside escaped.
    package var quotedForTerminal: String {
        let escaped = terminalSafe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return "\"\(escaped)\""
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

    /// With the first sign of `##[` and `##vso[`, the commands that Azure Pipelines and GitHub Actions look for anywhere
    /// in a line, replaced by an escape.
    ///
    /// Signs that comparisons of texts may pass over do not hide a command.
    func breakingCommands(_ escape: String) -> String {
        guard unicodeScalars.contains("#") else { return self }
        let scalars = Array(unicodeScalars)
        var broken = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "#", scalars[(index + 1)...].beginsCommandAfterSign {
                broken.append(contentsOf: escape.unicodeScalars)
            } else {
                broken.append(scalar)
            }
        }
        return String(broken)
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// Whether a `#` before it would make a command of it.
    fileprivate var beginsCommandAfterSign: Bool {
        let start = Array(lazy.filter { !$0.properties.isDefaultIgnorableCodePoint }.prefix(5))
        let text = start.map(\.properties.lowercaseMapping).joined()
        return text.hasPrefix("#[") || text == "#vso["
    }
}

extension Unicode.Scalar {
    fileprivate var actsOnTerminal: Bool {
        if value < 0x20 || value == 0x7F { return true }
        if value < 0x80 { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return true
        default: return false
        }
    }
}
