import Diagnostics
import TestSupport
import Testing
import YAMLTree

@Suite("A tree")
struct YAMLTreeTests {
    @Test(
        "has the documents, lists, mappings and scalars of the file, with the style of each scalar",
        arguments: [
            ("a: 1", ["{a: 1}"]),
            ("- a\n- 'b'\n- \"c\"\n- |\n  d\n", ["[a, 'b', 'c', |d\n|]"]),
            ("{a: [b, {c: d}], e: }", ["{a: [b, {c: d}], e: }"]),
            ("a: 1\n---\nb: 2\n...\n---\n- 3\n", ["{a: 1}", "{b: 2}", "[3]"]),
            ("", []),
            ("# only a comment\n", []),
            ("---\n", [""]),
            ("%YAML 1.2\n---\na: b\n", ["{a: b}"]),
            ("# comment\n\n%YAML 1.1\n---\na: b\n", ["{a: b}"]),
            ("\u{FEFF}a: b", ["{a: b}"]),
            ("a: \"x\\ty\\u00e9\"\r\nb: é\r\n", ["{a: 'x\tyé', b: é}"]),
            (
                "no: off\n012: 1_000\n12:30:45: 0x1F\n.inf: 2001-01-01",
                ["{no: off, 012: 1_000, 12:30:45: 0x1F, .inf: 2001-01-01}"]
            ),
            ("a: one\n  two\n  three", ["{a: one two three}"]),
            ("? a\n: b\n", ["{a: b}"]),
        ] as [(String, [String])]
    )
    func shapes(text: String, expected: [String]) throws {
        let reading = YAMLReading(text)
        #expect(reading.problems == [])
        #expect(try #require(reading.tree).outline == expected)
    }

    @Test(
        "follows aliases and merges, in which what is written goes before what is merged, and the first before the next",
        arguments: [
            ("a: &x 1\nb: *x", "{a: 1, b: 1}"),
            ("a: &x [1, 2]\nb: [*x, *x]", "{a: [1, 2], b: [[1, 2], [1, 2]]}"),
            ("&k a: 1\nb: *k", "{a: 1, b: a}"),
            ("a: &k z\n*k : 2", "{a: z, z: 2}"),
            ("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}"),
            ("- &b {x: 1, y: 2}\n- {<<: *b, y: 3, z: 4}", "[{x: 1, y: 2}, {y: 3, z: 4, x: 1}]"),
            ("- &a {x: 1}\n- &b {x: 2, y: 3}\n- {<<: [*a, *b]}", "[{x: 1}, {x: 2, y: 3}, {x: 1, y: 3}]"),
            (
                "- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {z: 3, <<: *b}",
                "[{x: 1}, {y: 2, x: 1}, {z: 3, y: 2, x: 1}]"
            ),
            ("- {<<: {x: 1}, y: 2}", "[{y: 2, x: 1}]"),
            ("- {'<<': 1}", "[{<<: 1}]"),
        ] as [(String, String)]
    )
    func aliases(text: String, expected: String) throws {
        let reading = YAMLReading(text)
        #expect(reading.problems == [])
        #expect(try #require(reading.tree).outline == [expected])
    }

    @Test("marks merged pairs, so that a mistake can be told at the entry that merged them")
    func mergedPairs() throws {
        let tree = try #require(YAMLReading("- &b {x: 1}\n- {<<: *b, y: 2}").tree)
        let last = try #require(Array(tree.items(of: tree.documents[0])).last)
        #expect(tree.pairs(of: last).map { "\(tree.key($0.keyNumber)) \($0.isMerged)" } == ["y false", "x true"])
    }

    @Test("gives equal keys equal numbers, whatever their style and however many there are")
    func keyNumbers() throws {
        let names = (0..<500).map { "key\($0)" }
        let text = names.map { "\($0): {\"\($0)\": 1, shared: 2}" }.joined(separator: "\n")
        let tree = try #require(YAMLReading(text).tree)
        #expect(tree.keyCount == 501)
        #expect(Set((0..<tree.keyCount).map(tree.key)) == Set(names + ["shared"]))
        for pair in tree.pairs(of: tree.documents[0]) {
            #expect(tree.pairs(of: pair.value).first { _ in true }?.keyNumber == pair.keyNumber)
        }
    }

    @Test("knows the place and length of every node, in characters, not bytes")
    func places() throws {
        let tree = try #require(YAMLReading("\u{FEFF}é: ['über', &a x, *a]\nb:\n  - y: 'long\n     text'").tree)
        let pairs = Array(tree.pairs(of: tree.documents[0]))
        #expect(tree.span(of: pairs[0].key) == SourceSpan(line: 1, column: 1, length: 1))
        let items = tree.items(of: pairs[0].value).map(tree.span)
        #expect(
            items == [
                SourceSpan(line: 1, column: 5, length: 6), SourceSpan(line: 1, column: 13, length: 4),
                SourceSpan(line: 1, column: 19, length: 2),
            ]
        )
        let item = try #require(tree.items(of: pairs[1].value).first { _ in true })
        #expect(tree.span(of: item) == SourceSpan(line: 3, column: 5, length: 1))
        let value = try #require(tree.pairs(of: item).first { _ in true }).value
        #expect(tree.span(of: value) == SourceSpan(line: 3, column: 8, length: SourceSpan.toEndOfLine))
        #expect(tree.extent(of: value).endLine == .max)
        #expect(tree.extent(of: pairs[0].key).endColumn == 2)
    }

    @Test("keeps the core schema's tags")
    func tags() throws {
        let tree = try #require(YAMLReading("[!!str 1, !!int 2, !!bool true, !!null ~, !!float 1.5, ! x, y]").tree)
        let tags = tree.items(of: tree.documents[0]).map(tree.tag)
        #expect(tags == [.text, .integer, .boolean, .null, .float, .text, .none])
    }
}
