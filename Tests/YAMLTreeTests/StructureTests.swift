import Diagnostics
import TestSupport
import Testing
import YAMLTree

@Suite("What libyaml lets pass, or says itself")
struct StructureTests {
    @Test(
        "fault 1: a key that stands twice is an error that names both places",
        arguments: [
            ("a: 1\n❌a: 2", 1, 1), ("{a: 1, ❌a: 2}", 1, 2), ("a:\n  b: 1\n  c: {b: 1}\n  ❌'b': 2", 2, 3),
            ("- &m {x: 1}\n- {<<: *m, ❌<<: *m}", 2, 4), ("- &k a\n- {a: 1, ❌*k : 2}", 2, 4),
        ] as [(String, UInt32, UInt32)]
    )
    func duplicateKeys(marked: String, line: UInt32, column: UInt32) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.codes == [.duplicateKey])
        #expect(reading.places == yaml.places(in: "-"))
        let first = reading.problems.first?.notes.first?.span
        #expect(first?.line == line)
        #expect(first?.column == column)
    }

    @Test("fault 1: the same key in neighbouring and nested mappings is no duplicate")
    func equalKeysElsewhere() {
        #expect(YAMLReading("a: {a: {a: 1}, b: 2}\nb: [{a: 1}, {a: 2}]\n---\na: 1").problems == [])
    }

    @Test(
        "fault 2: aliases of nothing or of what they are in are errors, and the file is read on",
        arguments: [
            "a: ❌*nothing\nb: ❌*nothing", "a: &a [1, ❌*a]", "&a {b: {c: ❌*a}}", "a: &x 1\n---\nb: ❌*x", "<<: ❌*x",
        ]
    )
    func badAliases(marked: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.tree != nil)
        #expect(Set(reading.codes) == [.yamlAlias])
        #expect(reading.places == yaml.places(in: "-"))
    }

    @Test(
        "fault 2: '<<' takes mappings only",
        arguments: ["<<: ❌text", "<<: ❌[{a: 1}, 2]", "- &a [1]\n- {<<: ❌*a}", "<<:❌", "- &a x\n- <<: ❌[*a]"]
    )
    func badMerges(marked: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.codes == [.yamlAlias])
        #expect(reading.places == yaml.places(in: "-"))
    }

    @Test("fault 2: aliases that multiply are refused when they stand for more than the file may ask for")
    func billionLaughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let reading = YAMLReading(text)
        #expect(text.utf8.count < 600)
        #expect(reading.tree == nil)
        #expect(reading.codes == [.yamlTooLarge])
        #expect(reading.problems.first?.span.line == 3)
    }

    @Test("fault 2: merges that multiply are refused likewise")
    func mergeBomb() {
        var text = "- &a0 {k0: 1}\n"
        for level in 1...3_000 { text += "- &a\(level) {<<: *a\(level - 1), k\(level): 1}\n" }
        let reading = YAMLReading(text)
        #expect(reading.tree == nil)
        #expect(reading.codes.count == 1)
    }

    @Test("fault 2: a long list of entries that merge a template stays within the budget")
    func ordinaryMerges() {
        let template = "- &t {type: aws, awsRegion: us-east-2, enabled: true, protected: true, grace: 1h}\n"
        let entries = (0..<5_000).map { "- {<<: *t, name: n\($0)}\n" }
        #expect(YAMLReading(template + entries.joined()).problems == [])
    }

    @Test(
        "fault 3: nesting deeper than 64 ends at once, however it is written",
        arguments: ["[", "{", "- ", "? ", "[[],", "{a: ", "- - ", "[?", "-\n"]
    )
    func depth(piece: String) {
        let reading = YAMLReading(String(repeating: piece, count: 50_000))
        if piece == "-\n" {
            #expect(reading.problems == [])
        } else {
            #expect(reading.tree == nil)
            #expect(reading.codes.last == .yamlTooDeep || reading.codes.last == .yamlSyntax)
            #expect(reading.problems.last.map { $0.span.column < 1_100 } == true)
        }
    }

    @Test("fault 3: 64 levels are allowed, also through aliases")
    func deepest() {
        func nested(_ levels: Int, _ inner: String = "") -> String {
            String(repeating: "[", count: levels) + inner + String(repeating: "]", count: levels)
        }
        #expect(YAMLReading(nested(64)).problems == [])
        #expect(YAMLReading(nested(65)).codes == [.yamlTooDeep])
        #expect(YAMLReading("- &a \(nested(40))\n- \(nested(23, "*a"))").problems == [])
        #expect(YAMLReading("- &a \(nested(40))\n- \(nested(24, "*a"))").codes == [.yamlTooDeep])
    }

    @Test("fault 5: a scalar of more than 64 KiB is an error, and the file is read on")
    func longScalar() {
        let long = String(repeating: "x", count: 65_536)
        #expect(YAMLReading("a: \(long)").problems == [])
        let yaml = MarkedYAML("a: ❌\(long)y\nb: ❌*nothing")
        #expect(YAMLReading(yaml.text).codes == [.scalarTooLong, .yamlAlias])
        #expect(YAMLReading(yaml.text).places == yaml.places(in: "-"))
    }

    @Test("fault 5: a file of more values than the limit is refused")
    func tooManyNodes() {
        var limits = YAMLLimits()
        limits.nodes = 10
        #expect(YAMLReading("[1, 2, 3, 4, 5, 6, 7, 8, 9]", limits: limits).problems == [])
        #expect(YAMLReading("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", limits: limits).codes == [.yamlTooLarge])
    }

    @Test(
        "fault 12: syntax errors carry libyaml's problem and, where it has one, its context with both places",
        arguments: [
            ("a:\n❌\tb: 1", "tab", nil), ("a: ❌\"b\nc: d\n", "quote", 1), ("a: [1, 2\nb❌: c", "]", 4),
            ("a: b\n c❌: d", "indent", nil), ("- a\n❌b: c", "indent", 1), ("a: ❌@b", "quote", nil),
            ("a: {b: c\n❌", "}", 4), ("a: \"❌\\q\"", "\\\\", 4), ("a: b: c", ": ", nil),
        ] as [(String, String, UInt32?)]
    )
    func syntax(marked: String, hint: String, contextColumn: UInt32?) throws {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.tree == nil)
        #expect(reading.codes == [.yamlSyntax])
        let problem = try #require(reading.problems.first)
        if let place = yaml.places(in: "-").first { #expect(problem.span.place == place) }
        #expect(problem.hint.contains(hint))
        #expect(contextColumn == nil || problem.notes.first?.span.column == contextColumn)
    }

    @Test(
        "fault 13: lists and mappings can't be keys",
        arguments: ["? ❌[a]\n: b", "{❌[a]: b}", "❌{a: b}: c", "- &x [1]\n- {❌*x : 2}"]
    )
    func nonScalarKeys(marked: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.codes == [.nonScalarKey])
        #expect(reading.places == yaml.places(in: "-"))
    }

    @Test(
        "fault 13: tags other than the core schema's, and those that do not fit, are errors",
        arguments: [
            "a: ❌!!python/object:os.system x", "a: ❌!foo x", "a: ❌!!binary aGk=", "a: ❌!!timestamp 2001-01-01",
            "a: ❌!!str [x]", "a: ❌!!map x", "a: ❌!!seq {}", "a: ❌!<tag:example.com,2000:x> y", "❌!!set {a: }",
            "❌!foo key: x",
        ]
    )
    func tags(marked: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.codes == [.yamlTag])
        #expect(reading.places == yaml.places(in: "-"))
    }

    @Test("everything but a syntax error is collected in one reading")
    func collected() {
        let yaml = MarkedYAML("a: ❌*x\n❌a: ❌!foo y\n❌? ❌[k]\n: z\n")
        let reading = YAMLReading(yaml.text)
        #expect(Set(reading.codes).isSuperset(of: [.yamlAlias, .duplicateKey, .yamlTag]))
    }

    @Test("no problem quotes anything but keys")
    func quotesNothing() {
        let canary = "canary-secret-4711"
        let texts = [
            "a: *\(canary)", "a: !\(canary) x", "a: \"\(canary)", "a: [\(canary)", "\(canary)",
            "a: &\(canary) [*\(canary)]",
            "? [\(canary)]\n: x", "<<: \(canary)", "a: @\(canary)", "a: \"\\0\(canary)\"", "a: `\(canary)`",
            "%\(canary)",
        ]
        for text in texts {
            for problem in YAMLReading(text).problems {
                let said = ([problem.message, problem.hint] + problem.notes.map(\.message)).joined(separator: " ")
                #expect(!said.contains(canary))
            }
        }
    }
}
