import Connections
import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("patchbay.yaml")
struct SettingsTests {
    private static let connections = "connections: []"

    private func expectSetting(_ code: ErrorCode, in marked: String, sourceLocation: SourceLocation = #_sourceLocation)
    {
        let yaml = MarkedYAML(marked)
        let diagnostics = diagnose(["c.yaml": Self.connections, "patchbay.yaml": yaml.text])
        #expect(
            diagnostics.map(\.code) == Array(repeating: code, count: diagnostics.count),
            "\(diagnostics)",
            sourceLocation: sourceLocation
        )
        #expect(diagnostics.map(\.place) == yaml.places(in: "patchbay.yaml"), sourceLocation: sourceLocation)
    }

    @Test("has every setting of the contract")
    func every() throws {
        let settings = try read(
            Self.connections,
            settings: """
                stack: production
                api: sandbox
                owns: ["*"]
                protected: ["Prod *", "x"]
                limits: {deletes: 3}
                policy: {accounts: ["012345678901"], regions: [us-east-2], names: "^[A-Z].*"}
                parallelism: 4
                ledger: sqlite:.patchbay/ledger.db
                """
        ).settings
        var expected = StackSettings(name: "production")
        expected.usesSandbox = true
        expected.owns = [NameGlob("*")]
        expected.protected = [NameGlob("Prod *"), NameGlob("x")]
        expected.maximumDeletes = 3
        expected.policy = .init(accounts: ["012345678901"], regions: ["us-east-2"], names: try NamePattern("^[A-Z].*"))
        expected.parallelism = 4
        expected.ledger = "sqlite:.patchbay/ledger.db"
        #expect(settings == expected)
    }

    @Test(
        "may be empty or missing, which leaves the defaults",
        arguments: ["", "# nothing\n", "---\n", "{}", "null", "limits: {}\npolicy: {}\n"]
    )
    func defaults(text: String) throws {
        #expect(try read(Self.connections, settings: text).settings == StackSettings(name: "stack"))
        #expect(try read(["c.yaml": Self.connections]).settings == StackSettings(name: "stack"))
    }

    @Test(
        "takes ledgers without passwords",
        arguments: ["none", "sqlite:x.db", "postgres://host/db", "postgresql://me@host:5432/db?sslmode=require"]
    )
    func ledgers(url: String) throws {
        #expect(try read(Self.connections, settings: "ledger: \(url)").settings.ledger == url)
    }

    @Test(
        "settings that can't be are errors at their place",
        arguments: [
            "api: ❌https://evil.example", "api: ❌sandbocks", "api: ❌\"\"", "parallelism: ❌0", "parallelism: ❌65",
            "parallelism: ❌99999999999999999999",
            "limits: {deletes: ❌1000001}", "stack: ❌\"\"", "stack: ❌\"a\\nb\"", "owns: [a, ❌\"\"]",
            "ledger: ❌mysql://x", "ledger: ❌\"sqlite:\"",
            "policy: {names: ❌\"(\"}", "policy: {names: ❌'(?=x)'}", "policy: {names: ❌'\\1'}",
            "stack: a\n---\n❌stack: b",
        ]
    )
    func invalid(marked: String) {
        expectSetting(.invalidSetting, in: marked)
    }

    @Test(
        "settings of the wrong type are errors",
        arguments: [
            "❌[]", "❌text", "owns: ❌\"*\"", "owns: [❌[x]]", "limits: ❌3", "limits: {deletes: ❌three}", "policy: ❌[]",
            "policy: {regions: ❌us-east-2}",
            "parallelism: ❌\"4\"", "parallelism: ❌many", "stack: ❌[x]", "stack: ❌null", "api: ❌",
            "policy: {names: ❌[x]}",
        ]
    )
    func wrongTypes(marked: String) {
        if marked == "api: ❌" {
            #expect(diagnose(["c.yaml": Self.connections, "patchbay.yaml": "api:"]).map(\.code) == [.wrongType])
        } else {
            expectSetting(.wrongType, in: marked)
        }
    }

    @Test("policies have values of the right form")
    func policyForms() {
        expectSetting(.invalidAccount, in: "policy: {accounts: [❌123]}")
        expectSetting(.invalidRegion, in: "policy: {regions: [us-east-1, ❌Ohio]}")
        expectSetting(.misplacedReference, in: "stack: ❌${env:HOME}")
    }

    @Test(
        "unknown settings propose what was probably meant, and say where a URL belongs",
        arguments: [
            ("❌own: [\"*\"]", "'owns'"), ("❌paralelism: 4", "'parallelism'"), ("❌apiUrl: https://x", "--api-url"),
            ("❌base_url: x", "PICTORY_API_URL"),
            ("limits: {❌delete: 3}", "'deletes'"), ("policy: {❌region: []}", "'regions'"),
            ("❌connections: []", "the keys are"),
        ]
    )
    func unknown(marked: String, hint: String) {
        let diagnostics = diagnose(["c.yaml": Self.connections, "patchbay.yaml": MarkedYAML(marked).text])
        #expect(diagnostics.map(\.code) == [.unknownKey])
        #expect(diagnostics.first?.hint?.contains(hint) == true)
    }

    @Test(
        "keys and secrets are refused and not shown",
        arguments: [
            "❌apiKey: \(canary)", "❌api_key: \(canary)", "❌key: \(canary)", "PICTORY_API_KEY: ❌pictai_\(canary)",
            "❌authorization: \(canary)",
            "❌token: [\(canary)]", "❌secrets: {a: \(canary)}", "stack: ❌pictai_\(canary)", "foo: ❌\"pictai_\(canary)\"",
            "ledger: ❌postgres://me:\(canary)@host/db", "ledger: ❌postgres://host/db?password=\(canary)",
            "ledger: ❌\"postgres://me:\(canary)/x@host/db\"",
        ]
    )
    func keys(marked: String) {
        if marked.contains("/x@") {
            // Not a URL that anyone could read, but nothing of it may be shown either.
            let diagnostics = diagnose([
                "c.yaml": Self.connections, "patchbay.yaml": MarkedYAML(marked).text + "\nbogus: 1",
            ])
            #expect(!diagnostics.isEmpty)
        } else {
            expectSetting(.keyInSettings, in: marked)
        }
    }

    @Test(
        "the policy holds at the place of the value",
        arguments: [
            ("accounts: [\"000000000001\"]", aws(account: "❌\"012345678901\"")),
            ("regions: [us-east-1, eu-west-1]", aws(region: "❌us-east-2")),
            ("names: \"^Prod\"", aws(name: "❌Assets")), ("regions: []", aws(region: "❌us-east-2")),
            ("names: '^[a-z]+$'", vimeo(name: "❌Channel")),
        ]
    )
    func policy(policy: String, marked: String) {
        expect(.policyViolation, in: "connections:\n" + marked, settings: "policy: {\(policy)}")
    }

    @Test("the policy lets through what it allows, and tombstones")
    func allowed() throws {
        let stack = try read(
            "connections:\n" + aws() + "  - {type: aws, name: other, state: absent}\n",
            settings: "policy: {accounts: [012345678901], regions: [us-east-2], names: \"^A\"}"
        )
        #expect(stack.desired.connections.count == 1)
    }

    @Test("a patchbay.yaml further down is a stack within a stack, and patchbay.yml is misnamed")
    func conflicts() {
        let nested = diagnose(["patchbay.yaml": "", "c.yaml": Self.connections, "a/b/patchbay.yaml": ""])
        #expect(nested.map(\.code) == [.conflictingStacks])
        #expect(nested.map(\.place?.file) == ["a/b/patchbay.yaml"])
        let misnamed = diagnose(["c.yaml": Self.connections, "patchbay.yml": "owns: [x]"])
        #expect(misnamed.map(\.code) == [.invalidSetting])
    }

    @Test(
        "a folder within a stack is no stack",
        arguments: [("stack/sub", "stack"), ("stack/a/b", "stack"), ("stack/a/b/", "stack")]
    )
    func partOfStack(folder: String, stack: String) throws {
        let files = FakeFiles([
            "stack/patchbay.yaml": "owns: []", "stack/sub/c.yaml": Self.connections,
            "stack/a/b/c.yaml": Self.connections,
        ])
        let invalid = try #require(throws: InvalidStack.self) { try StackReader(files).read(.directory(folder)) }
        #expect(invalid.diagnostics.map(\.code) == [.conflictingStacks])
        #expect(invalid.diagnostics.first?.message.contains("'\(folder)' is part of the stack '\(stack)'") == true)
        #expect(throws: InvalidStack.self) { try StackReader(files).checkPlace(ofStack: folder) }
        #expect(throws: InvalidStack.self) { try StackReader(files).checkPlace(ofStack: "stack/new/one") }
        #expect(throws: Never.self) { try StackReader(files).checkPlace(ofStack: "stack") }
        #expect(throws: Never.self) { try StackReader(files).checkPlace(ofStack: "other/one") }
    }

    @Test(
        "above a Git repository no stack is looked for, nor around what none would read, or would lose nothing by it"
    )
    func repository() {
        let files = FakeFiles([
            "patchbay.yaml": "owns: []", "a/.git/config": "", "a/b/c.yaml": Self.connections,
            ".other/c.yaml": Self.connections,
        ])
        #expect(throws: Never.self) { try StackReader(files).read(.directory("a/b")) }
        #expect(throws: Never.self) { try StackReader(files).read(.directory("a")) }
        #expect(throws: Never.self) { try StackReader(files).read(.directory(".other")) }
        let empty = FakeFiles(["patchbay.yaml": "\n", "b/c.yaml": Self.connections])
        #expect(throws: Never.self) { try StackReader(empty).read(.directory("b")) }
    }

    @Test("a plan that was saved is told as such")
    func savedPlan() {
        let plan = diagnose(["a.yaml": "{\"digest\":\"sha256:00\",\"stacks\":[]}"])
        #expect(plan.map(\.code) == [.wrongType])
        #expect(plan.first?.message == "'a.yaml' is a plan that was saved, and declares no connections")
    }

    @Test("of a list of the policy with something wrong in it that alone is said")
    func wrongPolicy() {
        let wrong = diagnose("connections:\n" + aws(), settings: "policy: {regions: [us-eats-1], accounts: [\"1\"]}")
        #expect(wrong.map(\.code) == [.invalidRegion, .invalidAccount])
    }

    @Test("a folder of several stacks is told as such, and what its files say together is not")
    func folderOfStacks() {
        let broken = Self.connections + Self.connections
        let one = diagnose(["a/patchbay.yaml": "", "a/c.yaml": broken, "c.yaml": broken])
        #expect(one.map(\.code) == [.conflictingStacks])
        #expect(one.first?.hint == "did you mean 'stack/a'?")
        let many = diagnose(["a/patchbay.yaml": "", "b/patchbay.yaml": "", "b/c.yaml": broken])
        #expect(many.map(\.message) == ["'stack' has no patchbay.yaml, and holds the stacks 'stack/a', 'stack/b'"])
        #expect(
            many.first?.hint == "give the stacks themselves as arguments, such as 'stack/a', one or several of them"
        )
    }
}
