import Foundation
import Rendering
import Testing

@Suite("Text that is safe for a terminal")
struct TerminalTextTests {
    @Test(
        "fault 44: what a terminal would act on is shown instead",
        arguments: [
            ("plain text, ünïcödé, 日本語, 🎬", "plain text, ünïcödé, 日本語, 🎬"),
            ("\u{1B}[31mred\u{1B}[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("\u{1B}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("a\rb", "a\\u{d}b"), ("a\u{8}b", "a\\u{8}b"), ("a\tb", "a\\u{9}b"), ("a\u{7F}b", "a\\u{7f}b"),
            ("\u{9B}31m", "\\u{9b}31m"), ("\u{85}", "\\u{85}"), ("\u{2028}", "\\u{2028}"),
            ("\u{202E}evil\u{2066}", "\\u{202e}evil\\u{2066}"),
            ("zero\u{200B}width\u{FEFF}", "zero\\u{200b}width\\u{feff}"),
            ("\u{E000}", "\\u{e000}"), ("\0", "\\u{0}"),
        ]
    )
    func escapes(_ text: String, _ expected: String) {
        #expect(text.terminalSafe == expected)
    }

    @Test(
        "fault 45: no text from outside starts a line of its own",
        arguments: ["\n", "\r\n", "\u{B}", "\u{C}", "\u{2029}"]
    )
    func lines(_ separator: String) {
        let safe = "name\(separator)::add-mask::x".terminalSafe
        #expect(safe.split(whereSeparator: \.isNewline).count == 1)
    }

    @Test(
        "fault 45: commands that pipelines find anywhere in a line are broken, and an ordinary '#' is not",
        arguments: [
            ("a ##[error]b", "a \\u{23}#[error]b"), ("##vso[task.x]y", "\\u{23}#vso[task.x]y"),
            ("##VSO[x]", "\\u{23}#VSO[x]"), ("###[x]", "#\\u{23}#[x]"), ("##[##[", "\\u{23}#[\\u{23}#["),
            ("#\u{34F}#\u{FE0F}[x]", "\\u{23}\u{34F}#\u{FE0F}[x]"),
            ("##[\u{301}x]", "\\u{23}#[\u{301}x]"), ("##vso[\u{301}x]", "\\u{23}#vso[\u{301}x]"),
            ("#1", "#1"), ("C# and F#", "C# and F#"), ("## heading", "## heading"), ("#[x]", "#[x]"),
            ("##vs[x]", "##vs[x]"), ("##", "##"), ("#", "#"), ("[##]", "[##]"),
        ]
    )
    func commands(_ text: String, _ expected: String) {
        #expect(text.terminalSafe == expected)
        #expect(text.terminalSafe.terminalSafe == expected)
    }

    @Test(
        "faults 44, 45: in JSON all of these are the same text, written otherwise",
        arguments: [
            "##[a]", "\\##vso[b]", "#c", "\u{85}\u{2028}::d", "\u{9B}31m\u{7F}", "\u{202E}\u{E0001}\u{10FFFD}", "é日🎬",
        ]
    )
    func commandsInJSON(_ text: String) throws {
        let json = try JSONText.render([text: text])
        #expect(!json.contains("##"))
        #expect(json.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        let read = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(read == [text: text])
    }

    private struct Several: Encodable {
        struct One: Encodable {
            var empty: [Int] = []
            var nothing: [String: Int] = [:]
            var text: String
        }

        var formatVersion = "1.0"
        var stacks: [One]
        var summary: [String: Int]?
    }

    @Test(
        "documents that are written one after the other are the bytes of one",
        arguments: [[], ["a"], ["a", "b\n    c"], ["", "##[x]", "}"]],
        [nil, [:], ["failed": 1, "stacks": 2]]
    )
    func severalDocuments(_ texts: [String], _ summary: [String: Int]?) throws {
        let stacks = texts.map { Several.One(text: $0) }
        let parts = try stacks.map { JSONText.nested(try JSONText.render($0)) }
        let whole = try JSONText.opening + parts.joined(separator: ",\n") + JSONText.closing(summary: summary)
        try #expect(whole == JSONText.render(Several(stacks: stacks, summary: summary)))
        try #expect(JSONSerialization.jsonObject(with: Data(whole.utf8)) is [String: Any])
    }

    @Test("quotes inside quotes are escaped")
    func quotes() {
        #expect("say \"hi\"".quotedForTerminal == "\"say \\\"hi\\\"\"")
        #expect("a\"\u{301}b".quotedForTerminal == "\"a\\\"\u{301}b\"")
    }
}
