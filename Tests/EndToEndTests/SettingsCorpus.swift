import TestSupport

/// Settings of a stack, right ones and ones with a few mistakes, made by chance.
///
/// What a schema cannot tell is left out, as of ``SchemaCorpus``; so are several documents in one file, and patterns of
/// `policy.names` that are none.
struct SettingsCorpus {
    private struct Values {
        var right: [String]
        var wrong: [String]
    }

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static let noText = ["~", "null", "", "{a: b}"]

    private static let patterns = Values(
        right: ["[]", "['*']", "[Prod *, 5, true]", "[\"\u{E4}?\"]", "[pictai_x]", #"["a\nb"]"#],
        wrong: noText + ["'*'", "[\"\"]", "[[a]]", "[~]", "[{a: b}]", "['${env:A}']", #"["a\u200B"]"#]
    )

    private static let values: [String: Values] = [
        "stack": Values(
            right: ["production", "5", "1.5", "true", "no", "'a b'", "' '", long(100), "\"\u{E4}\""],
            wrong: noText + [
                "[a]", "\"\"", long(101), #""a\nb""#, #""a\tb""#, "'${file:x}'", "pictai_x", "x-pictai_y",
                #""a\uFEFF""#,
            ]
        ),
        "api": Values(
            right: ["sandbox", "'sandbox'"],
            wrong: noText + [
                "[a]", "Sandbox", "https://example.com", "\"\"", "'sandbox '", "5", #""sandbox\n""#, "pictai_x",
            ]
        ),
        "owns": patterns,
        "protected": patterns,
        "limits": Values(
            right: ["{}", "{deletes: 0}", "{deletes: 3}", "{deletes: 1000000}", "\n  deletes: 7"],
            wrong: ["~", "", "3", "[3]", "{delete: 3}", "{deletes: -1}", "{deletes: 1000001}", "{deletes: '3'}"]
                + ["{deletes: 1.5}", "{deletes: many}", "{deletes: ~}", "{deletes: [3]}", "{deletes: 3, creates: 4}"]
        ),
        "policy": Values(
            right: [
                "{}", "{accounts: []}", "{accounts: ['012345678901', 123456789012]}",
                "{regions: [us-east-2, eu-west-9]}",
                "{regions: []}", "{names: '^[A-Z].*'}", "{names: 5}", "{names: \"\"}",
                "{names: 'a{2,3}', regions: [us-gov-east-1]}",
            ],
            wrong: [
                "~", "", "[]", "us-east-2", "{accounts: 5}", "{accounts: ['123']}", "{accounts: [~]}", "{accounts: {}}",
                "{accounts: ~}", "{regions: us-east-2}", "{regions: [Ohio]}", "{regions: [3]}",
                "{regions: [[us-east-2]]}",
                "{regions: ~}", "{names: [x]}", "{names: ~}", "{names: '${env:A}'}", "{region: []}", "{account: []}",
                "{regions: [us-east-2, x]}", #"{regions: ["us-east-2\n"]}"#, #"{accounts: ["012345678901\n"]}"#,
            ]
        ),
        "parallelism": Values(
            right: ["1", "4", "64"],
            wrong: noText + ["[4]", "0", "65", "-1", "'4'", "2.5", "many", "true", "999999999999"]
        ),
        "ledger": Values(
            right: [
                "none", "sqlite:x.db", "'sqlite:/a b/c'", "postgres://host/db",
                "postgresql://me@host:5432/db?sslmode=require",
                "postgres://", "'sqlite:me:you@x'", "postgres://[::1]:5432/db", #""sqlite:a\nb""#,
            ],
            wrong: noText + [
                "[none]", "\"\"", "5", "mysql://x", "\"sqlite:\"", "None", "'none '", "'${env:LEDGER}'", #""none\n""#,
                "sqlite",
                "postgres://me:canary@host/db", "postgres://host/db?password=canary",
                "\"postgres://me:canary/x@host/db\"",
                "postgresql://:@h", "postgres://a:b@c@d", "sqlite:pictai_x", #""sqlite:\u2060""#,
            ]
        ),
    ]

    private static let wholes = [
        "", "# nothing", "---", "{}", "null", "~", "[]", "text", "5", "- stack: a", "true", "connections: []",
        "Stack: a",
        "5: a", "stack: a\nfoo: 1", "apiKey: canary-key", "api_url: https://example.com", "token: [canary]",
        "own: ['*']",
    ]

    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func document() -> String {
        if Int.random(in: 0..<20, using: &random) == 0 { return one(Self.wholes) + "\n" }
        let keys = Self.values.keys.sorted().filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        let spoilt = Bool.random(using: &random) ? nil : one(keys)
        let lines = keys.map { key in
            let values = Self.values[key]
            return "\(key): \(one((key == spoilt ? values?.wrong : values?.right) ?? []))\n"
        }
        return lines.isEmpty ? "{}\n" : lines.joined()
    }

    private mutating func one(_ words: [String]) -> String {
        words.isEmpty ? "" : words[Int.random(in: 0..<words.count, using: &random)]
    }
}
