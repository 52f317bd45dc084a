import Diagnostics
import Rendering
import Testing

@Suite("Diagnostics as text")
struct DiagnosticTextTests {
    private func render(_ line: String, column: Int, length: Int = 1, firstColumn: Int = 1) -> String {
        let diagnostic = Diagnostic(
            .unknownKey,
            "there is no key 'x' here",
            at: SourcePlace(file: "a.yaml", line: 2, column: column),
            excerpt: Diagnostic.Excerpt(line: line, firstColumn: firstColumn, length: length),
            notes: [Diagnostic.Note(place: SourcePlace(file: "b.yaml", line: 1, column: 1), message: "see here")],
            hint: "remove it"
        )
        return DiagnosticText(style: .plain).render(diagnostic)
    }

    @Test(
        "on a narrow terminal the part of the line around the mark is shown",
        arguments: [
            (20, 3, 3, "- key: one two three", "  ^~~"),
            (14, 3, 3, "- key: one tw…", "  ^~~"),
            (14, 12, 3, "…key: one two…", "          ^~~"),
            (14, 16, 5, "…ne two three", "        ^~~~~"),
            (10, 1, 20, "- key: on…", "^~~~~~~~~~"),
            (10, 8, 13, "…one two …", " ^~~~~~~~~"),
        ]
    )
    func narrow(_ columns: Int, _ column: Int, _ length: Int, _ line: String, _ mark: String) {
        let diagnostic = Diagnostic(
            .unknownKey,
            "message",
            at: SourcePlace(file: "a.yaml", line: 2, column: column),
            excerpt: Diagnostic.Excerpt(line: "- key: one two three", firstColumn: 1, length: length)
        )
        let lines = DiagnosticText(style: .plain, columns: columns + 6).render(diagnostic).split(separator: "\n")
        #expect(lines[1...2].map { $0.dropFirst(6) } == [line[...], mark[...]])
    }

    @Test("place, code, text, line, caret, note and hint stand below each other")
    func whole() {
        let expected = """
            a.yaml:2:3: error[unknown-key]: there is no key 'x' here
                | - xyz: 1
                |   ^~~
              b.yaml:1:1: note: see here
              hint: remove it

            """
        #expect(render("- xyz: 1", column: 3, length: 3) == expected)
    }

    @Test(
        "the caret stands under its place, whatever stands before it",
        arguments: [
            ("\tkey: 1", 2, 1), ("\u{1B}key", 2, 1), ("wide cut", 105, 101), ("", 1, 1), ("ab", 9, 1),
        ]
    )
    func caret(_ line: String, _ column: Int, _ firstColumn: Int) {
        let lines = render(line, column: column, firstColumn: firstColumn).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[1].hasPrefix("    | ") && lines[2].hasPrefix("    | "))
        let caret = lines[2].dropFirst(6).prefix { $0 == " " }.count
        let before = String(line.unicodeScalars.prefix(column - firstColumn).map { $0 == "\t" ? " " : Character($0) })
        #expect(caret == before.terminalSafe.count)
    }

    @Test("the caret stands under its place behind letters that take two columns, or none")
    func wideLetters() {
        let lines = render("名前: e\u{301}東京x", column: 7, length: 2).split(separator: "\n")
        #expect(lines[1...2].map { String($0) } == ["    | 名前: e\u{301}東京x", "    |        ^~~~"])
        let diagnostic = Diagnostic(
            .unknownKey,
            "m",
            at: SourcePlace(file: "a.yaml", line: 1, column: 5),
            excerpt: Diagnostic.Excerpt(line: "東京東京xyz東京", length: 3)
        )
        let narrow = DiagnosticText(style: .plain, columns: 6 + 9).render(diagnostic).split(separator: "\n")
        #expect(narrow[1...2].map { String($0) } == ["    | …東京xyz…", "    |      ^~~"])
    }

    @Test(
        "fault 45: neither a line of a file nor its path starts a line of ours, where pipelines look for commands",
        arguments: [
            ("a.yaml", "a.yaml:2:1: "), ("::add-mask::a.yaml", "./::add-mask::a.yaml:2:1: "),
            ("#a.yaml", "./#a.yaml:2:1: "), (" \u{3000}::error::.yaml", "./ \u{3000}::error::.yaml:2:1: "),
            ("##[error]a.yaml", "./\\u{23}#[error]a.yaml:2:1: "), ("a\n::b.yaml", "a\\u{a}::b.yaml:2:1: "),
        ]
    )
    func startOfLine(_ file: String, _ start: String) {
        let place = SourcePlace(file: file, line: 2, column: 1)
        let diagnostic = Diagnostic(
            .unknownKey,
            "message",
            at: place,
            excerpt: Diagnostic.Excerpt(line: "  ::error::x"),
            notes: [Diagnostic.Note(place: place, message: "note")]
        )
        let text = DiagnosticText(style: .plain).render(diagnostic)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix(start))
        #expect(lines[1] == "    |   ::error::x")
        #expect(lines[3].hasPrefix("  " + start))
    }

    @Test("fault 45: a command is broken wherever the mark begins and ends", arguments: 1...9)
    func brokenCommand(_ column: Int) {
        for length in 1...4 {
            let text = render("a ##[b]##vso[c]", column: column, length: length)
            #expect(text.contains("    | a \\u{23}#[b]\\u{23}#vso[c]\n"))
        }
    }

    @Test("missing variables are a line each, and what to do about them is said once")
    func missingVariables() {
        let missing = (1...3).map { number in
            Diagnostic(
                .unresolvedReference,
                "'${env:V\(number)}' gives no secret: the variable is not set",
                at: SourcePlace(file: "a.yaml", line: number, column: 1),
                excerpt: Diagnostic.Excerpt(line: "line"),
                hint: "set the variable"
            )
        }
        let other = Diagnostic(
            .unknownKey,
            "other",
            at: SourcePlace(file: "a.yaml", line: 9, column: 1),
            hint: "remove it"
        )
        let head = { (number: Int) in
            "a.yaml:\(number):1: error[unresolved-reference]: \(missing[number - 1].message)\n"
        }
        let text = DiagnosticText(style: .plain)
        let once = "  hint: set the variable\n"
        #expect(
            text.render(missing + [other])
                == head(1) + head(2) + head(3) + once + "a.yaml:9:1: error[unknown-key]: other\n  hint: remove it\n"
        )
        #expect(text.render([missing[0], other]).hasPrefix(head(1) + "    | line\n    | ^\n" + once))
        var another = missing[1]
        another.hint = "write the secret alone into the file"
        #expect(text.render([missing[0], another]).contains("    | line\n    | ^\n" + once))
    }

    @Test("those that are left out are counted")
    func omitted() {
        let text = DiagnosticText(style: .plain).render([], omitted: 7)
        #expect(text == "… and 7 more\n")
    }
}
