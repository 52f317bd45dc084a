import AWSRequests
import Connections
import Diagnostics
import Testing

@testable import PictoryHTTP

@Suite("Requests to AWS over HTTP", .timeLimit(.minutes(3)))
struct AWSClientTests {
    private static let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE",
        secretKey: Secret("canary-aws-secret"),
        sessionToken: Secret("canary-aws-token")
    )

    private func withClient<Value>(
        _ url: String,
        authorities: CertificateAuthorities? = nil,
        _ body: (AWSClient) async throws -> Value
    ) async throws -> Value {
        let environment = ["AWS_ENDPOINT_URL": url]
        let client = try AWSClient(
            Self.credentials,
            endpoint: try AWSEndpoint.chosen(environment: environment),
            environment: environment,
            authorities: authorities,
            limits: Fixture.limits,
            version: "1.2.3",
            now: { Timestamp(milliseconds: 1_440_938_160_000) }
        )
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    @Test("each request is signed for its service and host, and its secret key is not sent")
    func signing() async throws {
        let answer = Fixture.response("200 OK", "<a/>", headers: ["x-amz-bucket-region: eu-west-1"])
        try await ScriptedServer.answering(answer) { server in
            try await withClient("http://localhost:\(server.port)/") { client in
                let form = AWSRequest(.post, .iam, parameters: [.init("Action", "GetRole"), .init("RoleName", "a b")])
                let role = try await client.answer(to: form)
                #expect(role == AWSAnswer(status: 200, bucketRegion: "eu-west-1", body: Array("<a/>".utf8)))
                _ = try await client.answer(to: AWSRequest(.get, .s3, path: "/videos"))
            }
            let (form, bucket) = (server.requests[0], server.requests[1])
            #expect(form.method == "POST")
            #expect(form.target == "/")
            #expect(form.body == "Action=GetRole&RoleName=a%20b")
            #expect(form["Content-Type"] == ["application/x-www-form-urlencoded"])
            #expect(form["X-Amz-Security-Token"] == ["canary-aws-token"])
            #expect(form["Host"] == ["localhost:\(server.port)"])
            let authorization = try #require(form["Authorization"].first)
            #expect(authorization.contains("Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request"))
            #expect(bucket.target == "/videos")
            #expect(bucket["Authorization"].first?.contains("/us-east-1/s3/aws4_request") == true)
            #expect(!server.requests.contains { "\($0)".contains("canary-aws-secret") })
        }
    }

    @Test("a redirect is an answer like others, and no name of a region is taken that is none")
    func redirects() async throws {
        let reply = Fixture.response(
            "301 Moved",
            "",
            headers: ["Location: http://localhost:1/", "x-amz-bucket-region: \"}, x"]
        )
        try await ScriptedServer.answering(reply) { server in
            let answer = try await withClient("http://127.0.0.1:\(server.port)") { client in
                try await client.answer(to: AWSRequest(.get, .s3, path: "/videos"))
            }
            #expect(answer == AWSAnswer(status: 301))
            #expect(server.requests.count == 1)
        }
    }

    @Test("what is too long, not trusted or not there is an error without secrets")
    func failures() async throws {
        let certificates = try TestCertificates.shared
        let long = Fixture.response("200 OK", String(repeating: "x", count: Fixture.limits.body + 1))
        let script = { @Sendable (_: ScriptedServer.Request, _: Int) in ScriptedServer.Reply.send(long) }
        try await ScriptedServer.run(tls: certificates.serverContext(.valid), script: script) { server in
            let url = "https://localhost:\(server.port)"
            let request = AWSRequest(.get, .s3, path: "/videos")
            let untrusted = await #expect(throws: AWSError.self) {
                try await withClient(url) { try await $0.answer(to: request) }
            }
            #expect(untrusted?.detail.contains("the certificate is not trusted") == true)
            #expect(server.requests.isEmpty)
            let tooLong = await #expect(throws: AWSError.self) {
                try await withClient(url, authorities: certificates.authorities) { try await $0.answer(to: request) }
            }
            #expect(tooLong?.detail == "the answer is longer than \(Fixture.limits.body) bytes")
        }
        let gone = await #expect(throws: AWSError.self) {
            try await withClient("http://127.0.0.1:1") { try await $0.answer(to: AWSRequest(.get, .s3)) }
        }
        #expect(gone == AWSError(.unreachable, request: "s3:HeadBucket", detail: "'127.0.0.1:1': connection refused"))
    }

    @Test(
        "an endpoint is https, or http of this machine, and nothing else",
        arguments: [
            ("https://aws.example", true), ("HTTPS://aws.example:8443/", true), ("http://localhost:4566", true),
            ("http://[::1]:4566", true), ("http://aws.example", false), ("ftp://aws.example", false),
            ("aws.example", false),
            ("https://aws.example/path", false), ("https://canary:x@aws.example", false),
            ("https://a.example?b", false),
        ]
    )
    func endpoints(_ text: String, _ isTaken: Bool) throws {
        do {
            _ = try AWSEndpoint.chosen(environment: ["AWS_ENDPOINT_URL": text])
            #expect(isTaken)
        } catch {
            #expect(!isTaken)
            #expect(error.report.code == .invalidURL)
            #expect(!"\(error.report)".contains("canary"))
        }
        try #expect(AWSEndpoint.chosen(environment: ["AWS_ENDPOINT_URL": ""]) == AWSEndpoint.chosen(environment: [:]))
    }

    @Test("AWS is reached through the proxy that applies to its hosts")
    func proxies() throws {
        let own = try AWSEndpoint.chosen(environment: [:])
        let proxy = ["HTTPS_PROXY": "http://proxy.example:3128"]
        try #expect(HTTPProxy.chosen(for: own, environment: proxy)?.name == "proxy.example:3128")
        let covered = proxy.merging(["NO_PROXY": ".amazonaws.com"]) { _, new in new }
        try #expect(HTTPProxy.chosen(for: own, environment: covered) == nil)
        let local = try AWSEndpoint.chosen(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:4566"])
        try #expect(HTTPProxy.chosen(for: local, environment: proxy) == nil)
        let other = try AWSEndpoint.chosen(environment: ["AWS_ENDPOINT_URL": "https://aws.example"])
        try #expect(HTTPProxy.chosen(for: other, environment: proxy)?.name == "proxy.example:3128")
    }
}
