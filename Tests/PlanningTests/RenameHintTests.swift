import Connections
import Planning
import TestSupport
import Testing

@Suite("Creates that look like another name for what is deleted")
struct RenameHintTests {
    private let rules = PlanningRules(owns: [NameGlob("*")])

    @Test("of the same client or AWS account, and only where there is one of each")
    func hints() throws {
        let live = [
            Sample.liveVimeo("training", client: "one"), Sample.live("bucket", at: "1:us-east-1"),
            Sample.liveVimeo("first", client: "two"), Sample.liveVimeo("second", client: "two"),
        ]
        let desired = [
            Sample.desiredVimeo("academy", client: "one"), Sample.desired("assets", at: "1:eu-west-1"),
            Sample.desired("elsewhere", at: "2:us-east-1"), Sample.desiredVimeo("third", client: "two"),
        ]
        let plan = try Planner.plan(desired, onto: live, rules: rules)
        let hints = plan.changes.filter { $0.action == .create }.map { "\($0.name): \($0.mayBeRenameOf ?? "-")" }
        #expect(hints == ["assets: bucket", "elsewhere: -", "academy: training", "third: -"])
    }

    @Test("a delete says all that goes, and a tombstone is no rename")
    func deletes() throws {
        let plan = try Planner.plan(
            [Sample.desired("new", at: "1:eu-west-1")],
            absent: [Tombstone(type: .aws, name: "gone", place: Sample.place)],
            onto: [Sample.live("gone", at: "1:us-east-1", description: "text", enabled: false)]
        )
        let fields = plan.changes[0].fields.map { "\($0.field.rawValue) \($0.before) \($0.after)" }
        #expect(
            fields == [
                #"description text("text") none"#, #"awsAccountId text("000000000001") none"#,
                #"awsRegion text("us-east-1") none"#, "enabled flag(false) none",
            ]
        )
        #expect(plan.changes[1].mayBeRenameOf == nil)
    }

    @Test("the hint is words: neither a saved plan nor the comparison with a base looks at it")
    func words() throws {
        let live = [Sample.live("old", at: "1:us-east-1")]
        let here = [Sample.desired("new", at: "1:eu-west-1")]
        let alone = try Planner.plan(here, onto: live, rules: rules)
        let more = try Planner.plan(here + [Sample.desired("other", at: "1:ap-south-1")], onto: live, rules: rules)
        #expect(alone.changes.last?.mayBeRenameOf == "old" && more.changes.last?.mayBeRenameOf == nil)
        #expect(BaseComparison(alone).marking(more).base == Plan.Base(introduced: 1, pending: 2, withdrawn: 0))
        var saved = try SavedWorld(desired: here, live: live, rules: rules)
        saved.live.append(Sample.live("stray", at: "1:sa-east-1"))
        #expect(saved.reasons().isEmpty, "\(saved.reasons())")
    }
}
