import Connections
import Planning
import TestSupport
import Testing

/// Not by chance but all of them: few names and places, every account and every set of files over them.
///
/// Of every plan: each order that its steps allow runs without a clash and ends in the desired world, in which nothing is
/// left to do; as many ids are kept, and as few connections step aside, as can be; nobody's connection is touched; it is
/// blocked exactly when it must be; and an entry that is replaced by creating first is served at every moment.
@Suite("All small worlds")
struct SmallWorldTests {
    typealias Tally = SmallWorldSearch.Tally

    @Test("AWS, three by three, former names and both orders of replaces, planned anew from wherever a run may stop")
    func interrupted() throws {
        var total = Tally()
        for files in SmallFiles.placed.flatMap(\.withFormerNames).flatMap(\.withReplaceOrders) {
            for ownership in Ownership.allCases {
                var search = SmallWorldSearch(files.owning(ownership))
                for live in files.distinct(SmallAccounts.placed()) { try search.check(live, resuming: true) }
                total += search.tally
            }
        }
        #expect(
            total.description
                == "5538 worlds: 4474 ran, 1064 blocked, 0 ambiguous; 34389 moments, 6011 resumed, 408 parkings"
        )
    }

    @Test("AWS and Vimeo together, up to four by four")
    func mixed() throws {
        var total = Tally()
        let accounts = SmallAccounts.placed().flatMap { aws in SmallAccounts.vimeo.map { aws + $0 } }
            .filter { $0.count <= 4 }
        for aws in SmallFiles.placed {
            for vimeo in SmallFiles.vimeo where aws.desired.count + vimeo.desired.count <= 4 {
                for ownership in [Ownership.none, .all] {
                    var search = SmallWorldSearch(aws.joined(with: vimeo).owning(ownership))
                    for live in aws.distinct(accounts) { try search.check(live) }
                    total += search.tally
                }
            }
        }
        #expect(
            total.description
                == "18700 worlds: 15310 ran, 3390 blocked, 0 ambiguous; 183785 moments, 0 resumed, 790 parkings"
        )
    }

    @Test(
        "up to four live AWS connections, of which an interrupted run left one or two parked",
        arguments: [
            (
                1,
                "7938 worlds: 5857 ran, 2081 blocked, 0 ambiguous; 104388 moments, 14150 resumed, 345 parkings"
            ),
            (
                2,
                "20202 worlds: 15549 ran, 4587 blocked, 66 ambiguous; 131223 moments, 0 resumed, 378 parkings"
            ),
        ]
    )
    func parked(_ count: Int, _ expected: String) throws {
        var total = Tally()
        for files in SmallFiles.placed {
            let accounts = files.distinct(SmallAccounts.parked(count))
            for ownership in count == 1 ? Ownership.allCases : [.none, .all] {
                var search = SmallWorldSearch(files.owning(ownership))
                for live in accounts { try search.check(live, resuming: count == 1) }
                total += search.tally
            }
        }
        #expect(total.description == expected)
    }

    @Test("AWS, three by three, with a grace that is not over, planned anew from wherever a run may stop")
    func grace() throws {
        var total = Tally()
        for files in SmallFiles.placed.map(\.withGrace) {
            for ownership in Ownership.allCases {
                var search = SmallWorldSearch(files.owning(ownership))
                for live in files.distinct(SmallAccounts.placed() + SmallAccounts.parked(1)) {
                    try search.check(live, resuming: true)
                }
                total += search.tally
            }
        }
        #expect(
            total.description
                == "8541 worlds: 6330 ran, 2211 blocked, 0 ambiguous; 77984 moments, 11844 resumed, 387 parkings"
        )
    }

    @Test(
        "AWS, two entries, with former names, a grace and one that was retired, planned anew from wherever a run may stop"
    )
    func retired() throws {
        var total = Tally()
        let accounts = SmallAccounts.parked(1).filter { live in
            live.count <= 3 && live.contains { $0.name.contains("retired") }
        }
        let placed = SmallFiles.placed.filter { $0.desired.count <= 2 }.map(\.withGrace)
        for files in placed.flatMap(\.withFormerNames).flatMap(\.withReplaceOrders) {
            for ownership in [Ownership.none, .all] {
                var search = SmallWorldSearch(files.owning(ownership))
                for live in files.distinct(accounts) { try search.check(live, resuming: true) }
                total += search.tally
            }
        }
        #expect(
            total.description
                == "15486 worlds: 12978 ran, 2508 blocked, 0 ambiguous; 131769 moments, 20061 resumed, 216 parkings"
        )
    }

    @Test("tombstones and protection")
    func absentAndProtected() throws {
        var total = Tally()
        for files in SmallFiles.placed.flatMap(\.withTombstones).flatMap(\.withProtection) {
            for ownership in Ownership.allCases {
                var search = SmallWorldSearch(files.owning(ownership))
                for live in files.distinct(SmallAccounts.placed()) { try search.check(live) }
                total += search.tally
            }
        }
        #expect(
            total.description
                == "9852 worlds: 6734 ran, 3118 blocked, 0 ambiguous; 23598 moments, 0 resumed, 380 parkings"
        )
    }

    @Test("AWS with pins, three by three")
    func pinned() throws {
        var total = Tally()
        for live in SmallAccounts.placed() {
            for files in SmallFiles.placed.flatMap({ $0.withPins(to: live.map(\.id)) }) {
                for ownership in Ownership.allCases {
                    var search = SmallWorldSearch(files.owning(ownership))
                    try search.check(live, resuming: true)
                    total += search.tally
                }
            }
        }
        #expect(
            total.description
                == "4488 worlds: 1390 ran, 3098 blocked, 0 ambiguous; 11334 moments, 2334 resumed, 228 parkings"
        )
    }

    @Test("Vimeo with former names and pins, three by three, planned anew from wherever a run may stop")
    func vimeo() throws {
        var total = Tally()
        for live in SmallAccounts.vimeo {
            for files in SmallFiles.vimeo.flatMap(\.withFormerNames).flatMap({ $0.withPins(to: live.map(\.id)) }) {
                for ownership in Ownership.allCases {
                    var search = SmallWorldSearch(files.owning(ownership))
                    try search.check(live, resuming: true)
                    total += search.tally
                }
            }
        }
        #expect(
            total.description
                == "2010 worlds: 1514 ran, 496 blocked, 0 ambiguous; 10168 moments, 2054 resumed, 87 parkings"
        )
    }
}
