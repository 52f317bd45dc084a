import Connections
import PictoryAPI
import Planning
import TestSupport
import Testing

@testable import Applying

@Suite("A create with the precondition that its name is free")
struct CreateSequenceTests {
    private static let ours = Sample.live("a", at: "1", id: "id-a")
    private static let foreign = Sample.live("a", at: "2", id: "id-x")
    private static let namesake = Sample.liveVimeo("a", id: "id-v", version: 1)

    private func play(_ answers: [StepAnswer]) -> [String] {
        let step = Step(id: 1, operation: .create, type: .aws, name: "a")
        let new = NewConnection(name: "a", description: "", enabled: true, details: Self.ours.details)
        var sequence = CreateSequence(step, new: new)
        return sequence.play(answers)
    }

    @Test(
        "faults 24 and 26: after a refusal or a lost answer, whoever has the name decides",
        arguments: [
            ([.wrote("id-a", version: 1)], ["POST a", "done"]),
            ([.refused(.badRequest)], ["POST a", "failed badRequest"]),
            (
                [.refused(.dropped), .listed([.live(ours)]), .read(ours)],
                ["POST a", "LIST aws", "GET", "done already"]
            ),
            (
                [.refused(.dropped), .listed([]), .wrote("id-a", version: 1)],
                ["POST a", "LIST aws", "POST a again 1", "done"]
            ),
            (
                [.refused(.conflict), .listed([.live(foreign)]), .read(foreign)],
                ["POST a", "LIST aws", "GET", "conflict taken"]
            ),
            (
                [.refused(.conflict), .listed([.live(Sample.live("b", at: "1"))]), .read(Sample.live("b", at: "1"))],
                ["POST a", "LIST aws", "GET", "conflict taken"]
            ),
            // The name is held by a connection of the other type, or was until now.
            (
                [.refused(.conflict), .listed([]), .listed([.live(namesake)]), .read(namesake)],
                ["POST a", "LIST aws", "LIST vimeo", "GET", "conflict taken"]
            ),
            (
                [.refused(.conflict), .listed([]), .listed([]), .wrote("id-a", version: 1)],
                ["POST a", "LIST aws", "LIST vimeo", "POST a again 1", "done"]
            ),
            (
                [.refused(.conflict), .listed([]), .refused(.server)],
                ["POST a", "LIST aws", "LIST vimeo", "conflict taken"]
            ),
            // The list is stale: what it shows is gone, or what is there it does not show.
            (
                [.refused(.conflict), .listed([.live(foreign)]), .refused(.notFound), .wrote("id-a", version: 1)],
                ["POST a", "LIST aws", "GET", "POST a again 1", "done"]
            ),
            (
                [.refused(.server), .listed([]), .refused(.conflict), .listed([.live(ours)]), .read(ours)],
                ["POST a", "LIST aws", "POST a again 1", "LIST aws", "GET", "done already"]
            ),
            ([.refused(.timeout), .refused(.timeout)], ["POST a", "LIST aws", "failed timeout unknown"]),
            // Ours may have been made and changed at once, so that it looks like another.
            (
                [.refused(.timeout), .listed([.live(foreign)]), .read(foreign)],
                ["POST a", "LIST aws", "GET", "conflict taken unknown"]
            ),
            ([.refused(.timeout), .refused(.unauthorized)], ["POST a", "LIST aws", "failed unauthorized unknown"]),
            // Refused since it is taken, and nobody can say by whom.
            ([.refused(.conflict), .refused(.server)], ["POST a", "LIST aws", "conflict taken"]),
        ] as [([StepAnswer], [String])]
    )
    func decisions(_ answers: [StepAnswer], _ expected: [String]) {
        #expect(play(answers) == expected)
    }

    @Test("a server that takes white space away has made ours all the same")
    func outerSpace() {
        let step = Step(id: 1, operation: .create, type: .aws, name: "a")
        let new = NewConnection(name: "a", description: "text\n", enabled: true, details: Self.ours.details)
        var sequence = CreateSequence(step, new: new)
        var stored = Self.ours
        stored.description = "text"
        let moves = sequence.play([.refused(.dropped), .listed([.live(stored)]), .read(stored)])
        #expect(moves.last == "done already")
    }

    private static let live = Sample.liveVimeo("v", id: "id-v", version: 1)

    private static var vimeoCreate: CreateSequence {
        let credentials = RequestCredentials(
            clientSecret: Secret("canary-secret-1"),
            accessToken: Secret("canary-secret-2")
        )
        let step = Step(
            id: 1,
            operation: .create,
            type: .vimeo,
            name: "v",
            sets: [Step.Setting(.name, .text("v")), Step.Setting(.clientSecret, .none)]
        )
        let new = NewConnection(
            name: "v",
            description: "",
            enabled: true,
            details: live.details,
            credentials: credentials
        )
        return CreateSequence(step, new: new)
    }

    @Test(
        "a create that is found done and cannot be completed may have been done",
        arguments: [
            ([.refused(.forbidden)], "failed forbidden unknown"),
            ([.refused(.conflict), .refused(.notFound)], "conflict deleted unknown"),
        ] as [([StepAnswer], String)]
    )
    func incomplete(_ answers: [StepAnswer], _ expected: String) {
        var sequence = Self.vimeoCreate
        let moves = sequence.play([.refused(.dropped), .listed([.live(Self.live)]), .read(Self.live)] + answers)
        #expect(moves.last == expected)
    }

    @Test("secrets are not sent to a connection that somebody wrote since it was made")
    func writtenSince() {
        var sequence = Self.vimeoCreate
        let written = Sample.liveVimeo("v", id: "id-v", version: 2)
        let moves = sequence.play([.refused(.dropped), .listed([.live(written)]), .read(written)])
        #expect(moves == ["POST v", "LIST vimeo", "GET", "conflict edited unknown"])
    }

    @Test("a Vimeo connection that is there already gets the secrets, which cannot be compared")
    func vimeo() {
        var sequence = Self.vimeoCreate
        var refused = sequence
        let moves = sequence.play([
            .refused(.dropped), .listed([.live(Self.live)]), .read(Self.live), .wrote("id-v", version: 2),
        ])
        #expect(moves == ["POST v", "LIST vimeo", "GET", "PUT v1 v", "done"])
        // One that somebody else made before our create has their secrets, as any that is adopted.
        let adopted = refused.play([.refused(.conflict), .listed([.live(Self.live)]), .read(Self.live)])
        #expect(adopted == ["POST v", "LIST vimeo", "GET", "done already"])
    }
}

@Suite("A fenced delete")
struct DeleteSequenceTests {
    private static func live(_ version: Int, enabled: Bool = true, description: String = "") -> StepAnswer {
        .read(Sample.live("a", at: "1", version: version, description: description, enabled: enabled))
    }

    private func play(_ answers: [StepAnswer]) -> [String] {
        let id = ConnectionID("id-a")
        let step = Step(id: 1, operation: .delete, type: .aws, name: "a", connectionId: id, expectedVersion: 3)
        var sequence = DeleteSequence(step, base: Sample.live("a", at: "1", version: 3))
        return sequence.play(answers)
    }

    @Test(
        "whether the outcome is unknown, and the connection was left disabled, is what the answers showed",
        arguments: [
            ([.refused(.timeout), live(3), .refused(.forbidden)], "failed forbidden unknown"),
            ([.wrote("id-a", version: 4), .refused(.server)], "failed server left disabled"),
            (
                [.wrote("id-a", version: 4), live(4, enabled: false), .refused(.forbidden)],
                "failed forbidden left disabled"
            ),
            (
                [
                    .refused(.timeout), live(4, enabled: false), .wrote("id-a", version: 5), live(5, enabled: false),
                    .refused(.forbidden),
                ],
                "failed forbidden left disabled"
            ),
        ] as [([StepAnswer], String)]
    )
    func failures(_ answers: [StepAnswer], _ expected: String) {
        #expect(play(answers).last == expected)
    }

    @Test("what is given up is told with its cause, and that the connection was left disabled")
    func gaveUp() {
        let id = ConnectionID("id-a")
        let step = Step(id: 1, operation: .delete, type: .aws, name: "a", connectionId: id, expectedVersion: 3)
        var sequence = DeleteSequence(step, base: Sample.live("a", at: "1", version: 3))
        _ = sequence.play([
            .refused(.timeout), Self.live(4, enabled: false), .wrote("id-a", version: 5), Self.live(5, enabled: false),
            .refused(.server), Self.live(5, enabled: false),
        ])
        #expect(sequence.gaveUp().word == "failed server unknown left disabled")
    }

    @Test(
        "faults 30 and 36: the connection is deleted only if nobody wrote after our fence",
        arguments: [
            (
                [.wrote("id-a", version: 4), live(4, enabled: false), .deleted],
                ["PUT v3 a off", "GET", "DELETE", "done"]
            ),
            (
                [.wrote("id-a", version: 4), live(4, enabled: false), .refused(.notFound)],
                ["PUT v3 a off", "GET", "DELETE", "done already"]
            ),
            ([.refused(.notFound)], ["PUT v3 a off", "done already"]),
            ([.wrote("id-a", version: 4), .refused(.notFound)], ["PUT v3 a off", "GET", "done already"]),
            // Someone edited: before the fence, after it, and enabled it again.
            (
                [.refused(.conflict), live(4, description: "x")],
                ["PUT v3 a off", "GET", "conflict edited description"]
            ),
            ([.refused(.conflict), live(4)], ["PUT v3 a off", "GET", "conflict edited"]),
            (
                [.wrote("id-a", version: 4), live(5, enabled: false, description: "x")],
                ["PUT v3 a off", "GET", "conflict edited description left disabled"]
            ),
            ([.wrote("id-a", version: 4), live(5)], ["PUT v3 a off", "GET", "conflict edited enabled"]),
            // The fence was lost: set it once more, on what was seen or on our own.
            (
                [.refused(.timeout), live(3), .wrote("id-a", version: 4), live(4, enabled: false), .deleted],
                ["PUT v3 a off", "GET", "PUT v3 a off again 1", "GET", "DELETE", "done"]
            ),
            (
                [
                    .refused(.timeout), live(4, enabled: false), .wrote("id-a", version: 5), live(5, enabled: false),
                    .deleted,
                ],
                ["PUT v3 a off", "GET", "PUT v4 a off again 1", "GET", "DELETE", "done"]
            ),
            // It was set, and then somebody wrote what cannot be seen.
            (
                [.refused(.timeout), live(4, enabled: false), .refused(.conflict), live(5, enabled: false)],
                ["PUT v3 a off", "GET", "PUT v4 a off again 1", "GET", "conflict edited left disabled"]
            ),
            // The delete was lost.
            (
                [.wrote("id-a", version: 4), live(4, enabled: false), .refused(.server), .refused(.notFound)],
                ["PUT v3 a off", "GET", "DELETE", "GET", "done already"]
            ),
            (
                [
                    .wrote("id-a", version: 4), live(4, enabled: false), .refused(.server), live(4, enabled: false),
                    .deleted,
                ],
                ["PUT v3 a off", "GET", "DELETE", "GET", "DELETE again 1", "done"]
            ),
            (
                [.wrote("id-a", version: 4), live(4, enabled: false), .refused(.server), live(5)],
                ["PUT v3 a off", "GET", "DELETE", "GET", "conflict edited enabled unknown"]
            ),
            (
                [.wrote("id-a", version: 4), .refused(.timeout)],
                ["PUT v3 a off", "GET", "failed timeout left disabled"]
            ),
        ] as [([StepAnswer], [String])]
    )
    func decisions(_ answers: [StepAnswer], _ expected: [String]) {
        #expect(play(answers) == expected)
    }
}
