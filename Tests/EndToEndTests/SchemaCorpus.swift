import TestSupport

/// Documents for a stack, right ones and ones with a few mistakes, made by chance.
///
/// What a schema cannot tell from a document alone is left out: keys that stand twice; the spellings of numbers and truth
/// values that YAML has besides the usual ones (`TRUE`, `0x1F`, `1e3`); account ids in which YAML's number hides that
/// digits are missing; a `grace` of more than a year in several units; and characters beyond 16 bits.
struct SchemaCorpus {
    /// Values of a key as they stand in YAML.
    private struct Values {
        var right: [String]
        var wrong: [String]
    }

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static let nothing = ["~", "null", "", "[a]", "{a: b}"]

    private static let values: [String: Values] = [
        "name": Values(
            right: ["Assets", "'a_b-c'", "no", "2024", "-5", "true", "\"0\"", long(100), "a moving 1234567", "'on'"],
            wrong: nothing + [
                "\"\"", "' a'", "'a '", long(101), #""a\tb""#, #""a\u200Bb""#, "'${env:X}'", "x moving 12345678",
                "x retired ABCDEF12", #""a\x7F""#, #""a\u202E""#, #""a\n""#,
            ]
        ),
        "description": Values(
            right: [
                "text", "\"\"", #""a\nb\tc""#, long(250), "5", "1.5", "false", ">-\n      folded\n      text",
                "'$HOME {env:'",
            ],
            wrong: nothing + [
                long(251), "${env:HOME}", "'see ${file:x}'", #""\x85""#, #""\u2028""#, #""\uFEFF""#, #""\e""#,
            ]
        ),
        "enabled": Values(right: ["true", "false"], wrong: nothing + ["yes", "\"true\"", "1", "off"]),
        "protected": Values(right: ["true", "false"], wrong: nothing + ["no", "'false'", "0"]),
        "id": Values(
            right: ["2025abc", "7", long(200)],
            wrong: nothing + ["\"\"", long(201), #""a\nb""#, #""\u200D""#]
        ),
        "renamedFrom": Values(
            right: ["Old", "[Old, Older]", "[]", "5", "[true]"],
            wrong: ["~", "", "{a: b}", "\"\"", "[\"\"]", "[[a]]", "[~]", "['${env:A}']"]
        ),
        "state": Values(right: ["present", "absent"], wrong: nothing + ["gone", "true", "Absent"]),
        "ignore": Values(
            right: ["[description]", "[enabled, description]", "[]"],
            wrong: ["[name]", "description", "[~]", "[5]", "~", "{a: b}", "[[enabled]]"]
        ),
        "replace": Values(right: ["createFirst", "deleteFirst"], wrong: nothing + ["create", "createfirst", "1"]),
        "grace": Values(
            right: ["72h", "1d12h", "365d", "1h30m", "0d1h", "'5s'"],
            wrong: nothing + [
                "0h", "72", "h", "12h1d", "1h1h", "1.5h", "\"\"", "9999999999s", "0d0h", "1w", "'1h '", #""1h\n""#,
            ]
        ),
        "awsAccountId": Values(
            right: ["\"012345678901\"", "123456789012", "'999999999999'"],
            wrong: nothing + [
                "'123'", "'1234567890123'", "1234567890123", "'12345678901a'", "true", "1234-5678-9012",
                #""123456789012\n""#,
            ]
        ),
        "awsRegion": Values(
            right: ["us-east-2", "eu-west-1", "us-gov-east-1", "'ap-southeast-12'"],
            wrong: nothing + [
                "us-east", "US-EAST-1", "x-east-1", "us--1", "useast1", "3", "us-east-123", "us-\(long(25))-11",
                #""us-east-2\n""#,
                "world-east-1",
            ]
        ),
        "clientIdentifier": Values(
            right: ["abc", "925d", "12345", long(500)],
            wrong: nothing + ["\"\"", long(501), #""a\tb""#, "${env:A}", #""\u2060""#]
        ),
        "clientSecret": secret,
        "accessToken": secret,
        "credentialsRevision": Values(
            right: ["0", "3", "1000000000"],
            wrong: nothing + ["-1", "1.5", "\"3\"", "1000000001", "three", "true"]
        ),
    ]

    private static let secret = Values(
        right: ["${env:A}", "\"${env:_a1}\"", "${file:/run/x}", "'${file:a b}'"],
        wrong: nothing + [
            "canary-secret", "${env:1A}", "${env:}", "${file:}", "x${env:A}", "'${env:A} '", "5", "'${file:a}b}'",
            #""${file:a\u200Bb}""#, #""${file:a\tb}""#, #""${env:A}\n""#, "${ENV:A}",
        ]
    )

    private static let required = [
        "aws": ["awsAccountId", "awsRegion"], "vimeo": ["clientIdentifier", "clientSecret", "accessToken"],
    ]
    private static let optional = [
        "description", "enabled", "protected", "id", "renamedFrom", "ignore", "replace", "grace",
    ]
    private static let wholes = [
        "connections: []", "connections:", "connections: ~", "connections: {}", "connections: text", "[]", "text", "{}",
        "5", "# nothing",
        "foo: 1", "connections: []\nfoo: 1", "Connections: []", "connections:\n  - aws", "connections:\n  -",
        "connections:\n  - []",
        "connections:\n  - {}",
    ]

    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func document() -> String {
        if Int.random(in: 0..<25, using: &random) == 0 { return one(Self.wholes) + "\n" }
        let entries = (0..<Int.random(in: 1...2, using: &random)).map { _ in entry() }
        return "connections:\n" + entries.joined()
    }

    private mutating func entry() -> String {
        let type = one(["aws", "vimeo"])
        var keys = ["type", "name"] + (Self.required[type] ?? [])
        keys += Self.optional.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        if type == "vimeo", Bool.random(using: &random) { keys.append("credentialsRevision") }
        let isAbsent = Int.random(in: 0..<5, using: &random) == 0
        if isAbsent { keys = keys.filter { $0 == "type" || $0 == "name" || Bool.random(using: &random) } }
        var pairs = keys.map { ($0, $0 == "type" ? type : one(Self.values[$0]?.right ?? [])) }
        if isAbsent { pairs.append(("state", "absent")) }
        for _ in 0..<[0, 0, 1, 1, 2][Int.random(in: 0..<5, using: &random)] { spoil(&pairs, type) }
        return pairs.enumerated().map { index, pair in "  \(index == 0 ? "-" : " ") \(pair.0): \(pair.1)\n" }.joined()
    }

    /// One mistake, or what turns out to be none.
    private mutating func spoil(_ pairs: inout [(String, String)], _ type: String) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: if pairs.count > 1 { pairs.remove(at: Int.random(in: 0..<pairs.count, using: &random)) }
        case 1: add((one(["foo", "nam", "Name", "awsAcountId", "types"]), "1"), to: &pairs)
        case 2:
            let foreign = type == "aws" ? "vimeo" : "aws"
            let key = one((Self.required[foreign] ?? []) + (foreign == "vimeo" ? ["credentialsRevision"] : []))
            add((key, one(Self.values[key]?.right ?? [])), to: &pairs)
        case 3: set("type", one(["s3", "AWS", "~", "5", "[aws]", "'aws'", "vimeo", "aws"]), in: &pairs)
        case 4 where type == "aws": set("name", one(["\"Ünï: x\"", "a/b", "1.5", "a.b", #""\xA0a""#]), in: &pairs)
        case 4: set("name", one(["\"Ü\"", "a/b", "1.5", "a.b", #""\xA0a""#]), in: &pairs)
        default:
            let key = one(Self.values.keys.sorted().filter { key in pairs.contains { $0.0 == key } } + Self.optional)
            guard let values = Self.values[key] else { return }
            set(key, one(values.wrong), in: &pairs)
        }
    }

    private func add(_ pair: (String, String), to pairs: inout [(String, String)]) {
        if !pairs.contains(where: { $0.0 == pair.0 }) { pairs.append(pair) }
    }

    private func set(_ key: String, _ value: String, in pairs: inout [(String, String)]) {
        guard let index = pairs.firstIndex(where: { $0.0 == key }) else { return pairs.append((key, value)) }
        pairs[index].1 = value
    }

    private mutating func one(_ words: [String]) -> String {
        words.isEmpty ? "" : words[Int.random(in: 0..<words.count, using: &random)]
    }
}
