import Connections
import Diagnostics
import Foundation
import Rendering
import TestSupport
import Testing

@testable import Planning

/// A drift with a finding of each kind, and of most that can be said of one.
enum DriftSample {
    static func plan() throws -> Plan {
        let desired = [
            Sample.desired("Edited", at: "1", description: "of the files", enabled: false),
            Sample.desired("Moved", at: "2:eu-west-1", isProtected: true), Sample.desired("Gone", at: "3"),
            Sample.desired("Parked", at: "4"), Sample.desired("Same", at: "5"),
        ]
        let live = [
            Sample.live("Edited", at: "1", id: "2025edited", version: 4, description: "of somebody"),
            Sample.live("Moved", at: "2", id: "2025moved"),
            Sample.live(
                ParkedName.name(for: .moving, of: "Parked", id: ConnectionID("2025parked")),
                at: "4",
                id: "2025parked"
            ),
            Sample.live("Same", at: "5"), Sample.live("Ours", at: "6", id: "2025ours"),
            Sample.live("Theirs", at: "7", id: "2025theirs"), Sample.live("Tomb", at: "8", id: "2025tomb"),
        ]
        let tombstone = Tombstone(type: .aws, name: "Tomb", place: SourcePlace(file: "gone.yaml", line: 9, column: 5))
        var plan = try Planner.plan(
            desired,
            absent: [tombstone],
            onto: live,
            unmanageable: [
                UnmanageableConnection(type: .vimeo, id: nil, name: "Odd", reason: "its list item has no id")
            ],
            rules: PlanningRules(owns: [NameGlob("Ours")])
        )
        for index in plan.changes.indices where plan.changes[index].name == "Edited" {
            for field in plan.changes[index].fields.indices {
                plan.changes[index].fields[field].movedBy = MovedBy.allCases[field]
            }
        }
        var secrets = Change(
            type: .vimeo,
            name: "Channel",
            action: .update,
            reason: .secretsChanged,
            live: Sample.liveVimeo("Channel", id: "2025channel"),
            source: Sample.place,
            fields: [
                FieldChange(.clientSecret, from: .none, to: .none), FieldChange(.accessToken, from: .none, to: .none),
            ]
        )
        secrets.credentials = .changed
        plan.changes.append(secrets)
        plan.hidden = [
            Plan.Hidden(
                type: .vimeo,
                name: "Main",
                connectionId: ConnectionID("2025main"),
                recordedVersion: 5,
                version: 7,
                hasSecrets: true
            ),
            Plan.Hidden(
                type: .aws,
                name: "Same",
                connectionId: ConnectionID("id-Same"),
                recordedVersion: 1,
                version: 1,
                hasSecrets: false
            ),
        ]
        // A plan counts both: nothing of them differs.
        plan.summary.unchanged = 2
        return plan
    }

    static func drift() throws -> Drift { Drift(try plan()) }
}

@Suite("Drift in each form")
struct DriftTextTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Drift")

    @Test("goldens of all that can be found, as text, Markdown, JSON, JUnit")
    func goldens() async throws {
        let drift = try DriftSample.drift()
        try Golden.expect(DriftText(style: .plain).render(drift), in: Self.folder.appending(path: "all.txt"))
        try Golden.expect(JSONText.render(drift), in: Self.folder.appending(path: "all.json"))
        let comment = MarkdownComment(.drift, [.init(label: "stack", DriftMarkdown().section(drift))]).render()
        try Golden.expect(comment, in: Self.folder.appending(path: "all.md"))
        let judge = try await CommentJudge(comment)
        #expect(judge.problems.isEmpty)
        let declared = ["Edited", "Moved", "Gone", "Parked", "Same"].map { ConnectionKey(.aws, $0) }
        let known = drift.leavingOut(Set(drift.findings.suffix(2).map(\.id)), since: "2026-01-01T00:00:00.000Z")
        let left = drift.findings.filter { !known.findings.contains($0) }
        let suite = JUnitReport.Suite(drift: known, known: left, declared: declared, label: "stack")
        try Golden.expect(JUnitText.render(JUnitReport([suite])), in: Self.folder.appending(path: "all.xml"))
    }

    @Test("a retired connection may be there for its grace, and nothing was interrupted then")
    func retired() throws {
        var plan = try DriftSample.plan()
        let index = try #require(plan.changes.firstIndex { $0.recovery == .interruptedMove })
        plan.changes[index].recovery = .interruptedReplace
        let text = DriftText(style: .plain).render(Drift(plan))
        #expect(
            text.contains("\"Parked\"  is as a replace left it that was cut short, or had a grace period"),
            "\(text)"
        )
    }

    @Test("what is new alone, and against what")
    func newOnly() throws {
        let drift = try DriftSample.drift()
        let new = drift.leavingOut(Set(drift.findings.dropFirst().map(\.id)), since: "2026-01-01T00:00:00.000Z")
        let text = DriftText(style: .plain).render(new)
        #expect(text.contains("Compared with the run of 2026-01-01T00:00:00.000Z.\n"))
        #expect(
            text.hasSuffix(
                "New drift: 1 changed, 0 missing, 0 unmanaged, 0 hidden. \(drift.findings.count - 1) known findings are left out.\n"
            ),
            "\(text)"
        )
        let first = DriftText(style: .plain).render(drift.leavingOut([], since: nil))
        #expect(first.contains("No earlier run is known, so all of it is new.\n"))
        let none = drift.leavingOut(Set(drift.findings.map(\.id)), since: "x")
        let verdict = DriftText(style: .plain).render(none)
        #expect(verdict.hasSuffix("No new drift. \(drift.findings.count) known findings are left out.\n"))
    }

    @Test("where nobody can tell what is known, that is said, and nothing is called new")
    func incomparable() throws {
        let drift = try DriftSample.drift().withoutBaseline()
        let text = DriftText(style: .plain).render(drift)
        #expect(text.contains("Without a ledger that can be read nobody can tell what was found before"))
        #expect(text.contains("\nDrift: 4 changed") && !text.contains("New drift"))
        let message = DriftMessage([.drifted(drift)], of: 1).text
        #expect(message.contains("2 hidden. The ledger cannot tell what was found before, so that known findings may"))
    }

    @Test("what could not be compared is said wherever there is room, and nothing is claimed of it")
    func secretsUnknown() throws {
        let plan = try Planner.plan([Sample.desiredVimeo("v")], onto: [Sample.liveVimeo("v")])
        let remark = "Secrets: patchbay cannot tell whether 1 Vimeo connection has those of the files"
        let drift = Drift(plan, comparesSecrets: true)
        let text = DriftText(style: .plain).render(drift)
        #expect(text.hasPrefix(remark) && text.hasSuffix("No drift, as far as can be told.\n"), "\(text)")
        let markdown = MarkdownComment(.drift, [.init(label: "s", DriftMarkdown().section(drift))]).render()
        #expect(markdown.contains(remark))
        let suite = JUnitReport.Suite(drift: drift, known: [], declared: [], label: "s")
        #expect(JUnitText.render(JUnitReport([suite])).contains("<system-out>\(remark)"))
        try #expect(JSONText.render(drift).contains("\"secretsUnknown\" : 1"))
        let unasked = Drift(plan)
        #expect(DriftText(style: .plain).render(unasked) == "No drift. The account matches the files.\n")
        try #expect(!JSONText.render(unasked).contains("secretsUnknown"))
    }

    @Test("what is left out is counted behind the verdict")
    func leftOut() throws {
        var drift = Drift(try Planner.plan([], onto: [Sample.live("u", at: "1")])).ignoringUnmanaged()
        #expect(
            DriftText(style: .plain).render(drift) == "No drift. The account matches the files. 1 unmanaged ignored.\n"
        )
        drift.summary.declaredElsewhere = 3
        #expect(drift.summary.findings == 0)
        let text = DriftText(style: .plain).render(drift)
        #expect(text.hasSuffix(" 1 unmanaged ignored. 3 declared by other stacks of this run.\n"))
    }

    @Test("an account that may be another one is told to machines and the webhook")
    func otherAccount() throws {
        var drift = Drift(try Planner.plan([Sample.desired("a", at: "1")], onto: []))
        drift.mayBeOtherAccount = true
        let remark = "None of the connections that the ledger knows is there: this may be another account."
        #expect(DriftMessage([.drifted(drift)], of: 1).text.contains("1 missing. \(remark)\n"))
        let suite = JUnitReport.Suite(drift: drift, known: [], declared: [], label: "s")
        #expect(JUnitText.render(JUnitReport([suite])).contains("<system-out>\(remark)"))
        try #expect(JSONText.render(drift).contains("\"mayBeOtherAccount\" : true"))
    }

    @Test("what is missing says why, and what to write where it has another name; nothing is said of secrets")
    func missing() throws {
        let left = Sample.liveVimeo("Main", id: "2025main")
        func text(_ live: [LiveConnection]) throws -> String {
            let known = Receipts([Receipt(of: left, secrets: Receipt.Secrets())]) { _, _ in nil }
            return DriftText(style: .plain)
                .render(Drift(try Planner.plan([Sample.desiredVimeo("Main")], onto: live, receipts: known)))
        }
        let gone = try text([])
        #expect(
            gone.contains("an apply left a connection of this name, and somebody deleted or renamed it since (outside)")
        )
        #expect(!gone.contains("secrets"))
        var renamed = left
        (renamed.name, renamed.version) = ("Channel", 2)
        let now = try text([renamed])
        #expect(now.contains("somebody renamed it since (outside): id 2025main is now called \"Channel\"\n"), "\(now)")
        #expect(now.contains("add renamedFrom: 'Channel' to the entry"))
    }

    @Test(
        "what an apply would delete says whose doing it is that it is there, as text and as Markdown",
        arguments: [
            (true, false, "it was in the files when they were applied last (config)"),
            (true, true, "an apply of these files left it, and they say otherwise since (config)"),
            (false, false, "no apply of these files knows it: somebody made it (outside)"),
            (false, true, "nobody can tell whether it was in the files once (unknown)"),
        ]
    )
    func undeclared(_ isOurs: Bool, _ isTombstone: Bool, _ words: String) throws {
        let live = Sample.live("Old", at: "1", id: "2025old")
        let tombstone = Tombstone(type: .aws, name: "Old", place: Sample.place)
        let plan = try Planner.plan(
            [],
            absent: isTombstone ? [tombstone] : [],
            onto: [live],
            rules: PlanningRules(owns: isTombstone ? [] : [NameGlob("*")], allowsEmpty: true),
            // A ledger that knows nothing at all says nothing.
            receipts: Receipts(
                [Receipt(of: Sample.live("Else", at: "2", id: "2025else"))] + (isOurs ? [Receipt(of: live)] : [])
            ) {
                _,
                _ in nil
            }
        )
        let drift = Drift(plan)
        let text = DriftText(style: .plain).render(drift)
        #expect(text.contains("    \(words)\n"), "\(text)")
        let markdown = MarkdownComment(.drift, [.init(label: "s", DriftMarkdown().section(drift))]).render()
        #expect(markdown.contains("  - \(words)\n"), "\(markdown)")
    }

    @Test("no drift is said so, and of a part only what it is")
    func clean() throws {
        let drift = Drift(try Planner.plan([], onto: []))
        #expect(DriftText(style: .plain).render(drift) == "No drift. The account matches the files.\n")
        let part = DriftText(style: .plain, isPartial: true).render(drift)
        #expect(part == "No drift in what --only selects.\n")
    }

    @Test("ten that are in no file are listed, the others counted, and all of them with -v")
    func manyUnmanaged() throws {
        let live = (1...12).map { Sample.live("u\($0)", at: "\($0)") }
        let drift = Drift(try Planner.plan([], onto: live))
        let text = DriftText(style: .plain).render(drift)
        #expect(text.contains("… and 2 more that are in no file; -v lists all\n"))
        #expect(text.contains("Drift: 0 changed, 0 missing, 12 unmanaged, 0 hidden.\n"))
        let all = DriftText(style: .plain, isVerbose: true).render(drift)
        #expect(live.allSatisfy { all.contains("\"\($0.name)\"") })
        let markdown = MarkdownComment(.drift, [.init(label: "s", DriftMarkdown().section(drift))]).render()
        #expect(markdown.contains("… and 2 more; -v lists all"))
    }

    @Test("fault 46: hostile names and values stand in code, and start no line", arguments: HostileText.all)
    func hostile(_ text: String) async throws {
        let desired = [Sample.desired(text, at: "1", description: text), Sample.desired("x\(text)", at: "2")]
        let live = [
            Sample.live(text, at: "1", id: text, description: "\(text)~"), Sample.live("y\(text)", at: "3", id: text),
        ]
        let drift = Drift(try Planner.plan(desired, onto: live))
        let comment = MarkdownComment(.drift, [.init(label: "s", DriftMarkdown().section(drift))]).render()
        let judge = try await CommentJudge(comment)
        #expect(judge.problems.isEmpty)
        let plain = DriftText(style: .plain).render(drift)
        #expect(
            plain
                == plain.split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0).terminalSafe }.joined(separator: "\n")
        )
        let annotations = GitHubAnnotations().render(drift.findings.map { Annotation($0) })
        #expect(annotations.split(separator: "\n").count == drift.findings.count)
    }

    @Test("several stacks are totalled, those without drift, too")
    func totals() throws {
        let sections = [
            DriftMarkdown().section(try DriftSample.drift()),
            DriftMarkdown().section(Drift(try Planner.plan([], onto: []))),
            FailureMarkdown.section(ErrorReport(.apiUnreachable, .general, "cannot reach")),
        ]
        let stacks = sections.enumerated().map { MarkdownComment.Stack(label: "s\($0.offset)", $0.element) }
        let text = MarkdownComment(.drift, stacks).render()
        #expect(text.hasPrefix("<!-- patchbay:drift -->\n"))
        #expect(
            text.contains(
                "**3 stacks: 1 drifted, 1 clean, 1 failed. Drift: 4 changed, 1 missing, 4 unmanaged, 2 hidden.**"
            ),
            "\(text)"
        )
    }
}
