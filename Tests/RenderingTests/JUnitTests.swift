import Diagnostics
import Planning
import Rendering
import Testing

@Suite("Reports for pipelines: JUnit and GitLab's counts")
struct JUnitTests {
    private func diagnostic(_ file: String?, _ severity: Diagnostic.Severity = .error) -> Diagnostic {
        let place = file.map { SourcePlace(file: $0, line: 2, column: 3) }
        return Diagnostic(.unknownKey, severity: severity, "no key <'x'>", at: place)
    }

    @Test("each file is a case that its errors make fail, and its warnings are output")
    func validation() {
        let diagnostics = [diagnostic("b.yaml"), diagnostic("b.yaml"), diagnostic("c.yaml", .warning)]
        let suite = JUnitReport.Suite(
            validating: "stacks/one",
            files: ["c.yaml", "a.yaml", "b.yaml"],
            diagnostics,
            omitted: 0
        )
        let line = "b.yaml:2:3: error[unknown-key]: no key &lt;'x'&gt;\n"
        let expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites tests="3" failures="1" errors="0">
              <testsuite name="validate stacks/one" tests="3" failures="1" errors="0" skipped="0">
                <testcase name="a.yaml" classname="patchbay.validate" file="a.yaml"/>
                <testcase name="b.yaml" classname="patchbay.validate" file="b.yaml">
                  <failure type="unknown-key" message="no key &lt;'x'&gt; (and 1 more)">\(line)\(line)</failure>
                </testcase>
                <testcase name="c.yaml" classname="patchbay.validate" file="c.yaml">
                  <system-out>c.yaml:2:3: warning[unknown-key]: no key &lt;'x'&gt;
            </system-out>
                </testcase>
              </testsuite>
            </testsuites>

            """
        #expect(JUnitText.render(JUnitReport([suite])) == expected)
    }

    @Test("what is about no file that could be read has a case all the same")
    func withoutFile() {
        let diagnostics = [diagnostic(nil), diagnostic("unreadable.yaml")]
        let suite = JUnitReport.Suite(validating: ".", files: [], diagnostics, omitted: 0)
        #expect(suite.cases.map(\.name) == ["unreadable.yaml", "stack ."])
        #expect(suite.cases.map(\.file) == ["unreadable.yaml", nil])
        #expect(suite.cases.allSatisfy { $0.outcome != .passed })
    }

    @Test("standard input is a case without a file")
    func standardInput() {
        let suite = JUnitReport.Suite(validating: "-", files: ["-"], [diagnostic("-")], omitted: 0)
        #expect(suite.cases.map(\.name) == ["-"] && suite.cases[0].file == nil)
    }

    @Test("a file whose errors may be among those not listed is not said to have passed")
    func omitted() {
        let suite = JUnitReport.Suite(
            validating: ".",
            files: ["a.yaml", "b.yaml"],
            [diagnostic("a.yaml")],
            omitted: 3
        )
        #expect(suite.cases.map(\.name) == ["a.yaml", "b.yaml", "stack ."])
        #expect(suite.cases[1].outcome == .skipped("there are more errors in this stack than are listed"))
        #expect(suite.cases[2].output == "… and 3 more\n")
        let text = JUnitText.render(JUnitReport([suite]))
        #expect(text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""))
    }

    @Test("warnings that are not listed make no file doubtful")
    func omittedWarnings() {
        let warning = diagnostic("a.yaml", .warning)
        let suite = JUnitReport.Suite(validating: ".", files: ["a.yaml", "b.yaml"], [warning], omitted: 3)
        #expect(suite.cases.allSatisfy { $0.outcome == .passed })
    }

    @Test("what could not be checked is an error and no failure")
    func broken() {
        let report = ErrorReport(.apiUnreachable, .general, "no answer", cause: "why")
        let suite = JUnitReport.Suite(validating: ".", files: [], [], omitted: 0, failure: report)
        let text = JUnitText.render(JUnitReport([suite]))
        #expect(text.contains("tests=\"1\" failures=\"0\" errors=\"1\""))
        #expect(
            text.contains("<error type=\"api-unreachable\" message=\"no answer\">error[api-unreachable]: no answer\n")
        )
    }

    @Test(
        "what XML 1.0 cannot hold is shown instead, and what it would read otherwise is escaped",
        arguments: [
            ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'"), ("]]>", "]]&gt;"), ("a\r\nb\tc", "a&#13;\nb\tc"),
            ("\0\u{1}\u{8}\u{B}\u{C}\u{E}\u{1B}\u{1F}", "\\u{0}\\u{1}\\u{8}\\u{b}\\u{c}\\u{e}\\u{1b}\\u{1f}"),
            ("\u{FFFE}\u{FFFF}\u{FFFD}", "\\u{fffe}\\u{ffff}\u{FFFD}"), ("日本語🎬\u{10FFFD}", "日本語🎬\u{10FFFD}"),
        ]
    )
    func escapes(_ text: String, _ expected: String) {
        #expect(text.xmlText == expected)
    }

    @Test("no error code is a word that ActiveSupport, with which GitLab reads the report, takes for a type")
    func types() {
        // https://github.com/rails/rails/blob/main/activesupport/lib/active_support/xml_mini.rb
        let words: Set = [
            "symbol", "date", "datetime", "duration", "integer", "float", "decimal", "boolean", "string", "yaml",
            "base64Binary", "hexBinary", "double", "dateTime", "file", "array", "binary",
        ]
        #expect(words.isDisjoint(with: ErrorCode.allCases.map(\.rawValue)))
    }

    @Test("GitLab's counts add up all stacks, and a replace is a create and a delete")
    func counts() throws {
        var first = Plan.Summary()
        first.create = 1
        first.replace = 2
        first.update = 3
        first.unchanged = 9
        var second = Plan.Summary()
        second.delete = 4
        let text = try JSONText.render(GitLabPlanReport([first, second]))
        #expect(text == "{\n  \"create\" : 3,\n  \"delete\" : 6,\n  \"update\" : 3\n}\n")
    }
}
