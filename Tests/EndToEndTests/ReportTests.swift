import Connections
import Foundation
import Sandbox
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite("What a run writes for the pipeline it is part of", .serialized)
struct ReportTests {
    private static let broken = "connections:\n  - type: aws\n    nmae: a\n"

    private func annotations(_ run: Program.Run) -> [String] {
        run.err.split(separator: "\n").map(String.init).filter { $0.hasPrefix("::") }
    }

    @Test("errors of files are annotated at their places, from the checkout's root, in every format")
    func validate() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write(Self.broken, to: "infra/one/a.yaml")
            try directory.write("connections:\n" + aws("b", "us-east-1"), to: "infra/two/b.yaml")
            let root = directory.resolvingSymlinksInPath()
            let program = Program(
                directory: root.appending(path: "infra"),
                environment: ["GITHUB_WORKSPACE": root.path]
            )
            for extra in [[], ["--quiet"], ["--format", "json"]] {
                let arguments = ["validate", "one", "two", "--annotations", "github"] + extra
                let (run, _) = try await program.run(arguments) { _ in }
                #expect(run.status == 3)
                #expect(
                    annotations(run).contains(
                        "::error file=infra/one/a.yaml,line=3,col=5,endColumn=8,title=patchbay[unknown-key]"
                            + "::there is no key 'nmae' here%0Ahint: did you mean 'name'?"
                    ),
                    "\(run.all)"
                )
                #expect(!run.out.contains("::error"))
                if extra.contains("json") { _ = try JSONSerialization.jsonObject(with: Data(run.out.utf8)) }
            }
            let plain = try await program.run("validate", "one")
            #expect(annotations(plain).isEmpty, "nothing is automatic")
            let unknown = try await program.run("validate", "--annotations", "bitbucket")
            #expect(unknown.status == 64)
        }
    }

    @Test("blocked changes are annotated by plan and apply at the entry they come from, with their remedies")
    func blocked() async throws {
        let live: [SandboxConnection] = [.aws("a", region: "us-east-1"), .aws("gone", region: "sa-east-1")]
        let files = connections(aws("a", "us-east-2", "protected: true"))
        try await Bench.with(files, settings: "owns: ['*']\nlimits: {deletes: 0}", live: live) { bench in
            for command in [["plan"], ["apply", "--auto-approve"]] {
                let (run, _) = try await bench.program.run(command + ["--annotations", "github"]) { _ in }
                #expect(run.status == 5)
                let lines = annotations(run)
                #expect(lines.count == 2, "\(run.all)")
                #expect(lines[0].hasPrefix("::error title=patchbay[limit]::blocked: aws 'gone' would be deleted"))
                #expect(lines[0].contains("%0Aremedy: pass --max-deletes "))
                #expect(
                    lines[1].hasPrefix(
                        "::error file=connections.yaml,line=2,col=5,title=patchbay[protected]::blocked: aws 'a' would be "
                    ),
                    "\(lines[1])"
                )
            }
        }
    }

    @Test("a run that fails, and steps that do, are annotated with their code")
    func failures() async throws {
        let files = connections(aws("a", "us-east-1"), aws("b", "us-east-2"))
        let fault = Fault(
            .status(StatusFault(400, body: "{\"message\":\"no%\\n\"}")),
            on: .operation(.create, name: "b")
        )
        try await Bench.with(files, faults: [fault]) { bench in
            let run = try await bench.program.run("apply", "--auto-approve", "--quiet", "--annotations", "github")
            #expect(run.status == 7)
            let line = try #require(annotations(run).first)
            #expect(annotations(run).count == 1)
            #expect(
                line.hasPrefix(
                    "::error file=connections.yaml,line=6,col=5,title=patchbay[api-request]::create of aws 'b' was not done%0A"
                ),
                "\(line)"
            )
            var program = bench.program
            program.environment["PICTORY_API_KEY"] = nil
            let keyless = try await program.run("plan", "--annotations", "github")
            #expect(annotations(keyless).count == 1)
            #expect(annotations(keyless)[0].hasPrefix("::error title=patchbay[missing-key]::"), "\(keyless.all)")
        }
    }

    @Test("GitLab's counts are of all stacks, and there are none where one could not be planned")
    func gitLab() async throws {
        try await Bench.with([:], live: [.aws("a", region: "us-east-1")]) { bench in
            let directory = bench.program.directory
            try directory.write("connections:\n" + aws("a", "us-east-2"), to: "one/a.yaml")
            try directory.write("owns: ['a']\n", to: "one/patchbay.yaml")
            try directory.write("connections:\n" + aws("b", "eu-west-1"), to: "two/b.yaml")
            let run = try await bench.program.run("plan", "one", "two", "--gitlab-report", "counts.json")
            #expect(run.status == 0, "\(run.all)")
            try #expect(
                directory.read("counts.json") == "{\n  \"create\" : 2,\n  \"delete\" : 1,\n  \"update\" : 0\n}\n"
            )
            try directory.write(Self.broken, to: "two/b.yaml")
            let broken = try await bench.program.run("plan", "one", "two", "--gitlab-report", "counts.json")
            #expect(broken.status == 3)
            try #expect(directory.read("counts.json").contains("\"create\" : 2"), "an earlier run's counts stay")
            let nowhere = try await bench.program.run("plan", "one", "--gitlab-report", "no/such/counts.json")
            #expect(nowhere.status == 1 && nowhere.err.contains("error[file-unwritable]"), "\(nowhere.all)")
        }
    }

    @Test("JUnit is well formed and counts right, whatever the files hold")
    func junit() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("connections:\n" + aws("a", "us-east-1"), to: "one/a.yaml")
            try directory.write(Self.broken, to: "one/b&<\"]]>\u{1B}.yaml")
            try directory.write("connections:\n" + aws("cé", "us-east-2"), to: "one/c.yaml")
            try directory.write("connections: [\u{1}\u{FFFF}]]>\n", to: "one/d.yaml")
            try directory.write("connections:\n" + vimeo("v", "description: <![CDATA[ &amp; ]]>"), to: "two/v.yaml")
            try FileManager.default.createDirectory(
                at: directory.appending(path: "empty"),
                withIntermediateDirectories: true
            )
            let program = Program(directory: directory)
            let run = try await program.run("validate", "one", "two", "empty", "--junit", "report.xml")
            #expect(run.status == 3, "\(run.all)")
            let suites = try await judged(directory)
            let expected = [
                "validate one: one/a.yaml passed",
                "validate one: one/b&<\"]]>\\u{1b}.yaml failed",
                "validate one: one/c.yaml passed",
                "validate one: one/d.yaml failed",
                "validate two: two/v.yaml passed",
                "validate empty: stack empty failed",
            ]
            #expect(suites == expected)
            let good = try await program.run("validate", "two", "--junit", "report.xml")
            #expect(good.status == 0)
            try await #expect(judged(directory) == ["validate two: two/v.yaml passed"])
        }
    }

    @Test("fault 16: no report holds a secret that stands in a file")
    func secrets() async throws {
        try await withTemporaryDirectory { directory in
            let entry = vimeo("v").replacing("${env:VIMEO_ACCESS_TOKEN}", with: "canary-secret-literal-5e1d")
            try directory.write("connections:\n" + entry, to: "a.yaml")
            let program = Program(directory: directory)
            let run = try await program.run("validate", "--annotations", "github", "--junit", "report.xml")
            #expect(run.status == 3 && annotations(run).count == 1)
            #expect(run.all.contains("literal-secret") && !run.all.contains("canary-"))
            let report = try directory.read("report.xml")
            #expect(report.contains("literal-secret") && !report.contains("canary-"))
        }
    }

    /// The cases of `report.xml`, which a real parser reads and holds against what Jenkins and GitLab expect.
    private func judged(_ directory: URL) async throws -> [String] {
        let script = """
            import sys, xml.etree.ElementTree as tree
            root = tree.parse("report.xml").getroot()
            assert root.tag == "testsuites" and set(root.attrib) == {"tests", "failures", "errors"}, root.attrib
            names = set()
            for suite in root:
                assert suite.tag == "testsuite"
                assert set(suite.attrib) == {"name", "tests", "failures", "errors", "skipped"}, suite.attrib
                for case in suite:
                    assert case.tag == "testcase" and set(case.attrib) <= {"name", "classname", "file"}, case.attrib
                    key = (case.get("classname"), case.get("name"))
                    assert None not in key and key not in names, key
                    names.add(key)
                    ends = [child for child in case if child.tag != "system-out"]
                    assert len(ends) <= 1 and len(case) <= 2
                    for end in ends:
                        assert end.tag in ("failure", "error", "skipped"), end.tag
                        assert end.get("message") and (end.tag == "skipped" or end.get("type") in end.text)
                    words = {"failure": "failed", "error": "broken", "skipped": "skipped"}
                    print(f"{suite.get('name')}: {case.get('name')}", words[ends[0].tag] if ends else "passed")
                assert int(suite.get("tests")) == len(suite)
                for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                    assert int(suite.get(attribute)) == len(suite.findall(f"testcase/{tag}"))
            assert int(root.get("tests")) == len(names)
            """
        let result = try await Subprocess.run(
            .path("/usr/bin/env"),
            arguments: ["python3", "-c", script],
            environment: .inherit.updating(["PYTHONIOENCODING": "utf-8"]),
            workingDirectory: FilePath(directory.path),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        #expect(result.terminationStatus == .exited(0), "\(result.standardError)")
        return result.standardOutput.split(separator: "\n").map(String.init)
    }
}
