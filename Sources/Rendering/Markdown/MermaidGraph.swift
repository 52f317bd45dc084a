package import Planning

/// Steps and what they wait for, as a Mermaid flowchart that is valid whatever the names are.
package struct MermaidGraph: Sendable, Hashable {
    /// Without line breaks, each shorter than what Markdown of ours cuts; of letters, digits and a few marks that mean
    /// nothing to Mermaid in quotes.
    package let lines: [String]

    /// Beyond these Mermaid, or whoever reads it, gives up: it draws at most 500 edges and 50,000 characters.
    private static let (mostSteps, mostEdges, mostCharacters) = (100, 500, 40_000)

    /// nil when there are too many steps to draw, or too long ones.
    package init?(_ steps: [Step]) {
        guard steps.count <= Self.mostSteps, steps.reduce(0, { $0 + $1.after.count }) <= Self.mostEdges else {
            return nil
        }
        let nodes = steps.map { step in
            let label = "\(step.id). \(step.words.forTerminal(Self.shortened))".label
            return "    s\(step.id)[\"\(label)\"]"
        }
        let edges = steps.flatMap { step in step.after.map { "    s\($0) --> s\(step.id)" } }
        lines = ["flowchart TD"] + nodes + edges
        guard lines.reduce(0, { $0 + $1.utf16.count + 1 }) <= Self.mostCharacters else { return nil }
    }

    /// How long one text from outside may be in a label; more than any name of plain letters is.
    private static let mostInLabel = 400

    /// Cut before it is encoded, so that neither a number nor a quotation is left open.
    private static func shortened(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        var length = 0
        for (scalar, safe) in zip(text.unicodeScalars, text.terminalSafeScalars) {
            // In quotes one of the text's own gets a backslash.
            length += (scalar == "\"" ? "\\\"" : safe).label.utf8.count
            guard length <= mostInLabel else { return String(kept) + "…" }
            kept.append(scalar)
        }
        return text
    }
}

extension String {
    /// Everything that could end a label of Mermaid, or mean something in it, as its number.
    fileprivate var label: String { unicodeScalars.map { $0.isPlain ? String($0) : "#\($0.value);" }.joined() }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "_", ".", ",", "'", "-": true
        default: false
        }
    }
}
