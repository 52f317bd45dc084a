package import Planning

/// Steps and what they wait for, as a Mermaid flowchart that is valid whatever the names are.
package struct MermaidGraph: Sendable, Hashable {
    /// Without line breaks; of letters, digits and a few marks that mean nothing to Mermaid in quotes.
    package let lines: [String]

    /// Beyond these Mermaid, or whoever reads it, gives up: it draws at most 500 edges and 50,000 characters.
    private static let (mostSteps, mostEdges, mostCharacters) = (100, 500, 40_000)

    /// nil when there are too many steps to draw, or too long ones.
    package init?(_ steps: [Step]) {
        guard steps.count <= Self.mostSteps, steps.reduce(0, { $0 + $1.after.count }) <= Self.mostEdges else {
            return nil
        }
        let nodes = steps.map { "    s\($0.id)[\"\(Self.label("\($0.id). \($0.words.forTerminal)"))\"]" }
        let edges = steps.flatMap { step in step.after.map { "    s\($0) --> s\(step.id)" } }
        lines = ["flowchart TD"] + nodes + edges
        guard lines.reduce(0, { $0 + $1.utf16.count + 1 }) <= Self.mostCharacters else { return nil }
    }

    /// Everything that could end a label, or mean something in it, as its number.
    private static func label(_ text: String) -> String {
        text.unicodeScalars.map { $0.isPlain ? String($0) : "#\($0.value);" }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "_", ".", ",", "'", "-": true
        default: false
        }
    }
}
