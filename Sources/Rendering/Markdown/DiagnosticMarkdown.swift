package import Diagnostics

extension MarkdownSection {
    /// With what is wrong or doubtful in the files: errors can be seen at once, warnings alone are folded.
    ///
    /// Takes in `omitted` how many there are beyond those.
    package func adding(_ diagnostics: [Diagnostic], omitted: Int = 0) -> Self {
        guard !diagnostics.isEmpty else { return self }
        let hasErrors = diagnostics.contains { $0.severity == .error }
        var items = diagnostics.map(\.markdown)
        if omitted > 0 {
            let kind: MarkdownTally.Kind = hasErrors ? .error : .warning
            items.append(.init("- … and \(omitted) more\n", kind, .detail, count: omitted))
        }
        var section = self
        if hasErrors {
            section.parts.append(.list(items))
        } else {
            let count = diagnostics.count + omitted
            section.parts.append(.folded(count.counted("warning", "warnings"), items))
        }
        return section
    }
}

extension Diagnostic {
    fileprivate var markdown: MarkdownPart.Item {
        let at = place.map { " at \($0.description.codeSpan)" } ?? ""
        var text = "- **\(severity.rawValue)[\(code.rawValue)]**\(at): \(message.codeSpan)\n"
        for note in notes { text += "  - note at \(note.place.description.codeSpan): \(note.message.codeSpan)\n" }
        if let hint { text += "  - hint: \(hint.codeSpan)\n" }
        if let marked = markedLine, let place {
            let number = String(place.line)
            let blank = String(repeating: " ", count: number.count)
            let lines = ["\(number) | \(marked.line)", "\(blank) | \(marked.indent)\(marked.caret)"]
            text += "\n" + MarkdownFence.render(lines, as: "text", indent: "  ")
        }
        return .init(text, severity == .error ? .error : .warning, severity == .error ? .destructive : .detail)
    }
}
