import Connections
import Planning
import TestSupport
import Testing

@Suite("Whose change it is: this checkout's, or pending on the base already")
struct BaseComparisonTests {
    /// One checkout of the two.
    struct Checkout: Sendable {
        var desired: [DesiredConnection] = []
        var absent: [Tombstone] = []
        var rules = PlanningRules()

        init(_ desired: DesiredConnection..., absent: [Tombstone] = [], rules: PlanningRules = PlanningRules()) {
            self.desired = desired
            self.absent = absent
            self.rules = rules
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var here: Checkout
        var base: Checkout
        var expected: [String]
        var withdrawn = 0
    }

    private static let live = [
        Sample.live("a", at: "1"), Sample.live("b", at: "2"), Sample.live("c", at: "3"), Sample.liveVimeo("v"),
    ]

    /// The live connections as they are, so that nothing is to be done for them.
    private static let a = Sample.desired("a", at: "1")
    private static let b = Sample.desired("b", at: "2")
    private static let c = Sample.desired("c", at: "3")
    private static let edited = Sample.desired("a", at: "1", description: "new")
    private static let moved = Sample.desired("a", at: "9")
    private static let created = Sample.desired("d", at: "4")

    private static func owning(_ pattern: String, protected: [String] = [], deletes: Int? = nil) -> PlanningRules {
        PlanningRules(owns: [NameGlob(pattern)], protected: protected.map { NameGlob($0) }, maximumDeletes: deletes)
    }

    private static let cases: [Case] = [
        Case(testDescription: "nothing in either", here: Checkout(a), base: Checkout(a), expected: []),
        Case(
            testDescription: "the same update, elsewhere in the files",
            here: Checkout(edited),
            base: Checkout(b, edited),
            expected: ["update a: pending"]
        ),
        Case(
            testDescription: "an update of this checkout alone",
            here: Checkout(edited),
            base: Checkout(a),
            expected: ["update a: introduced"]
        ),
        Case(
            testDescription: "an update taken back",
            here: Checkout(a),
            base: Checkout(edited),
            expected: [],
            withdrawn: 1
        ),
        Case(
            testDescription: "another update of the same connection is introduced, and nothing is withdrawn",
            here: Checkout(edited),
            base: Checkout(Sample.desired("a", at: "1", description: "other")),
            expected: ["update a: introduced"]
        ),
        Case(
            testDescription: "another action on the same connection, too",
            here: Checkout(moved),
            base: Checkout(edited),
            expected: ["replace a: introduced"]
        ),
        Case(
            testDescription: "the same create",
            here: Checkout(created),
            base: Checkout(created),
            expected: ["create d: pending"]
        ),
        Case(
            testDescription: "a create elsewhere is another one",
            here: Checkout(created),
            base: Checkout(Sample.desired("d", at: "5")),
            expected: ["create d: introduced"]
        ),
        Case(
            testDescription: "a create taken back",
            here: Checkout(),
            base: Checkout(created),
            expected: [],
            withdrawn: 1
        ),
        Case(
            testDescription: "the same rename",
            here: Checkout(Sample.desired("new", at: "1", renamedFrom: ["a"])),
            base: Checkout(Sample.desired("new", at: "1", renamedFrom: ["z", "a"])),
            expected: ["update new: pending"]
        ),
        Case(
            testDescription: "a rename to another name is about the same connection",
            here: Checkout(Sample.desired("new", at: "1", renamedFrom: ["a"])),
            base: Checkout(Sample.desired("newer", at: "1", renamedFrom: ["a"])),
            expected: ["update new: introduced"]
        ),
        Case(
            testDescription: "a rename of a Vimeo connection",
            here: Checkout(Sample.desiredVimeo("w", renamedFrom: ["v"])),
            base: Checkout(Sample.desiredVimeo("v")),
            expected: ["update w: introduced"]
        ),
        Case(
            testDescription: "the same replace",
            here: Checkout(moved),
            base: Checkout(moved),
            expected: ["replace a: pending"]
        ),
        Case(
            testDescription: "a replace with another grace is another one",
            here: Checkout(Sample.desired("a", at: "9", grace: .seconds(60))),
            base: Checkout(moved),
            expected: ["replace a: introduced"]
        ),
        Case(
            testDescription: "the same deletes, of what neither declares",
            here: Checkout(a, b, rules: owning("*")),
            base: Checkout(a, b, rules: owning("c")),
            expected: ["delete c: pending", "delete v: introduced"]
        ),
        Case(
            testDescription: "a delete that only the settings of the base bring",
            here: Checkout(a, b),
            base: Checkout(a, b, rules: owning("c")),
            expected: [],
            withdrawn: 1
        ),
        Case(
            testDescription: "a delete for another reason is another one",
            here: Checkout(a, absent: [Tombstone(type: .aws, name: "c", place: Sample.place)]),
            base: Checkout(a, rules: owning("c")),
            expected: ["delete c: introduced"]
        ),
        Case(
            testDescription: "blocked by the limit here, where this checkout adds one too many",
            here: Checkout(a, rules: owning("?", deletes: 2)),
            base: Checkout(a, b, rules: owning("?", deletes: 2)),
            expected: ["delete b: introduced", "delete c: pending", "delete v: pending"]
        ),
        Case(
            testDescription: "blocked by the limit on the base, so that this checkout lets it happen",
            here: Checkout(a, b, rules: owning("?", deletes: 2)),
            base: Checkout(a, rules: owning("?", deletes: 2)),
            expected: ["delete c: introduced", "delete v: introduced"],
            withdrawn: 1
        ),
        Case(
            testDescription: "blocked in both",
            here: Checkout(a, b, rules: owning("c", protected: ["c"])),
            base: Checkout(a, b, rules: owning("c", protected: ["?"])),
            expected: ["delete c: pending"]
        ),
        Case(
            testDescription: "protected on the base alone",
            here: Checkout(a, b, rules: owning("c")),
            base: Checkout(a, b, rules: owning("c", protected: ["c"])),
            expected: ["delete c: introduced"]
        ),
    ]

    @Test("each change is marked and counted", arguments: cases)
    func table(_ row: Case) throws {
        let base = try plan(row.base)
        let plan = try BaseComparison(base).marking(plan(row.here))
        let marks = plan.changes.map { change in
            let mark = change.introduced.map { $0 ? "introduced" : "pending" } ?? "unmarked"
            return "\(change.action.rawValue) \(change.name): \(mark)"
        }
        #expect(marks == row.expected)
        #expect(plan.base?.withdrawn == row.withdrawn)
        #expect(plan.base?.introduced == plan.changes.count { $0.introduced == true })
        #expect(plan.base?.pending == plan.changes.count { $0.introduced == false })
    }

    @Test("without a base to plan everything is introduced; without a comparison nothing is said of it")
    func nothing() throws {
        let plan = try plan(Checkout(Self.edited, Self.created))
        #expect(plan.base == nil && plan.changes.allSatisfy { $0.introduced == nil })
        let marked = BaseComparison(nil).marking(plan)
        #expect(marked.base == Plan.Base(introduced: 2, pending: 0, withdrawn: 0))
        #expect(marked.changes.allSatisfy { $0.introduced == true })
    }

    @Test("the comparison changes nothing else of the plan")
    func rest() throws {
        let plan = try plan(Checkout(Self.edited, Self.created))
        var marked = BaseComparison(plan).marking(plan)
        #expect(marked != plan)
        marked.base = nil
        for index in marked.changes.indices { marked.changes[index].introduced = nil }
        #expect(marked == plan)
    }

    @Test("two checkouts of the same files introduce and withdraw nothing", arguments: SeededRandom.seeds(300))
    func identity(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomWorld(using: &random)
        let plan = try? Planner.plan(world.desired, absent: world.tombstones, onto: world.live, rules: world.rules)
        // The others are worlds that only the author of the files can sort out.
        guard let plan else { return }
        let marked = BaseComparison(plan).marking(plan)
        #expect(marked.base == Plan.Base(introduced: 0, pending: plan.changes.count, withdrawn: 0), "\(random)")
        let empty = BaseComparison(plan).marking(BaseComparison(nil).marking(plan))
        #expect(empty == marked, "\(random)")
    }

    private func plan(_ checkout: Checkout) throws -> Plan {
        try Planner.plan(checkout.desired, absent: checkout.absent, onto: Self.live, rules: checkout.rules)
    }
}
