import Connections
import Diagnostics
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("One question to see whether the API can be reached", .timeLimit(.minutes(3)))
struct APIProbeTests {
    private func contact(
        _ url: String,
        key: String? = Fixture.keyCanary,
        authorities: CertificateAuthorities? = nil,
        limits: RequestLimits = Fixture.limits
    ) async throws -> APIContact {
        let probe = APIProbe(
            address: try APIAddress(url, from: .flag),
            key: try key.map { try APIKey($0, from: "the test") },
            proxy: nil,
            authorities: authorities,
            limits: limits,
            version: "1.2.3"
        )
        let contact = await probe.contact()
        await probe.close()
        return contact
    }

    private static func silence(_ request: ScriptedServer.Request, _ number: Int) -> ScriptedServer.Reply { .silence }

    private static let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT"

    @Test("a list is what is wanted, and its date is told; without a key none is sent")
    func list() async throws {
        let reply = Fixture.response("200 OK", #"{"Items": []}"#, headers: [Self.date])
        try await ScriptedServer.answering(reply) { server in
            let url = "http://127.0.0.1:\(server.port)/base"
            let contact = try await contact(url)
            #expect(contact == APIContact(date: Timestamp(milliseconds: 784_111_777_000)))
            _ = try await self.contact(url, key: nil)
            #expect(server.requests.map(\.target) == ["/base/v1/awsconnections", "/base/v1/awsconnections"])
            #expect(server.requests.map { $0["Authorization"] } == [[Fixture.keyCanary], []])
        }
    }

    @Test(
        "every other answer is an error with its date, and without the key",
        arguments: [
            ("401 Unauthorized", "no \(Fixture.keyCanary)", APIError.Kind.unauthorized),
            ("403 Forbidden", "", .forbidden),
            ("404 Not Found", "", .notFound), ("302 Found", "", .redirect), ("500 Oops", "", .server),
            ("200 OK", "<html>log in</html>", .invalidAnswer), ("200 OK", "[]", .invalidAnswer),
        ]
    )
    func refused(_ status: String, _ body: String, _ kind: APIError.Kind) async throws {
        let reply = Fixture.response(status, body, headers: [Self.date, "Location: https://elsewhere.example/"])
        try await ScriptedServer.answering(reply) { server in
            let contact = try await contact("http://127.0.0.1:\(server.port)")
            #expect(contact.error?.kind == kind)
            #expect(contact.date != nil)
            #expect(!"\(contact)".contains(Fixture.keyCanary))
            #expect(server.requests.count == 1)
        }
    }

    @Test("a certificate that is not trusted, no server, and one that never answers")
    func unreachable() async throws {
        let certificates = try TestCertificates.shared
        try await ScriptedServer.run(tls: certificates.serverContext(.valid), script: Self.silence) { server in
            let url = "https://localhost:\(server.port)"
            try await #expect(contact(url).error?.kind == .tls)
            #expect(server.requests.isEmpty)
            let silent = try await contact(
                url,
                authorities: certificates.authorities,
                limits: Fixture.limits(total: .seconds(1))
            )
            #expect(silent.error?.kind == .timeout)
        }
        try await #expect(contact("http://127.0.0.1:1").error?.kind == .unreachable)
    }
}

extension ScriptedServer {
    /// With one reply to everything.
    static func answering<Value>(
        _ reply: String,
        _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let script = { @Sendable (_: Request, _: Int) in Reply.send(reply) }
        return try await run(script: script, body)
    }
}
