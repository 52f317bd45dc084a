import Diagnostics

extension YAMLProblem {
    /// What libyaml says, with both of its places and a guess at the mend.
    static func syntax(_ error: YAMLSyntaxError) -> Self {
        var notes: [Note] = []
        if let context = error.context {
            notes.append(Note(span: context.span, message: context.text))
        }
        return Self(.yamlSyntax, error.problem, at: error.span, notes: notes, hint: hint(for: error.problem))
    }

    private static func hint(for problem: String) -> String {
        switch problem {
        case "found character that cannot start any token":
            "indent with spaces, not tabs, and quote a text that begins with '@', '`' or '%'"
        case "mapping values are not allowed in this context":
            "quote a text that holds ': ', and indent this line like its neighbours"
        case "did not find expected key", "did not find expected '-' indicator":
            "indent this line like its neighbours"
        case "could not find expected ':'":
            "write 'key: value', with a space after the colon"
        case "found unexpected end of stream":
            "close the quote"
        case "did not find expected ',' or ']'":
            "separate the items with commas and close the list with ']'"
        case "did not find expected ',' or '}'":
            "separate the pairs with commas and close the mapping with '}'"
        case "block sequence entries are not allowed in this context":
            "begin the list on a line of its own"
        case "found a tab character that violates indentation", "found a tab character where an indentation space is expected":
            "indent with spaces, not tabs"
        case "found unknown escape character":
            "write '\\\\' for a backslash, or use single quotes"
        case "found incompatible YAML document":
            "write '%YAML 1.2', or remove the line"
        default:
            "check the quotes, brackets and indentation of this line and the one before it"
        }
    }
}
