import Foundation
import Subprocess

/// What a real Markdown renderer makes of a comment, and whether anything in it is more than text in code.
///
/// The renderer is GitHub's own, with the extensions that GitHub uses and more of HTML let through than there.
package struct CommentJudge: Sendable {
    /// A piece of the HTML.
    private enum Token {
        case tag(String)
        case text(String)
    }

    private let tokens: [Token]

    package init(_ markdown: String) async throws {
        let extensions = ["table", "autolink", "strikethrough", "tagfilter", "tasklist", "footnotes"].flatMap {
            ["-e", $0]
        }
        let result = try await Subprocess.run(
            .name("cmark-gfm"),
            arguments: Arguments(extensions + ["--unsafe"]),
            input: .string(markdown),
            output: .string(limit: 64 << 20),
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus.isSuccess else { throw Failure(text: result.standardError) }
        tokens = Self.tokens(result.standardOutput)
    }

    private struct Failure: Error {
        var text: String
    }

    /// Tags and text outside of code; what is inside is left out, so that texts that differ there only are equal.
    package var skeleton: String {
        var text = ""
        for (token, isCode) in marked {
            switch token {
            case .tag(let tag): text += "<\(tag)>"
            case .text(let words): text += isCode ? "" : words
            }
        }
        return text
    }

    /// What stands in code, as a reader sees it, a text for each piece.
    package var codes: [String] {
        marked.compactMap { token, isCode in
            guard isCode, case .text(let text) = token else { return nil }
            return ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&amp;": "&"].sorted { $0.key > $1.key }
                .reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
        }
    }

    /// What should not be there, in words; empty when all is well.
    package var problems: [String] {
        var problems: [String] = []
        var open: [String] = []
        for (token, isCode) in marked {
            switch token {
            case .tag(let tag):
                let name = String(tag.drop { $0 == "/" }.prefix { $0 != " " })
                if !Self.isAllowed(tag) { problems.append("the tag <\(tag)>") }
                if tag.hasPrefix("/") {
                    if open.popLast() != name { problems.append("</\(name)> closes something else") }
                } else if !tag.hasPrefix("!--"), name != "hr" {
                    open.append(name)
                }
            case .text(let text) where !isCode:
                let signs = ["@", "#", "://", "www.", "|", "`", "~~", "::", "##", "%0A", "\u{1B}", "javascript"]
                problems += signs.filter(text.contains).map { "'\($0)' outside of code: \(text.prefix(80))" }
            case .text: continue
            }
        }
        return problems + open.map { "<\($0)> is left open" }
    }

    private static func isAllowed(_ tag: String) -> Bool {
        let plain: Set = [
            "h3", "h4", "p", "strong", "ul", "ol", "li", "pre", "code", "details", "summary",
            "code class=\"language-diff\"", "code class=\"language-mermaid\"", "code class=\"language-text\"",
        ]
        if tag.hasPrefix("!--") { return tag.wholeMatch(of: /!-- patchbay:[a-z]+(:[A-Za-z0-9._%-]*)? --/) != nil }
        return plain.contains(tag.hasPrefix("/") ? String(tag.dropFirst()) : tag)
    }

    /// The tokens, and whether each stands inside of code.
    private var marked: [(Token, Bool)] {
        var isCode = false
        return tokens.map { token in
            if case .tag(let tag) = token {
                if tag == "code" || tag.hasPrefix("code ") { isCode = true }
                if tag == "/code" { isCode = false }
            }
            return (token, isCode)
        }
    }

    /// The renderer writes `<` and `>` in text as entities, so every `<` begins a tag or a comment.
    private static func tokens(_ html: String) -> [Token] {
        var tokens: [Token] = []
        for (index, piece) in html.unicodeScalars.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
            guard index > 0, let end = piece.firstIndex(of: ">") else {
                tokens.append(.text(String(piece)))
                continue
            }
            tokens.append(.tag(String(piece[..<end])))
            let rest = String(piece[piece.index(after: end)...])
            if !rest.isEmpty { tokens.append(.text(rest)) }
        }
        return tokens
    }
}
