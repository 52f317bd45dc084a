import Connections
import Diagnostics
import FoundationEssentials
import Planning
import TestSupport
import Testing

/// Whatever a ledger says, be it nonsense: the same is created, renamed, replaced, deleted, blocked, waited for and left alone,
/// by the same steps but for secrets.
@Suite("The ledger explains, and decides nothing but which secrets are sent")
struct LedgerExplainsTests {
    private func check(_ files: SmallFiles, _ live: [LiveConnection], _ random: inout SeededRandom) throws -> Bool {
        let plain: Plan
        do {
            plain = try files.plan(onto: live)
        } catch is PlanningError {
            return false
        }
        let receipts = Receipts.random(of: live, files.desired, using: &random)
        let plan = try Planner.plan(
            files.desired,
            absent: files.tombstones,
            onto: live,
            rules: files.rules,
            receipts: receipts
        )
        #expect(plan.withoutLedger(plan) == plain.withoutLedger(plan), "\(plan.outline) \(random)")
        #expect(plan.usesLedger && !plain.usesLedger)
        for item in plan.storedOtherwise {
            // Nothing else is left out than what the receipt says was sent, and became what is there.
            let found = try #require(live.first { $0.id == item.connectionId })
            let entry = try #require(files.desired.first { $0.type == item.type && $0.name == item.name })
            var told = try #require(receipts.receipts[item.connectionId])
            let known = told.conversions
            told.convert(entry, found)
            #expect(item.fields.allSatisfy { known[$0] != nil && known[$0] == told.conversions[$0] })
        }
        return plan.changes != plain.changes
    }

    /// How many worlds of how many the ledger had something to say of.
    private func checkAll(_ worlds: [(files: SmallFiles, live: [LiveConnection])]) throws -> Int {
        var random = SeededRandom(seed: SeededRandom.seeds(1)[0])
        return try worlds.count { try check($0.files, $0.live, &random) }
    }

    @Test("over worlds by chance", arguments: SeededRandom.seeds(2_000))
    func random(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomWorld(using: &random)
        var files = SmallFiles(desired: world.desired, tombstones: world.tombstones, rules: world.rules)
        for index in files.desired.indices where Bool.random(using: &random) {
            files.desired[index].credentialsRevision = Int.random(in: 0...9, using: &random)
        }
        _ = try check(files, world.live, &random)
    }

    @Test("over all small worlds with former names, both orders of replaces, tombstones and grace")
    func placed() throws {
        let families =
            SmallFiles.placed.flatMap(\.withFormerNames).flatMap(\.withReplaceOrders)
            + SmallFiles.placed.flatMap(\.withTombstones) + SmallFiles.placed.map(\.withGrace)
        let worlds = families.flatMap { files in
            Ownership.allCases.flatMap { ownership in
                files.distinct(SmallAccounts.placed()).map { (files.owning(ownership), $0) }
            }
        }
        try #expect(checkAll(worlds) > 5_000)
    }

    @Test("over small worlds with parked connections")
    func parked() throws {
        let worlds = SmallFiles.placed.flatMap { files in
            files.distinct(SmallAccounts.parked(1)).flatMap { live in
                [files.owning(.none), files.withGrace.owning(.all)].map { ($0, live) }
            }
        }
        try #expect(checkAll(worlds) > 2_000)
    }

    @Test("over all small worlds of Vimeo with former names and pins")
    func vimeo() throws {
        let worlds = SmallAccounts.vimeo.flatMap { live in
            SmallFiles.vimeo.flatMap(\.withFormerNames).flatMap { $0.withPins(to: live.map(\.id)) }
                .flatMap { files in Ownership.allCases.map { (files.owning($0), live) } }
        }
        try #expect(checkAll(worlds) > 1_000)
    }

    @Test(
        "a plan with receipts is the same for any order of them, and after it was written and read",
        arguments: SeededRandom.seeds(300)
    )
    func stable(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let world = RandomWorld(using: &random)
        let known = Receipts.random(of: world.live, world.desired, using: &random)
        var shuffled = Receipts(
            known.receipts.values.shuffled(using: &random),
            marks: known.marks.shuffled(using: &random),
            conversion: known.conversion,
            fingerprint: known.fingerprint
        )
        shuffled.marks += known.marks.prefix(1)
        do {
            let plan = { receipts in
                try Planner.plan(world.desired, onto: world.live, rules: world.rules, receipts: receipts)
            }
            let first = try plan(known)
            try #expect(plan(shuffled) == first, "\(random)")
            try #expect(JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(first)) == first, "\(random)")
        } catch let error as PlanningError {
            #expect(error.diagnostics.allSatisfy { $0.code == .ambiguousMatch })
        }
    }
}
