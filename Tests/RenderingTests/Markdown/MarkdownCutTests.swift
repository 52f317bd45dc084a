import Connections
import Diagnostics
import Rendering
import TestSupport
import Testing

@testable import Planning

@Suite("Comments that are cut", .serialized)
struct MarkdownCutTests {
    private func comment(_ plans: [Plan]) -> MarkdownComment {
        let section = PlanMarkdown(showsSteps: true)
        return MarkdownComment(.plan, plans.enumerated().map { .init(label: "s\($0)", section.section($1)) })
    }

    /// Of each action as many; the creates have steps and fields.
    private func plan(delete: Int, replace: Int, update: Int, create: Int, name: String = "n", stack: String = "x")
        -> Plan
    {
        var changes: [Change] = []
        for (action, count) in [
            (Change.Action.delete, delete), (.replace, replace), (.update, update), (.create, create),
        ] {
            for number in 0..<count {
                let fields = [FieldChange(.description, from: .text("a"), to: .text("\(name)\(number)"))]
                changes.append(
                    Change(type: .aws, name: "\(name)\(number)", action: action, reason: .fieldsDiffer, fields: fields)
                )
            }
        }
        var summary = Plan.Summary()
        (summary.delete, summary.replace, summary.update, summary.create) = (delete, replace, update, create)
        let steps = changes.enumerated().map { Step(id: $0 + 1, operation: .update, type: .aws, name: $1.name) }
        return Plan(
            stack: stack,
            apiURL: "sandbox",
            configDigest: "sha256:00",
            summary: summary,
            changes: changes,
            steps: steps,
            unmanaged: [],
            waiting: []
        )
    }

    private func shown(_ text: String, _ action: String) -> Int {
        text.split(separator: "\n").count { $0.hasPrefix("- **\(action)**") }
    }

    @Test("what fits is not cut, and says nothing of it")
    func whole() {
        let text = comment([plan(delete: 1, replace: 1, update: 10, create: 10)]).render()
        #expect(!text.contains("more:") && !text.contains("Left out"))
        #expect(shown(text, "create") == 10)
    }

    @Test("a long plan keeps its counts, and destructive changes go before others", .timeLimit(.minutes(5)))
    func long() async throws {
        let text = comment([plan(delete: 300, replace: 20, update: 60_000, create: 39_680)]).render()
        #expect(text.utf16.count <= MarkdownComment.limit && text.utf16.count > MarkdownComment.limit - 2_000)
        #expect(text.contains("**Plan: 39680 to create, 60000 to update, 20 to replace, 300 to delete."))
        #expect(text.contains("**Destructive: 300 deleted and 20 replaced. This cannot be undone.**"))
        #expect(shown(text, "delete") == 300 && shown(text, "replace") == 20 && shown(text, "create") == 0)
        let updates = 60_000 - shown(text, "update")
        #expect(text.contains("… and \(updates + 39_680) more: \(updates) to update, 39680 to create. Left out, too: "))
        #expect(
            text.contains(
                "Left out, too: the fields of 100000 changes, 100000 steps, the graph of the steps. The plan as JSON has them all."
            )
        )
        let judge = try await CommentJudge(text)
        #expect(judge.problems.isEmpty)
    }

    @Test("details go before lines, and what is begun is closed", arguments: [50, 200, 400, 600, 1_000])
    func details(_ count: Int) async throws {
        let text = comment([plan(delete: 0, replace: 0, update: count, create: 0)]).render()
        #expect(text.utf16.count <= MarkdownComment.limit)
        let fences = text.split(separator: "\n").count { $0.hasPrefix("```diff") }
        #expect(fences == count || text.contains("the fields of \(count - fences) change"))
        #expect(fences == 0 || shown(text, "update") == count)
        let judge = try await CommentJudge(text)
        #expect(judge.problems.isEmpty)
    }

    @Test("length is counted as hosts count it", arguments: ["🎬", "\u{1}", "`", "é", "x"])
    func units(_ unit: String) async throws {
        let name = String(repeating: unit, count: 2_000)
        let long = plan(delete: 60, replace: 0, update: 0, create: 20, name: name, stack: name)
        for plans in [[long], [long, long]] {
            let text = comment(plans).render()
            #expect(text.utf16.count <= MarkdownComment.limit)
            let judge = try await CommentJudge(text)
            #expect(judge.problems.isEmpty)
        }
    }

    @Test("stacks without changes are only counted before anything else is cut")
    func quietStacks() {
        let quiet = plan(delete: 0, replace: 0, update: 0, create: 0)
        let plans = Array(repeating: quiet, count: 9_998) + [plan(delete: 1, replace: 0, update: 0, create: 2), quiet]
        let text = comment(plans).render()
        #expect(text.utf16.count <= MarkdownComment.limit)
        #expect(text.hasPrefix("<!-- patchbay:plan -->\n\n### patchbay plan: 10000 stacks\n"))
        #expect(text.contains("Plan: 2 to create, 0 to update, 0 to replace, 1 to delete."))
        #expect(text.contains("since there is nothing to do: 9999 stacks."))
        #expect(shown(text, "delete") == 1 && shown(text, "create") == 2)
        #expect(!text.contains("more:"))
    }

    @Test("of too many stacks those that delete or fail are shown first, and the rest is summed up")
    func manyStacks() async throws {
        var plans = Array(repeating: plan(delete: 0, replace: 0, update: 0, create: 3), count: 9_999)
        plans.append(plan(delete: 2, replace: 0, update: 0, create: 0, stack: "last"))
        let text = comment(plans).render()
        #expect(text.utf16.count <= MarkdownComment.limit)
        #expect(text.contains("Plan: 29997 to create, 0 to update, 0 to replace, 2 to delete."))
        #expect(text.contains("#### `last`") && shown(text, "delete") == 2)
        let stacks = text.split(separator: "\n").count { $0.hasPrefix("#### ") }
        #expect(text.contains("… and \(10_000 - stacks) stacks: \(10_000 - stacks) planned."))
        #expect(text.contains("Plan: \(3 * (10_000 - stacks)) to create, 0 to update, 0 to replace, 0 to delete."))
        let judge = try await CommentJudge(text)
        #expect(judge.problems.isEmpty)
    }

    @Test("what could not be looked at is never called without changes")
    func failures() {
        let failure = FailureMarkdown.section(ErrorReport(.apiServer, .general, "refused"))
        let quiet = PlanMarkdown().section(plan(delete: 0, replace: 0, update: 0, create: 0))
        let text = MarkdownComment(.plan, [.init(label: "a", failure), .init(label: "b", quiet)]).render()
        #expect(text.contains("**2 stacks: 1 planned, 1 failed. No changes elsewhere.**"))
    }

    @Test("a label of 1,500 files is no longer a comment's problem", arguments: ["f", "é", "`", "\n"])
    func manyFiles(_ unit: String) async throws {
        let label = (1...1_500).map { "stacks/\(String(repeating: unit, count: 40))\($0).yaml" }.joined(separator: " ")
        let sections = [
            PlanMarkdown(showsSteps: true).section(
                plan(delete: 300, replace: 20, update: 2_000, create: 9, stack: label)
            ),
            FailureMarkdown.section(ErrorReport(.apiServer, .general, label, cause: label, nextStep: label)),
            FilesMarkdown.invalid(errors: 50).adding(errors(50, in: label), omitted: 0),
        ]
        for section in sections {
            let text = MarkdownComment(.plan, [.init(label: label, section)]).render()
            #expect(text.utf16.count <= MarkdownComment.limit)
            #expect(text.prefix { $0 != "\n" }.utf8.count < 150)
            try #expect(await CommentJudge(text).problems.isEmpty)
        }
    }

    private func errors(_ count: Int, in file: String = "a.yaml", _ message: String = "there is no key 'x'")
        -> [Diagnostic]
    {
        (1...count).map { Diagnostic(.unknownKey, message, at: SourcePlace(file: file, line: $0, column: 1)) }
    }

    /// The number before a word, in what a comment says is left out; 0 where it does not.
    private func leftOut(_ text: Substring, _ what: String) -> Int {
        let lines = text.split(separator: "\n").filter { $0.contains("Left out") }
        guard let line = lines.first, let end = line.firstRange(of: " \(what)")?.lowerBound else { return 0 }
        return Int(line[..<end].reversed().prefix { $0.isNumber }.reversed().map(String.init).joined()) ?? 0
    }

    @Test("errors that are only counted stay counted when their line is cut", arguments: [40, 400, 600, 900])
    func omittedErrors(_ length: Int) {
        let message = String(repeating: "x", count: length)
        let stacks = (1...3).map { number in
            let section = FilesMarkdown.invalid(errors: 120).adding(errors(50, "\(message)"), omitted: 70)
            return MarkdownComment.Stack(label: "s\(number)", section)
        }
        let text = MarkdownComment(.plan, stacks).render()
        #expect(text.utf16.count <= MarkdownComment.limit)
        let parts = text.split(separator: "\n#### ").dropFirst()
        #expect(parts.count == 3)
        for part in parts {
            let shown = part.split(separator: "\n").count { $0.hasPrefix("- **error[") }
            let counted = part.contains("- … and 70 more\n") ? 70 : 0
            #expect(shown + counted + leftOut(part, "errors") == 120, "\(shown)")
            #expect(shown == 50 || part.contains("standard error has the first 50 of a stack."))
            #expect(!part.contains("has them all"))
        }
        #expect(text.contains("- … and 70 more\n") == (length == 40))
    }

    @Test("reasons of a stale plan that are only counted stay counted, too")
    func omittedReasons() {
        let reasons = (1...50).map { StaleReason(.fileChanged, "\($0) \(String(repeating: "x", count: 990))") }
        let report = ErrorReport(.stalePlan, .stale, "stale")
        let sections = (1...2).map { _ in FailureMarkdown.section(report, stale: reasons, omitted: 450) }
        let text = MarkdownComment(.apply, sections.map { .init(label: "s", $0) }).render()
        for part in text.split(separator: "\n#### ").dropFirst() {
            let shown = part.split(separator: "\n").count { $0.hasPrefix("- **file-changed**") }
            let counted = part.contains("- … and 450 more\n") ? 450 : 0
            #expect(shown + counted + leftOut(part, "reasons") == 500, "\(shown)")
        }
        #expect(text.contains("Left out for length: "))
    }

    @Test("unmanaged connections that only -v lists stay counted when their line is cut")
    func omittedUnmanaged() {
        var long = plan(delete: 0, replace: 0, update: 2_000, create: 0)
        long.unmanaged = (1...1_234).map { .init(type: .aws, name: "u\($0)", connectionId: ConnectionID("id-\($0)")) }
        long.summary.unmanaged = 1_234
        let text = comment([long]).render()
        #expect(text.contains("1234 unmanaged, "))
        #expect(text.contains(" The plan as JSON has them all.\n"))
        long.changes = []
        long.steps = []
        let short = comment([long]).render()
        #expect(short.contains("- … and 1224 more; -v lists all\n") && !short.contains("Left out"))
    }
}
