import Foundation
import Testing

@Suite("The comment jobs of the example pipelines, with stand-ins for the hosts' programs")
struct PipelineTests {
    /// Runs a script with a stand-in for a program in front of the others; gives its status and what the stand-in was asked.
    private func run(
        _ script: String,
        plan: String,
        standIn name: String,
        _ text: String,
        _ environment: [String: String]
    ) async throws -> (run: Program.Run, asked: String) {
        try await withTemporaryDirectory { directory in
            try directory.write("#!/bin/bash\necho \"$*\" >>asked\n" + text, to: "bin/\(name)")
            let path = directory.appending(path: "bin").path
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(path)/\(name)")
            try directory.write(plan, to: "plan.md")
            try directory.write("", to: "asked")
            var program = Program(directory: directory, environment: environment)
            program.environment["PATH"] = "\(path):/usr/bin:/bin"
            let run = try await shell("set -eo pipefail\n" + script, program)
            return (run, try directory.read("asked"))
        }
    }

    private static let marker = "<!-- patchbay:plan:connections -->"

    @Test(
        "on GitHub the bot's own comment is updated, a new one is made, and without a plan nothing is touched",
        arguments: [
            (marker + "\n\nplan\n", marker, "-X PATCH"),
            (marker + "\n", "another", "issues/5/comments -F body=@plan.md"),
            ("", marker, nil), ("\n" + marker, marker, nil), ("Error: unknown option\n", "Error: unknown option", nil),
        ] as [(String, String, String?)]
    )
    func gitHub(_ plan: String, _ comment: String, _ expected: String?) async throws {
        let script = try Examples.block("pipelines/github-actions.yml", after: "- name: Comment", "run: |")
        let gh = """
            case $* in *--paginate*) echo '[{"id": 3, "user": {"login": "mallory"}, "body": "\(Self.marker)"}]'
            echo '[{"id": 4, "user": {"login": "github-actions[bot]"}, "body": "\(comment)"}]' ;; esac
            """
        let environment = ["GITHUB_REPOSITORY": "o/r", "NUMBER": "5", "STATUS": "2"]
        let (run, asked) = try await run(script, plan: plan, standIn: "gh", gh, environment)
        #expect(run.status == 2, "\(run.all)")
        guard let expected else { return #expect(asked.isEmpty, "\(asked)") }
        #expect(asked.contains(expected) && !asked.contains("comments/3"), "\(asked)")
    }

    @Test(
        "on GitLab the same, and the note is found on any page",
        arguments: [
            (marker + "\n\nplan\n", 1, "--request PUT"), (marker + "\n\nplan\n", 3, "--request PUT"),
            (marker + "\n", 9, "body@plan.md https://lab/projects/1/merge_requests/5/notes\n"), ("", 1, nil),
            ("Error: unknown option\n", 1, nil),
        ] as [(String, Int, String?)]
    )
    func gitLab(_ plan: String, _ page: Int, _ expected: String?) async throws {
        let script = try Examples.block("pipelines/gitlab-ci.yml", after: "# Updates the comment", "- |")
        let curl = """
            case $* in
            */user) echo '{"id": 7}' ;;
            *page=\(page)) echo '[{"id": 4, "author": {"id": 7}, "body": "\(Self.marker)"}]' ;;
            *page=[1-4]) echo '[{"id": 3, "author": {"id": 8}, "body": "\(Self.marker)"}]' ;;
            *page=*) echo '[]' ;;
            esac
            """
        let environment = [
            "CI_API_V4_URL": "https://lab", "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "5", "COMMENT_TOKEN": "t",
        ]
        let whole = "status=5\n\(script)\nexit \"$status\"\n"
        let (run, asked) = try await run(whole, plan: plan, standIn: "curl", curl, environment)
        #expect(run.status == 5, "\(run.all)")
        guard let expected else { return #expect(asked.isEmpty, "\(asked)") }
        #expect(asked.contains(expected) && !asked.contains("notes/3"), "\(asked)")
    }
}
