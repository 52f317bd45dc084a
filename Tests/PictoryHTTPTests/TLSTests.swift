import Connections
import Diagnostics
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("TLS", .timeLimit(.minutes(3)))
struct TLSTests {
    private static func ok(_ request: ScriptedServer.Request, _ number: Int) -> ScriptedServer.Reply {
        Fixture.ok(#"{"Items": []}"#)
    }

    @Test("a certificate of the authority in the file is trusted", arguments: ["localhost", "127.0.0.1"])
    func trusted(host: String) async throws {
        let certificates = try TestCertificates.shared
        try await ScriptedServer.run(tls: certificates.serverContext(.valid), script: Self.ok) { server in
            let url = "https://\(host):\(server.port)"
            try await Fixture.withClient(url, authorities: certificates.authorities) { client in
                let page = try await client.page(of: .aws, after: nil)
                #expect(page.items.isEmpty)
                #expect(server.requests.map { $0["Authorization"] } == [[Fixture.keyCanary]])
            }
        }
    }

    @Test(
        "fault 32: a certificate that cannot be trusted is refused before anything is sent",
        arguments: [
            (
                .expired, true,
                "the certificate is not trusted: it is not valid today, or no trusted authority has signed it"
            ),
            (
                .selfSigned, true,
                "the certificate is not trusted: it is not valid today, or no trusted authority has signed it"
            ),
            (
                .valid, false,
                "the certificate is not trusted: it is not valid today, or no trusted authority has signed it"
            ),
            (.otherHost, true, "the certificate is for another host"),
        ] as [(TestCertificates.Server, Bool, String)]
    )
    func refused(certificate: TestCertificates.Server, withAuthority: Bool, detail: String) async throws {
        let certificates = try TestCertificates.shared
        try await ScriptedServer.run(tls: certificates.serverContext(certificate), script: Self.ok) { server in
            let url = "https://localhost:\(server.port)"
            try await Fixture.withClient(url, authorities: withAuthority ? certificates.authorities : nil) { client in
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.create(Fixture.newAWS)
                }
                #expect(error.kind == .tls)
                #expect(error.outcome == .refused)
                #expect(error.detail == detail)
                #expect(error.host == "localhost:\(server.port)")
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test("HTTP/1.1 is spoken, also where the server would rather have HTTP/2")
    func protocols() async throws {
        let certificates = try TestCertificates.shared
        let tls = try certificates.serverContext(.valid, protocols: ["h2", "http/1.1"])
        try await ScriptedServer.run(tls: tls, script: Self.ok) { server in
            let url = "https://localhost:\(server.port)"
            try await Fixture.withClient(url, authorities: certificates.authorities) { client in
                _ = try await client.page(of: .aws, after: nil)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a server without a TLS handshake never gets the key",
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", .tls, "the server does not speak TLS"),
            ("SSH-2.0-OpenSSH_9.2\r\n", .tls, "the server does not speak TLS"),
            ("", .unreachable, "no connection in time"),
        ] as [(String, APIError.Kind, String)]
    )
    func noHandshake(greeting: String, kind: APIError.Kind, detail: String) async throws {
        let limits = greeting.isEmpty ? RequestLimits(connect: .milliseconds(500)) : Fixture.limits
        let server = try await RawServer(greeting: greeting)
        try await Fixture.withClient("https://localhost:\(server.port)", limits: limits) { client in
            let start = ContinuousClock.now
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.create(Fixture.newAWS)
            }
            #expect(error.kind == kind)
            #expect(error.detail == detail)
            #expect(error.outcome == .refused)
            #expect(ContinuousClock.now - start < .seconds(30))
        }
        try await server.close()
    }

    @Test("an authorities file that cannot be used fails before any request")
    func unusableFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchbay-authorities-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String, _ content: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(content.utf8).write(to: file)
            return file.path(percentEncoded: false)
        }

        let begin = "-----BEGIN CERTIFICATE-----\n"
        let end = "-----END CERTIFICATE-----\n"
        let cases = [
            (folder.appending(path: "missing").path(percentEncoded: false), "it does not exist"),
            (folder.path(percentEncoded: false), "it is not a regular file"), ("/dev/null", "it is not a regular file"),
            (try path("empty", ""), "it holds a certificate that cannot be parsed, or none"),
            (try path("text", "hello"), "it holds a certificate that cannot be parsed, or none"),
            (try path("broken", begin + "AAAA\n" + end), "it holds a certificate that cannot be parsed, or none"),
            (try path("large", String(repeating: "x", count: 4 * 1024 * 1024 + 1)), "it is larger than 4194304 bytes"),
        ]
        for (path, cause) in cases {
            let error = try #require(throws: HTTPSetupError.self) { try CertificateAuthorities(path: path) }
            #expect(error.report.code == .fileUnreadable)
            #expect(error.report.category == .invalidInput)
            #expect(error.report.message == "cannot read the authorities of '\(path)'")
            #expect(error.report.cause == cause)
        }
        #expect(try CertificateAuthorities(path: TestCertificates.shared.authorityPath).certificates.count == 1)
    }
}
