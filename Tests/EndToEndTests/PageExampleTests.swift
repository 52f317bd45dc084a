import Foundation
import TestSupport
import Testing

@Suite("The files and documents in the pages, with the built program")
struct PageExampleTests {
    /// All pages but that of errors, whose examples are wrong on purpose and run by `scripts/check-error-examples`.
    private static func pages(_ program: Program) async throws -> [String] {
        let found = try await shell("cd '\(Page.root.path)' && find README.md docs -name '*.md' | sort", program).out
        return found.split(separator: "\n").map(String.init).filter { $0 != "docs/reference/errors.md" }
    }

    @Test("every file of connections or settings is one that validate takes")
    func files() async throws {
        try await withTemporaryDirectory { directory in
            var program = Program(directory: directory)
            var stacks: [String] = []
            for page in try await Self.pages(program) {
                let blocks = try Page(page).blocks("yaml").map(\.text)
                for (index, text) in blocks.enumerated() {
                    let first = text.split(separator: "\n").first { !$0.hasPrefix("#") } ?? ""
                    let isSettings = ["stack:", "owns:", "ledger:", "api:", "limits:"].contains { first.hasPrefix($0) }
                    guard isSettings || first == "connections:" || first == "connections: []" else { continue }
                    let stack = page.replacing("/", with: "-").replacing(".md", with: "-\(index)")
                    try directory.write(text, to: "\(stack)/\(isSettings ? "patchbay.yaml" : "connections.yaml")")
                    if isSettings { try directory.write("connections: []\n", to: "\(stack)/connections.yaml") }
                    stacks.append(stack)
                }
            }
            #expect(stacks.count >= 8)
            program.environment["CI"] = "true"
            let run = try await program.run(["validate"] + stacks) { _ in }.run
            #expect(run.status == 0, "\(run.all)")
        }
    }

    @Test("every JSON document is one of a schema that the program prints, and every other JSON is JSON")
    func documents() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            for name in try await program.run("schema").out.split(separator: "\n").map(String.init) {
                try directory.write(try await program.run("schema", name).out, to: "schemas/\(name).json")
            }
            var count = 0
            for page in try await Self.pages(program) {
                for text in try Page(page).blocks("json").map(\.text) {
                    // A stream of events has one on each line.
                    let isStream = text.hasPrefix("{\"event\"")
                    for document in isStream ? text.split(separator: "\n").map(String.init) : [text] {
                        count += 1
                        let name = page.replacing("/", with: "-").replacing(".md", with: "-\(100 + count).json")
                        try directory.write(document, to: "documents/\(name)")
                    }
                }
            }
            #expect(count > 20)
            let script = """
                import glob, json, jsonschema, sys
                judge = getattr(jsonschema, 'Draft202012Validator', jsonschema.Draft7Validator)
                schemas = {path: judge(json.load(open(path))) for path in glob.glob('schemas/*.json')}
                wrong = 0
                for path in sorted(glob.glob('documents/*.json')):
                    # Digests are cut short in the pages.
                    document = json.loads(open(path).read().replace('sha256:…', 'sha256:' + 64 * '0'))
                    if not isinstance(document, dict) or 'formatVersion' not in document: continue
                    # What several stacks are wrapped in has a schema for each of them.
                    parts = document.get('stacks') if isinstance(document.get('stacks'), list) else None
                    for part in [document] if parts is None else parts:
                        if any(schema.is_valid(part) for schema in schemas.values()): continue
                        best = min(set(schemas) - {'schemas/settings.json', 'schemas/connections.json'}, key=lambda name: len(list(schemas[name].iter_errors(part))))
                        print(path, best, [error.message[:200] for error in schemas[best].iter_errors(part)])
                        wrong += 1
                sys.exit(wrong > 0)
                """
            try directory.write(script, to: "judge.py")
            let judged = try await shell("/usr/bin/python3 judge.py", program)
            #expect(judged.status == 0, "\(judged.all)")
        }
    }
}
