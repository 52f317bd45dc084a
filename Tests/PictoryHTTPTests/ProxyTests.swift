import Connections
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("Requests through a proxy", .timeLimit(.minutes(3)))
struct ProxyTests {
    private static let password = "canary-secret-proxy-password"

    private static func proxy(_ server: ScriptedServer, credentials: String = "") throws -> HTTPProxy {
        let url = "http://\(credentials)127.0.0.1:\(server.port)"
        let address = try APIAddress("https://api.pictory.test", from: .flag)
        return try #require(try HTTPProxy.chosen(for: address, environment: ["HTTPS_PROXY": url]))
    }

    @Test("the proxy sees host and port, and what goes through its tunnel is TLS with the API")
    func tunnel() async throws {
        let certificates = try TestCertificates.shared
        let tls = try certificates.serverContext(.valid)
        try await ScriptedServer.run { request, _ in
            request.method == "CONNECT" ? .tunnel(tls) : Fixture.ok(Fixture.awsBody)
        } _: { server in
            let proxy = try Self.proxy(server)
            let authorities = try certificates.authorities
            try await Fixture.withClient("https://api.pictory.test/base", proxy: proxy, authorities: authorities) {
                client in
                for _ in 0..<3 {
                    let connection = try await client.connection(ConnectionID("2025a"), of: .aws)
                    #expect(connection == Fixture.aws)
                }
            }
            let requests = server.requests
            let target = "/base/v1/awsconnections/2025a"
            #expect(requests.map(\.target) == ["api.pictory.test:443", target, target, target])
            #expect(requests[0]["Authorization"].isEmpty)
            #expect(requests[0]["Proxy-Authorization"].isEmpty)
            #expect(requests[1]["Authorization"] == [Fixture.keyCanary])
            #expect(server.connections == 1)
        }
    }

    @Test("fault 32: credentials of the proxy's URL go to the proxy alone")
    func credentials() async throws {
        let certificates = try TestCertificates.shared
        let tls = try certificates.serverContext(.valid)
        let expected = "Basic " + Data("us@er:\(Self.password)/".utf8).base64EncodedString()
        try await ScriptedServer.run { request, _ in
            switch (request.method, request["Proxy-Authorization"] == [expected]) {
            case ("CONNECT", true): .tunnel(tls)
            case ("CONNECT", false): .send(Fixture.response("407 Proxy Authentication Required", ""))
            default: Fixture.ok(#"{"Items": []}"#)
            }
        } _: { server in
            let proxy = try Self.proxy(server, credentials: "us%40er:\(Self.password)%2f@")
            let authorities = try certificates.authorities
            try await Fixture.withClient("https://api.pictory.test", proxy: proxy, authorities: authorities) { client in
                let page = try await client.page(of: .aws, after: nil)
                #expect(page.items.isEmpty)
            }
            #expect(server.requests.last?["Proxy-Authorization"].isEmpty == true)
        }
    }

    @Test(
        "a proxy that makes no tunnel is named without its credentials, and nothing was sent",
        arguments: [
            ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "the proxy asks for a user name and a password"),
            ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", "the proxy refused the tunnel"),
            ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy refused the tunnel"), ("", "no connection in time"),
        ]
    )
    func noTunnel(reply: String, detail: String) async throws {
        try await ScriptedServer.run { _, _ in
            .send(reply)
        } _: { server in
            let proxy = try Self.proxy(server, credentials: "user:\(Self.password)@")
            let limits = reply.isEmpty ? RequestLimits(connect: .milliseconds(500)) : Fixture.limits
            try await Fixture.withClient("https://api.pictory.test", proxy: proxy, limits: limits) { client in
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.create(Fixture.newAWS)
                }
                #expect(error.kind == .unreachable)
                #expect(error.outcome == .refused)
                #expect(error.detail == "through the proxy '127.0.0.1:\(server.port)': \(detail)")
                #expect(error.host == "api.pictory.test")
            }
            #expect(server.requests.allSatisfy { $0.method == "CONNECT" })
        }
    }

    @Test("a proxy that is not there was not reached")
    func noProxy() async throws {
        let address = try APIAddress("https://api.pictory.test", from: .flag)
        let proxy = try HTTPProxy.chosen(for: address, environment: ["ALL_PROXY": "http://127.0.0.1:1"])
        try await Fixture.withClient("https://api.pictory.test", proxy: proxy) { client in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.create(Fixture.newAWS)
            }
            #expect(error.kind == .unreachable)
            #expect(error.detail == "through the proxy '127.0.0.1:1': connection refused")
        }
    }

    @Test("the certificate is that of the API, whatever the proxy shows")
    func otherCertificate() async throws {
        let certificates = try TestCertificates.shared
        let tls = try certificates.serverContext(.otherHost)
        try await ScriptedServer.run { request, _ in
            request.method == "CONNECT" ? .tunnel(tls) : .silence
        } _: { server in
            let proxy = try Self.proxy(server)
            let authorities = try certificates.authorities
            try await Fixture.withClient("https://api.pictory.test", proxy: proxy, authorities: authorities) { client in
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.create(Fixture.newAWS)
                }
                #expect(error.kind == .tls)
                #expect(server.requests.count == 1)
            }
        }
    }
}
