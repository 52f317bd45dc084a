import Applying
import Connections
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import TestSupport
import Testing

@Suite("A replace with a grace of one hour, in virtual time")
struct GraceTests {
    @Test("both connections work until the hour is over; the apply after it deletes the old one, and not one before")
    func undisturbed() async throws {
        let bench = try await GraceBench.replaced()
        let old = try #require(try bench.live(GraceBench.old))
        try #expect(bench.world() == "a retired@us-east-1, a@eu-west-1")
        bench.clock.advance(by: .seconds(3_599))
        let waiting = try await bench.plan().plan
        #expect(waiting.changes.isEmpty)
        let retired = try #require(old.updatedDate.flatMap { Timestamp($0) })
        #expect(waiting.waiting.map(\.until) == [(retired + .seconds(3_600)).description])
        let early = try await bench.apply()
        #expect(early.results.isEmpty)
        try #expect(bench.live(GraceBench.old) == old)

        bench.clock.advance(by: .seconds(1))
        let over = try await bench.plan().plan
        #expect(over.waiting.isEmpty && over.changes.map(\.reason) == [.replaced])
        try #expect(over.changes.first?.replacedBy == bench.newID())
        #expect(over.changes.first?.recovery == nil)
        let report = try await bench.apply()
        #expect(report.verdict == .applied)
        #expect(report.idChanges.map(\.from) == [GraceBench.old])
        try #expect(bench.world() == "a@eu-west-1")
        try await #expect(bench.outline() == "")
    }

    @Test("killed at any request of the replace, the next run goes on, and the old one works for a whole hour more")
    func killedWhileReplacing() async throws {
        var kills = 0
        for way in KilledAPI.Way.allCases {
            for request in 1...9 {
                let bench = try GraceBench()
                guard try await bench.applyKilled(at: request, way) else { break }
                kills += 1
                let wasRetired = try bench.live(GraceBench.old)?.name == GraceBench.retiredName
                let isReplaced = try bench.sandbox.world().live.count == 2
                // Longer than the grace, which must not be over before consumers could take up the new connection.
                bench.clock.advance(by: .seconds(7_200))
                let outline = try await bench.outline()
                switch (wasRetired, isReplaced) {
                case (false, _): #expect(outline == "replace a immutable-field-changed")
                case (true, false): #expect(outline == "replace a immutable-field-changed interrupted-replace")
                case (true, true): #expect(outline == "delete a retired replaced")
                }
                if !isReplaced {
                    try await #expect(bench.apply().verdict == .applied)
                    bench.clock.advance(by: .seconds(3_599))
                    try await #expect(bench.outline() == "waiting a retired until 180", "request \(request) \(way)")
                    try await #expect(bench.apply().results.isEmpty)
                    bench.clock.advance(by: .seconds(1))
                }
                for world in bench.sandbox.journal.worlds {
                    #expect(world[GraceBench.old]?.live.enabled == true)
                }
                try await #expect(bench.apply().verdict == .applied)
                try #expect(bench.world() == "a@eu-west-1")
                try await #expect(bench.outline() == "")
            }
        }
        #expect(kills == 4)
    }

    @Test("killed at any request of the delete at the end, one more run finishes it")
    func killedWhileDeleting() async throws {
        var kills = 0
        for way in KilledAPI.Way.allCases {
            for request in 1...9 {
                let bench = try await GraceBench.replaced()
                bench.clock.advance(by: .seconds(3_600))
                guard try await bench.applyKilled(at: request, way) else { break }
                kills += 1
                bench.clock.advance(by: .seconds(60))
                let isGone = try bench.live(GraceBench.old) == nil
                try await #expect(bench.outline() == (isGone ? "" : "delete a retired replaced"))
                try await #expect(bench.apply().verdict == .applied)
                try #expect(bench.world() == "a@eu-west-1")
                try await #expect(bench.outline() == "")
            }
        }
        #expect(kills == 6)
    }

    @Test("who enables the old one again after its fence gets another hour")
    func enabledAfterFence() async throws {
        let bench = try await GraceBench.replaced()
        bench.clock.advance(by: .seconds(3_600))
        try await #expect(bench.applyKilled(at: 1, .done))
        try #expect(bench.world() == "a retired@us-east-1 disabled, a@eu-west-1")
        try await bench.edit(GraceBench.old) { $0.enabled = true }
        try await #expect(bench.outline() == "waiting a retired until 120")
        bench.clock.advance(by: .seconds(3_600))
        try await #expect(bench.apply().verdict == .applied)
        try #expect(bench.world() == "a@eu-west-1")
    }

    @Test(
        "fault 38: a change of region that is taken back, killed at any request, ends with the old id in service as ever",
        arguments: [Duration?.none, .seconds(3_600)]
    )
    func takenBack(_ grace: Duration?) async throws {
        var kills = 0
        for way in KilledAPI.Way.allCases {
            for request in 1...9 {
                var bench = try await GraceBench.replaced()
                bench.entries[0].details = .aws(Sample.location("1:us-east-1"))
                bench.entries[0].grace = grace
                let new = try bench.newID()
                let plan = try await bench.plan().plan
                #expect(plan.changes.map(\.replacedBy) == [GraceBench.old, nil])
                guard try await bench.applyKilled(at: request, way) else { break }
                kills += 1
                try await #expect(bench.apply().verdict == .applied)
                try #expect(bench.live(GraceBench.old)?.name == "a")
                try #expect(bench.live(new)?.enabled == (grace == nil ? nil : true))
                try await #expect(bench.plan().plan.changes.isEmpty)
                #expect(bench.sandbox.journal.worlds.allSatisfy { $0[GraceBench.old]?.live.enabled == true })
                bench.clock.advance(by: .seconds(3_600))
                try await #expect(bench.apply().verdict == .applied)
                try #expect(bench.world() == "a@us-east-1")
            }
        }
        #expect(kills == (grace == nil ? 10 : 4))
    }

    @Test(
        "the report of a change that is taken back names the id to go back to; disabling the other ends nothing early"
    )
    func takenBackReport() async throws {
        var bench = try await GraceBench.replaced()
        bench.entries[0].details = .aws(Sample.location("1:us-east-1"))
        let new = try bench.newID()
        bench.clock.advance(by: .seconds(1_800))
        let report = try await bench.apply()
        #expect(report.idChanges.map(\.from) == [new] && report.idChanges.map(\.to) == [GraceBench.old])
        bench.clock.advance(by: .seconds(1_800))
        try await bench.edit(new) { $0.enabled = false }
        try await #expect(bench.outline() == "waiting a retired until 120")
    }

    /// What happens half an hour after a replace, what plans say at once and an hour after the replace, and the account
    /// after applies at both times.
    struct Event: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var atOnce: String
        var later: String
        var world: String
        var happens: @Sendable (inout GraceBench) async throws -> Void

        init(
            _ title: String,
            _ atOnce: String,
            _ later: String,
            _ world: String,
            happens: @escaping @Sendable (inout GraceBench) async throws -> Void
        ) {
            testDescription = title
            self.atOnce = atOnce
            self.later = later
            self.world = world
            self.happens = happens
        }
    }

    @Test("what others and later commits do meanwhile", arguments: events)
    func meanwhile(_ event: Event) async throws {
        var bench = try await GraceBench.replaced()
        bench.clock.advance(by: .seconds(1_800))
        try await event.happens(&bench)
        let atOnce = try await bench.outline()
        #expect(atOnce == event.atOnce)
        if try await !bench.plan().plan.isBlocked {
            try await #expect(bench.apply().verdict == .applied)
        }
        bench.clock.advance(by: .seconds(1_800))
        let later = try await bench.outline()
        #expect(later == event.later)
        if try await !bench.plan().plan.isBlocked {
            try await #expect(bench.apply().verdict == .applied)
        }
        let world = try bench.world()
        #expect(world == event.world)
    }

    static let both = "a retired@us-east-1, a@eu-west-1"
    static let waits = "waiting a retired until 60"
    static let ends = "delete a retired replaced"

    static let events: [Event] = [
        Event("nothing", waits, ends, "a@eu-west-1") { _ in },
        Event(
            "the old one's description is edited",
            "waiting a retired until 90",
            "waiting a retired until 90",
            both
        ) { bench in
            try await bench.edit(GraceBench.old) { $0.description = "still needed" }
        },
        Event(
            "the old one is renamed",
            "unmanaged mine",
            "unmanaged mine",
            "a@eu-west-1, mine@us-east-1"
        ) { bench in
            try await bench.edit(GraceBench.old) { $0.name = "mine" }
        },
        Event("the old one is disabled", waits, ends, "a@eu-west-1") { bench in
            try await bench.edit(GraceBench.old) { $0.enabled = false }
        },
        Event(
            "the old one is disabled and enabled again",
            "waiting a retired until 90",
            "waiting a retired until 90",
            both
        ) { bench in
            try await bench.edit(GraceBench.old) { $0.enabled = false }
            try await bench.edit(GraceBench.old) { $0.enabled = true }
        },
        Event("the old one is deleted", "", "", "a@eu-west-1") { bench in
            try await bench.sandbox.delete(GraceBench.old, of: .aws)
        },
        Event(
            "the names are swapped by hand",
            "update a renamed [not-owned], unmanaged a",
            "update a renamed [not-owned], unmanaged a",
            "a@us-east-1, b@eu-west-1"
        ) { bench in
            let new = try bench.newID()
            try await bench.edit(new) { $0.name = "b" }
            try await bench.edit(GraceBench.old) { $0.name = "a" }
        },
        Event(
            "the new one is renamed",
            "update a renamed [not-owned], waiting a retired until 60",
            "delete a retired replaced, update a renamed [not-owned]",
            "a retired@us-east-1, b@eu-west-1"
        ) { bench in
            try await bench.edit(bench.newID()) { $0.name = "b" }
        },
        Event(
            "the new one is renamed, and everything is owned",
            "update a renamed, waiting a retired until 60",
            ends,
            "a@eu-west-1"
        ) { bench in
            bench.rules.owns = [NameGlob("*")]
            try await bench.edit(bench.newID()) { $0.name = "b" }
        },
        Event(
            "the new one is edited and disabled",
            "update a fields-differ, waiting a retired until 60",
            ends,
            "a@eu-west-1"
        ) { bench in
            try await bench.edit(bench.newID()) {
                $0.description = "x"
                $0.enabled = false
            }
        },
        Event(
            "the new one is deleted",
            "replace a immutable-field-changed interrupted-replace",
            "waiting a retired until 90",
            both
        ) { bench in
            try await bench.sandbox.delete(bench.newID(), of: .aws)
        },
        Event(
            "the entry is removed",
            "unmanaged a, unmanaged a retired",
            "unmanaged a, unmanaged a retired",
            both
        ) { bench in
            bench.entries = []
        },
        Event(
            "the entry is removed, and everything is owned",
            "delete a not-declared, delete a retired not-declared",
            "",
            ""
        ) { bench in
            bench.entries = []
            bench.rules.owns = [NameGlob("*")]
        },
        Event(
            "the entry becomes a tombstone",
            "delete a declared-absent, delete a retired declared-absent",
            "",
            ""
        ) { bench in
            bench.entries = []
            bench.tombstones = [Tombstone(type: .aws, name: "a", place: Sample.place)]
        },
        Event(
            "the entry is renamed and says so",
            "update b renamed, update b renamed, waiting a retired until 60",
            "waiting b retired until 90",
            "b retired@us-east-1, b@eu-west-1"
        ) { bench in
            bench.entries[0].name = "b"
            bench.entries[0].renamedFrom = ["a"]
        },
        Event(
            "the entry is renamed, which 'owns' allows",
            "update b renamed, update b renamed, waiting a retired until 60",
            "waiting b retired until 90",
            "b retired@us-east-1, b@eu-west-1"
        ) { bench in
            bench.rules.owns = [NameGlob("*")]
            bench.entries[0].name = "b"
        },
        Event(
            "the region changes again",
            "replace a immutable-field-changed, waiting a retired until 60",
            "delete a retired replaced, waiting a retired until 90",
            "a retired@eu-west-1, a@ap-south-1"
        ) { bench in
            bench.entries[0].details = .aws(Sample.location("1:ap-south-1"))
        },
        Event(
            "the change of region is taken back",
            "replace a immutable-field-changed, update a renamed",
            "waiting a retired until 90",
            "a retired@eu-west-1, a@us-east-1"
        ) { bench in
            bench.entries[0].details = .aws(Sample.location("1:us-east-1"))
        },
        Event(
            "the change of region is taken back, and everything is owned",
            "replace a immutable-field-changed, update a renamed",
            "waiting a retired until 90",
            "a retired@eu-west-1, a@us-east-1"
        ) { bench in
            bench.rules.owns = [NameGlob("*")]
            bench.entries[0].details = .aws(Sample.location("1:us-east-1"))
        },
        Event(
            "the change of region is taken back without grace",
            "replace a immutable-field-changed, update a renamed interrupted-replace",
            "",
            "a@us-east-1"
        ) { bench in
            bench.entries[0].details = .aws(Sample.location("1:us-east-1"))
            bench.entries[0].grace = nil
        },
        Event(
            "another entry wants the old one's region",
            "update c renamed interrupted-replace",
            "",
            "a@eu-west-1, c@us-east-1"
        ) { bench in
            bench.entries.append(Sample.desired("c", at: "1:us-east-1"))
        },
        Event(
            "the grace is made longer",
            "waiting a retired until 120",
            "waiting a retired until 120",
            both
        ) { bench in
            bench.entries[0].grace = .seconds(7_200)
        },
        Event(
            "the grace is made shorter",
            ends,
            "",
            "a@eu-west-1"
        ) { bench in
            bench.entries[0].grace = .seconds(600)
        },
        Event(
            "the grace is removed",
            "delete a retired replaced interrupted-replace",
            "",
            "a@eu-west-1"
        ) { bench in
            bench.entries[0].grace = nil
        },
        Event(
            "the end is asked for",
            ends,
            "",
            "a@eu-west-1"
        ) { bench in
            bench.rules.finishesReplaced = true
        },
        Event(
            "the entry is protected",
            waits,
            "delete a retired replaced [protected]",
            both
        ) { bench in
            bench.entries[0].isProtected = true
        },
    ]
}
