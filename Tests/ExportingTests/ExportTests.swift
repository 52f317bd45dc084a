import Connections
import Exporting
import Planning
import Stacks
import TestSupport
import Testing

@Suite("An account as files")
struct ExportTests {
    @Test("an entry has what its connection has, leaves out defaults, and takes its secrets from variables of its name")
    func entries() {
        var off = aws("Marketing assets", 12, description: "Bucket of the web team")
        off.enabled = false
        let expected = """
            # yaml-language-server: $schema=patchbay.schema.json
            # Of 'patchbay export', which with --force overwrites its files and removes stale ones.
            connections:
              - type: aws
                name: Marketing assets
                description: Bucket of the web team
                awsAccountId: "000000000012"
                awsRegion: us-east-2
                enabled: false

              - type: vimeo
                name: Main channel
                clientIdentifier: "925d"
                clientSecret: ${env:VIMEO_MAIN_CHANNEL_CLIENT_SECRET}
                accessToken: ${env:VIMEO_MAIN_CHANNEL_ACCESS_TOKEN}

            """
        #expect(text(vimeo("Main channel", client: "925d"), off) == expected)
    }

    @Test("an account without connections is declared as such, in every layout", arguments: ExportLayout.allCases)
    func nothing(_ layout: ExportLayout) throws {
        let export = Export(of: LiveAccount())
        let files = export.files(layout)
        #expect(files.map(\.path) == ["connections.yaml"])
        #expect(files[0].text.hasSuffix("\nconnections: []\n"))
        try #expect(export.read(layout).desired.connections.isEmpty)
    }

    @Test(
        "a text is plain where every reader takes it for that text, and else in double quotes",
        arguments: [
            ("Marketing assets", "Marketing assets"), ("a, b & (c) * 'd' ! 50% [e] {f} | > @g", nil),
            ("no", "\"no\""), ("No", "\"No\""), ("y", "\"y\""), ("Null", "\"Null\""), ("off", "\"off\""),
            ("norway", nil),
            ("012", "\"012\""), ("1e3", "\"1e3\""), ("0x1F", "\"0x1F\""), ("2001-01-01", "\"2001-01-01\""),
            ("~", "\"~\""), ("-", "\"-\""), ("- a", "\"- a\""), ("---", "\"---\""), ("...", "\"...\""), ("|", "\"|\""),
            (">", "\">\""), ("%YAML", "\"%YAML\""), ("@a", "\"@a\""), ("`a", "\"`a\""), ("&a", "\"&a\""),
            ("*a", "\"*a\""),
            ("!a", "\"!a\""), ("? a", "\"? a\""), ("[a", "\"[a\""), ("{a", "\"{a\""), ("'a'", "\"'a'\""),
            ("=", "\"=\""),
            ("<<", "\"<<\""), ("a: b", "\"a: b\""), ("a:", "\"a:\""), ("a #b", "\"a #b\""), ("#a", "\"#a\""),
            ("say \"hi\"", #""say \"hi\"""#), (#"a\n"#, #""a\\n""#), ("a\nb", #""a\nb""#), ("a\tb", #""a\tb""#),
            ("a\n\n  b\n- c\n", #""a\n\n  b\n- c\n""#), (" a", "\" a\""), ("a ", "\"a \""),
            ("Ünïcödé 日本語", nil), ("🎬 film", "\"🎬 film\""), ("film 🎬", nil), ("a\u{A0}b", #""a\xA0b""#),
            ("a\u{2003}b", #""a\u2003b""#), ("a\u{E000}b", #""a\uE000b""#), ("a\u{F0000}b", #""a\U000F0000b""#),
            ("${HOME}", "\"${HOME}\""), ("$env", "\"$env\""),
        ] as [(String, String?)]
    )
    func scalars(_ description: String, _ written: String?) throws {
        let live = LiveAccount(connections: [aws("a", description: description)])
        let export = Export(of: live)
        let lines = export.files(.one)[0].text.split(separator: "\n")
        #expect(lines.contains("    description: \(written ?? description)"), "\(lines)")
        try #expect(export.read(.one).desired.connections.first?.description == description)
        try #expect(export.plan(.one, onto: live).changes.isEmpty)
    }

    @Test(
        "a description that cannot stand in a file is left alone, and says why",
        arguments: [
            ("a\u{200D}b", "it has the invisible character U+200D"), ("a\rb", "it has the control character U+000D"),
            ("a\u{85}b", "it has the control character U+0085"), ("a\u{2028}b", "it has the line separator U+2028"),
            ("a\u{0}b", "it has the control character U+0000"),
            ("a\u{202E}b", "it has the character U+202E, which changes the direction of text"),
            (String(repeating: "x", count: 251), "it is longer than 250 characters"),
            ("see ${env:HOME}", "it looks as if it held a reference"),
        ]
    )
    func ignored(_ description: String, _ reason: String) throws {
        let live = LiveAccount(connections: [aws("a", description: description)])
        let export = Export(of: live)
        let text = export.files(.one)[0].text
        let ending = """
                ignore: [description]
                # The live description cannot stand in a file, since \(reason). It is left as it is.

            """
        #expect(text.hasSuffix(ending), "\(text)")
        try #expect(export.plan(.one, onto: live).changes.isEmpty)
    }

    @Test(
        "white space at the ends of a description stays where it can, and goes where it cannot, which changes nothing",
        arguments: [
            ("  a  ", "  a  "), ("a\r\n", "a"), ("\u{85}a\u{2029}", "a"),
            (String(repeating: "x", count: 250) + " ", nil),
            (" \n ", ""), ("\r", ""),
        ] as [(String, String?)]
    )
    func outerSpace(_ description: String, _ expected: String?) throws {
        let live = LiveAccount(connections: [aws("a", description: description)])
        let export = Export(of: live)
        let expected = expected ?? String(repeating: "x", count: 250)
        try #expect(export.read(.one).desired.connections.first?.description == expected)
        try #expect(export.plan(.one, onto: live).changes.isEmpty)
    }

    @Test("what files cannot declare is left out with the reason, and a plan leaves it alone")
    func leftOut() throws {
        let live: [(LiveConnection, String?)] = [
            (aws("", 1), "its name is empty"), (aws(" a", 2), "its name begins or ends with a space"),
            (aws(String(repeating: "n", count: 101), 3), "its name is longer than 100 characters"),
            (aws("a\tb", 4), "its name has a line break or a tab in it"),
            (aws("a\u{200B}b", 5), "its name has the invisible character U+200B"),
            (aws("${env:A}", 6), "its name looks as if it held a reference"),
            (
                aws("x moving 12345678", 7),
                "its name ends like those that patchbay gives connections while it moves them"
            ),
            (
                aws("ü moving 12345678", 8),
                "its name ends like those that patchbay gives connections while it moves them"
            ),
            (aws("short", 9, account: "123"), "its AWS account id has not 12 digits"),
            (aws("nowhere", 10, region: "earth"), "its region is not the name of an AWS region"),
            (aws("Twin", 11), nil),
            (aws("twin", 12), "its name differs from 'Twin' in capitals or spaces only"),
            (aws("place 1", 13), nil),
            (
                aws("place 2", 14, account: "000000000013"),
                "'place 1' has the same account and region, which files can declare once"
            ),
            (aws("Ünïcödé: ok", 15), nil), (vimeo("Ü"), "its name has the character 'Ü'"),
            (vimeo("two", id: "v-1"), nil), (vimeo("two", id: "v-2"), "another connection has the same name"),
            (vimeo("empty", client: ""), "its client identifier is empty"),
            (
                vimeo("long", client: String(repeating: "c", count: 501)),
                "its client identifier is longer than 500 characters"
            ),
            (vimeo("line", client: "a\nb"), "its client identifier has a line break or a tab in it"),
            (vimeo("hidden", client: "a\u{FEFF}"), "its client identifier has the invisible character U+FEFF"),
        ]
        let unmanageable = UnmanageableConnection(type: .vimeo, name: "odd", reason: "it has no 'version'")
        let account = LiveAccount(connections: live.map(\.0).shuffled(), unmanageable: [unmanageable])
        let export = Export(of: account)
        var reasons = Dictionary(uniqueKeysWithValues: live.compactMap { item in item.1.map { (item.0.id, $0) } })
        for item in export.leftOut where item.name != "odd" {
            let id = try #require(item.connectionId)
            #expect(item.reason == reasons.removeValue(forKey: id))
        }
        #expect(reasons.isEmpty)
        #expect(export.leftOut.contains { $0.reason == "it cannot be managed: it has no 'version'" })
        let plan = try export.plan(.byConnection, onto: account)
        #expect(plan.changes.isEmpty, "\(plan.changes)")
        #expect(plan.summary.unmanaged == export.leftOut.count)
    }

    @Test("where another connection has the same name, the entry names the id, so that it means the right one")
    func pinned() throws {
        let account = LiveAccount(connections: [
            vimeo("a", client: "", id: "v-1"), vimeo("a", client: "mine", id: "v-2"), vimeo("b", id: "v-3"),
        ])
        let export = Export(of: account)
        let desired = try export.read(.one).desired.connections
        #expect(desired.map(\.id) == [ConnectionID("v-2"), nil])
        try #expect(export.plan(.one, onto: account).changes.isEmpty)
    }

    @Test("what a replace left keeps working: its successor's entry has a grace, and an apply does not delete it")
    func retired() throws {
        let old = aws(ParkedName.name(for: .retired, of: "Webinars", id: ConnectionID("aws-1")), 1)
        let alone = aws(ParkedName.name(for: .moving, of: "Other", id: ConnectionID("aws-3")), 3)
        let account = LiveAccount(connections: [old, aws("Webinars", 2), alone])
        let export = Export(of: account)
        let plan = try export.plan(.one, onto: account)
        #expect(plan.changes.isEmpty && plan.waiting.map(\.connectionId) == [old.id], "\(plan)")
        #expect(export.leftOut.map(\.connectionId) == [alone.id, old.id])
        #expect(export.leftOut[1].reason.contains("'grace: 365d'"))
        #expect(export.leftOut[0].reason.contains("cut short"))
    }
}
