import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

/// Faults 44 to 47: every hostile text as name, description and error message, through every output at once.
@Suite("Hostile names, descriptions and messages in every output", .serialized)
struct HostileOutputTests {
    private static let texts = HostileText.all.filter { !$0.isEmpty }

    /// Names of somebody's connections, and descriptions where the files have others.
    private static let live: [SandboxConnection] = texts.enumerated().flatMap { index, text in
        [
            SandboxConnection.aws(
                text,
                account: "\(100_000_000_000 + index)",
                region: "us-east-1",
                id: ConnectionID("stray-\(index)")
            ),
            SandboxConnection.aws(
                "own \(index)",
                account: "\(200_000_000_000 + index)",
                region: "us-east-1",
                description: text,
                id: ConnectionID("own-\(index)")
            ),
        ]
    }

    /// Entries whose names and descriptions are those of the texts that may stand in a file.
    private static func files() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var entries = ""
        for (index, text) in texts.enumerated() {
            entries += aws("own \(index)", "us-east-1", account: "\(200_000_000_000 + index)", "description: plain")
            let isLegal = text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .unassigned, .lineSeparator, .paragraphSeparator: false
                default: !scalar.properties.isDefaultIgnorableCodePoint
                }
            }
            guard isLegal, !text.contains("${"), text.count < 90, text.trimmingCharacters(in: .whitespaces) == text
            else {
                continue
            }
            let quoted = String(decoding: try encoder.encode("new \(text)"), as: UTF8.self)
            entries += aws(quoted, "eu-west-1", account: "\(300_000_000_000 + index)", "description: \(quoted)")
        }
        // Keys and values where there are to be others, which errors quote.
        let wrong = try texts.map { text in
            let quoted = String(decoding: try encoder.encode(text), as: UTF8.self)
            return "  - {type: aws, name: \(quoted), awsAccountId: \(quoted), \(quoted): 1}\n"
        }
        return [
            "connections.yaml": "connections:\n" + entries, ".wrong/a.yaml": "connections:\n" + wrong.joined(),
            ".before/a.yaml": "connections: []\n",
        ]
    }

    private static var faults: [Fault] {
        get throws {
            try texts.enumerated().map { index, text in
                let body = String(decoding: try JSONEncoder().encode(["message": "no: \(text)"]), as: UTF8.self)
                return Fault(.status(StatusFault(400, body: body)), on: .operation(.update), nth: index + 1)
            }
        }
    }

    private static func bench<Value>(_ body: (Bench) async throws -> Value) async throws -> Value {
        let behavior = SandboxBehavior { $0.pageSize = 1000 }
        return try await Bench.with(try files(), live: live, faults: try faults, behavior: behavior, body)
    }

    private static let commands: [[String]] = [
        ["validate"], ["plan"], ["plan", "--steps", "-v"], ["drift", "-v"], ["list"], ["export", "--quiet"],
        ["outputs"], ["show", "stray-3"], ["doctor"], ["plan", "--out", "a.plan", "--quiet"],
        ["show-plan", "a.plan", "-v"],
        ["plan", "--base", ".before"], ["validate", ".wrong"], ["apply", "--auto-approve"],
        ["apply", "--auto-approve", "-v"], ["apply", "--auto-approve", "--events", "-"], ["history"],
    ]

    /// Commands that are given a text as what they look for, and say that there is no such thing.
    private static let searches: [[String]] = texts.enumerated().flatMap { index, text -> [[String]] in
        // No argument of a process can have a zero in it, and this program takes what begins with a sign for an option.
        guard index % 8 == 0, !text.contains("\0"), !text.hasPrefix("-") else { return [] }
        return [
            ["explain", text], ["show", text], ["plan", "--only", text], ["history", "--run", text],
            ["validate", text],
        ]
    }

    @Test("there are more than a hundred, each once")
    func count() {
        #expect(Self.texts.count > 150)
        #expect(Set(Self.texts.map { Array($0.unicodeScalars) }).count == Self.texts.count)
    }

    @Test("fault 44: a terminal shows every line as it was written, and does nothing else")
    func terminal() async throws {
        try await Self.bench { bench in
            var outputs = ""
            for (index, command) in (Self.commands + Self.searches).enumerated() {
                for colour in ["never", "always"] {
                    let colours = command[0] == "explain" ? [] : ["--color", colour]
                    let (run, _) = try await bench.program.run(command + colours) { _ in }
                    let isWrong = command.last == ".wrong" || index >= Self.commands.count
                    #expect(
                        (isWrong ? [0, 1, 3, 64] : [0, 2, 7]).contains(run.status),
                        "\(command): \(run.all.suffix(500))"
                    )
                    #expect(run.all.unicodeScalars.count > 20)
                    outputs += "## \(index) \(colour)\n\(run.all)\n"
                }
            }
            for id in try await Self.runs(bench) {
                for colour in ["never", "always"] {
                    let run = try await bench.program.run("history", "--run", id, "--color", colour)
                    #expect(run.status == 0 && run.out.contains("Steps:"), "\(run.all.suffix(500))")
                    outputs += "## \(id)\n\(run.all)\n"
                }
            }
            try bench.program.directory.write(outputs, to: ".judge/outputs.txt")
            let judged = try await shell(Self.tmux, bench.program)
            #expect(judged.status == 0, "\(judged.all)")
            let shown = try bench.program.directory.read(".judge/screen.txt")
            let expected = Self.plainLines(outputs)
            let actual = Self.plainLines(shown)
            #expect(expected.count > 2000)
            for (line, (wanted, got)) in zip(expected, actual).enumerated() where wanted != got {
                Issue.record("line \(line): \(wanted.debugDescription) is shown as \(got.debugDescription)")
                break
            }
            #expect(expected.count == actual.count)
            let state = try bench.program.directory.read(".judge/state.txt")
            #expect(state == Self.quietState, "\(state)")
        }
    }

    /// The ids of the applies that the ledger knows.
    private static func runs(_ bench: Bench) async throws -> [String] {
        struct History: Decodable {
            struct Run: Decodable {
                var id: String
            }

            var runs: [Run]
        }
        let run = try await bench.program.run("history", "--kind", "apply", "--format", "json")
        return try JSONDecoder().decode(History.self, from: Data(run.out.utf8)).runs.map(\.id)
    }

    /// What tmux tells of a pane in which nothing but text and colours came.
    private static let quietState = "title=calm alternate=0 mouse=0 cursor=1 insert=0 wrap=1 buffers=0 clients=0\n"

    private static let tmux = """
        set -eu
        cd .judge
        cat >tmux.conf <<'CONF'
        set-option -g history-limit 200000
        set-option -g allow-rename on
        set-option -s set-clipboard on
        CONF
        run() { tmux -S ./socket -f ./tmux.conf "$@"; }
        run new-session -d -x 1000 -y 50 -s judge \\
            'stty -echo; printf "\\033]2;calm\\033\\\\"; cat outputs.txt; printf "the-end\\n"; read line'
        for try in $(seq 600); do
            if run capture-pane -p -t judge | grep -q '^the-end$'; then break; fi
            sleep 0.1
        done
        run capture-pane -p -J -S - -t judge >screen.txt
        state='title=#{pane_title} alternate=#{alternate_on} mouse=#{mouse_any_flag} cursor=#{cursor_flag}'
        run display-message -p -t judge "$state insert=#{insert_flag} wrap=#{wrap_flag}" | tr '\\n' ' ' >state.txt
        printf 'buffers=%s clients=%s\\n' "$(run list-buffers | wc -l)" "$(run list-clients | wc -l)" >>state.txt
        run kill-server
        """

    /// The lines' ASCII, since terminals differ in how they stack marks; without colours, and up to the last line of all.
    private static func plainLines(_ text: String) -> [String] {
        let lines = text.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        return lines.map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value > 0x20 && $0.value < 0x7F }))
        }
        .filter { !$0.isEmpty && $0 != "the-end" }
    }

    @Test("fault 47: JSON is valid, follows its schema and holds every text as it is")
    func json() async throws {
        try await Self.bench { bench in
            for (schema, arguments, isWhole) in [
                ("validation", ["validate"], false), ("plan", ["plan"], true), ("drift", ["drift"], true),
                ("list", ["list"], true), ("show", ["show", "stray-3"], false), ("export", ["export"], false),
                ("outputs", ["outputs"], false), ("checkup", ["doctor"], false),
                ("report", ["apply", "--auto-approve", "--events", ".judge/events.ndjson"], false),
                ("history", ["history"], false),
            ] as [(String, [String], Bool)] {
                let (run, _) = try await bench.program.run(arguments + ["--format", "json"]) { _ in }
                try bench.program.directory.write(run.out, to: ".judge/document.json")
                try await expectValid("document.json", schema, bench)
                guard isWhole else { continue }
                let strings = Set(try Self.strings(run.out))
                let missing = Self.texts.filter { !strings.contains(Array($0.utf16)) }
                #expect(missing.isEmpty, "\(schema)")
            }
            try await expectValid("events.ndjson", "events", bench)
        }
    }

    @Test(
        "fault 47: so is that of a run that is interrupted, by its report or by what is wrong",
        arguments: [["plan"], ["drift"], ["list"], ["export"], ["apply", "--auto-approve", "--parallelism", "1"]]
    )
    func interrupted(_ command: [String]) async throws {
        let files = ["a.yaml": "connections:\n" + aws("a", "us-east-1") + aws("b", "us-east-2")]
        let isApply = command[0] == "apply"
        let hold = Fault(.hold("signal", .before), on: isApply ? .writes : .all)
        try await Bench.with(files, faults: [hold]) { bench in
            let (run, _) = try await bench.program.run(command + ["--format", "json"]) { running in
                try #require(await bench.isHeld("signal", by: running))
                running.send(SIGINT)
                if isApply { bench.sandbox.release("signal") }
                await running.waitForEnd()
            }
            #expect(run.status == 130, "\(run.all)")
            try bench.program.directory.write(run.out, to: ".judge/document.json")
            try await expectValid("document.json", isApply ? "report" : "failure", bench)
            bench.sandbox.release("signal", .drop)
        }
    }

    /// Has a JSON Schema validator that is not ours judge a file of one document, or of one in each line.
    private func expectValid(_ file: String, _ schema: String, _ bench: Bench) async throws {
        try bench.program.directory.write(try await bench.program.run("schema", schema).out, to: ".judge/schema.json")
        let script = """
            import json, jsonschema
            judge = getattr(jsonschema, 'Draft202012Validator', jsonschema.Draft7Validator)
            schema = json.load(open('.judge/schema.json'))
            text = open('.judge/\(file)', newline='').read()
            documents = text.splitlines() if '\(file)'.endswith('ndjson') else [text]
            assert documents
            for document in documents: judge(schema).validate(json.loads(document))
            """
        let judged = try await shell("/usr/bin/python3 -c \"\(script)\"", bench.program)
        #expect(judged.status == 0, "\(schema): \(judged.all.suffix(2000))")
    }

    /// All strings of a document, as code units, so that none is taken for another that is written otherwise.
    private static func strings(_ json: String) throws -> [[UInt16]] {
        func strings(_ value: Any) -> [[UInt16]] {
            switch value {
            case let text as String: [Array(text.utf16)]
            case let list as [Any]: list.flatMap(strings)
            case let object as [String: Any]: object.values.flatMap(strings)
            default: []
            }
        }
        return strings(try JSONSerialization.jsonObject(with: Data(json.utf8)))
    }

    @Test("faults 45 to 47: what a parser reads next holds the texts, and no line or element more")
    func parsers() async throws {
        try await Self.bench { bench in
            for (number, text) in Self.texts.enumerated() where number % 10 == 0 && !text.contains("\0") {
                // A stack is called by its folder, where any character but these may stand.
                let folder = "s\(number) " + text.filter { $0 != "/" && $0.utf8.count < 40 }.prefix(40)
                try bench.program.directory.write("connections: []\n", to: "stacks/\(folder)/a.yaml")
            }
            let judge = """
                set -eu
                export LC_ALL=C.UTF-8
                '\(Program.executable)' drift . --junit .judge.xml --metrics .judge.prom --annotations github \\
                    >.judge.out 2>.judge.err || [ $? = 2 ]
                '\(Program.executable)' drift stacks/* --metrics .judge2.prom --junit .judge2.xml >/dev/null 2>&1 || [ $? = 2 ]
                '\(Program.executable)' export --quiet >.judge.export 2>/dev/null
                '\(Program.executable)' outputs --format yaml --quiet >.judge.yaml
                mkdir pwn; cd pwn
                eval "$('\(Program.executable)' outputs .. --format env --quiet --only 'own *')"
                test "$PICTORY_AWS_CONNECTION_ID_OWN_7" = own-7
                cd ..; rmdir pwn
                /usr/bin/python3 - <<'PY'
                import re, xml.etree.ElementTree as tree, yaml
                for name in ('.judge.xml', '.judge2.xml'):
                    root = tree.parse(name).getroot()
                    assert root.tag == 'testsuites', root.tag
                    tags = {element.tag for element in root.iter()}
                    assert tags <= {'testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-out'}, tags
                label = r'[a-z_]+="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"'
                sample = re.compile(r'patchbay_[a-z_]+(\\{' + label + '(,' + label + r')*\\})? [0-9.e+-]+')
                for name in ('.judge.prom', '.judge2.prom'):
                    lines = open(name, newline='').read().split('\\n')
                    assert lines.pop() == '' and len(lines) > 5
                    for line in lines:
                        assert line.startswith(('# HELP patchbay_', '# TYPE patchbay_')) or sample.fullmatch(line), line
                exported = yaml.safe_load(open('.judge.export', encoding='utf-8'))
                assert set(exported) == {'connections'} and len(exported['connections']) > 200
                for entry in exported['connections']:
                    assert set(entry) <= {'type', 'name', 'description', 'awsAccountId', 'awsRegion', 'enabled',
                        'ignore'}, entry
                    assert all(isinstance(value, (str, bool, list)) for value in entry.values()), entry
                outputs = yaml.safe_load(open('.judge.yaml', encoding='utf-8'))
                assert isinstance(outputs, dict), outputs
                for line in open('.judge.err', encoding='utf-8', newline='').read().split('\\n'):
                    assert not re.search(r'##(vso)?\\[', line, re.I), line
                    if line.lstrip().startswith('::'):
                        assert re.match(r'::(error|warning) ([a-zA-Z]+=[^:,]*,)*title=patchbay(\\[[a-z-]+\\])?::', line), line
                PY
                """
            let judged = try await shell(judge, bench.program)
            #expect(judged.status == 0, "\(judged.all.suffix(3000))")
            #expect(!FileManager.default.fileExists(atPath: bench.program.directory.appending(path: "pwned").path))
            // What could be exported is, each as it is.
            let exported = try bench.program.directory.read(".judge.export")
            try bench.program.directory.write(exported, to: "again/a.yaml")
            let plan = try await bench.program.run("plan", "again", "--detailed-exitcode")
            #expect(plan.status == 0 && plan.out.contains("No changes."), "\(plan.all.suffix(2000))")
        }
    }

    @Test(
        "fault 46: the Markdown that the program writes is text in code and our own words",
        arguments: [
            ["plan"], ["plan", "-v"], ["plan", "--base", ".before"], ["drift"], ["validate", ".wrong"],
            ["show-plan", "a.plan"],
            ["apply", "--auto-approve"], ["apply", "a.plan"],
        ]
    )
    func markdown(_ command: [String]) async throws {
        try await Self.bench { bench in
            if command.contains("a.plan") {
                try #expect(await bench.program.run("plan", "--out", "a.plan", "--quiet").status == 0)
            }
            let run = try await bench.program.run(command + ["--format", "markdown"]) { _ in }.run
            #expect([0, 2, 3, 6, 7].contains(run.status), "\(run.all.suffix(500))")
            let judge = try await CommentJudge(run.out)
            #expect(judge.problems.isEmpty, "\(judge.problems.prefix(3))")
            #expect(judge.codes.count > 10)
        }
    }

    @Test(
        "fault 45: no message of the API starts a line or a command, in text and in Markdown",
        arguments: ["text", "markdown"]
    )
    func messages(_ format: String) async throws {
        try await Self.bench { bench in
            let run = try await bench.program.run(
                "apply",
                "--auto-approve",
                "--format",
                format,
                "--annotations",
                "github"
            )
            #expect(run.status == 7)
            for line in run.all.split(whereSeparator: { $0.isNewline || $0 == "\u{B}" || $0 == "\u{C}" }) {
                #expect(!line.lowercased().contains("##[") && !line.lowercased().contains("##vso["), "\(line)")
                let isOurs =
                    line.wholeMatch(of: /::(error|warning) [a-zA-Z=0-9.,\/_-]*title=patchbay(\[[a-z-]+\])?::.+/) != nil
                #expect(!line.drop(while: \.isWhitespace).hasPrefix("::") || isOurs, "\(line)")
            }
            let controls = run.all.unicodeScalars.filter { $0 != "\n" && $0.properties.generalCategory == .control }
            #expect(controls.isEmpty)
        }
    }
}
