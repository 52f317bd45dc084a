import Connections
import Diagnostics
import Planning
import TestSupport
import Testing

@Suite("One connection on both sides: which one is meant, and what a plan does to it")
struct InspectionTests {
    private static let retired = ParkedName.name(for: .retired, of: "a", id: ConnectionID("old"))

    /// Declared: `a` as it is, `New` not live, `Renamed` live as `Former`, `both` of either type; live alone: `left`, `a`'s old one.
    private let desired = DesiredState(
        connections: [
            Sample.desired("a", at: "1", description: "new", grace: .seconds(3_600)), Sample.desired("New", at: "2"),
            Sample.desired("Renamed", at: "3"), Sample.desired("both", at: "4"), Sample.desiredVimeo("both"),
        ],
        tombstones: [
            Tombstone(type: .aws, name: "dead", isProtected: false, place: Sample.place),
            Tombstone(type: .vimeo, name: "gone", isProtected: false, place: Sample.place),
        ]
    )
    private let live = LiveAccount(
        connections: [
            Sample.live("a", at: "1", id: "one"), Sample.live("Former", at: "3", id: "three"),
            Sample.live("both", at: "4", id: "four"), Sample.liveVimeo("both", id: "five"),
            Sample.liveVimeo("left", id: "six"), Sample.live("dead", at: "7", id: "seven"),
            Sample.live(retired, at: "8", id: "old", updatedDate: "2026-02-01T00:00:00.000Z"),
        ],
        unmanageable: [UnmanageableConnection(type: .vimeo, id: ConnectionID("odd"), name: "odd", reason: "no version")]
    )

    private func inspect(_ text: String, _ type: ConnectionType? = nil) throws -> Inspection {
        let plan = try Planner.plan(
            desired.connections,
            absent: desired.tombstones,
            onto: live.connections,
            unmanageable: live.unmanageable
        )
        return Inspection(try AccountOverview(desired, live).find(text, type), in: plan)
    }

    @Test(
        "an id, a live name and a declared name find the connection, with the verdict of the plan",
        arguments: [
            ("a", nil, "one", Inspection.Verdict.changed, "update a"), ("one", nil, "one", .changed, "update a"),
            ("New", nil, nil, .changed, "create New"), ("Renamed", nil, "three", .changed, "update Renamed"),
            ("Former", nil, "three", .changed, "update Renamed"), ("both", .aws, "four", .unchanged, nil),
            ("both", .vimeo, "five", .unchanged, nil), ("left", nil, "six", .unmanaged, nil),
            ("dead", nil, "seven", .changed, "delete dead"), ("gone", nil, nil, .unchanged, nil),
            ("odd", nil, "odd", .unmanaged, nil), (retired, nil, "old", .waiting, nil),
        ] as [(String, ConnectionType?, String?, Inspection.Verdict, String?)]
    )
    func finds(
        _ text: String,
        _ type: ConnectionType?,
        _ id: String?,
        _ verdict: Inspection.Verdict,
        _ change: String?
    ) throws {
        let found = try inspect(text, type)
        #expect(found.connection.connectionId?.rawValue == id)
        #expect(found.verdict == verdict)
        #expect(found.changes.map { "\($0.action.rawValue) \($0.name)" } == [change].compactMap(\.self))
        #expect((found.waiting != nil) == (verdict == .waiting))
    }

    @Test("where a name is live and declared for another one, the live one is meant")
    func swapped() throws {
        let desired = [Sample.desired("a", at: "2"), Sample.desired("b", at: "1")]
        let live = LiveAccount(connections: [
            Sample.live("a", at: "1", id: "one"), Sample.live("b", at: "2", id: "two"),
        ])
        let overview = AccountOverview(DesiredState(connections: desired), live)
        let found = try overview.find("a")
        #expect(found.connectionId == ConnectionID("one") && found.declaredName == "b")
    }

    @Test("without a plan nobody can tell the verdict")
    func unplanned() throws {
        let found = Inspection(try AccountOverview(DesiredState(), live).find("a"), in: nil)
        #expect(found.verdict == .unknown && found.connection.source == nil && found.changes.isEmpty)
    }

    @Test(
        "what is not there is refused, with what may be meant",
        arguments: [
            ("lefd", nil, "did you mean 'left'?"),
            ("nothing at all", nil, "'patchbay list' shows what the account has"),
            ("left", .aws, "there is one of type vimeo: use --type vimeo"), ("renamd", nil, "did you mean 'Renamed'?"),
            ("\u{1B}[2J", nil, "'patchbay list' shows what the account has"),
        ] as [(String, ConnectionType?, String)]
    )
    func unknown(_ text: String, _ type: ConnectionType?, _ next: String) throws {
        let error = try #require(throws: UnknownConnection.self) { try inspect(text, type) }
        #expect(error.report.code == .unknownConnection && error.report.category == .general)
        #expect(error.report.nextStep == next)
    }

    @Test("a name of both types is refused with the ids of both")
    func ambiguous() throws {
        let error = try #require(throws: AmbiguousConnection.self) { try inspect("both") }
        #expect(error.report.message == "2 connections have the name 'both': aws (four), vimeo (five)")
        #expect(error.report.nextStep == "say which: --type aws or --type vimeo")
    }

    @Test("two of one type, as an account should not have them, are refused with their ids")
    func twins() throws {
        let live = LiveAccount(connections: [Sample.liveVimeo("v", id: "two"), Sample.liveVimeo("v", id: "one")])
        let overview = AccountOverview(DesiredState(), live)
        let error = try #require(throws: AmbiguousConnection.self) { try overview.find("v") }
        #expect(error.report.message.hasSuffix("vimeo (one), vimeo (two)"))
        #expect(error.report.nextStep == "give the id in place of the name")
    }
}
