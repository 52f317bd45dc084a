import Connections
import PictoryAPI
import Planning
import Rendering
import Testing

@testable import Applying

@Suite("Reports as text and JSON")
struct ReportTextTests {
    private let plan = Plan(
        stack: "test",
        apiURL: "sandbox",
        configDigest: "sha256:00",
        summary: Plan.Summary(),
        changes: [],
        steps: [],
        unmanaged: [],
        waiting: []
    )

    private func report(_ outcomes: [StepOutcome], wasInterrupted: Bool = false) -> ApplyReport {
        let results = outcomes.enumerated().map { index, outcome in
            let id = ConnectionID("id-\(index + 1)")
            let step = Step(id: index + 1, operation: .update, type: .aws, name: "n\(index + 1)", connectionId: id)
            return StepResult(step: step, outcome: outcome)
        }
        return ApplyReport(plan, results, wasInterrupted: wasInterrupted)
    }

    private static let done = StepOutcome.done(.init(connectionId: ConnectionID("id-1")))
    private static let conflict = StepOutcome.conflict(
        Conflict(
            kind: .edited,
            connectionId: ConnectionID("id-1"),
            version: 4,
            fields: [.init(field: .description, planned: "old", live: "\u{1B}[2Jtheirs", desired: "ours")]
        )
    )
    private static let failed = StepOutcome.failed(
        .init(error: APIError(.badRequest, request: "PUT /v1/x", status: 400, detail: "bad"), isOutcomeUnknown: false)
    )

    @Test(
        "the last line counts what became of the steps, and the verdict follows",
        arguments: [
            ([done, done], false, "Applied. 2 of 2 steps done.", ApplyReport.Verdict.applied),
            (
                [done, conflict, .skipped(because: 2)], false,
                "Applied in part: someone else changed a connection meanwhile. 1 of 3 steps done, 1 in conflict, 1 skipped.",
                .conflict
            ),
            ([conflict, failed], false, "Nothing applied. 0 of 2 steps done, 1 in conflict, 1 failed.", .partial),
            (
                [done, .notAttempted], true,
                "Interrupted. 1 of 2 steps done, 1 not attempted. Run apply again to go on.", .interrupted
            ),
            ([done], true, "Applied. 1 of 1 step done.", .applied),
        ]
    )
    func verdicts(_ outcomes: [StepOutcome], _ wasInterrupted: Bool, _ line: String, _ verdict: ApplyReport.Verdict) {
        let report = report(outcomes, wasInterrupted: wasInterrupted)
        #expect(report.verdict == verdict)
        let text = ReportText(style: .plain).render(report, of: plan)
        #expect(text.split(separator: "\n").last.map(String.init) == line)
    }

    @Test(
        "an interrupted saved plan has to be made anew, and what was left alone is counted",
        arguments: [
            (nil, " Run apply again to go on.", ""),
            (0, " Run plan again to go on: what was done makes the saved plan stale.", ""),
            (
                1, " Run plan again to go on: what was done makes the saved plan stale.",
                "1 further change is pending since the plan was saved, and left alone; plan again to see it."
            ),
            (
                2, " Run plan again to go on: what was done makes the saved plan stale.",
                "2 further changes are pending since the plan was saved, and left alone; plan again to see them."
            ),
        ] as [(Int?, String, String)]
    )
    func saved(_ leftAlone: Int?, _ advice: String, _ remark: String) throws {
        var report = report([Self.done, .notAttempted], wasInterrupted: true)
        report.leftAlone = leftAlone
        let line = "Interrupted. 1 of 2 steps done, 1 not attempted.\(advice)"
        #expect(ReportText(style: .plain).render(report, of: plan).hasSuffix("\n\(line)\n"))
        let section = ReportMarkdown().section(report, of: plan)
        let comment = MarkdownComment(.apply, [.init(label: "s", section)]).render()
        #expect(comment.contains("\n**\(line)**\n"))
        #expect(comment.contains("further change") == !remark.isEmpty && comment.contains(remark))
        let json = try JSONText.render(ReportDocument(report, stack: "test", apiURL: "sandbox"))
        #expect(json.contains("\"leftAlone\"") == (leftAlone != nil))
        if let leftAlone { #expect(json.contains("\"leftAlone\" : \(leftAlone),")) }
    }

    @Test("a saved plan without changes never says that the account matches the files")
    func savedNothing() {
        var report = report([])
        report.leftAlone = 3
        let section = ReportMarkdown().section(report, of: plan)
        for stacks in [1, 2, 4_000] {
            let several = Array(repeating: MarkdownComment.Stack(label: "s", section), count: stacks)
            let comment = MarkdownComment(.apply, several).render()
            #expect(comment.contains("**The saved plan has no changes.**\n"))
            #expect(!comment.contains("matches the files") && !comment.contains("nothing to do"))
        }
        #expect(
            PlanText(style: .plain, isPartial: true, isSaved: true).render(plan) == "The saved plan has no changes.\n"
        )
    }

    @Test("a conflict says field by field what the three sides have, safe for a terminal")
    func conflictText() {
        let text = ReportText(style: .plain).render(report([Self.conflict]), of: plan)
        #expect(text.contains("description: 'old' in the plan, '\\u{1b}[2Jtheirs' now, the files want 'ours'"))
        #expect(text.contains("now version 4"))
    }

    @Test("a conflict after a lost write says that it may have been done, in text and JSON")
    func unknownConflict() throws {
        let conflict = Conflict(kind: .edited, connectionId: ConnectionID("id-1"), version: 4, isOutcomeUnknown: true)
        let report = report([.conflict(conflict)])
        let text = ReportText(style: .plain).render(report, of: plan)
        #expect(text.contains("conflict, outcome unknown error[conflict]"))
        #expect(text.contains("it may have been done all the same"))
        #expect(text.contains("Nothing applied for certain: someone else changed a connection meanwhile."))
        let json = try JSONText.render(ReportDocument(report, stack: "test", apiURL: "sandbox"))
        #expect(json.contains("\"outcomeUnknown\" : true"))
    }

    @Test("a step that was skipped says which other one was not done, by what it does; JSON has the number")
    func skipped() throws {
        let report = report([Self.failed, .skipped(because: 1)])
        let name = "skipped, since 'update aws \"n1\"' was not done\n"
        let text = ReportText(style: .plain)
        #expect(text.render(report, of: plan).contains("update aws \"n2\": \(name)"))
        let steps = report.results.map(\.step)
        #expect(text.progress(report.results[1], count: 2, of: steps) == "[2/2] update aws \"n2\": \(name)")
        let comment = MarkdownComment(.apply, [.init(label: "s", ReportMarkdown().section(report, of: plan))]).render()
        #expect(
            comment.contains("- **skipped, since 'update aws `n1`' was not done**: update aws `n2`\n"),
            "\(comment)"
        )
        let json = try JSONText.render(ReportDocument(report, stack: "test", apiURL: "sandbox"))
        #expect(json.contains("\"skippedBecauseOf\" : 1"))
    }

    @Test(
        "names that mean another connection now are told as far as their renames are done",
        arguments: [
            ([done, done], ["n1": "id-1, before id-2", "n2": "id-2, before id-1"]),
            ([done, failed], ["n1": "id-1, before id-2"]), ([failed, failed], [:]),
        ] as [([StepOutcome], [String: String])]
    )
    func newMeanings(_ outcomes: [StepOutcome], _ names: [String: String]) {
        var plan = plan
        plan.changes = [("n1", "n2", "id-1"), ("n2", "n1", "id-2")].map { name, former, id in
            var change = Change(type: .aws, name: name, action: .update, reason: .renamed)
            change.connectionId = ConnectionID(id)
            change.fields = [FieldChange(.name, from: .text(former), to: .text(name))]
            return change
        }
        let text = ReportText(style: .plain).render(report(outcomes), of: plan)
        let title = "Names that mean another connection now; no id changed by that:\n"
        #expect(text.contains(title) == !names.isEmpty, "\(text)")
        for name in ["n1", "n2"] {
            let line = "  aws \"\(name)\": \(names[name] ?? "")"
            #expect(text.contains(line + "\n") == (names[name] != nil), "\(text)")
        }
    }

    @Test("a refused key goes before everything else")
    func unauthorized() {
        let refused = StepOutcome.failed(
            .init(error: APIError(.unauthorized, request: "PUT /v1/x", status: 401), isOutcomeUnknown: false)
        )
        #expect(report([refused, .notAttempted, Self.conflict], wasInterrupted: true).verdict == .unauthorized)
    }

    @Test("what the API stored otherwise is one warning, for a step that is done")
    func normalised() {
        let outcome = StepOutcome.done(.init(connectionId: ConnectionID("id-1"), normalised: [.name, .description]))
        let text = ReportText(style: .plain).render(report([outcome]), of: plan)
        #expect(text.hasPrefix("warning: the API stored name, description of aws \"n1\" other than it was sent;"))
        #expect(text.contains("or the next plan shows it again"))
        let cut = StepOutcome.done(.init(connectionId: ConnectionID("id-1"), normalised: [.description]))
        #expect(
            ReportText(style: .plain).render(report([cut]), of: plan).contains(
                "or plans without a ledger show it again"
            )
        )
    }

    @Test("the JSON form has every step with its status, and no key twice")
    func json() throws {
        let document = ReportDocument(
            report([Self.done, Self.conflict, Self.failed]),
            stack: "test",
            apiURL: "sandbox"
        )
        let text = try JSONText.render(document)
        for status in ["\"done\"", "\"conflict\"", "\"failed\""] { #expect(text.contains("\"status\" : \(status)")) }
        #expect(text.hasSuffix("}\n"))
    }
}
