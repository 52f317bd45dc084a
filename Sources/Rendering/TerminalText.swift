extension String {
    /// The text with everything that a terminal or a log viewer would act on instead of showing made visible.
    ///
    /// C0 and C1 controls, line and paragraph separators, bidirectional and zero-width characters and the rest of the
    /// format characters become `\u{…}`; line breaks do too, so that no text from outside can start a line of its own.
    package var terminalSafe: String {
        guard unicodeScalars.contains(where: \.actsOnTerminal) else { return self }
        var safe = String.UnicodeScalarView()
        for scalar in unicodeScalars {
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
}

extension Unicode.Scalar {
    /// Whether it does something instead of being seen.
    var actsOnTerminal: Bool {
        if value < 0x20 || value == 0x7F { return true }
        if value < 0x80 { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return true
        default: return false
        }
    }
}
