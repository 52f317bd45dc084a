import Connections
import Diagnostics
import Foundation
import NIOSSL
import PictoryAPI
import Testing

@testable import PictoryHTTP

/// Clients and values for tests of requests.
enum Fixture {
    static let keyCanary = "pictai_canary-secret-key-0123456789"
    static let secretCanary = "canary-secret-client/secret+\"1\""
    static let tokenCanary = "canary-secret-access&token<2>"

    /// Sizes that are quickly reached; times that are not, on however busy a machine.
    static let limits = RequestLimits(
        connect: .seconds(20),
        total: .seconds(30),
        listBody: 64 * 1024,
        body: 16 * 1024,
        errorBody: 4 * 1024
    )

    /// The same with a deadline for tests that wait for it, long enough for an answer to begin while all other tests are running.
    static var shortLimits: RequestLimits { limits(total: .seconds(20)) }

    static func limits(total: Duration) -> RequestLimits {
        var limits = limits
        limits.total = total
        return limits
    }

    static let awsBody = """
        {"connectionId": "2025a", "name": "Assets", "description": "", "awsAccountId": "012345678901", \
        "awsRegion": "us-east-2", "type": "AWS", "enabled": true, "version": 3}
        """

    static let aws = LiveConnection(
        id: ConnectionID("2025a"),
        version: 3,
        name: "Assets",
        details: .aws(AWSLocation(accountID: "012345678901", region: "us-east-2"))
    )

    static let newAWS = NewConnection(
        name: "Assets",
        description: "",
        enabled: true,
        details: .aws(AWSLocation(accountID: "012345678901", region: "us-east-2"))
    )

    static let newVimeo = NewConnection(
        name: "Channel",
        description: "",
        enabled: true,
        details: .vimeo(clientIdentifier: "client"),
        credentials: RequestCredentials(clientSecret: Secret(secretCanary), accessToken: Secret(tokenCanary))
    )

    static let awsUpdate = ConnectionUpdate(
        type: .aws,
        expectedVersion: 3,
        name: "Assets",
        description: "",
        enabled: false
    )

    /// A response with a correct length.
    static func response(_ status: String, _ body: String, headers: [String] = []) -> String {
        let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return head.map { "\($0)\r\n" }.joined() + "\r\n" + body
    }

    static func ok(_ body: String) -> ScriptedServer.Reply { .send(response("200 OK", body)) }

    /// Runs the body with a client that is closed afterwards.
    static func withClient<Value>(
        _ url: String,
        proxy: HTTPProxy? = nil,
        authorities: CertificateAuthorities? = nil,
        limits: RequestLimits = limits,
        _ body: (PictoryClient) async throws -> Value
    ) async throws -> Value {
        let client = PictoryClient(
            address: try APIAddress(url, from: .flag),
            key: try APIKey(keyCanary, from: "the test"),
            proxy: proxy,
            authorities: authorities,
            limits: limits,
            version: "1.2.3",
            now: { Date(timeIntervalSince1970: 784_111_777) }
        )
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }

    /// Runs the body with a client of a plain server that follows the script.
    static func withServer<Value>(
        limits: RequestLimits = limits,
        script: @escaping @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Reply,
        _ body: (PictoryClient, ScriptedServer) async throws -> Value
    ) async throws -> Value {
        try await ScriptedServer.run(script: script) { server in
            try await withClient("http://127.0.0.1:\(server.port)/base/", limits: limits) { client in
                try await body(client, server)
            }
        }
    }

    /// The error of a call, which must show no secret in any way it can be printed.
    static func error(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ call: () async throws(APIError) -> some Sendable
    ) async throws -> APIError {
        do {
            let value = try await call()
            let message = "\(value) instead of an error"
            throw Unexpected(message: message)
        } catch let error as APIError {
            expectNoCanary(error, sourceLocation: sourceLocation)
            return error
        }
    }

    struct Unexpected: Error {
        var message: String
    }

    static func expectNoCanary(_ error: any ReportableError, sourceLocation: SourceLocation = #_sourceLocation) {
        var dumped = ""
        dump(error, to: &dumped)
        dump(error.report, to: &dumped)
        for text in [
            dumped, "\(error)", String(reflecting: error), "\(error.report)", String(reflecting: error.report),
        ] {
            #expect(!text.contains("canary"), sourceLocation: sourceLocation)
        }
    }
}
