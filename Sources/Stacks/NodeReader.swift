import Connections
import Diagnostics
import YAMLTree

/// Reads the values of one file as the schema types them, and reports those that are something else.
///
/// Each function gives nil after it has reported why, or when the node's problem was reported before.
struct NodeReader {
    let tree: YAMLTree
    /// The file's number.
    let file: Int
    let findings: Findings
    /// What a value is reported as that has the right type, but can't be right.
    let invalid: ErrorCode
    /// false spares looking for references in every text.
    private let mayHoldReferences: Bool
    /// nil where no comment of the file looks like text.
    private let unquotedHash: UnquotedHash?

    init(tree: YAMLTree, of bytes: [UInt8], file: Int, findings: Findings, invalid: ErrorCode) {
        self.tree = tree
        self.file = file
        self.findings = findings
        self.invalid = invalid
        mayHoldReferences = tree.hasText(with: UInt8(ascii: "$"))
        unquotedHash = UnquotedHash(in: bytes)
    }

    func spot(of node: YAMLNode) -> Spot { Spot(file: file, span: tree.span(of: node)) }

    // MARK: Scalars

    /// Text as it is written: `no`, `012` and `2001-01-01` stay what they are.
    func text(_ node: YAMLNode, for key: String) -> String? {
        guard isScalar(node, for: key, expecting: "a text") else { return nil }
        let tag = tree.tag(of: node)
        let text = tree.text(of: node)
        if tag == .none {
            guard tree.style(of: node) != .plain || !Self.isNull(text) else {
                findings.error(
                    .wrongType,
                    at: spot(of: node),
                    "'\(key)' has no value",
                    hint: "give it a value, or remove the key; quote the text if 'null' or '~' is meant"
                )
                return nil
            }
        } else if tag != .text {
            report(.wrongType, node, "'\(key)' is a text, so this tag does not fit it", hint: "remove the tag")
            return nil
        }
        guard !mayHoldReferences || !SecretReference.occurs(in: text) else {
            report(
                .misplacedReference,
                node,
                "'\(key)' is visible to everyone, so it can't hold a reference",
                hint: "write the value itself; references stand in 'clientSecret' and 'accessToken' only"
            )
            return nil
        }
        return text
    }

    /// The plain words `true` and `false`, and nothing that other YAML readers take for them.
    func boolean(_ node: YAMLNode, for key: String) -> Bool? {
        guard isScalar(node, for: key, expecting: "true or false") else { return nil }
        let tag = tree.tag(of: node)
        if tree.style(of: node) == .plain, tag == .none || tag == .boolean {
            if tree.isText(of: node, "true") { return true }
            if tree.isText(of: node, "false") { return false }
        }
        let proposal =
            switch tree.text(of: node).lowercased() {
            case "true", "yes", "on", "y", "t", "1": "write '\(key): true'"
            case "false", "no", "off", "n", "f", "0": "write '\(key): false'"
            default: "write '\(key): true' or '\(key): false'"
            }
        report(.wrongType, node, "'\(key)' has to be the word true or false" + withoutQuotes(node), hint: proposal)
        return nil
    }

    /// A plain decimal number.
    func integer(_ node: YAMLNode, for key: String, in range: ClosedRange<Int>) -> Int? {
        guard isScalar(node, for: key, expecting: "a whole number") else { return nil }
        let tag = tree.tag(of: node)
        let text = tree.text(of: node)
        let isNumber =
            tree.style(of: node) == .plain && (tag == .none || tag == .integer)
            && !text.isEmpty && text.consistsOfDigits
        let hint =
            "write a number from \(range.lowerBound) to \(range.upperBound), such as '\(key): \(max(range.lowerBound, 3))'"
        guard isNumber else {
            report(.wrongType, node, "'\(key)' has to be a whole number" + withoutQuotes(node), hint: hint)
            return nil
        }
        guard let number = Int(text), range.contains(number) else {
            report(invalid, node, "'\(key)' is out of range", hint: hint)
            return nil
        }
        return number
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable<String>>(_ node: YAMLNode, for key: String, of choices: [Choice]) -> Choice? {
        guard let text = text(node, for: key) else { return nil }
        if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
        let words = choices.map(\.rawValue)
        findings.error(
            invalid,
            at: spot(of: node),
            "\(Echo.quoted(text)) is not a value of '\(key)'",
            hint: Suggestion.hint(for: text, among: words)
                ?? "write " + words.map { "'\(key): \($0)'" }.joined(separator: " or ")
        )
        return nil
    }

    /// What to say besides where the quotes alone may be wrong.
    private func withoutQuotes(_ node: YAMLNode) -> String {
        tree.style(of: node) == .quoted ? ", without quotes" : ""
    }

    // MARK: Lists and mappings

    /// A list of texts with their nodes; those that are no texts are left out.
    func texts(_ node: YAMLNode, for key: String, orOne: Bool = false) -> [(text: String, node: YAMLNode)]? {
        switch tree.kind(of: node) {
        case .sequence:
            return tree.items(of: node).compactMap { item in
                text(item, for: key).map { ($0, item) }
            }
        case .scalar where orOne:
            return text(node, for: key).map { [($0, node)] }
        case .scalar, .mapping:
            report(
                .wrongType,
                node,
                "'\(key)' has to be a list of texts" + (orOne ? " or one text" : ""),
                hint: "write '\(key): [\"…\"]'"
            )
            return nil
        case .invalid:
            return nil
        }
    }

    /// Whether the node is a mapping; the subject is what a message calls it.
    func isMapping(_ node: YAMLNode, subject: String, hint: String) -> Bool {
        switch tree.kind(of: node) {
        case .mapping: return true
        case .invalid: return false
        case .scalar, .sequence:
            report(.wrongType, node, "\(subject) has to be a mapping", hint: hint)
            return false
        }
    }

    /// A scalar that YAML reads as nothing: empty, `~` or `null`.
    func isNull(_ node: YAMLNode) -> Bool {
        guard tree.kind(of: node) == .scalar else { return false }
        switch tree.tag(of: node) {
        case .none: return tree.style(of: node) == .plain && Self.isNull(tree.text(of: node))
        case .null: return true
        default: return false
        }
    }

    // MARK: Reports

    /// Warns where a text ends at a comment that was probably meant as a part of it.
    func checkEnd(_ node: YAMLNode, for key: String) {
        guard let unquotedHash, tree.target(of: node) == node, tree.style(of: node) == .plain,
            let comment = unquotedHash.comment(after: tree.span(of: node))
        else { return }
        findings.warning(
            .unquotedHash,
            at: Spot(file: file, span: comment),
            "YAML takes this for a comment, so that '\(key)' ends before it",
            hint: "put the whole value in quotes; where a comment is meant, write a space behind the '#'"
        )
    }

    func report(
        _ code: ErrorCode,
        _ node: YAMLNode,
        _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String
    ) {
        findings.error(code, at: spot(of: node), message(), hint: hint())
    }

    func reportUnknownKey(_ pair: YAMLPair, among names: [String]) {
        let key = tree.key(pair.keyNumber)
        report(
            .unknownKey,
            pair.key,
            "there is no key \(Echo.quoted(key)) here",
            hint: Suggestion.hint(for: key, among: names)
                ?? (names.count == 1
                    ? "the only key here is '\(names[0])'" : "the keys are \(names.joined(separator: ", "))")
        )
    }

    /// Whether YAML reads a plain text as nothing.
    private static func isNull(_ text: String) -> Bool {
        switch text.utf8.count {
        case 0: true
        case 1: text == "~"
        case 4: text == "null" || text == "Null" || text == "NULL"
        default: false
        }
    }

    private func isScalar(_ node: YAMLNode, for key: String, expecting type: String) -> Bool {
        switch tree.kind(of: node) {
        case .scalar: return true
        case .invalid: return false
        case .sequence, .mapping:
            report(
                .wrongType,
                node,
                "'\(key)' has to be \(type), not a \(tree.kind(of: node) == .sequence ? "list" : "mapping")",
                hint: "write '\(key): …' with one value"
            )
            return false
        }
    }
}
