import Diagnostics

/// What is known of a stack from its files alone, as a part of a comment.
package enum FilesMarkdown {
    /// Takes in `errors` how many there are, listed or not.
    package static func invalid(errors: Int) -> MarkdownSection {
        let what = "There \(errors == 1 ? "is" : "are") \(errors.counted("error", "errors")) in the files."
        return MarkdownSection(name: nil, outcome: .invalid, summary: ["**\(what)** Nothing else was done."])
    }

    package static func valid(_ stack: String, connections: Int) -> MarkdownSection {
        let counted = connections.counted("connection", "connections")
        return MarkdownSection(name: stack, outcome: .valid, summary: ["**The files are valid: \(counted).**"])
    }
}
