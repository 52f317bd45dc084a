import Connections
import PictoryAPI
import Planning
import TestSupport
import Testing

@testable import Applying

@Suite("A version-checked update")
struct UpdateSequenceTests {
    private static let planned = Sample.live("a", at: "1", version: 3, description: "old")

    private static func live(_ version: Int, _ description: String = "old", name: String = "a", enabled: Bool = true)
        -> StepAnswer
    {
        .read(Sample.live(name, at: "1", id: "id-a", version: version, description: description, enabled: enabled))
    }

    private static let credentials = RequestCredentials(
        clientSecret: Secret("canary-secret-client"),
        accessToken: Secret("canary-secret-token")
    )

    private func play(_ answers: [StepAnswer], secrets: Bool = false) -> [String] {
        let step = Step(
            id: 1,
            operation: .update,
            type: .aws,
            name: "a",
            connectionId: ConnectionID("id-a"),
            expectedVersion: 3,
            sets: [Step.Setting(.description, .text("new"))]
        )
        var sequence = UpdateSequence(step, base: Self.planned, credentials: secrets ? Self.credentials : nil)
        return sequence.play(answers)
    }

    @Test(
        "faults 23, 24 and 26: the answer decides, and a lost one is read back",
        arguments: [
            ([.wrote("id-a", version: 4)], ["PUT v3 a", "done"]),
            ([.refused(.badRequest)], ["PUT v3 a", "failed badRequest"]),
            ([.refused(.forbidden)], ["PUT v3 a", "failed forbidden"]),
            // Someone wrote in between: the same values already, other fields only, or our field.
            ([.refused(.conflict), live(4, "new")], ["PUT v3 a", "GET", "done already"]),
            (
                [.refused(.conflict), live(4, enabled: false), .wrote("id-a", version: 5)],
                ["PUT v3 a", "GET", "PUT v4 a off again 1", "done"]
            ),
            ([.refused(.conflict), live(4, "theirs")], ["PUT v3 a", "GET", "conflict edited description"]),
            ([.refused(.conflict), .refused(.notFound)], ["PUT v3 a", "GET", "conflict deleted"]),
            ([.refused(.notFound), .refused(.notFound)], ["PUT v3 a", "GET", "conflict deleted"]),
            // The version is right and still it was refused: the name is taken.
            (
                [.refused(.conflict), live(3), .listed([.live(Sample.live("a", at: "2", id: "id-x"))])],
                ["PUT v3 a", "GET", "LIST aws", "conflict taken"]
            ),
            (
                [
                    .refused(.conflict), live(3), .listed([]),
                    .listed([.live(Sample.liveVimeo("a", id: "id-v", version: 1))]),
                ],
                ["PUT v3 a", "GET", "LIST aws", "LIST vimeo", "conflict taken"]
            ),
            // Nobody knows whether it was done.
            ([.refused(.timeout), live(4, "new")], ["PUT v3 a", "GET", "done already"]),
            (
                [.refused(.dropped), live(3), .wrote("id-a", version: 4)],
                ["PUT v3 a", "GET", "PUT v3 a again 1", "done"]
            ),
            (
                [.refused(.server), live(3), .refused(.conflict), live(4, "new")],
                ["PUT v3 a", "GET", "PUT v3 a again 1", "GET", "done already"]
            ),
            // What is there now does not tell what was there before: ours, or only theirs.
            ([.refused(.server), live(4, "theirs")], ["PUT v3 a", "GET", "conflict edited description unknown"]),
            ([.refused(.timeout), .refused(.notFound)], ["PUT v3 a", "GET", "conflict deleted unknown"]),
            (
                [.refused(.timeout), live(3), .refused(.conflict), live(3), .listed([]), .listed([])],
                ["PUT v3 a", "GET", "PUT v3 a again 1", "GET", "LIST aws", "LIST vimeo", "conflict taken unknown"]
            ),
            (
                [.refused(.invalidAnswer), .refused(.unauthorized)],
                ["PUT v3 a", "GET", "failed unauthorized unknown"]
            ),
        ] as [([StepAnswer], [String])]
    )
    func decisions(_ answers: [StepAnswer], _ expected: [String]) {
        #expect(play(answers) == expected)
    }

    @Test("secrets cannot be read back, so they are sent again on top of what is there")
    func secrets() {
        #expect(
            play([.refused(.timeout), Self.live(4, "new"), .wrote("id-a", version: 5)], secrets: true)
                == ["PUT v3 a", "GET", "PUT v4 a again 1", "done"]
        )
    }

    @Test("secrets that someone may have rewritten meanwhile are not written over")
    func hiddenEdit() {
        #expect(play([.refused(.conflict), Self.live(4)], secrets: true) == ["PUT v3 a", "GET", "conflict edited"])
    }

    @Test(
        "secrets are sent again only on top of what one update of ours can have left",
        arguments: [
            // The version is ours at most, but the values are not.
            ([.refused(.timeout), live(4, enabled: false)], ["PUT v3 a", "GET", "conflict edited unknown"]),
            // An earlier update is accounted for; the latest one was refused, so that somebody else made version 5.
            (
                [.refused(.timeout), live(4, "new"), .refused(.conflict), live(5, "new")],
                ["PUT v3 a", "GET", "PUT v4 a again 1", "GET", "conflict edited unknown"]
            ),
            // The first one landed after it had been looked for.
            (
                [.refused(.timeout), live(3), .refused(.conflict), live(4, "new"), .wrote("id-a", version: 5)],
                ["PUT v3 a", "GET", "PUT v3 a again 1", "GET", "PUT v4 a again 2", "done"]
            ),
        ] as [([StepAnswer], [String])]
    )
    func hiddenEdits(_ answers: [StepAnswer], _ expected: [String]) {
        #expect(play(answers, secrets: true) == expected)
    }

    @Test(
        "a connection is not retired over anybody's edit, since retiring ends in its delete",
        arguments: [
            ([.refused(.conflict), live(4, enabled: false)], ["PUT v3 PARKED", "GET", "conflict edited enabled"]),
            ([.refused(.conflict), live(4)], ["PUT v3 PARKED", "GET", "conflict edited"]),
            ([.refused(.timeout), live(4, name: parked)], ["PUT v3 PARKED", "GET", "done already"]),
            (
                [.refused(.timeout), live(5, name: parked, enabled: false)],
                ["PUT v3 PARKED", "GET", "conflict edited enabled unknown"]
            ),
        ] as [([StepAnswer], [String])]
    )
    func retiring(_ answers: [StepAnswer], _ expected: [String]) {
        let step = Step(
            id: 1,
            operation: .park,
            type: .aws,
            name: "a",
            connectionId: ConnectionID("id-a"),
            expectedVersion: 3,
            sets: [Step.Setting(.name, .text(Self.parked))]
        )
        var sequence = UpdateSequence(step, base: Self.planned, credentials: nil)
        let moves = sequence.play(answers)
        #expect(moves.map { $0.hasSuffix(Self.parked) ? "PUT v3 PARKED" : $0 } == expected)
    }

    private static let parked = ParkedName.name(for: .retired, of: "a", id: ConnectionID("id-a"))

    @Test("two versions more than ours are somebody's: secrets are not sent over them")
    func foreignWrites() {
        let moves = play([.refused(.timeout), Self.live(5)], secrets: true)
        #expect(moves == ["PUT v3 a", "GET", "conflict edited unknown"])
    }

    @Test("a connection in a circle is not moved over anybody's edit, which a later step would write over")
    func moving() {
        let parked = ParkedName.name(for: .moving, of: "a", id: ConnectionID("id-a"))
        let step = Step(
            id: 1,
            operation: .park,
            type: .aws,
            name: "a",
            connectionId: ConnectionID("id-a"),
            expectedVersion: 3,
            sets: [Step.Setting(.name, .text(parked))]
        )
        var sequence = UpdateSequence(step, base: Self.planned, credentials: nil)
        let moves = sequence.play([.refused(.conflict), Self.live(4, "theirs")])
        #expect(moves.last == "conflict edited description")
    }

    @Test("edits that keep coming end the attempts")
    func attempts() {
        let answers = (4...20).flatMap { [.refused(.conflict), Self.live($0, enabled: $0 % 2 == 0)] }
        let moves = play(answers)
        #expect(moves.filter { $0.hasPrefix("PUT") }.count == 6)
        #expect(moves.contains("failed conflict"))
    }

    @Test("fault 34: what came back other than it was sent is told once")
    func normalised() {
        let answer = WriteAnswer(id: ConnectionID("id-a"), version: 4, name: "a", description: "New", enabled: true)
        let step = Step(
            id: 1,
            operation: .update,
            type: .aws,
            name: "a",
            connectionId: ConnectionID("id-a"),
            expectedVersion: 3,
            sets: [Step.Setting(.description, .text("new"))]
        )
        var sequence = UpdateSequence(step, base: Self.planned, credentials: nil)
        _ = sequence.start()
        guard case .finish(.done(let done)) = sequence.received(.wrote(answer)) else {
            Issue.record("not done")
            return
        }
        #expect(done.normalised == [.description])
        #expect(done.live?.description == "New")
    }
}
