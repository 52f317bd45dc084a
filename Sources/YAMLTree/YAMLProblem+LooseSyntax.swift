import Diagnostics

/// What is wrong for YAML, and not for libyaml.
extension YAMLProblem {
    static func gluedComment(at span: SourceSpan) -> Self {
        Self(
            .yamlSyntax,
            "a '#' stands here without a space before it",
            at: span,
            hint: "put a space before the '#' if a comment begins here, or quote the text"
        )
    }

    static func gluedQuestionMark(at span: SourceSpan) -> Self {
        Self(
            .yamlSyntax,
            "a '?' stands here without a space behind it",
            at: span,
            hint: "quote a text that begins with '?'"
        )
    }

    static func loneDash(at span: SourceSpan) -> Self {
        Self(.yamlSyntax, "a '-' alone is no text between brackets", at: span, hint: "quote it, or remove it")
    }

    static func gluedName(at span: SourceSpan) -> Self {
        Self(
            .yamlSyntax,
            "a ':' follows at once on the name of an anchor or alias",
            at: span,
            hint: "put a space before the ':'"
        )
    }

    static func deeperBlankLine(at span: SourceSpan) -> Self {
        Self(
            .yamlSyntax,
            "a blank line before this one is indented further than the text",
            at: span,
            hint: "remove the spaces of the blank lines"
        )
    }

    static func shallowLine(at span: SourceSpan) -> Self {
        Self(
            .yamlSyntax,
            "this line is not indented further than what it belongs to",
            at: span,
            hint: "indent it with spaces, or close the quote or bracket before it"
        )
    }
}
