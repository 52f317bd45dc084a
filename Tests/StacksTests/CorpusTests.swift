import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("The bad stacks of Tests/Corpus/files")
struct CorpusTests {
    private static let environment = ["VIMEO_CLIENT_SECRET": "canary-one", "VIMEO_ACCESS_TOKEN": "canary-two"]

    @Test(
        "each is told with its code, at its place, and with what to do",
        arguments: try CorpusStack.all()
    )
    func told(_ stack: CorpusStack) throws {
        var files = FakeFiles(["stack/readme.md": ""])
        for (name, bytes) in stack.files { files.files["stack/\(name)"] = bytes }
        let diagnostics: [Diagnostic]
        do {
            diagnostics = try StackReader(files, environment: Self.environment).read(.directory("stack")).warnings
        } catch {
            diagnostics = error.diagnostics
        }
        checkAll(diagnostics)
        let said = diagnostics.map { diagnostic in
            diagnostic.code.rawValue + (diagnostic.place.map { " at \($0)" } ?? "")
        }
        #expect(said.sorted() == stack.expected)
        #expect(!said.isEmpty)
    }

    @Test("there are as many as were promised")
    func count() throws {
        try #expect(CorpusStack.all().count >= 300)
    }
}
