import Connections
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("Requests on the wire", .timeLimit(.minutes(3)))
struct RequestTests {
    @Test("every call is one request, with the key and only the headers that it needs")
    func calls() async throws {
        let script: @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Reply = { request, _ in
            switch (request.method, request.target.hasSuffix("connections")) {
            case ("GET", true): Fixture.ok(#"{"Items": [\#(Fixture.awsBody)], "nextPageKey": "a+/=&b"}"#)
            case ("DELETE", _): .send("HTTP/1.1 204 No Content\r\n\r\n")
            default: Fixture.ok(Fixture.awsBody)
            }
        }
        try await Fixture.withServer(script: script) { client, server in
            let page = try await client.page(of: .aws, after: nil)
            #expect(page == ConnectionPage(items: [.live(Fixture.aws)], nextPageKey: "a+/=&b"))
            #expect(try await client.connection(ConnectionID("2025a"), of: .aws) == Fixture.aws)
            #expect(try await client.create(Fixture.newAWS).version == 3)
            #expect(try await client.update(ConnectionID("2025a"), with: Fixture.awsUpdate).id.rawValue == "2025a")
            try await client.delete(ConnectionID("2025a"), of: .vimeo)

            let requests = server.requests
            #expect(
                requests.map { "\($0.method) \($0.target)" } == [
                    "GET /base/v1/awsconnections", "GET /base/v1/awsconnections/2025a",
                    "POST /base/v1/awsconnections", "PUT /base/v1/awsconnections/2025a",
                    "DELETE /base/v1/vimeo-connections/2025a",
                ]
            )
            for request in requests {
                #expect(request["Authorization"] == [Fixture.keyCanary])
                #expect(request["User-Agent"] == ["patchbay/1.2.3"])
                #expect(request["Accept"] == ["application/json"])
                #expect(request["Accept-Encoding"] == ["identity"])
                #expect(request["Content-Type"] == (request.body.isEmpty ? [] : ["application/json"]))
            }
            #expect(
                requests[2].body
                    == #"{"name":"Assets","description":"","awsAccountId":"012345678901","awsRegion":"us-east-2","enabled":true}"#
            )
            #expect(requests[3].body == #"{"name":"Assets","description":"","enabled":false,"version":3}"#)
            #expect(server.connections == 1)
        }
    }

    @Test("the key of the next page goes back percent-encoded to the last character")
    func nextPageKey() async throws {
        let key = "a+b/c=d&e?f#g%2B h€\u{0}"
        try await Fixture.withServer { _, _ in
            Fixture.ok(#"{"Items": []}"#)
        } _: { client, server in
            _ = try await client.page(of: .vimeo, after: key)
            #expect(
                server.requests.map(\.target) == [
                    "/base/v1/vimeo-connections?nextPageKey=a%2Bb%2Fc%3Dd%26e%3Ff%23g%252B%20h%E2%82%AC%00"
                ]
            )
        }
    }

    @Test(
        "an id is percent-encoded, so that it cannot become another path",
        arguments: [
            ("2025/../x", "2025%2F..%2Fx"), ("a?b#c", "a%3Fb%23c"), ("a b\r\nX: y", "a%20b%0D%0AX%3A%20y"),
            ("...", "..."),
            ("%2e%2e", "%252e%252e"), ("ü", "%C3%BC"),
        ]
    )
    func encodedID(id: String, expected: String) async throws {
        try await Fixture.withServer { _, _ in
            .send("HTTP/1.1 204 No Content\r\n\r\n")
        } _: { client, server in
            try await client.delete(ConnectionID(id), of: .aws)
            #expect(server.requests.map(\.target) == ["/base/v1/awsconnections/\(expected)"])
        }
    }

    @Test(
        "an id that no path can hold is refused before anything is sent",
        arguments: ["", ".", "..", String(repeating: "x", count: 1025)]
    )
    func unusableID(id: String) async throws {
        try await Fixture.withServer { _, _ in
            .silence
        } _: { client, server in
            for error in [
                try await Fixture.error { () async throws(APIError) in
                    try await client.delete(ConnectionID(id), of: .aws)
                },
                try await Fixture.error { () async throws(APIError) in
                    try await client.connection(ConnectionID(id), of: .aws)
                },
                try await Fixture.error { () async throws(APIError) in
                    try await client.update(ConnectionID(id), with: Fixture.awsUpdate)
                },
            ] {
                #expect(error.kind == .badRequest)
                #expect(error.status == nil)
                #expect(error.outcome == .refused)
            }
            #expect(server.connections == 0)
        }
    }

    @Test("secrets are in the body of the request and nowhere else")
    func secretsInBody() async throws {
        try await Fixture.withServer { _, _ in
            Fixture.ok(#"{"connectionId": "2025v", "version": 1}"#)
        } _: { client, server in
            #expect(try await client.create(Fixture.newVimeo) == WriteAnswer(id: ConnectionID("2025v"), version: 1))
            let request = try #require(server.requests.first)
            let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
            #expect(body["clientSecret"] as? String == Fixture.secretCanary)
            #expect(body["accessToken"] as? String == Fixture.tokenCanary)
            #expect(!request.target.contains("canary"))
            #expect(!request.headers.contains { $0.name != "Authorization" && $0.value.contains("canary") })
        }
    }

    @Test("a connection is used again, and requests side by side have one each")
    func reuse() async throws {
        try await Fixture.withServer { _, _ in
            Fixture.ok(Fixture.awsBody)
        } _: { client, server in
            for _ in 0..<20 { _ = try await client.connection(ConnectionID("2025a"), of: .aws) }
            #expect(server.connections == 1)
            try await withThrowingTaskGroup { group in
                for _ in 0..<32 {
                    group.addTask { _ = try await client.connection(ConnectionID("2025a"), of: .aws) }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 52)
            #expect(server.connections <= 32)
        }
    }

    @Test("a connection that the server closed while it was idle is replaced")
    func closedIdle() async throws {
        try await Fixture.withServer { _, _ in
            .sendAndClose(Fixture.response("200 OK", Fixture.awsBody, headers: ["Connection: close"]))
        } _: { client, server in
            for _ in 0..<3 { _ = try await client.connection(ConnectionID("2025a"), of: .aws) }
            #expect(server.connections == 3)
        }
    }

    @Test("a closed client reaches nothing")
    func closed() async throws {
        try await Fixture.withServer { _, _ in
            .silence
        } _: { client, server in
            await client.close()
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.page(of: .aws, after: nil)
            }
            #expect(error.kind == .unreachable)
            #expect(server.connections == 0)
        }
    }
}
