import Connections
import Foundation
import Ledger
import Planning
import Rendering
import TestSupport
import Testing

@Suite("Past runs as people and scripts read them")
struct HistoryTests {
    private static let runs: [Run] = {
        var applied = LedgerContract.run("0a9c2f44d0f14cf0a5f6b7c7a7f1d9e2")
        applied.ended = applied.began
        applied.outcome = "partial"
        applied.summary = ["create": 1, "update": 2, "replace": 0, "delete": 0]
        applied.steps = [
            Run.Step(
                id: 1,
                operation: "create",
                type: .aws,
                name: "A \u{1B}[31m",
                connectionId: ConnectionID("id-1"),
                outcome: "done"
            ),
            Run.Step(
                id: 2,
                operation: "update",
                type: .vimeo,
                name: "B",
                outcome: "failed",
                detail: "api-request: refused\n::error::"
            ),
        ]
        var drifted = LedgerContract.run("b7714e05d0f14cf0a5f6b7c7a7f1d9e2", .drift)
        drifted.ended = drifted.began
        drifted.outcome = "drifted"
        drifted.summary = ["changed": 2, "missing": 0]
        drifted.findings = ["f1"]
        drifted.found = [
            Run.Finding(id: "f1", kind: .changed, type: .aws, name: "A \u{1B}[31m"),
            Run.Finding(id: "f2", kind: .unmanaged, type: .vimeo, name: nil),
        ]
        var failed = LedgerContract.run("77e0d1aad0f14cf0a5f6b7c7a7f1d9e2")
        failed.ended = failed.began
        failed.problem = "api-unreachable: cannot reach 'host'"
        failed.commit = nil
        return [drifted, applied, failed, LedgerContract.run("19bb0c3ed0f14cf0a5f6b7c7a7f1d9e2")]
    }()

    private let text = HistoryText(style: .plain)

    @Test("a line for each run")
    func table() {
        #expect(
            text.render(Self.runs) == """
                b7714e05  2023-11-14T22:13:20Z  drift  drifted       somebody  0123456  2 changed
                0a9c2f44  2023-11-14T22:13:20Z  apply  partial       somebody  0123456  1 create, 2 update
                77e0d1aa  2023-11-14T22:13:20Z  apply  failed        somebody           api-unreachable
                19bb0c3e  2023-11-14T22:13:20Z  apply  not-finished  somebody  0123456

                """
        )
        #expect(text.render([]) == "No runs are recorded.\n")
    }

    @Test("all there is to know of one, with nothing that a terminal would act on")
    func one() {
        #expect(
            text.render(Self.runs[1]) == """
                run       0a9c2f44d0f14cf0a5f6b7c7a7f1d9e2
                stack     production
                kind      apply
                API       https://api.example/v1
                began     2023-11-14T22:13:20.000Z
                ended     2023-11-14T22:13:20.000Z
                who       somebody
                commit    0123456789012345678901234567890123456789
                files     sha256:00
                patchbay  0.1.0
                plan      1 create, 2 update
                outcome   partial

                Steps:
                  1. create aws "A \\u{1b}[31m" (id-1): done
                  2. update vimeo "B": failed, api-request: refused\\u{a}::error::

                """
        )
        let failed = text.render(Self.runs[2])
        #expect(
            failed.contains("problem   api-unreachable: cannot reach 'host'\n")
                && failed.contains("commit    unknown\n")
        )
        let findings = "\nFindings:\n  ~ aws \"A \\u{1b}[31m\": changed (f1)\n  + vimeo connection: unmanaged (f2)\n"
        #expect(text.render(Self.runs[0]).hasSuffix(findings))
        var older = Self.runs[0]
        older.found = nil
        #expect(text.render(older).hasSuffix("\nFindings:\n  f1\n"))
    }

    @Test(
        "how a run ended, in a word",
        arguments: [
            (nil, nil, false, Run.State.notFinished), ("partial", nil, true, .partial),
            ("drifted", nil, true, .drifted),
            (nil, "wrong-account: the account has none", true, .wrongAccount),
            (nil, "blocked: by a limit", true, .blocked),
            (nil, "api-server: 500", true, .failed), ("a word of a newer patchbay", nil, true, .failed),
        ]
    )
    func state(_ outcome: String?, _ problem: String?, _ hasEnded: Bool, _ state: Run.State) {
        var run = LedgerContract.run("r1")
        run.ended = hasEnded ? run.began : nil
        (run.outcome, run.problem) = (outcome, problem)
        #expect(run.state == state)
        #expect(text.render([run]).contains("  apply  \(outcome ?? state.rawValue)  "))
    }

    @Test("which stack each run was of, where they are of several")
    func severalStacks() {
        var run = LedgerContract.run("19bb0c3ed0f14cf0a5f6b7c7a7f1d9e2")
        run.scope.stack = "eu\nprod"
        #expect(
            HistoryText(style: .plain, showsStack: true).render([run])
                == "19bb0c3e  2023-11-14T22:13:20Z  apply  not-finished  \"eu\\u{a}prod\"  somebody  0123456\n"
        )
    }

    @Test("the document has every key, with null for what is not known")
    func document() throws {
        let json = try JSONText.render(HistoryDocument(stack: "production", Self.runs))
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let runs = try #require(document["runs"] as? [[String: Any]])
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(Schema.history.text.utf8)) as? [String: Any]
        )
        let properties = try #require(schema["properties"] as? [String: Any])
        let item = try #require((properties["runs"] as? [String: Any])?["items"] as? [String: Any])
        let required = try #require(item["required"] as? [String])
        for run in runs { #expect(Set(run.keys) == Set(required)) }
        #expect(runs[2]["outcome"] is NSNull && runs[3]["ended"] is NSNull)
    }
}
