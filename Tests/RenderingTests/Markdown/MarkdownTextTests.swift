import Testing

@testable import Rendering

@Suite("Text in Markdown")
struct MarkdownTextTests {
    @Test(
        "a text is code, in as many backticks as it takes",
        arguments: [
            ("plain", "`plain`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``a", "``` ``a ```"), ("", "`\"\"`"),
            (" a", "`\" a\"`"), ("a ", "`\"a \"`"), ("a\nb", "`a\\u{a}b`"), ("`\u{301}", "`` `\u{301} ``"),
            ("a|b @x #1", "`a|b @x #1`"),
        ]
    )
    func codeSpan(_ text: String, _ expected: String) {
        #expect(Array(text.codeSpan.unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("more backticks in a row than renderers count are made visible")
    func backticks() {
        #expect(String(repeating: "`", count: 16).codeSpan.hasPrefix("````````````````` "))
        #expect(String(repeating: "`", count: 17).codeSpan == "`\(String(repeating: "\\u{60}", count: 17))`")
    }

    @Test("a text is cut at a bounded length", arguments: ["x", "🎬", "\u{1}", "`"])
    func length(_ unit: String) {
        let text = String(repeating: unit, count: 100_000).codeSpan
        #expect(text.utf16.count < 1_100 && text.contains("…"))
    }

    @Test("what is ours stays, what is from outside is code, and two codes never touch")
    func phrase() {
        let text = "a`\u{1B}"
        let phrase: Phrase = "ours \(ours: "words") \(text)\(name: "n")\(value: "v") \(3)"
        #expect(phrase.forMarkdown == "ours words ``a`\\u{1b}`` `n` `v` 3")
        #expect(phrase.forTerminal == "ours words a`\\u{1b}\"n\"'v' 3")
    }

    @Test("no line of a block ends it")
    func fence() {
        let text = MarkdownFence.render(["````", "a\n```"], as: "diff", indent: "  ")
        #expect(text == "  `````diff\n  ````\n  a\\u{a}```\n  `````\n")
    }

    @Test(
        "the marker names the command and the stack, and nothing in a name ends it",
        arguments: [
            ("production", "production"), ("stacks/a", "stacks%2Fa"), ("a-b.c_d", "a-b.c_d"), ("-->", "%2D%2D%3E"),
            ("a--b", "a%2D%2Db"), ("-a-", "%2Da%2D"), ("", ""), ("é \n", "%C3%A9%20%0A"), ("%2D", "%252D"), (".", "."),
        ]
    )
    func marker(_ label: String, _ encoded: String) {
        #expect(MarkdownMarker(.plan, label: label).line == "<!-- patchbay:plan:\(encoded) -->")
        #expect(MarkdownMarker(.apply, label: nil).line == "<!-- patchbay:apply -->")
    }

    @Test(
        "a long label is cut and ends in a digest, so that it is still another than others",
        arguments: ["a", "/", "é", "🎬", "-", "a-", "\n"]
    )
    func longMarker(_ unit: String) throws {
        let label = String(repeating: unit, count: 100_000)
        let lines = [label, label + "x", "x" + label, label + "y"].map { MarkdownMarker(.validate, label: $0).line }
        #expect(Set(lines).count == 4)
        for line in lines {
            let form = /<!-- patchbay:validate:([A-Za-z0-9._-]|%[0-9A-F]{2})+\.[0-9a-f]{8} -->/
            #expect(line.wholeMatch(of: form) != nil && !line.dropFirst(4).dropLast(3).contains("--"), "\(line)")
            #expect(line.utf8.count <= 140)
        }
    }

    @Test("a label of 100 characters stands as a whole, and none that is cut can be like it")
    func wholeMarker() {
        let whole = String(repeating: "a", count: 100)
        #expect(MarkdownMarker(.plan, label: whole).line == "<!-- patchbay:plan:\(whole) -->")
        let cut = MarkdownMarker(.plan, label: whole + "a").line
        #expect(
            cut.hasPrefix("<!-- patchbay:plan:\(whole).") && cut.count == "<!-- patchbay:plan:\(whole). -->".count + 8
        )
    }
}
