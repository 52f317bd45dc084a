import Diagnostics
import Foundation
import PictoryAPI
import TestSupport
import Testing

@testable import PictoryHTTP

@Suite("Messages to a webhook, over real sockets", .serialized)
struct WebhookTests {
    private static let path = "services/canary-hook-path?token=canary-hook-token"

    /// Posts to a server that follows the script; the waits in between are virtual.
    private func post(
        policy: RetryPolicy = RetryPolicy(firstDelay: .seconds(1), attempts: 4),
        script: @escaping @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Reply
    ) async throws -> (error: WebhookError?, requests: [ScriptedServer.Request], waited: Duration) {
        try await ScriptedServer.run(script: script) { server in
            let time = VirtualTime()
            let client = WebhookClient(
                address: try WebhookAddress("http://127.0.0.1:\(server.port)/\(Self.path)", from: .flag),
                limits: Fixture.limits,
                timing: time.timing(),
                policy: policy,
                version: "1.2.3",
                now: { Date(timeIntervalSince1970: 784_111_777) }
            )
            var failure: WebhookError?
            do throws(WebhookError) {
                try await client.post(Array("{\"text\": \"drift\"}".utf8))
            } catch {
                failure = error
            }
            await client.close()
            if let failure { Fixture.expectNoCanary(failure) }
            return (failure, server.requests, time.now)
        }
    }

    @Test("the body is sent once, as JSON, without the API's key")
    func body() async throws {
        let (error, requests, _) = try await post { _, _ in Fixture.ok("ok") }
        #expect(error == nil)
        #expect(requests.map(\.method) == ["POST"])
        #expect(requests.map(\.target) == ["/" + Self.path])
        #expect(requests.map(\.body) == ["{\"text\": \"drift\"}"])
        #expect(requests.first?["Content-Type"] == ["application/json"])
        #expect(requests.first?["User-Agent"] == ["patchbay/1.2.3"])
        #expect(requests.first?["Authorization"].isEmpty == true)
    }

    @Test(
        "what may pass is sent again, with waits in between",
        arguments: [
            ScriptedServer.Reply.send(Fixture.response("429 Too Many Requests", "", headers: ["Retry-After: 7"])),
            .send(Fixture.response("503 Service Unavailable", "busy")), .sendAndClose(""), .sendAndReset("HTTP/1.1 2"),
        ]
    )
    func retried(_ reply: ScriptedServer.Reply) async throws {
        let (error, requests, waited) = try await post { _, number in number < 3 ? reply : Fixture.ok("ok") }
        #expect(error == nil)
        #expect(requests.count == 4)
        if case .send(let text) = reply, text.contains("429") {
            // What the host asks for, and a second each time.
            #expect(waited == .seconds(24))
        } else {
            #expect(waited == .seconds(7))
        }
    }

    @Test("what does not pass is told after three repetitions, with what the host said, masked")
    func failing() async throws {
        let said = Fixture.response("500 Internal Server Error", "no /\(Self.path) here")
        let (error, requests, _) = try await post { _, _ in .send(said) }
        #expect(requests.count == 4)
        let failure = try #require(error)
        #expect(failure.report.code == .notifyFailed && failure.report.category == .general)
        #expect(failure.attempts == 4)
        #expect(failure.cause.hasPrefix("it answered 500: no /[redacted]"), "\(failure.cause)")
    }

    @Test(
        "what does not get better is sent once",
        arguments: ["400 Bad Request", "403 Forbidden", "404 Not Found", "410 Gone"]
    )
    func refused(_ status: String) async throws {
        let (error, requests, _) = try await post { _, _ in .send(Fixture.response(status, "invalid_token")) }
        #expect(requests.count == 1)
        #expect(error?.cause == "it answered \(status.prefix(3)): invalid_token")
    }

    @Test("fault 17: what its answer echoes of the URL is masked, however it is written", arguments: Echo.all)
    func masked(echo: Echo) async throws {
        let secrets = ["services/canary-hook-path", "canary-hook-token"]
        let body = echo.body([secrets[0], Self.path, secrets[1]])
        let (error, _, _) = try await post { _, _ in .send(Fixture.response("400 Bad Request", body)) }
        let failure = try #require(error)
        #expect(failure.cause.contains("[redacted]"), "\(failure.cause)")
        Fixture.expectNoCanary(failure)
        for secret in secrets {
            #expect(!failure.cause.contains(Data(secret.utf8).base64EncodedString().prefix(12)), "\(failure.cause)")
        }
    }

    @Test("a redirect is never followed, and does not say where it leads")
    func redirect() async throws {
        let (error, requests, _) = try await post { request, _ in
            .send(
                Fixture.response("302 Found", "", headers: ["Location: http://\(request["Host"][0])/canary-elsewhere"])
            )
        }
        #expect(requests.count == 1)
        #expect(error?.cause == "it answered 302, a redirect, which is never followed")
    }

    @Test("over TLS it trusts the authority that it is given, and without it sends nothing", arguments: [true, false])
    func trust(_ hasAuthority: Bool) async throws {
        let certificates = try TestCertificates.shared
        try await ScriptedServer.run(
            tls: certificates.serverContext(.valid),
            script: { _, _ in Fixture.ok("ok") },
            { server in
                let client = WebhookClient(
                    address: try WebhookAddress("https://localhost:\(server.port)/\(Self.path)", from: .flag),
                    authorities: hasAuthority ? try certificates.authorities : nil,
                    limits: Fixture.limits,
                    timing: VirtualTime().timing(),
                    version: "1",
                    now: { Date() }
                )
                var failure: WebhookError?
                do throws(WebhookError) { try await client.post([]) } catch { failure = error }
                await client.close()
                #expect((failure == nil) == hasAuthority)
                #expect(server.requests.count == (hasAuthority ? 1 : 0))
                if let failure { #expect(failure.attempts == 1 && failure.cause.hasPrefix("the certificate is not")) }
            }
        )
    }

    @Test("a host that is not there is tried again, and named")
    func unreachable() async throws {
        let port = try await ScriptedServer.run(script: { _, _ in .silence }, { $0.port })
        let time = VirtualTime()
        let client = WebhookClient(
            address: try WebhookAddress("http://127.0.0.1:\(port)/\(Self.path)", from: .environment),
            limits: Fixture.limits,
            timing: time.timing(),
            version: "1",
            now: { Date() }
        )
        let error = await #expect(throws: WebhookError.self) { try await client.post([]) }
        await client.close()
        let failure = try #require(error)
        #expect(failure.attempts == 4 && failure.cause == "connection refused")
        #expect(failure.report.message.contains("127.0.0.1:\(port)"))
        Fixture.expectNoCanary(failure)
    }

    @Test(
        "refuses an address that is not safe to post to, and shows nothing of it",
        arguments: [
            "", "ftp://canary", "http://canary.example.com/x", "https://canary:canary@example.com/", "https://",
            "https://canary example.com", "https://example.com/canary#x", "https://exa_mple.com:0/canary",
            "canary.example.com/x", "https://example.com/canary\u{E9}",
            "https://example.com/" + String(repeating: "a", count: 5000),
        ]
    )
    func refusals(_ url: String) throws {
        let error = #expect(throws: HTTPSetupError.self) { try WebhookAddress(url, from: .flag) }
        let report = try #require(error).report
        #expect(report.code == .invalidURL && report.message == "the webhook of --notify cannot be used")
        Fixture.expectNoCanary(try #require(error))
    }

    @Test("takes https, and http for loopback; prints the host alone, and is the flag's before the environment's")
    func addresses() throws {
        let hook = try WebhookAddress("https://hooks.example.com:8443/services/canary", from: .flag)
        #expect("\(hook)" == "hooks.example.com:8443" && "\([hook])".contains("canary") == false)
        var dumped = ""
        dump(hook, to: &dumped)
        #expect(!dumped.contains("canary"))
        for url in ["http://127.0.0.1/x", "http://localhost:9/x", "http://[::1]:9/x", "https://h?token=x"] {
            _ = try WebhookAddress(url, from: .flag)
        }
        let environment = ["PATCHBAY_NOTIFY": "https://environment.example.com/"]
        let both = try WebhookAddress.chosen(flag: "https://flag.example.com/", environment: environment)
        #expect(both?.description == "flag.example.com")
        let one = try WebhookAddress.chosen(flag: nil, environment: environment)
        #expect(one?.description == "environment.example.com")
        try #expect(WebhookAddress.chosen(flag: nil, environment: ["PATCHBAY_NOTIFY": ""]) == nil)
        let proxy = try HTTPProxy.chosen(for: hook, environment: ["HTTPS_PROXY": "http://proxy:3128"])
        #expect(proxy?.name == "proxy:3128")
        try #expect(
            HTTPProxy.chosen(
                for: WebhookAddress("http://127.0.0.1/", from: .flag),
                environment: ["HTTPS_PROXY": "http://proxy:3128"]
            ) == nil
        )
    }
}
