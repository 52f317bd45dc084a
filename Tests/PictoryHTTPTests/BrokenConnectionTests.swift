import Connections
import Diagnostics
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("Servers that are slow, silent or gone", .timeLimit(.minutes(3)))
struct BrokenConnectionTests {
    @Test(
        "fault 31: the deadline holds for the whole answer, so that neither silence nor dripping keeps a run waiting",
        arguments: [
            .silence, .drip("HTTP/1.1 200 "), .drip("HTTP/1.1 200 OK\r\nX: "),
            .drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"), .drip("HTTP/1.1 200 OK\r\n\r\n{"),
            .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), .send("HTTP/1.1 100 Continue\r\n\r\n"),
        ] as [ScriptedServer.Reply]
    )
    func deadline(reply: ScriptedServer.Reply) async throws {
        let limits = RequestLimits(total: .milliseconds(500))
        try await Fixture.withServer(limits: limits) { _, _ in
            reply
        } _: { client, server in
            let start = ContinuousClock.now
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.create(Fixture.newAWS)
            }
            #expect(error.kind == .timeout)
            #expect(error.outcome == .unknown)
            #expect(error.host == "127.0.0.1:\(server.port)")
            #expect(ContinuousClock.now - start < .seconds(30))
            #expect(server.requests.count <= 1)
        }
    }

    @Test("fault 26: a connection that breaks once the request may have been sent leaves the outcome unknown")
    func dropped() async throws {
        let replies: [ScriptedServer.Reply] = [
            .sendAndClose(""), .sendAndReset(""), .sendAndClose("HTTP/1.1 200 OK\r\nContent-Le"),
            .sendAndClose("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"connectionId\""),
            .sendAndReset("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"connectionId\""),
            .sendAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"con"),
        ]
        for reply in replies {
            try await Fixture.withServer { _, _ in
                reply
            } _: { client, server in
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.create(Fixture.newAWS)
                }
                #expect(error.kind == .dropped, "\(reply)")
                #expect(error.outcome == .unknown)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("a body without a length that was cut cannot be taken for a whole one")
    func cutWithoutLength() async throws {
        try await Fixture.withServer { _, _ in
            .sendAndClose("HTTP/1.1 200 OK\r\n\r\n{\"Items\": [")
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.page(of: .aws, after: nil)
            }
            #expect(error.kind == .invalidAnswer)
        }
    }

    @Test("cancelling ends a request at once")
    func cancelled() async throws {
        for reply in [ScriptedServer.Reply.silence, .drip("HTTP/1.1 200 OK\r\n\r\n")] {
            try await Fixture.withServer { _, _ in
                reply
            } _: { client, server in
                let start = ContinuousClock.now
                let error = try await withThrowingTaskGroup(of: APIError?.self) { group in
                    group.addTask {
                        try await Fixture.error { () async throws(APIError) in try await client.create(Fixture.newAWS) }
                    }
                    group.addTask {
                        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                        return nil
                    }
                    var error: APIError?
                    for try await result in group {
                        error = result ?? error
                        group.cancelAll()
                    }
                    return error
                }
                #expect(error?.kind == .cancelled)
                #expect(error?.outcome == .unknown)
                #expect(ContinuousClock.now - start < Fixture.limits.total)
            }
        }
    }

    @Test(
        "fault 32: a host that is not there was not reached",
        arguments: ["http://127.0.0.1:1", "http://localhost:1", "https://127.0.0.1:1"]
    )
    func refused(url: String) async throws {
        try await Fixture.withClient(url) { client in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.create(Fixture.newAWS)
            }
            #expect(error.kind == .unreachable)
            #expect(error.outcome == .refused)
            #expect(error.detail == "connection refused")
            #expect(
                error.report.message == "cannot reach '\(url.split(separator: "/")[1])' for POST /v1/awsconnections"
            )
        }
    }

    @Test("fault 32: an unknown host was not reached")
    func unknownHost() async throws {
        try await Fixture.withClient("https://nowhere.invalid") { client in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.create(Fixture.newAWS)
            }
            #expect(error.kind == .unreachable)
            #expect(error.host == "nowhere.invalid")
        }
    }
}
