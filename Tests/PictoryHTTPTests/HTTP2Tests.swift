import Connections
import Foundation
import NIOHTTP1
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("HTTP/2", .timeLimit(.minutes(3)))
struct HTTP2Tests {
    private static func run(
        _ reply: HTTP2Server.Reply,
        limits: RequestLimits = Fixture.limits,
        _ body: (PictoryClient, HTTP2Server) async throws -> Void
    ) async throws {
        let certificates = try TestCertificates.shared
        let tls = try certificates.serverContext(.valid, protocols: ["h2"])
        let authorities = try certificates.authorities
        try await HTTP2Server.run(tls: tls, reply: reply) { server in
            let url = "https://localhost:\(server.port)/base"
            try await Fixture.withClient(url, authorities: authorities, limits: limits) { client in
                try await body(client, server)
            }
        }
    }

    @Test("is spoken where the server offers it, with one connection for all requests")
    func spoken() async throws {
        try await Self.run(.answer(.ok, Fixture.awsBody)) { client, server in
            let first = try await client.connection(ConnectionID("2025a"), of: .aws)
            #expect(first == Fixture.aws)
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { _ = try await client.update(ConnectionID("2025a"), with: Fixture.awsUpdate) }
                }
                try await group.waitForAll()
            }
            #expect(server.connections == 1)
            #expect(server.requests.count == 21)
            #expect(server.requests.allSatisfy { $0.headers["authorization"] == [Fixture.keyCanary] })
            #expect(server.requests.first?.uri == "/base/v1/awsconnections/2025a")
        }
    }

    @Test(
        "refusals and failures mean the same as over HTTP/1.1",
        arguments: [
            (.answer(.unauthorized, "no"), .unauthorized, .refused), (.head(.unauthorized), .unauthorized, .refused),
            (.answer(.found, ""), .redirect, .refused), (.answer(.ok, "<html>"), .invalidAnswer, .unknown),
            (.answer(.ok, String(repeating: " ", count: 100_000)), .invalidAnswer, .unknown),
            (.answer(.custom(code: 7, reasonPhrase: ""), "no"), .invalidAnswer, .unknown),
            (.reset, .dropped, .unknown),
            (.close, .dropped, .unknown), (.silence, .timeout, .unknown), (.head(.ok), .timeout, .unknown),
        ] as [(HTTP2Server.Reply, APIError.Kind, APIError.Outcome)]
    )
    func failures(reply: HTTP2Server.Reply, kind: APIError.Kind, outcome: APIError.Outcome) async throws {
        // Only a reply that never ends needs a deadline that is soon over.
        let waits = reply == .silence || reply == .head(.ok) || reply == .head(.unauthorized)
        try await Self.run(reply, limits: waits ? Fixture.shortLimits : Fixture.limits) { client, server in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.create(Fixture.newAWS)
            }
            #expect(error.kind == kind, "\(error)")
            #expect(error.outcome == outcome)
            #expect(server.requests.count == 1)
        }
    }
}
