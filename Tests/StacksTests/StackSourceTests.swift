import Connections
import Diagnostics
import Stacks
import Testing

@Suite("Where a stack comes from")
struct StackSourceTests {
    private let files = FakeFiles(
        [
            "infra/patchbay.yaml": "stack: production\nowns: [\"*\"]\nparallelism: 7",
            "infra/a.yaml": "connections:\n" + aws(name: "one", account: "\"000000000001\""),
            "infra/sub/b.yaml": "connections:\n" + aws(name: "two", account: "\"000000000002\""),
            "other/patchbay.yaml": "stack: other\nowns: [\"x\"]",
            "patchbay.yaml": "stack: working directory\nowns: [\"*\"]",
        ],
        input: "connections:\n" + aws(name: "piped", account: "\"000000000003\"")
    )

    @Test("a directory is read with all below it, and places are relative to it")
    func directory() throws {
        let stack = try StackReader(files).read(.directory("infra"))
        #expect(stack.name == "production")
        #expect(stack.settings.owns == [NameGlob("*")])
        #expect(stack.desired.connections.map(\.place.file) == ["a.yaml", "sub/b.yaml"])
        #expect(stack.source.path(ofPlaceIn: "sub/b.yaml") == "infra/sub/b.yaml")
        #expect(stack.source.directory == "infra")
        #expect(try StackReader(files).read(.directory("infra/")).desired.connections.count == 2)
    }

    @Test("files take the settings beside the first of them, without 'owns', and say so")
    func filesAlone() throws {
        let stack = try StackReader(files).read(.files(["infra/a.yaml", "infra/sub/b.yaml"]))
        #expect(stack.name == "production")
        #expect(stack.settings.parallelism == 7)
        #expect(stack.settings.owns.isEmpty)
        #expect(stack.warnings.map(\.code) == [.partialStack])
        #expect(stack.warnings.first?.place?.description == "infra/patchbay.yaml:2:7")
        #expect(stack.desired.connections.map(\.place.file) == ["infra/a.yaml", "infra/sub/b.yaml"])
        #expect(stack.source.directory == "infra")
    }

    @Test("files take the settings that are given among them whole")
    func filesWithSettings() throws {
        let stack = try StackReader(files).read(.files(["infra/a.yaml", "other/patchbay.yaml"]))
        #expect(stack.name == "other")
        #expect(stack.settings.owns == [NameGlob("x")])
        #expect(stack.warnings.isEmpty)
    }

    @Test("files without settings beside them have the defaults, and the name of their directory")
    func filesWithoutSettings() throws {
        let stack = try StackReader(files).read(.files(["infra/sub/b.yaml"]))
        #expect(stack.settings == StackSettings(name: "sub"))
    }

    @Test("two settings, or settings alone, are errors")
    func filesWithTwoSettings() throws {
        let two = try #require(throws: InvalidStack.self) {
            try StackReader(files).read(.files(["infra/a.yaml", "infra/patchbay.yaml", "other/patchbay.yaml"]))
        }
        #expect(two.diagnostics.map(\.code) == [.conflictingStacks])
        let none = try #require(throws: InvalidStack.self) {
            try StackReader(files).read(.files(["infra/patchbay.yaml"]))
        }
        #expect(none.diagnostics.map(\.code) == [.noFiles])
    }

    @Test("standard input is called '-' and takes the settings of the working directory")
    func standardInput() throws {
        let stack = try StackReader(files).read(.standardInput)
        #expect(stack.name == "working directory")
        #expect(stack.settings.owns.isEmpty)
        #expect(stack.desired.connections.map(\.place.description) == ["-:2:5"])
        let broken = try #require(throws: InvalidStack.self) {
            try StackReader(FakeFiles(input: "connections:")).read(.standardInput)
        }
        #expect(broken.diagnostics.first?.place?.file == "-")
        #expect(broken.report.message == "there is an error in '-'")
    }

    @Test("any failure fails the whole load, and the other files are read even so")
    func unreadable() throws {
        var files = files
        files.unreadable["infra/a.yaml"] = "permission denied"
        files.files["infra/sub/b.yaml"] = Array("connections:\n  - bogus: 1".utf8)
        let invalid = try #require(throws: InvalidStack.self) { try StackReader(files).read(.directory("infra")) }
        #expect(invalid.diagnostics.map(\.code) == [.fileUnreadable, .missingField, .unknownKey])
        #expect(invalid.diagnostics.first?.message == "'a.yaml' can't be read: permission denied")
        #expect(invalid.diagnostics.first?.place?.description == "a.yaml:1:1")
        #expect(invalid.report.category == .invalidInput)
    }

    @Test("a directory that is missing is an error of its own")
    func missingDirectory() throws {
        let invalid = try #require(throws: InvalidStack.self) { try StackReader(files).read(.directory("nowhere")) }
        #expect(invalid.diagnostics.map(\.code) == [.fileUnreadable])
    }

    @Test("the digest depends on the names and bytes of all files, and on nothing else")
    func digest() throws {
        func digest(_ texts: [String: String]) throws -> String { try read(texts).configDigest }
        let texts = ["a.yaml": "connections: []", "b.yaml": "connections: []\n"]
        let first = try digest(texts)
        #expect(first.hasPrefix("sha256:"))
        #expect(first.count == 71)
        #expect(first.dropFirst(7).allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(try digest(texts) == first)
        #expect(try digest(texts.merging(["notes.txt": "x"]) { one, _ in one }) == first)
        let others = [
            ["a.yaml": "connections: []\n", "b.yaml": "connections: []"],
            ["a.yaml": "connections: []", "c.yaml": "connections: []\n"],
            ["a.yaml": "connections: []", "b.yaml": "connections: []\n", "patchbay.yaml": ""],
            ["a.yaml": "connections: [] ", "b.yaml": "connections: []\n"], ["a.yaml": "connections: []"],
        ]
        let digests = try others.map(digest)
        #expect(Set(digests + [first]).count == others.count + 1)
    }
}
