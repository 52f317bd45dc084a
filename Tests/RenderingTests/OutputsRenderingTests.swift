import Connections
import Diagnostics
import Planning
import Rendering
import Testing
import YAMLTree

@Suite("Outputs as text, JSON, YAML and variables")
struct OutputsRenderingTests {
    private func entry(_ type: ConnectionType, _ name: String, _ id: String?) -> Outputs.Entry {
        Outputs.Entry(type: type, name: name, connectionId: id.map { ConnectionID($0) })
    }

    private func document(_ entries: Outputs.Entry..., stack: String = "s") -> OutputsDocument {
        OutputsDocument(stack: stack, Outputs(entries: entries))
    }

    @Test("a line of text for each, below each other, with what to know about it")
    func text() {
        var replaced = entry(.aws, "Moved", "2025b")
        replaced.isReplacePending = true
        replaced.isEnabled = false
        var odd = entry(.aws, "Odd", nil)
        odd.whyUnmanageable = "it has no 'version'"
        let outputs = Outputs(
            entries: [
                entry(.aws, "Assets", "2025a"), replaced, odd, entry(.vimeo, "Main \"x\"", nil),
                entry(.vimeo, "y", "\u{1B}[2J"),
            ]
        )
        let expected = """
            aws    "Assets"      2025a
            aws    "Moved"       2025b  disabled  (to be replaced: the id will change)
            aws    "Odd"         (cannot be managed)
            vimeo  "Main \\"x\\""  (not in the account yet)
            vimeo  "y"           \\u{1b}[2J

            """
        #expect(OutputsText(style: .plain).render(outputs) == expected)
        #expect(OutputsText(style: .plain).render(Outputs(entries: [])) == "No declared connections.\n")
    }

    @Test("wide letters take two columns of a terminal, as in lists")
    func wide() {
        let outputs = Outputs(entries: [
            entry(.aws, "映画", "2025a"), entry(.aws, "abcd", "2025b"), entry(.aws, "🎬", "2025c"),
        ])
        let expected = "aws  \"映画\"  2025a\naws  \"abcd\"  2025b\naws  \"🎬\"    2025c\n"
        #expect(OutputsText(style: .plain).render(outputs) == expected)
    }

    @Test("JSON and YAML have the same keys; those that say something special stand only where they do")
    func trees() throws {
        var disabled = entry(.aws, "Moved", "2025b")
        disabled.isReplacePending = true
        disabled.isEnabled = false
        var odd = entry(.aws, "Odd", nil)
        odd.whyUnmanageable = "it has no 'version'"
        let document = document(entry(.aws, "Assets", "2025a"), disabled, entry(.aws, "New", nil), odd)
        let json = """
            {
              "aws" : {
                "Assets" : {
                  "awsConnectionId" : "2025a"
                },
                "Moved" : {
                  "awsConnectionId" : "2025b",
                  "enabled" : false,
                  "replacePending" : true
                }
              },
              "formatVersion" : "1.0",
              "missing" : [
                {
                  "name" : "New",
                  "type" : "aws"
                },
                {
                  "name" : "Odd",
                  "reason" : "it has no 'version'",
                  "type" : "aws"
                }
              ],
              "stack" : "s",
              "vimeo" : {

              }
            }

            """
        try #expect(JSONText.render(document) == json)
        let yaml = """
            "aws":
              "Assets":
                "awsConnectionId": "2025a"
              "Moved":
                "awsConnectionId": "2025b"
                "enabled": false
                "replacePending": true
            "formatVersion": "1.0"
            "missing":
              - "name": "New"
                "type": "aws"
              - "name": "Odd"
                "reason": "it has no 'version'"
                "type": "aws"
            "stack": "s"
            "vimeo": {}

            """
        #expect(YAMLText.render(OutputsDocument.tree(of: [document])) == yaml)
    }

    @Test(
        "YAML reads back as what was written, whatever stands in it",
        arguments: [
            "yes", "null", "~", "012", "1.0", "2025-12-01", "", " padded ", "a: b", "- a", "# a", "##[a]##vso[b]", "'",
            "\"", "\\",
            "\\n",
            "a\nb", "a\tb", "{a}", "[a", "&a *b !c", "%a", "@a", "ünïcödé 日本語", "🎬", "\u{E000}", "<<", "---", "...",
            String(repeating: "🎬\"", count: 50), String(repeating: "\u{F0000}", count: 100),
        ]
    )
    func roundTrip(_ text: String) throws {
        let documents = [
            document(entry(.aws, text, text), entry(.vimeo, "x", text), entry(.vimeo, text, nil), stack: text),
            document(stack: text),
        ]
        for documents in [documents, Array(documents.prefix(1))] {
            let tree = OutputsDocument.tree(of: documents)
            let reading = YAMLReading(Array(YAMLText.render(tree).utf8))
            #expect(reading.problems.isEmpty)
            let read = try #require(reading.tree)
            let back = try read.documents.map { try read.document(of: $0) }
            #expect(back == [tree])
        }
    }

    @Test(
        "what nobody sees is escaped in YAML",
        arguments: [
            ("\u{1B}[2J", #"\x1b[2J"#), ("\0", #"\x00"#), ("\u{85}", #"\x85"#), ("\r", #"\x0d"#),
            ("\u{2028}", #"\u2028"#), ("##[x]", #"\x23#[x]"#), ("# x", "# x"),
            ("\u{202E}", #"\u202e"#), ("\u{FEFF}", #"\ufeff"#), ("\u{E0041}", #"\U000e0041"#),
        ]
    )
    func escapes(_ text: String, _ expected: String) {
        #expect(YAMLText.render(.text(text)) == "\"\(expected)\"\n")
    }

    @Test(
        "a variable has the name in capitals, and a value that a shell takes as it is",
        arguments: [
            ("Marketing assets", "2025.a_b-C", "MARKETING_ASSETS=2025.a_b-C"),
            ("a-1", "two words", "A_1='two words'"),
            ("é😀", "it's", #"__='it'\''s'"#),
            ("$(x)", "$(x)`x` ;#", "__X_='$(x)`x` ;#'"),
            ("a", "'", #"A=''\'''"#),
        ]
    )
    func variables(_ name: String, _ id: String, _ expected: String) throws {
        let lines = try OutputsEnvironment.render([document(entry(.aws, name, id), entry(.vimeo, name, id))])
        #expect(lines == "PICTORY_AWS_CONNECTION_ID_\(expected)\nPICTORY_VIMEO_CONNECTION_ID_\(expected)\n")
    }

    @Test(
        "an id that a log or a terminal could act on is an error, and no variable is printed",
        arguments: [
            "a\nb", "a\rb", "\u{1B}[2J", "a\u{85}b", "\u{2028}::error::x", "é", "a\u{301}", "\u{202E}", "\0", "\u{7F}",
            "\t", "",
            "##[error]x", "a ##vso[task.complete]", "##VSO[x]",
        ]
    )
    func unprintable(_ id: String) throws {
        let documents = [document(entry(.aws, "a", "1"), entry(.vimeo, "b", id))]
        let error = try #require(throws: UnprintableID.self) { try OutputsEnvironment.render(documents) }
        #expect(error.report.code == .apiInvalidAnswer && error.report.category == .general)
        #expect(error.report.message.contains("of vimeo 'b' cannot stand in a variable"))
        #expect(ErrorText(style: .plain).render(error.report).split(whereSeparator: \.isNewline).count == 3)
    }

    @Test("what has no id yet has no variable")
    func missing() throws {
        try #expect(OutputsEnvironment.render([document(entry(.aws, "a", nil))]).isEmpty)
    }

    @Test("two connections that would be one variable are an error that names both, with an id or without")
    func collisions() throws {
        let two = document(entry(.aws, "a b", "1"), entry(.aws, "a-b", nil))
        let error = try #require(throws: AmbiguousOutput.self) { try OutputsEnvironment.render([two]) }
        let expected = "aws 'a b' and aws 'a-b' would both be the variable PICTORY_AWS_CONNECTION_ID_A_B"
        #expect(error.report.message == expected)
        let stacks = [document(entry(.aws, "a", "1"), stack: "one"), document(entry(.aws, "A", "2"), stack: "two")]
        let other = try #require(throws: AmbiguousOutput.self) { try OutputsEnvironment.render(stacks) }
        #expect(other.report.message.hasPrefix("aws 'a' of stack 'one' and aws 'A' of stack 'two' would"))
        #expect(other.report.code == .ambiguousOutput && other.report.category == .invalidInput)
    }
}

extension YAMLTree {
    /// The node as a document of texts, truth values, lists and mappings.
    fileprivate func document(of node: YAMLNode) throws -> DocumentTree {
        switch kind(of: node) {
        case .scalar:
            if style(of: node) == .quoted { return .text(text(of: node)) }
            guard let flag = Bool(text(of: node)) else { throw InvalidNode() }
            return .flag(flag)
        case .sequence: return .list(try items(of: node).map(document))
        case .mapping:
            return .map(
                Dictionary(
                    uniqueKeysWithValues: try pairs(of: node).map { (key($0.keyNumber), try document(of: $0.value)) }
                )
            )
        case .invalid: throw InvalidNode()
        }
    }
}

private struct InvalidNode: Error {}
