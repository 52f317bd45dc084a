import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

/// Fault 45: logs of pipelines are read for commands, `::…::` at the start of a line and `##[…]` and `##vso[…]` anywhere.
@Suite("Whatever files and the API say, no log of a pipeline takes it for a command", .serialized)
struct HostileLogTests {
    private static let commands = "::error::x ::add-mask::y ##vso[task.setvariable variable=a]b ##[error]c"
    /// As it comes from the API: with everything that could start a line or hide one.
    private static let text =
        "::add-mask::a\u{1B}[31m\r::error::b\r\n::error::c\n ##[error]d ##vso[task.complete]\u{85}::e\u{2028}::f"

    private static let settings = "stack: '\(commands)'\nowns: ['*']\n"

    /// What a pull request can bring: paths, names, keys and values.
    private static var files: [String: String] {
        let quoted = "\"::error::x\\r\\n::add-mask::y ##[error]z ##vso[task.x]\""
        return [
            "::add-mask::stack/patchbay.yaml": settings,
            "::add-mask::stack/::error::a.yaml": "connections:\n"
                + aws("a", "us-east-1", "description: '\(commands)'"),
            "::add-mask::stack/ ##[error]b.yaml": "connections:\n" + aws("b", "us-east-2"),
            "::add-mask::stack/c.yaml": "connections:\n"
                + aws("'::error::x é ##[error]'", "eu-west-1", "renamedFrom: '::error::y'"),
            " ::error::broken/##vso[task.x].yaml": """
            ::error::top: 1
            connections:
              - ::add-mask::key: "##[error]"
                ##[error]: x
                type: ##vso[task.setvariable variable=a]b
                name: \(quoted)
              - ::error::item
              -
                ::add-mask::alone
            """,
            "##[group]syntax/::error::.yaml": "::error::x: [\n\r::add-mask::y\r::error::z: }\n",
            "::error::settings/patchbay.yaml": "::error::key: x\nstack: \(quoted)\napi: '::error::'\n",
            "::error::settings/a.yaml": "\u{1B}]0;::error::\u{7}\n",
            "##[debug]empty/patchbay.yaml": "",
        ]
    }

    private static var live: [SandboxConnection] {
        [
            .aws(text, region: "sa-east-1", id: ConnectionID("::error::id ##[error]")),
            .aws("a", region: "us-east-1", description: text),
            .aws("::error::z", region: "eu-west-1", description: text),
            .vimeo("::add-mask::v ##vso[task.x]", description: text),
        ]
    }

    private static var echo: String {
        let data = try? JSONEncoder().encode(["message": text])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    private func expectNoCommand(_ run: Program.Run, _ comment: Comment) {
        // Any sign that some reader takes for the end of a line ends one.
        let lines = run.all.split { $0.isNewline || $0 == "\u{B}" || $0 == "\u{C}" }
        for line in lines {
            let bare = line.replacing(/\u{1B}\[[0-9;]*m/, with: "").drop(while: \.isWhitespace)
            #expect(!bare.hasPrefix("::") || isOurs(String(bare)), "\(comment): \(line)")
            #expect(!line.lowercased().contains("##[") && !line.lowercased().contains("##vso["), "\(comment): \(line)")
        }
        let controls = run.all.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
        #expect(controls.allSatisfy { $0 == "\u{1B}" }, comment)
    }

    /// An annotation of ours has only our properties, none of them ended from within.
    private func isOurs(_ line: String) -> Bool {
        line.wholeMatch(
            of: /::(error|warning) (file=[^:,]+,line=\d+,col=\d+,(endColumn=\d+,)?)?title=patchbay(\[[a-z0-9-]+\])?::.+/
        ) != nil
    }

    private static let invocations = [
        [], ["-v"], ["--color", "always"], ["--quiet"], ["--format", "json"], ["--annotations", "github"],
    ]

    @Test("validate, plan and apply of hostile files against a hostile account", arguments: invocations)
    func everything(_ extra: [String]) async throws {
        let stacks = Set(Self.files.keys.map { $0.prefix { $0 != "/" } }).map(String.init).sorted()
        try await Bench.with(Self.files, live: Self.live) { bench in
            for command in [["validate"], ["plan"], ["plan", "--steps"], ["apply", "--auto-approve"]] {
                for arguments in [stacks, ["::add-mask::stack"], ["::error::settings/a.yaml"]] {
                    let (run, _) = try await bench.program.run(command + extra + arguments) { _ in }
                    expectNoCommand(run, "\(command + extra + arguments)")
                    // What is looked at has to be there.
                    guard command != ["validate"], arguments == ["::add-mask::stack"] else { continue }
                    // The API refuses some of the names, and only then a step fails.
                    #expect(run.status == 0 || run.status == 7 && command[0] == "apply", "\(run.all)")
                    #expect(run.out.contains("::add-mask::") || command[0] == "apply", "\(run.all)")
                }
            }
        }
    }

    @Test("comments, comparisons and saved plans of the same", arguments: ["text", "json", "markdown"])
    func others(_ format: String) async throws {
        try await Bench.with(Self.files, live: Self.live) { bench in
            let stack = "::add-mask::stack"
            for (name, text) in Self.files where name.hasPrefix(stack) {
                try bench.program.directory.write(text, to: "::error::base/\(name)")
            }
            let base = "::error::base/\(stack)/c.yaml"
            try bench.program.directory.write("connections:\n" + aws("'::error::y'", "eu-west-1"), to: base)
            let commands = [
                ["validate", stack], ["validate", " ::error::broken"], ["plan", "--steps", stack],
                ["plan", "--base", "::error::base", stack],
                ["plan", "--out", "::error::x ##[error]", stack, "--quiet"],
                ["show-plan", "::error::x ##[error]", "--steps"], ["apply", "::error::x ##[error]"],
                ["apply", "::error::x ##[error]"], ["show-plan", "::add-mask::gone"],
                ["apply", "--auto-approve", stack],
            ]
            for (number, command) in commands.enumerated() {
                let (run, _) = try await bench.program.run(command + ["--format", format]) { _ in }
                expectNoCommand(run, "\(command)")
                #expect(
                    run.out.contains("::error::") || [7, 8].contains(number) || format == "text",
                    "\(command): \(run.all)"
                )
            }
        }
    }

    @Test("outputs of hostile files and ids", arguments: ["text", "json", "yaml"])
    func outputs(_ format: String) async throws {
        try await Bench.with(Self.files, live: Self.live) { bench in
            let run = try await bench.program.run("outputs", "::add-mask::stack", "--format", format)
            #expect(run.status == 0 && run.out.contains("::error::x"), "\(run.all)")
            expectNoCommand(run, "\(format)")
            let variables = try await bench.program.run("outputs", "::add-mask::stack", "--format", "env")
            #expect(variables.out.isEmpty == (variables.status != 0), "\(variables.all)")
            expectNoCommand(variables, "env")
        }
    }

    @Test(
        "a hostile id is no variable",
        arguments: [text, "::error::id ##[error]", "a##VSO[task.x]", "a\r\n::error::b"]
    )
    func variables(_ id: String) async throws {
        try await Bench.with(Self.files, live: [.aws("a", region: "us-east-1", id: ConnectionID(id))]) { bench in
            let run = try await bench.program.run("outputs", "::add-mask::stack", "--format", "env")
            #expect(run.status == 1 && run.out.isEmpty && run.err.contains("error[api-invalid-answer]"), "\(run.all)")
            expectNoCommand(run, "env")
        }
    }

    @Test(
        "a wrong command line, with names of files for arguments",
        arguments: [
            ["validate", "--\n::error::x ##[error]y.yaml"], ["\r\n::add-mask::x"],
            ["plan", "--parallelism", "\n::error::x"],
            ["validate", "--annotations", "\n::error::x\u{1B}[31m"], ["apply", "--on-error", "##vso[task.x]"],
        ]
    )
    func commandLine(_ arguments: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let (run, _) = try await Program(directory: directory).run(arguments) { _ in }
            #expect(run.status == 64)
            #expect(run.err.contains("Error: "))
            expectNoCommand(run, "\(arguments)")
        }
    }

    @Test(
        "what the API answers, or fails to",
        arguments: [
            Fault(.status(StatusFault(400, body: echo)), on: .writes, times: nil),
            Fault(.status(StatusFault(500, body: echo)), on: .operation(.create), times: 2),
            Fault(.status(StatusFault(401, body: text, contentType: "text/plain")), times: nil),
            Fault(.garbage(text), times: nil),
            Fault(.garbage("{\"Items\": [\(echo)]}"), on: .operation(.list), times: nil),
            Fault(
                .edit(
                    [
                        .update(
                            .key(ConnectionKey(.aws, "a")),
                            set: RequestBody(["description": .string("::error::x\r\n::y")])
                        )
                    ],
                    .before
                ),
                on: .writes
            ),
        ]
    )
    func answers(_ fault: Fault) async throws {
        let files = Self.files.filter { $0.key.hasPrefix("::add-mask::stack/") }
        try await Bench.with(files, live: Self.live, faults: [fault]) { bench in
            for command in [["plan"], ["apply", "--auto-approve"]] {
                for extra in [[], ["--format", "json"], ["--annotations", "github"]] {
                    let (run, _) = try await bench.program.run(command + extra + ["::add-mask::stack"]) { _ in }
                    expectNoCommand(run, "\(command + extra)")
                }
            }
        }
    }
}
