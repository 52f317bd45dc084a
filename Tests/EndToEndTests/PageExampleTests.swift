import Foundation
import TestSupport
import Testing

@Suite("The files, documents and command lines in the pages, with the built program")
struct PageExampleTests {
    /// All pages but that of errors, whose examples are wrong on purpose and run by `scripts/check-pages`.
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

    @Test("every command line in the pages names a command, and flags that it has")
    func commandLines() async throws {
        let dump = try await withTemporaryDirectory { try await Program(directory: $0).run("--experimental-dump-help") }
        let flags = try JSONDecoder().decode(CommandFlags.self, from: Data(dump.out.utf8)).flags
        let folders = ["docs", "examples"].map { Page.root.appending(path: $0).path }
        let found = try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            return try await shell("find \(folders.joined(separator: " ")) -name '*.md'", program).out
        }
        var count = 0
        let paths = found.split(separator: "\n").map { String($0.dropFirst(Page.root.path.count + 1)) }
        for path in paths + ["README.md"] {
            // In code alone, where a line begins with it or is nothing else: words about the program are no commands.
            for match in try Page(path).text.matches(of: /(?:\n *\$ |`)patchbay ((?:\\\n|[^\n`|;&>()])+)/) {
                var words = match.output.1.replacing("\\\n", with: " ").split(separator: " ").map(String.init)
                var command: [String] = []
                while let word = words.first, flags[(command + [word]).joined(separator: " ")] != nil {
                    command.append(words.removeFirst())
                }
                let known = flags[command.joined(separator: " ")] ?? []
                let named = words.filter { $0.hasPrefix("--") }
                    .map { String($0.prefix { $0.isLetter || $0 == "-" }) }
                #expect(!command.isEmpty || named == ["--version"], "\(path): patchbay \(match.output.1)")
                #expect(Set(named).isSubset(of: known), "\(path): patchbay \(match.output.1)")
                count += 1
            }
        }
        #expect(count > 100)
    }
}

/// The flags of all commands, by the words that lead to them.
private struct CommandFlags: Decodable {
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }

            var names: [Name]?
        }

        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?
        var defaultSubcommand: String?

        private var own: [String] {
            (arguments ?? []).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map { "--\($0.name)" }
        }

        func flags(below path: [String]) -> [String: [String]] {
            let below = subcommands ?? []
            // What is not named is meant by the flags that stand without it.
            let implied = below.first { $0.commandName == defaultSubcommand }?.own ?? []
            return below.reduce(into: [path.joined(separator: " "): own + implied]) { flags, command in
                flags.merge(command.flags(below: path + [command.commandName])) { $1 }
            }
        }
    }

    private var command: Command

    var flags: [String: [String]] { command.flags(below: []) }
}
