/// What is known of a stack from its files alone, as a part of a comment.
package enum FilesMarkdown {
    /// Takes in `errors` how many there are, listed or not.
    package static func invalid(errors: Int) -> MarkdownSection {
        let what = errors == 1 ? "There is 1 error in the files." : "There are \(errors) errors in the files."
        return MarkdownSection(name: nil, outcome: .invalid, summary: ["**\(what)** Nothing else was done."])
    }

    package static func valid(_ stack: String, connections: Int) -> MarkdownSection {
        MarkdownSection(name: stack, outcome: .valid, summary: ["**The files are valid: \(connections) connections.**"])
    }
}
