import Diagnostics

/// The problems that are found while a tree is built.
extension YAMLProblem {
    static func duplicateKey(_ name: String, at span: SourceSpan, first: SourceSpan) -> Self {
        Self(
            .duplicateKey,
            "'\(name.prefix(60))' stands twice in this mapping",
            at: span,
            notes: [Note(span: first, message: "it stands here first")],
            hint: "remove one of the two"
        )
    }

    static func nonScalarKey(at span: SourceSpan) -> Self {
        Self(
            .nonScalarKey,
            "a key has to be a word, not a list or a mapping",
            at: span,
            hint: "write 'key: value'; quote a text that begins with '[', '{' or '?'"
        )
    }

    static func tag(_ tag: YAMLTag, at span: SourceSpan) -> Self {
        Self(
            .yamlTag,
            tag == .unknown ? "this tag is not one of YAML's core schema" : "this tag does not fit what it stands on",
            at: span,
            hint: "remove the tag; quote a text that begins with '!'"
        )
    }

    static func unknownAnchor(at span: SourceSpan) -> Self {
        Self(
            .yamlAlias,
            "no anchor of this name stands before the alias in this document",
            at: span,
            hint: "set the anchor with '&' on an earlier node, or quote a text that begins with '*'"
        )
    }

    static func selfReference(at span: SourceSpan, anchor: SourceSpan) -> Self {
        Self(
            .yamlAlias,
            "the alias stands for a node that it is part of",
            at: span,
            notes: [Note(span: anchor, message: "the node begins here")],
            hint: "write the node out, or move the anchor"
        )
    }

    static func tooMuchAliased(limit: Int, at span: SourceSpan) -> Self {
        Self(
            .yamlTooLarge,
            "the aliases up to here stand for more than \(limit) nodes",
            at: span,
            hint: "write entries out instead of nesting aliases in aliases"
        )
    }

    static func merge(at span: SourceSpan) -> Self {
        Self(
            .yamlAlias,
            "'<<' takes a mapping, an alias of one, or a list of those",
            at: span,
            hint: "write '<<: *name', where '&name' stands on a mapping"
        )
    }

    static func tooDeep(limit: Int, at span: SourceSpan) -> Self {
        Self(
            .yamlTooDeep,
            "lists and mappings are nested deeper than \(limit)",
            at: span,
            hint: "a file needs no more than 4 levels; look for brackets that are not closed"
        )
    }

    static func tooManyNodes(limit: Int, at span: SourceSpan) -> Self {
        Self(
            .yamlTooLarge,
            "the file has more than \(limit) values",
            at: span,
            hint: "split it into several files"
        )
    }

    static func scalarTooLong(limit: Int, at span: SourceSpan) -> Self {
        Self(
            .scalarTooLong,
            "this text is longer than \(limit >> 10) KiB",
            at: span,
            hint: "shorten it; if it should have ended earlier, look for a quote that is not closed"
        )
    }
}
