import Connections
import Diagnostics
import Foundation
import Stacks
import TestSupport
import Testing

@Suite("The schema for editors, against the reader of files")
struct SchemaCorpusTests {
    private static let count = 4_000

    /// What only the files of a stack together can show.
    private static let unseen: Set<ErrorCode> = [
        .duplicateName, .similarName, .duplicateLocation, .duplicateID, .conflictingRename,
    ]

    private struct Judgement: Encodable {
        var yaml: String
        var isAccepted: Bool
    }

    /// Reads YAML as 1.2 has it, with patterns that end where texts do, as they do in editors.
    private static let judge = #"""
        import json, re, sys, yaml, jsonschema

        class Loader(yaml.SafeLoader): pass
        Loader.yaml_implicit_resolvers = {}
        for tag, pattern, first in [
            ('null', r'^(?:~|null|Null|NULL|)$', ['~', 'n', 'N', '']),
            ('bool', r'^(?:true|false)$', ['t', 'f']),
            ('int', r'^[-+]?[0-9]+$', list('-+0123456789')),
            ('float', r'^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$', list('-+.0123456789')),
        ]:
            Loader.add_implicit_resolver('tag:yaml.org,2002:' + tag, re.compile(pattern), first)
        Loader.add_constructor('tag:yaml.org,2002:int', lambda loader, node: int(loader.construct_scalar(node)))

        def ecma(schema):
            if isinstance(schema, dict):
                return {key: re.sub(r'\$$', r'\\Z', value) if key == 'pattern' and isinstance(value, str) else ecma(value)
                        for key, value in schema.items()}
            return [ecma(item) for item in schema] if isinstance(schema, list) else schema

        schema = json.load(open('schema.json'))
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(ecma(schema))
        for number, document in enumerate(json.load(open('corpus.json'))):
            accepted = validator.is_valid(yaml.load(document['yaml'], Loader))
            if accepted != document['isAccepted']:
                print('%d: the schema %s this, and the reader does not:' % (number, 'accepts' if accepted else 'refuses'))
                print(document['yaml'])
        """#

    /// What a schema is held against: documents, and whether the reader takes one.
    enum Kind: String, CaseIterable {
        case connections
        case settings

        /// A document that each accepts.
        fileprivate var right: String { self == .connections ? "connections: []" : "stack: a" }

        fileprivate func documents(_ count: Int, seed: UInt64) -> [String] {
            switch self {
            case .connections:
                var corpus = SchemaCorpus(seed: seed)
                return (0..<count).map { _ in corpus.document() }
            case .settings:
                var corpus = SettingsCorpus(seed: seed)
                return (0..<count).map { _ in corpus.document() }
            }
        }
    }

    @Test("what one accepts the other does, over documents made by chance", arguments: Kind.allCases)
    func alike(_ kind: Kind) async throws {
        try await withTemporaryDirectory { directory in
            var judgements: [Judgement] = []
            for text in kind.documents(Self.count, seed: SeededRandom.seeds(1)[0]) {
                judgements.append(Judgement(yaml: text, isAccepted: try isAccepted(text, kind, directory)))
            }
            // A judgement that is wrong, which shows that the judge would say so.
            judgements.append(Judgement(yaml: kind.right, isAccepted: false))
            let accepted = judgements.count { $0.isAccepted }
            #expect(accepted > Self.count / 4 && accepted < Self.count * 3 / 4, "\(accepted)")
            let program = Program(directory: directory)
            try directory.write(try await program.run("schema", kind.rawValue).out, to: "schema.json")
            try directory.write(String(decoding: JSONEncoder().encode(judgements), as: UTF8.self), to: "corpus.json")
            try directory.write(Self.judge, to: "judge.py")
            let run = try await shell("/usr/bin/python3 judge.py", program)
            let expected = "\(Self.count): the schema accepts this, and the reader does not:\n\(kind.right)\n"
            #expect(run.status == 0 && run.all == expected, "\(run.all.prefix(4_000))")
        }
    }

    @Test("the regions that editors are offered are those that the reader knows", arguments: Kind.allCases)
    func regions(_ kind: Kind) async throws {
        try await withTemporaryDirectory { directory in
            let text = try await Program(directory: directory).run("schema", kind.rawValue).out
            let schema = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let region = (schema["$defs"] as? [String: Any])?["region"] as? [String: Any]
            let regions = try #require(region?["examples"] as? [String])
            #expect(regions.contains("us-east-2") && regions.allSatisfy { RegionNames.isWellFormed($0) })
            #expect(regions == RegionNames.known.sorted())
        }
    }

    private func isAccepted(_ text: String, _ kind: Kind, _ directory: URL) throws -> Bool {
        let reader = StackReader(files: DiskFiles(), environment: [:], resolvesSecrets: false)
        try directory.write(text, to: kind == .settings ? "patchbay.yaml" : "document.yaml")
        do throws(InvalidStack) {
            switch kind {
            case .connections: _ = try reader.read(.files([directory.appending(path: "document.yaml").path]))
            case .settings: _ = try reader.readSettings(ofDirectory: directory.path)
            }
            return true
        } catch {
            return error.diagnostics.allSatisfy { $0.severity == .warning || Self.unseen.contains($0.code) }
        }
    }
}
