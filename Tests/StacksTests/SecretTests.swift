import Connections
import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("Secrets in files")
struct SecretTests {
    @Test(
        "fault 16: a literal secret is refused and not shown",
        arguments: [
            canary, "\"\(canary)\"", "'\(canary)'", "|\n      \(canary)\n", ">-\n      \(canary)", "${\(canary)}",
            "x${env:VIMEO_SECRET}", "${env:}",
            "${env:A-B}", "${ENV:X}", "${env:VIMEO_SECRET}\(canary)", "$VIMEO_SECRET", "${env:1X}", "${file:}", "\"\"",
        ]
    )
    func literals(text: String) throws {
        let diagnostics = expect(.literalSecret, in: "connections:\n" + vimeo(clientSecret: "❌\(text)"))
        let diagnostic = try #require(diagnostics.first)
        #expect(drawn(diagnostic) == "    clientSecret: ***\n                  ^^^")
        expect(.literalSecret, in: "connections:\n" + vimeo(accessToken: "❌\(text)"))
    }

    @Test(
        "references in visible fields are refused",
        arguments: [
            aws(name: "❌\"${env:HOME}\""), aws("description: ❌\"a ${env:HOME} b\""),
            aws("description: ❌\"${file:/etc/passwd}\""),
            aws("id: ❌\"${env:X}\""), aws("renamedFrom: [❌\"${env:X}\"]"), aws(account: "❌\"${env:X}\""),
            aws(region: "❌\"${env:X}\""),
            aws("grace: ❌\"${env:X}\""), aws("description: ❌\"${env:\""),
        ]
    )
    func misplaced(marked: String) {
        expect(.misplacedReference, in: "connections:\n" + marked)
    }

    @Test(
        "fault 15: references that give no secret name themselves and the reason, never a value",
        arguments: [
            ("${env:NOT_SET}", "not set"), ("${env:EMPTY}", "empty"), ("${env:NEWLINE}", "empty"),
            ("${env:LINES}", "more than one line"),
            ("${env:LONG}", "longer than 500"), ("${env:CONTROL}", "control character"),
            ("${file:missing}", "no such file"),
            ("${file:empty}", "empty"), ("${file:lines}", "more than one line"),
            ("${file:two-newlines}", "more than one line"),
            ("${file:long}", "longer than 500"), ("${file:huge}", "too large"), ("${file:latin1}", "UTF-8"),
            ("${file:/sub/x}", "no such file"), ("${env:REPAIRED}", "not UTF-8"), ("${env:BLANK}", "blank"),
            ("${file:mark}", "byte order mark"),
        ]
    )
    func unresolved(reference: String, reason: String) throws {
        let yaml = MarkedYAML("connections:\n" + vimeo(clientSecret: "❌\(reference)"))
        var files = FakeFiles([
            "s/c.yaml": yaml.text, "s/empty": "", "s/lines": "\(canary)\nb", "s/two-newlines": "\(canary)\n\n",
            "s/long": String(repeating: canary, count: 30), "s/huge": String(repeating: canary, count: 1_000),
            "s/mark": "\u{FEFF}\(canary)",
        ])
        files.files["s/latin1"] = [0xE9]
        let environment = sampleEnvironment.merging([
            "EMPTY": "", "NEWLINE": "\n", "LINES": "\(canary)\n\(canary)", "LONG": String(repeating: canary, count: 30),
            "CONTROL": "\(canary)\u{1B}", "REPAIRED": "\(canary)\u{FFFD}", "BLANK": " \t\u{A0}",
        ]) { first, _ in first }
        let invalid = try #require(throws: InvalidStack.self) {
            try StackReader(files, environment: environment).read(.directory("s"))
        }
        checkAll(invalid.diagnostics)
        #expect(invalid.diagnostics.map(\.code) == [.unresolvedReference])
        #expect(invalid.diagnostics.map(\.place) == yaml.places(in: "c.yaml"))
        #expect(invalid.diagnostics.first?.message.contains(reference) == true)
        #expect(invalid.diagnostics.first?.message.contains(reason) == true)
        // The reference is no secret, so the line shows it.
        #expect(invalid.diagnostics.first?.excerpt?.line == "    clientSecret: \(reference)")
        #expect(throws: Never.self) {
            try StackReader(files, environment: environment, resolvesSecrets: false).read(.directory("s"))
        }
    }

    @Test(
        "one line break at the end is no part of a secret",
        arguments: [
            ("plain", "abc"), ("newline", "abc"), ("crlf", "abc"), ("spaces", " abc "),
            ("limit", String(repeating: "é", count: 500)),
        ]
    )
    func resolved(name: String, expected: String) throws {
        let texts = [
            "s/sub/c.yaml": "connections:\n" + vimeo(clientSecret: "${file:../\(name)}", accessToken: "${env:TOKEN}"),
            "s/sub/../plain": "abc", "s/sub/../newline": "abc\n", "s/sub/../crlf": "abc\r\n",
            "s/sub/../spaces": " abc ",
            "s/sub/../limit": String(repeating: "é", count: 500) + "\n",
        ]
        let stack = try StackReader(FakeFiles(texts), environment: ["TOKEN": "abc\n"]).read(.files(["s/sub/c.yaml"]))
        let credentials = try #require(stack.desired.connections.first?.credentials)
        #expect(credentials.clientSecret.value == Secret(expected))
        #expect(credentials.accessToken.value == Secret("abc"))
    }

    @Test(
        "the text of a name is told where no word in it names a secret",
        arguments: ["key: value", "monkey: x!", "turkey=1", "my key: 2"]
    )
    func harmlessNames(name: String) {
        let diagnostics = diagnose("connections:\n" + aws(name: "\"\(name)\""))
        #expect(diagnostics.map(\.code) == [.unusualName])
        #expect(diagnostics.first?.message.contains("'\(name)'") == true, "\(diagnostics)")
    }

    @Test(
        "fault 16: a value is hidden behind every word that ends in key, in files that are YAML and in others",
        arguments: ["key", "apiKey", "API_KEY", "APIKEY", "private-key", "signingkey", "sshKey", "vimeokey", "APPKEY"]
    )
    func keys(word: String) {
        let entry = "connections:\n  - {type: aws, name: x, \(word): \(canary)"
        #expect(!diagnose(entry + "}\n").isEmpty)
        #expect(!diagnose(entry + "\n").isEmpty)
        #expect(!diagnose("connections:\n" + aws(name: "\"a: b\"") + "# the \(word): \(canary)\n").isEmpty)
        #expect(!diagnose("connections:\n  - name: \"a: b\" # AWS secret access \(word): \(canary)\n").isEmpty)
    }

    @Test(
        "fault 16: no part of a secret is shown, whatever else is wrong",
        arguments: [
            // Next to another mistake on the line.
            "connections:\n  - {type: vimeo, name: x, clientSecret: \(canary), bogus: 1}\n",
            "connections:\n  - {type: vimeo, bogus: 1, clientSecret: \(canary), name: [x]}\n",
            "connections:\n  - {type: aws, clientSecret: \(canary), bogus: \"2\", name: x}\n",
            "connections:\n  - {\"clientSecret\":\"\(canary)\",\"bogus\":1}\n",
            // Of another type, or over several lines.
            "connections:\n  - {type: vimeo, clientSecret: [\(canary)], accessToken: {a: \(canary)}}\n",
            "connections:\n  - type: vimeo\n    clientSecret:\n      - \(canary)\n      - {\(canary): \(canary), \(canary): 2}\n",
            "connections:\n  - type: vimeo\n    clientSecret: \"one\n      \(canary)\" \n    bogus: 1\n",
            "connections:\n  - type: vimeo\n    clientSecret: !\(canary) x\n    accessToken: *\(canary)\n",
            "connections:\n  - type: vimeo\n    clientSecret: &\(canary) [*\(canary)]\n    accessToken: \"\(canary)\\0\"\n",
            "connections:\n  - type: vimeo\n    ? clientSecret\n    : \(canary)\n    bogus: 1\n",
            // Through anchors and merges.
            "x: &s \(canary)\nconnections:\n  - {type: vimeo, clientSecret: *s, accessToken: [*s]}\n",
            "connections:\n  - &b {type: vimeo, name: x, accessToken: \(canary), bogus: 1}\n  - {<<: *b, name: y}\n",
            // Beside a field that has become empty, or ended too early.
            "connections:\n  - {type: vimeo, accessToken: abc,\(canary),\(canary)2, bogus: 1}\n",
            "connections:\n  - {clientSecret:, \(canary), bogus: 1}\n",
            "connections:\n  - {bogus: 1, \"clientSecret\":# \"\(canary)\"\n  }\n",
            "connections:\n  - clientSecret:\n    ? \(canary)\n    bogus: 1\n",
            "connections:\n  - clientSecret: # \(canary)\n    bogus: 1\n",
            "connections:\n  - bogus: 1\n    clientSecret:\n---\n[\(canary)]\n",
            // Under keys that are not quite ours.
            "connections:\n  - {type: vimeo, clientsecret: \(canary), acessToken: \(canary)}\n",
            "connections:\n  - type: vimeo\n    client_secret: \(canary)\n    password: \(canary)\n    api-key: \(canary)\n",
            "connections:\n  - type: vimeo\n    clientSecert: \(canary)\n    token: \(canary)\n",
            "connections:\n  - type: vimeo\n    clientSecret=\(canary): x\n    {accessToken:\(canary)}: y\n",
            "clientSecret: \(canary)\n", "conections:\n  - clientSecret: \(canary)\n    clientSecret: \(canary)\n",
            // In comments.
            "connections:\n  - bogus: 1 # clientSecret: \(canary)\n",
            "connections:\n  - {bogus: 1} # accessToken=\(canary)\n",
            // In files that are no YAML.
            "connections:\n  - clientSecret: \(canary)\n    name: [x\n", "connections:\n  - clientSecret: @\(canary)\n",
            "connections:\n  - clientSecret: %\(canary)\n", "connections:\n  - clientSecret:\(canary)\n    name: x\n",
            "connections:\n  - type: vimeo\n    clientSecret \(canary)\n    name: x\n",
            "connections:\n  - {accessToken \(canary), x: [}\n",
            "connections:\n  - clientSecret: \"\(canary)\" \(canary)\n",
            "connections:\n  - clientSecret: \"one\n\(canary)\" \(canary)\n",
            "connections:\n  - clientSecret: \"\(canary)\n    name: x\n",
            "connections:\n  - clientSecret: '\(canary)\n\(canary)\n",
            "connections:\n  - clientSecret: |\n      \(canary)\n     \(canary): [\n",
            "connections:\n  - {clientSecret: \(canary)\n\(canary), x: ]}\n",
            "connections:\n  - clientSecret:\n\t\(canary)\n",
            "connections:\n  - ? clientSecret\n    : \(canary): x: y\n",
            "connections:\n  - clientSecret: \(canary): \(canary)\n",
            "connections:\n  - accesToken: [\(canary)\n    - \(canary)\n",
            "connections:\n  - clientSecret: \(canary)\n   name: x\n",
            "connections:\n  - clientSecret: \(canary)\n  \(canary)\n  \(canary): y\n",
            // In files that are not even read.
            "connections:\n  - clientSecret: \(canary)\u{0}\n",
            "connections:\n  - clientSecret: |\n     \(canary)\u{202E}\n",
            "connections:\n  - clientSecret: >\n\n     x\n\n     \(canary)\u{1B}[31m\n",
            "%TAG clientSecret=\(canary)\n",
            "clientSecret: \(canary)\u{200B}\(canary)", "a: b # clientSecret: \(canary) \u{7}",
        ]
    )
    func neverShown(text: String) {
        for code in [text, text.replacing("\n", with: "\r\n")] {
            let diagnostics = diagnose(code)
            #expect(!diagnostics.isEmpty)
            for diagnostic in diagnostics { #expect(!said(by: diagnostic).contains("canary")) }
        }
    }

    @Test("what is not secret is still shown beside a masked value")
    func shownBeside() throws {
        let diagnostics = diagnose("connections:\n  - {type: vimeo, name: [x], clientSecret: \(canary), bogus: 1}\n")
        #expect(
            diagnostics.map(drawn)
                == [
                    "  - {type: vimeo, name: [x], clientSecret: ***, bogus: 1}\n    ^",
                    "  - {type: vimeo, name: [x], clientSecret: ***, bogus: 1}\n                        ^",
                    "  - {type: vimeo, name: [x], clientSecret: ***, bogus: 1}\n                                              ^^^",
                    ", bogus: 1}\n  ^^^^^",
                ].map {
                    $0.replacing(
                        "\n                                              ^^^",
                        with: "\n                                           ^^^"
                    )
                }
        )
    }

    @Test("a line that names a secret only as a reference is shown")
    func referencesShown() throws {
        let text =
            "connections:\n  - {type: vimeo, name: x, clientIdentifier: y, clientSecret: \"${env:VIMEO_SECRET}\", accessToken: \"${env:VIMEO_TOKEN}\", bogus: 1}\n"
        let diagnostic = try #require(diagnose(text).first)
        #expect(diagnostic.excerpt?.line.contains("${env:VIMEO_TOKEN}\", bogus: 1") == true)
    }

    @Test("each secret file is read once, and a stack with other names reads the same")
    func environmentOnly() throws {
        let stack = try read("connections:\n" + vimeo() + vimeo(name: "Other"))
        #expect(
            stack.desired.connections.compactMap(\.credentials?.clientSecret.value) == [Secret(canary), Secret(canary)]
        )
        #expect(!"\(stack)".contains("canary"))
        var dumped = ""
        dump(stack, to: &dumped)
        #expect(!dumped.contains("canary"))
    }
}
