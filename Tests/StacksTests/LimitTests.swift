import Connections
import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("All errors of one run, within limits")
struct LimitTests {
    @Test("errors of all files, of bytes, YAML, schema and settings come together, sorted by place")
    func allAtOnce() throws {
        let diagnostics = diagnose([
            "a.yaml": "connections:\n" + aws(region: "Ohio") + aws(name: "x", account: "\"1\""),
            "b.yaml": "connections: [", "c.yaml": "connections:\n  - name: \u{200B}\n",
            "d.yaml": "connections:\n" + aws(name: "x y"), "e.yaml": "", "patchbay.yaml": "parallelism: 0",
            "sub/f.yaml": "connections:\n" + aws(name: "x y", account: "\"000000000009\"") + "  -\n",
        ])
        #expect(
            diagnostics.map { "\($0.place?.file ?? "") \($0.code.rawValue)" } == [
                "a.yaml invalid-region", "a.yaml invalid-account", "b.yaml yaml-syntax", "c.yaml forbidden-character",
                "e.yaml empty-document", "patchbay.yaml invalid-setting", "sub/f.yaml duplicate-name",
                "sub/f.yaml empty-item",
            ]
        )
        #expect(diagnostics == diagnostics.sorted())
    }

    @Test("fault 5: the first 50 errors by place are shown, and the rest are counted")
    func fifty() throws {
        let entries = (0..<1_000).map { _ in "  - bogus: 1\n" }.joined()
        let invalid = try #require(throws: InvalidStack.self) {
            try read(["b.yaml": "connections:\n" + entries, "a.yaml": "connections:\n" + entries])
        }
        #expect(invalid.diagnostics.count == 50)
        #expect(invalid.omittedErrors == 3_950)
        #expect(invalid.errorCount == 4_000)
        #expect(invalid.diagnostics.last?.place?.description == "a.yaml:26:5")
        #expect(invalid.report.message == "there are 4000 errors in 'stack'")
    }

    @Test("errors that a cross-check finds last are still shown when they stand first")
    func lateButFirst() throws {
        let clash = "connections:\n" + aws() + aws(name: "assets", account: "\"000000000002\"")
        let entries = (0..<1_000).map { _ in "  - bogus: 1\n" }.joined()
        let invalid = try #require(throws: InvalidStack.self) {
            try read(["a.yaml": clash, "b.yaml": "connections:\n" + entries])
        }
        #expect(invalid.diagnostics.first?.code == .similarName)
        #expect(invalid.diagnostics.count == 50)
    }

    @Test("warnings have a limit of their own and do not fail the reading")
    func warnings() throws {
        let entries = (0..<60).map { aws(name: "a/\($0)", account: "\"\(100_000_000_000 + $0)\"") }.joined()
        let stack = try read("connections:\n" + entries)
        #expect(stack.warnings.count == 50)
        #expect(stack.omittedWarnings == 10)
        #expect(stack.desired.connections.count == 60)
    }

    @Test("fault 5: the limits are named in their errors")
    func limits() throws {
        var limits = StackReader.Limits()
        #expect(limits.bytes == 256 << 20)
        #expect(limits.connections == 1_000_000)
        limits.bytes = 3 << 20
        limits.connections = 2
        limits.bytesPerFile = 1 << 20
        func diagnostics(_ texts: [String: String]) throws -> [Diagnostic] {
            let reader = StackReader(files: FakeFiles(texts), environment: [:], resolvesSecrets: false, limits: limits)
            return try #require(throws: InvalidStack.self) { try reader.read(.directory("s")) }.diagnostics
        }
        let filler = "connections: []\n#" + String(repeating: "x", count: 1 << 20)
        let tooLarge = try diagnostics(["s/a.yaml": filler])
        #expect(tooLarge.map(\.code) == [.fileTooLarge])
        #expect(tooLarge[0].message == "'a.yaml' is larger than 1 MiB")
        let block = String(filler.prefix(1 << 20))
        let together = try diagnostics(["s/a.yaml": block, "s/b.yaml": block, "s/c.yaml": block, "s/d.yaml": block])
        #expect(together.map(\.code) == [.inputTooLarge])
        #expect(together[0].message.contains("3 MiB"))
        let tooMany = try diagnostics([
            "s/a.yaml": "connections:\n" + aws(name: "a"),
            "s/b.yaml": "connections:\n" + aws(name: "b", region: "us-east-1") + aws(name: "c", region: "us-west-1"),
        ])
        #expect(tooMany.map(\.code) == [.tooManyConnections])
        #expect(tooMany[0].message.contains("2 connections"))
        #expect(tooMany[0].place?.description == "b.yaml:3:5")
    }

    @Test("a file of mistakes takes time in proportion to its size")
    func manyMistakes() throws {
        let text = "connections:\n" + String(repeating: "- x\n", count: 50_000)
        let time = try processorTime {
            let invalid = try #require(throws: InvalidStack.self) { try read(text) }
            #expect(invalid.errorCount == 50_000)
        }
        #expect(time < .seconds(30))
    }

    @Test("a file in one long line is reported quickly, with what can be shown of it")
    func longLine() throws {
        let entries = (0..<2_000).map { "{type: aws, name: n\($0), bogus: 1}" }.joined(separator: ",")
        let time = processorTime {
            let diagnostics = diagnose("connections: [\(entries)]")
            #expect(diagnostics.count == 50)
            #expect(diagnostics.allSatisfy { $0.excerpt?.line.isEmpty == false })
        }
        #expect(time < .seconds(30))
    }
}
