import Connections
import FoundationEssentials
import Planning
import Rendering
import TestSupport
import Testing

@Suite("What plans say with a ledger, and of the lack of one")
struct LedgerWordsTests {
    private static let remark =
        "Secrets: patchbay cannot tell whether 1 Vimeo connection has those of the files"

    @Test("that secrets cannot be compared is said with a ledger, and without one when asked to be verbose")
    func secrets() throws {
        var plan = try Planner.plan([Sample.desiredVimeo("v")], onto: [Sample.liveVimeo("v")])
        for (usesLedger, isVerbose, why) in [
            (false, false, nil), (false, true, "(there is no ledger that can be read); --rotate NAME sends them."),
            (true, false, "(never sent with this ledger and key); --rotate NAME sends them."),
        ] {
            plan.usesLedger = usesLedger
            let forms = [
                PlanText(style: .plain, isVerbose: isVerbose).render(plan),
                MarkdownComment(.plan, [.init(label: "x", PlanMarkdown(isVerbose: isVerbose).section(plan))]).render(),
            ]
            for text in forms {
                #expect(text.contains(Self.remark) == (why != nil), "\(text)")
                if let why { #expect(text.contains("\(Self.remark) \(why)"), "\(text)") }
            }
        }
    }

    @Test("of many hidden changes the first ten are listed, all of them when asked to be verbose")
    func manyHidden() throws {
        var plan = try Planner.plan([], onto: [])
        plan.hidden = (1...12).map { number in
            Plan.Hidden(
                type: .aws,
                name: "n\(number)",
                connectionId: ConnectionID("id-\(number)"),
                recordedVersion: 1,
                version: 2,
                hasSecrets: false
            )
        }
        plan.summary.hidden = 12
        let text = PlanText(style: .plain).render(plan)
        #expect(text.contains("n10\" (id-10): version 1 -> 2\n  … and 2 more; -v lists all\n"), "\(text)")
        #expect(text.hasSuffix("No changes. The account matches the files. 12 hidden.\n"), "\(text)")
        let verbose = PlanText(style: .plain, isVerbose: true).render(plan)
        #expect(verbose.contains("n12") && !verbose.contains("more"), "\(verbose)")
        let markdown = MarkdownComment(.plan, [.init(label: "x", PlanMarkdown().section(plan))]).render()
        #expect(markdown.contains("12 hidden: written by somebody") && markdown.contains("… and 2 more"), "\(markdown)")
    }

    @Test("who moved a field is faint on a terminal that has colours")
    func colour() throws {
        let plan = try Planner.plan(
            [Sample.desired("x", at: "1", description: "b")],
            onto: [Sample.live("x", at: "1", description: "a")],
            receipts: Receipts([Receipt(of: Sample.live("x", at: "1", description: "a"))]) { _, _ in nil }
        )
        let text = PlanText(style: Style(isColoured: true)).render(plan)
        #expect(text.contains("\"a\" -> \"b\"\u{1B}[2m  (config)\u{1B}[0m\n"), "\(text)")
    }

    @Test("a plan that was saved before there was a ledger is understood")
    func oldPlan() throws {
        let plan = try Planner.plan([Sample.desiredVimeo("v")], onto: [])
        var json = try JSONText.render(plan)
        for key in ["  \"hidden\" : [\n\n  ],\n", ",\n    \"hidden\" : 0", "    \"hidden\" : 0,\n"] {
            json.replace(key, with: "")
        }
        json.replace("      \"credentials\" : \"first-time\",\n", with: "")
        #expect(!json.contains("hidden") && !json.contains("first-time"), "\(json)")
        let old = try JSONDecoder().decode(Plan.self, from: Data(json.utf8))
        #expect(PlanText(style: .plain).render(old).contains("      credentials       will be sent\n"))
        var expected = plan
        expected.changes[0].credentials = nil
        #expect(old == expected)
    }
}
