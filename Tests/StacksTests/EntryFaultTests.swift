import Connections
import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("Mistakes in entries")
struct EntryFaultTests {
    @Test(
        "fault 9: what other readers take for true or false is an error that proposes the right word",
        arguments: [
            ("yes", "true"), ("on", "true"), ("True", "true"), ("TRUE", "true"), ("1", "true"), ("\"true\"", "true"),
            ("y", "true"), ("no", "false"), ("off", "false"), ("0", "false"), ("'false'", "false"),
            ("!!str true", "true"),
        ]
    )
    func booleans(text: String, proposal: String) {
        let diagnostics = expect(.wrongType, in: "connections:\n" + aws("enabled: ❌\(text)"))
        #expect(diagnostics.first?.hint == "write 'enabled: \(proposal)'")
        let isQuoted = text.hasPrefix("\"") || text.hasPrefix("'")
        #expect(
            diagnostics.first?.message
                == "'enabled' has to be the word true or false\(isQuoted ? ", without quotes" : "")"
        )
        expect(.wrongType, in: "connections:\n" + aws("protected: ❌\(text)"))
    }

    @Test(
        "fault 10: an account id that is not 12 digits is an error",
        arguments: [
            "12345678901", "1234567890123", "12345678901a", "\"1234 5678 9012\"", "1234-5678-9012", "١٢٣٤٥٦٧٨٩٠١٢",
            "\"\"",
        ]
    )
    func accountIDs(text: String) {
        expect(.invalidAccount, in: "connections:\n" + aws(account: "❌\(text)"))
    }

    @Test(
        "fault 11: nothing is never taken for a wish, and the mend is said",
        arguments: [
            "❌", "❌# only a comment\n", "---❌", "--- \n...❌\n", "❌null", "❌~", "❌{}", "connections:❌",
            "connections: ❌null",
            "connections: ❌~\n", "connections: []\n---❌\n", "--- ❌!!null\n",
        ]
    )
    func emptyDocuments(marked: String) {
        // Where an empty value stands is libyaml's choice; that it is reported is ours.
        let diagnostics = diagnose(MarkedYAML(marked).text)
        #expect(diagnostics.map(\.code) == [.emptyDocument])
        #expect(diagnostics.first?.hint?.contains("connections: []") == true)
        #expect(diagnostics.first?.excerpt != nil)
    }

    @Test(
        "fault 11: a directory without connection files is an error without a place",
        arguments: [[:], ["patchbay.yaml": "owns: [\"*\"]"], ["notes.txt": "x"], [".hidden.yaml": "x"]]
            as [[String: String]]
    )
    func noFiles(texts: [String: String]) {
        let diagnostics = diagnose(texts.merging(["readme.md": ""]) { first, _ in first })
        #expect(diagnostics.map(\.code) == [.noFiles])
        #expect(diagnostics.first?.place == nil)
    }

    @Test("fault 12: an item that is empty is an error", arguments: ["  -❌", "  - ❌~", "  - ❌null"])
    func emptyItems(marked: String) {
        let diagnostics = diagnose(MarkedYAML("connections:\n" + aws() + marked).text)
        #expect(diagnostics.map(\.code) == [.emptyItem])
        #expect(diagnostics.first?.place?.line == 3)
    }

    @Test(
        "fault 13: unknown keys propose what was probably meant",
        arguments: [
            ("❌naem: x", "'name'"), ("❌desc: x", "'description'"), ("❌awsRegoin: x", "'awsRegion'"),
            ("❌region: x", "'awsRegion'"),
            ("❌aws_account_id: x", "'awsAccountId'"), ("❌Enabled: true", "'enabled'"),
            ("❌accountId: x", "'awsAccountId'"),
            ("❌renameFrom: x", "'renamedFrom'"), ("❌zzzzzz: x", "the keys are"), ("❌\"\": x", "the keys are"),
        ]
    )
    func unknownKeys(marked: String, hint: String) {
        let diagnostics = expect(.unknownKey, in: "connections:\n" + aws(marked))
        #expect(diagnostics.first?.hint?.contains(hint) == true)
    }

    @Test(
        "fault 13: unknown keys beside 'connections' as well",
        arguments: ["❌conections: []\n", "connections: []\n❌version: 1\n", "connections: []\n❌Connections: []\n"]
    )
    func unknownTopKeys(marked: String) {
        expect(.unknownKey, in: marked)
    }

    @Test(
        "fault 13: what has the wrong type is an error",
        arguments: [
            "connections:\n" + aws(name: "❌[a]"), "connections:\n" + aws(name: "❌{a: b}"),
            "connections:\n" + aws(name: "❌~"),
            "connections:\n" + aws(name: "❌null"), "connections:\n" + aws(name: "❌!!int 12"),
            "connections:\n" + aws(account: "❌[x]"),
            "connections:\n" + aws("description: ❌[x]"), "connections:\n" + aws("enabled: ❌[true]"),
            "connections:\n" + aws("ignore: ❌description"),
            "connections:\n" + aws("ignore: [❌[description]]"), "connections:\n" + aws("renamedFrom: ❌{a: b}"),
            "connections:\n" + vimeo("credentialsRevision: ❌\"3\""),
            "connections:\n" + vimeo("credentialsRevision: ❌three"),
            "connections:\n" + vimeo("credentialsRevision: ❌0x3"), "connections:\n" + vimeo("credentialsRevision: ❌-1"),
            "connections:\n" + aws("protected: ❌"), "connections: ❌{}\n", "connections: ❌text\n", "❌- type: aws\n",
            "❌text\n",
            "connections:\n  - ❌text\n", "connections:\n  - ❌[]\n", "connections:\n" + aws("state: ❌[absent]"),
        ]
    )
    func wrongTypes(marked: String) {
        // Where an empty value stands is libyaml's choice.
        let places = MarkedYAML(marked).text.contains("protected: }")
        if places {
            #expect(diagnose(MarkedYAML(marked).text).map(\.code) == [.wrongType])
        } else {
            expect(.wrongType, in: marked)
        }
    }

    @Test(
        "fault 13: what is missing is said in one error per entry",
        arguments: [
            ("  - ❌{type: aws}", "'name' and 'awsAccountId' and 'awsRegion'"), ("  - ❌{name: x}", "'type'"),
            ("  - ❌{type: vimeo, name: x}", "'clientIdentifier' and 'clientSecret' and 'accessToken'"),
            ("  - ❌{type: aws, state: absent}", "'name'"), ("  - ❌{}", "'type' and 'name'"),
        ]
    )
    func missingFields(marked: String, list: String) {
        let diagnostics = expect(.missingField, in: "connections:\n" + marked)
        #expect(diagnostics.first?.message == "the entry has no \(list)")
    }

    @Test("fault 13: a field that is there under a misspelt key is not missing as well")
    func misspeltIsNotMissing() {
        expect(
            .unknownKey,
            in: "connections:\n  - {type: aws, ❌nmae: x, ❌accountId: \"012345678901\", awsRegion: us-east-2}"
        )
    }

    @Test(
        "fault 13: fields of the other type are told apart from unknown ones",
        arguments: [
            aws("❌clientIdentifier: x"), aws("❌clientSecret: \"${env:VIMEO_SECRET}\""), aws("❌credentialsRevision: 3"),
            vimeo("❌awsRegion: us-east-2"), vimeo("❌awsAccountId: \"012345678901\""),
            "  - {type: aws, name: x, state: absent, ❌clientIdentifier: y}\n",
        ]
    )
    func misplacedFields(marked: String) {
        expect(.misplacedField, in: "connections:\n" + marked)
    }

    @Test(
        "values out of a short list propose one of it",
        arguments: [
            ("type: ❌AWS", "did you mean 'aws'?"), ("type: ❌s3", "write 'type: aws' or 'type: vimeo'"),
        ]
    )
    func types(marked: String, hint: String) {
        let diagnostics = diagnose(
            MarkedYAML("connections:\n  - {\(marked), name: x, awsAccountId: \"012345678901\", awsRegion: us-east-2}")
                .text
        )
        #expect(diagnostics.map(\.code) == [.invalidValue])
        #expect(diagnostics.first?.hint == hint)
    }

    @Test(
        "values that can't be are errors at their place",
        arguments: [
            "state: ❌gone", "replace: ❌inPlace", "replace: ❌createfirst", "grace: ❌72", "grace: ❌0h", "grace: ❌1h1d",
            "grace: ❌1.5h",
            "grace: ❌-1h", "grace: ❌400d", "grace: ❌h", "grace: ❌1h1h", "grace: ❌99999999999h",
            "ignore: [description, ❌name]",
            "id: ❌\"\"", "id: ❌\"a\\nb\"",
        ]
    )
    func invalidValues(marked: String) {
        expect(.invalidValue, in: "connections:\n" + aws(marked))
    }

    @Test(
        "fault 14: names that the API refuses are errors",
        arguments: [
            ("❌\"\"", ErrorCode.invalidName), ("❌\" x\"", .invalidName), ("❌'x '", .invalidName),
            ("❌\"a\\tb\"", .invalidName),
            ("❌\"a\\nb\"", .invalidName), ("❌" + String(repeating: "n", count: 101), .tooLong),
            ("❌x moving 0123abcd", .reservedName), ("❌x retired 89ABCDEF", .reservedName),
            ("❌x\u{D4E} moving 0123abcd", .reservedName),
        ]
    )
    func names(marked: String, code: ErrorCode) {
        expect(code, in: "connections:\n" + aws(name: marked))
    }

    @Test(
        "fault 14: strange characters are a warning for AWS and an error for Vimeo",
        arguments: ["a/b", "café", "a.b", "a&b", "名前", "a\u{A0}b"]
    )
    func strangeNames(name: String) {
        expect(.unusualName, in: "connections:\n" + aws(name: "❌\(name)"), severity: .warning)
        expect(.invalidName, in: "connections:\n" + vimeo(name: "❌\(name)"))
    }

    @Test(
        "a text that ends at what looks like more of it is warned of",
        arguments: [
            "name: Campaign ❌#7", "name: Campaign\t❌#7 of ten", "name: Campaign ❌#$",
            "name: a\n    description: For ❌#1 only",
            "name: a\n    renamedFrom: Campaign ❌#7", "name: a\n    renamedFrom:\n      - b\n      - Campaign ❌#7",
            "name: &n Campaign ❌#7", "name: Ünî 名前 ❌#ü",
        ]
    )
    func unquotedHash(fields: String) throws {
        let marked = MarkedYAML("connections:\n  - type: aws\n    \(fields)\n" + location)
        let found = try read(marked.text).warnings.filter { $0.code == .unquotedHash }
        #expect(found.compactMap(\.place) == marked.places(in: "c.yaml"), "\(found)")
        #expect(found.allSatisfy { $0.severity == .warning && $0.excerpt?.line.contains("#") == true })
    }

    @Test(
        "comments, quotes and blocks are not taken for a text that was cut",
        arguments: [
            "name: Campaign # 7", "name: Campaign #", "name: Campaign ## 7", "name: Campaign #! 7", "name: Campaign#7",
            "name: \"Campaign #7\"", "name: 'Campaign' #7", "name: a\n    #7", "name: a\n    enabled: true #7",
            "name: a\n    description: >\n      For #7", "name: a\n    description: |- #7\n      text",
        ]
    )
    func rightHash(fields: String) throws {
        let stack = try read("connections:\n  - type: aws\n    \(fields)\n" + location)
        #expect(stack.warnings.filter { $0.code == .unquotedHash }.isEmpty, "\(stack.warnings)")
    }

    private var location: String { "    awsAccountId: \"012345678901\"\n    awsRegion: us-east-2\n" }

    @Test(
        "names near to a reserved one are free",
        arguments: [
            "x moving", "x moving 0123abc", "moving 0123abcd", "x moving 0123abcg", "x moved 0123abcd",
            String(repeating: "n", count: 100),
        ]
    )
    func freeNames(name: String) throws {
        #expect(try read("connections:\n" + aws(name: name)).desired.connections.count == 1)
    }

    @Test(
        "fault 14: texts that are too long for the API are errors",
        arguments: [("description", 250), ("clientIdentifier", 500)]
    )
    func lengths(key: String, longest: Int) throws {
        func text(_ count: Int) -> String { String(repeating: "é", count: count) }
        let entry = { (value: String) in
            key == "description"
                ? aws("description: \(value)")
                : "  - {type: vimeo, name: x, clientIdentifier: \(value), clientSecret: \"${env:VIMEO_SECRET}\", accessToken: \"${env:VIMEO_TOKEN}\"}"
        }
        #expect(try read("connections:\n" + entry(text(longest))).desired.connections.count == 1)
        expect(.tooLong, in: "connections:\n" + entry("❌" + text(longest + 1)))
    }

    @Test(
        "regions that can't be propose what was probably meant",
        arguments: [
            ("us-east2", "did you mean 'us-east-2'?"), ("useast1", "did you mean 'us-east-1'?"),
            ("US-EAST-1", "did you mean 'us-east-1'?"),
            ("us-east-1a", "did you mean 'us-east-1'?"), ("Ohio", "write it as AWS does"),
            ("\"\"", "write it as AWS does"),
        ]
    )
    func regions(region: String, hint: String) {
        let diagnostics = expect(.invalidRegion, in: "connections:\n" + aws(region: "❌\(region)"))
        #expect(diagnostics.first?.hint?.hasPrefix(hint) == true)
    }

    @Test("a mistake in a merged mapping is reported once, however many entries merge it")
    func mergedMistake() {
        let marked = """
            connections:
              - &base {type: aws, name: one, awsAccountId: "000000000001", awsRegion: ❌nowhere}
              - {<<: *base, name: two, awsAccountId: "000000000002"}
              - {<<: *base, name: three, awsAccountId: "000000000003"}
            """
        expect(.invalidRegion, in: marked)
    }

    @Test("an alias is blamed where it stands")
    func aliasedMistake() {
        let text = "connections:\n" + aws("description: &d x") + aws(name: "two", region: "❌*d")
        expect(.invalidRegion, in: text)
    }

    @Test("an excerpt shows the line and marks the value")
    func excerpt() throws {
        let diagnostic = try #require(diagnose("connections:\n" + aws(region: "Ohio")).first)
        #expect(
            drawn(diagnostic) == """
                  - {type: aws, name: Assets, awsAccountId: "012345678901", awsRegion: Ohio}
                                                                                       ^^^^
                """
        )
    }

    @Test("an excerpt of a long line is cut around the place")
    func longExcerpt() throws {
        let filler = String(repeating: "é ", count: 100)
        let diagnostic = try #require(
            diagnose("connections:\n" + aws("description: \"\(filler)\", grace: never, replace: createFirst")).first
        )
        #expect(drawn(diagnostic).split(separator: "\n").first?.unicodeScalars.count ?? 0 <= 120)
        let excerpt = try #require(diagnostic.excerpt)
        let place = try #require(diagnostic.place)
        let scalars = Array(excerpt.line.unicodeScalars)
        let marked = scalars[(place.column - excerpt.firstColumn)...].prefix(excerpt.length)
        #expect(String(String.UnicodeScalarView(marked)) == "never")
    }

    @Test("an excerpt of a value that goes on below marks its first line to the end")
    func severalLines() throws {
        let long = String(repeating: "n", count: 90)
        let diagnostic = try #require(diagnose("connections:\n" + vimeo(name: "\"\(long)\n      \(long)\"")).first)
        #expect(diagnostic.code == .tooLong)
        #expect(diagnostic.excerpt?.length == 91)
    }
}
