import Diagnostics

extension YAMLProblem {
    /// What libyaml says, with both of its places and a guess at the mend.
    static func syntax(_ error: YAMLSyntaxError) -> Self {
        let hint = hint(for: error)
        guard let context = error.context else { return Self(.yamlSyntax, error.problem, at: error.span, hint: hint) }
        let message = "\(error.problem) \(context.text)"
        if error.problem == endOfStream {
            // There is nothing to see at the end.
            let end = Note(span: error.span, message: "the file ends here")
            return Self(.yamlSyntax, message, at: context.span, notes: [end], hint: hint)
        }
        let start = Note(span: context.span, message: "that begins here")
        return Self(
            .yamlSyntax,
            message,
            at: error.span,
            notes: context.span == error.span ? [] : [start],
            hint: hint
        )
    }

    private static let endOfStream = "found unexpected end of stream"

    private static func hint(for error: YAMLSyntaxError) -> String {
        switch error.problem {
        case _ where error.isAtTab:
            "indent with spaces, not tabs"
        case endOfStream:
            "close the quote"
        case "found character that cannot start any token":
            "quote a text that begins with this character"
        case "mapping values are not allowed in this context":
            "quote a text that holds ': ', and indent this line like its neighbours"
        case "did not find expected key", "did not find expected '-' indicator":
            "indent this line like its neighbours"
        case "could not find expected ':'":
            "write 'key: value', with a space after the colon"
        case "did not find expected ',' or ']'":
            "separate the items with commas and close the list with ']'"
        case "did not find expected ',' or '}'":
            "separate the pairs with commas and close the mapping with '}'"
        case "block sequence entries are not allowed in this context":
            "begin the list on a line of its own"
        case "found unknown escape character":
            "write '\\\\' for a backslash, or use single quotes"
        case "found incompatible YAML document":
            "write '%YAML 1.2', or remove the line"
        default:
            "check the quotes, brackets and indentation of this line and the one before it"
        }
    }
}
