import Foundation
import TestSupport
import Testing

@Suite("The program in a shell: completion, help, versions, mistyped words", .serialized)
struct ShellTests {
    /// Runs `body` in a directory in which two stacks lie, one with names that a shell would act on, and `patchbay` is in the path.
    private func withShell(_ body: (Program) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let hostile = [
                aws("\"$(touch pwned)\"", "us-east-1"), aws("\"`touch pwned`\"", "us-east-2"),
                aws("\"x;touch pwned\"", "us-west-1"), aws("\"--help\"", "us-west-2"),
            ]
            try directory.write(
                "connections:\n" + aws("Marketing assets", "eu-west-1") + vimeo("Main") + hostile.joined(),
                to: "connections.yaml"
            )
            try directory.write("api: sandbox\n", to: "patchbay.yaml")
            try directory.write("connections:\n" + aws("Elsewhere", "eu-west-1"), to: ".other/c.yaml")
            let program = Program(directory: directory, environment: ["PATH": "\(directory.path)/.bin:/usr/bin:/bin"])
            let link = directory.appending(path: ".bin/patchbay")
            try FileManager.default.createDirectory(
                at: link.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: Program.executable)
            try await body(program)
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "pwned").path))
        }
    }

    @Test(
        "bash completes commands, flags, values and the names of the files",
        arguments: [
            (["pl"], ["plan"]), (["show", "Mar"], ["Marketing assets"]), (["show", ""], ["Main", "Marketing assets"]),
            (["plan", "--only", ""], ["Main", "Marketing assets"]), (["apply", "--rotate", ""], ["Main"]),
            (["plan", ".other", "--only", ""], ["Elsewhere"]), (["plan", "--form"], ["--format"]),
            (["plan", "--format", ""], ["text", "json", "markdown"]), (["completion", ""], ["bash", "zsh", "fish"]),
            (["list", "--only", "Mai"], ["Main"]), (["outputs", "--only", "Mai"], ["Main"]),
            (["drift", "--only", "Mai"], ["Main"]), (["export", "--only", "Mai"], ["Main"]),
            (["schema", "sett"], ["settings"]), (["init", "--ci", ""], ["github", "gitlab"]),
            (["explain", "ambiguous-m"], ["ambiguous-match"]), (["validate", "connec"], ["connections.yaml"]),
            (["explain", "not-ow"], ["not-owned"]), (["explain", "already"], ["already-applied"]),
            (["history", ".other", "--kind", ""], ["apply", "drift"]), (["history", "--kind", "dr"], ["drift"]),
            (["history", "--si"], ["--since"]), (["history", "connec"], ["connections.yaml"]),
            (["history", "pru"], ["prune"]), (["history", "prune", "--dry"], ["--dry-run"]),
            (["history", "prune", "--ki"], []), (["history", "show", "--outcome", "cle"], ["clean"]),
            (["help", "pl"], ["plan"]), (["help", "history", ""], ["show", "prune"]),
        ]
    )
    func bash(_ words: [String], _ expected: [String]) async throws {
        try await withShell { program in
            let line = words.map { "'\($0)'" }.joined(separator: " ")
            let script = """
                source <(patchbay completion bash)
                COMP_WORDS=(patchbay \(line)); COMP_CWORD=\(words.count)
                COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                _patchbay patchbay "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                [ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
                """
            let run = try await shell(script, program)
            #expect(run.err.isEmpty && run.out.split(separator: "\n").map(String.init) == expected, "\(run.all)")
        }
    }

    @Test(
        "a tab in each shell completes the name of a connection, and quotes it",
        arguments: [
            ("bash --norc --noprofile -i", "source <(patchbay completion bash); echo READY$((1 + 1))"),
            (
                "zsh -f -i",
                """
                mkdir .functions; patchbay completion zsh > .functions/_patchbay; fpath=($PWD/.functions $fpath); \
                autoload -Uz compinit; compinit -u -D; echo READY$((1 + 1))
                """
            ),
            ("fish --no-config -i", "patchbay completion fish | source; echo READY(math 1 + 1)"),
        ]
    )
    func tab(_ command: String, _ setup: String) async throws {
        try await withShell { program in
            // zsh can give any program a terminal, and type into it.
            try program.directory.write(
                """
                zmodload zsh/zpty
                zpty shell \(command)
                zpty -w shell '\(setup)'
                zpty -r -m shell seen '*READY2*'
                zpty -w shell $'patchbay show Mar\\t --type aws --color never'
                zpty -r -m shell seen '*awsRegion*'
                print -r -- "$seen"
                """,
                to: ".type"
            )
            let run = try await shell("timeout 60 zsh -f .type", program)
            #expect(run.status == 0 && run.out.contains("aws \"Marketing assets\""), "\(run.all)")
        }
    }

    @Test(
        "fish completes the same, for a subcommand that is left out and for help",
        arguments: [
            ("history .other --kind ", ["apply", "drift"]), ("history --si", ["--since"]), ("history pru", ["prune"]),
            ("history connec", ["connections.yaml"]), ("history prune --dry", ["--dry-run"]),
            ("history prune --ki", []), ("help pl", ["plan"]), ("help history ", ["prune", "show"]),
            ("explain not-ow", ["not-owned"]), ("plan --format ", ["json", "markdown", "text"]),
        ]
    )
    func fish(_ line: String, _ expected: [String]) async throws {
        try await withShell { program in
            let script = "patchbay completion fish | source; complete --do-complete 'patchbay \(line)'"
            let run = try await shell("fish --no-config -c \"\(script)\"", program)
            let offered = run.out.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
            #expect(run.err.isEmpty && offered.sorted() == expected, "\(run.all)")
        }
    }

    @Test(
        "zsh completes the same",
        arguments: [
            ("history .other --kind dr", "drift"), ("history --kind dr", "drift"), ("history --sin", "--since"),
            ("history pru", "prune"), ("history connec", "connections.yaml"), ("history prune --dry", "--dry-run"),
            ("history show --outcome cle", "clean"), ("help dri", "drift"), ("help history pru", "prune"),
            ("explain not-ow", "not-owned"),
        ]
    )
    func zsh(_ line: String, _ expected: String) async throws {
        try await withShell { program in
            let setup = """
                mkdir .functions; patchbay completion zsh > .functions/_patchbay; fpath=($PWD/.functions $fpath); \
                autoload -Uz compinit; compinit -u -D; PROMPT=; echo READY$((1 + 1))
                """
            // What is completed is not run: it is what `echo` is given after the line was edited.
            try program.directory.write(
                """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell '\(setup)'
                zpty -r -m shell seen '*READY2*'
                zpty -n -w shell $'patchbay \(line)\\t\\C-a: \\C-e; echo \"<$_>\" END$((1 + 1))\\n'
                zpty -r -m shell seen '*END2*'
                print -r -- "$seen"
                """,
                to: ".type"
            )
            let run = try await shell("timeout 60 zsh -f .type", program)
            #expect(run.status == 0 && run.out.contains("<\(expected)>"), "\(run.all)")
        }
    }

    @Test(
        "a word that is mistyped is answered with the one that is near",
        arguments: [
            (["plna"], "There is no command 'plna'. Did you mean 'plan'?"),
            (["help", "aply"], "There is no command 'aply'. Did you mean 'apply'?"),
            (["frobnicate"], "There is no command 'frobnicate'.\n"),
            (["plan", "--formt", "json"], "Unknown option '--formt'. Did you mean '--format'?"),
            (["plan", "--format", "jsn"], "'text', 'json' or 'markdown'"),
            (["explain", "unknwon-key"], "there is no code 'unknwon-key'; did you mean 'unknown-key'?"),
            (["\u{1B}[2J"], "There is no command '\\u{1b}[2J'."),
            (["plan", "--ledger", "here"], "'postgres://host/database' or 'none', not 'here'\n"),
            (["plan", "--ledger", "host=h password=canary"], "'postgres://host/database' or 'none'\n"),
        ]
    )
    func mistyped(_ arguments: [String], _ words: String) async throws {
        try await withTemporaryDirectory { directory in
            let (run, _) = try await Program(directory: directory).run(arguments) { _ in }
            #expect(run.status == 64 && run.out.isEmpty && run.err.contains(words), "\(run.all)")
            #expect(run.err.contains("Usage: patchbay"))
        }
    }

    @Test("a wrong flag is answered with the usage of the command it was given to, and the way to its help")
    func wrongFlag() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let dump = try await program.run("--experimental-dump-help")
            let root = try JSONDecoder().decode(DumpedHelp.self, from: Data(dump.out.utf8)).command
            let lines = root.paths(below: []).filter { !$0.isEmpty }.map { ($0, $0 + ["--no-such-flag"]) }
            // Nothing but the name, and a sign that is shown as what it is.
            for (path, line) in lines + [(["show"], ["show"]), (["plan"], ["plan", "--no-\u{1B}[2J"])] {
                let (run, _) = try await program.run(line) { _ in }
                let command = (["patchbay"] + path).joined(separator: " ")
                #expect(run.status == 64 && run.out.isEmpty && run.err.hasPrefix("Error: "), "\(line): \(run.all)")
                #expect(run.err.contains("\nUsage: \(command) "), "\(run.all)")
                #expect(
                    ["", " show"].contains {
                        run.err.hasSuffix("\n  See '\(command)\($0) --help' for more information.\n")
                    },
                    "\(run.all)"
                )
            }
            // The program's, wherever it is asked for.
            let version = try await program.run("plan", "--no-such-flag", "--version")
            try await #expect(version.out == program.run("--version").out)
        }
    }

    @Test("every code is explained, as the page has it")
    func explain() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let codes = try await program.run("explain").out.split(separator: "\n").map(String.init)
            let page = try Examples.folder.deletingLastPathComponent().read("docs/reference/errors.md")
            #expect(codes == page.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) })
            for code in codes {
                let run = try await program.run("explain", code)
                #expect(
                    run.status == 0 && run.out.hasPrefix("\(code)\n\n") && run.out.contains("\nMend: "),
                    "\(run.all)"
                )
                #expect(run.out.contains("\n    "), "an example: \(run.out)")
                #expect(!run.out.contains("](") && !run.out.contains("```"), "\(run.out)")
            }
            let bracketed = try await program.run("explain", "stale-plan")
            #expect(
                bracketed.out.contains("as `stale[KIND]`; saved plans (docs/reference/saved-plans.md) lists the kinds"),
                "\(bracketed.out)"
            )
            let blocked = try await program.run("explain", "not-owned")
            #expect(
                blocked.out.contains("\nreplaces and renames (docs/guide/replaces-and-renames.md).\n"),
                "\(blocked.out)"
            )
            let conflict = try await program.run("explain", "api-conflict")
            #expect(conflict.out.contains("reported as conflict instead"), "\(conflict.out)")
            let printed = [
                ("error[unknown-key]", "unknown-key"), ("blocked[not-owned]", "blocked"), ("[conflict]", "conflict"),
                ("warning[unusual-name]:", "unusual-name"), ("error[conflict]: x [y]", "conflict"),
            ]
            for (reason, code) in [("not-owned", "blocked"), ("already-applied", "stale-plan")] + printed {
                #expect(try await program.run("explain", reason).out == program.run("explain", code).out)
            }
            let all = try await program.run("explain", "--format", "json")
            let pages = try JSONDecoder().decode(Explanations.self, from: Data(all.out.utf8)).codes
            #expect(pages.map(\.code) == codes)
            try #expect(await pages[0].text == program.run("explain", codes[0]).out)
            try directory.write(all.out, to: "all.json")
            try directory.write(try await program.run("schema", "explain").out, to: "schema.json")
            let judge =
                "import json, jsonschema; jsonschema.validate(json.load(open('all.json')), json.load(open('schema.json')))"
            let judged = try await shell("/usr/bin/python3 -c \"\(judge)\"", program)
            #expect(judged.status == 0, "\(judged.all)")
            let one = try await program.run("explain", "unknown-run")
            #expect(one.out.contains("\n\n`history --run` names no run of the stack"), "\(one.out)")
        }
    }

    @Test("the version is a number, and the commit where the build knew it")
    func version() async throws {
        try await withTemporaryDirectory { directory in
            let run = try await Program(directory: directory).run("--version")
            #expect(run.out.wholeMatch(of: /0\.1\.0( \([0-9a-f]{7,40}\+?\))?\n/) != nil, "\(run.all)")
        }
    }

    @Test("the help of every command is as it was reviewed, with an example")
    func help() async throws {
        let folder = Examples.folder.deletingLastPathComponent().appending(path: "Tests/Help")
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            let dump = try await program.run("--experimental-dump-help")
            let root = try JSONDecoder().decode(DumpedHelp.self, from: Data(dump.out.utf8)).command
            var names: Set<String> = []
            for path in root.paths(below: []) {
                let (run, _) = try await program.run(["help"] + path) { _ in }
                let name = (["patchbay"] + path).joined(separator: "-") + ".txt"
                names.insert(name)
                try Golden.expect(run.out, in: folder.appending(path: name))
                #expect(run.out.contains("Examples:") || path.isEmpty, "\(name)")
                #expect(
                    run.out.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.hasPrefix("USAGE") },
                    "\(name)"
                )
            }
            try #expect(Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == names)
        }
    }

    @Test("each command has a manual page without a flaw, which tells all of its flags")
    func manual() async throws {
        let script = Examples.folder.deletingLastPathComponent().appending(path: "scripts/man-pages").path
        try await withTemporaryDirectory { directory in
            let program = Program(
                directory: directory,
                environment: ["PATCHBAY": Program.executable, "SOURCE_DATE_EPOCH": "0"]
            )
            let written = try await shell("'\(script)' man", program)
            #expect(written.status == 0, "\(written.all)")
            let judged = try await shell("mandoc -Tlint -W warning man/*.1", program)
            #expect(judged.status == 0 && judged.all.isEmpty, "\(judged.all)")
            let dump = try await program.run("--experimental-dump-help")
            let root = try JSONDecoder().decode(DumpedHelp.self, from: Data(dump.out.utf8)).command
            let pages = try Set(FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "man").path))
            #expect(pages == Set(root.paths(below: []).map { (["patchbay"] + $0).joined(separator: "-") + ".1" }))
            for path in root.paths(below: []) {
                let page = (["patchbay"] + path).joined(separator: "-") + ".1"
                let shown = try await shell("mandoc -Tascii man/\(page) | sed 's/.\u{8}//g'", program)
                let help = try await program.run(["help"] + path) { _ in }.run.out
                for flag in help.matches(of: /^  (?:-[a-z], )?(--[a-z-]+)/.anchorsMatchLineEndings()) {
                    #expect(shown.out.contains(flag.output.1), "\(page): \(flag.output.1)\n\(shown.all)")
                }
            }
        }
    }
}

/// What `explain --format json` prints.
private struct Explanations: Decodable {
    struct Page: Decodable {
        var code: String
        var text: String
    }

    var codes: [Page]
}

/// What the parser says of the commands.
private struct DumpedHelp: Decodable {
    struct Command: Decodable {
        var commandName: String
        var subcommands: [Command]?

        /// The words that lead to it and to all below it, without the program's name.
        func paths(below path: [String]) -> [[String]] {
            [path]
                + (subcommands ?? []).filter { $0.commandName != "help" }
                .flatMap { $0.paths(below: path + [$0.commandName]) }
        }
    }

    var command: Command
}
