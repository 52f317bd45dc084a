import Connections
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("Answers that refuse", .timeLimit(.minutes(3)))
struct RefusalTests {
    @Test(
        "fault 22: the status decides the kind of the error and what is known of the write",
        arguments: [
            (400, .badRequest, .refused), (401, .unauthorized, .refused), (402, .badRequest, .refused),
            (403, .forbidden, .refused), (404, .notFound, .refused), (407, .badRequest, .refused),
            (408, .timeout, .unknown), (409, .conflict, .refused), (415, .badRequest, .refused),
            (418, .badRequest, .refused), (422, .badRequest, .refused), (429, .rateLimited, .refused),
            (500, .server, .unknown), (502, .server, .unknown), (503, .server, .unknown), (504, .server, .unknown),
            (599, .server, .unknown), (300, .redirect, .refused), (304, .redirect, .refused),
            (600, .invalidAnswer, .unknown),
        ] as [(Int, APIError.Kind, APIError.Outcome)]
    )
    func status(status: Int, kind: APIError.Kind, outcome: APIError.Outcome) async throws {
        try await Fixture.withServer { _, _ in
            .send(Fixture.response("\(status) Something", status == 304 ? "" : #"{"message": "no"}"#))
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.update(ConnectionID("2025/a"), with: Fixture.awsUpdate)
            }
            #expect(error.kind == kind)
            #expect(error.status == status)
            #expect(error.outcome == outcome)
            #expect(error.request == "PUT /v1/awsconnections/2025%2Fa")
            #expect(error.detail == (kind == .redirect ? nil : "no"))
        }
    }

    @Test(
        "the wait that a server asks for is clamped",
        arguments: [
            ("3", .seconds(3)), ("1e9", .seconds(60)), ("-1", .zero), ("soon", nil),
            ("Sun, 06 Nov 1994 08:49:42 GMT", .seconds(5)), ("Sat, 05 Nov 1994 08:49:42 GMT", .zero),
        ] as [(String, Duration?)]
    )
    func retryAfter(header: String, expected: Duration?) async throws {
        try await Fixture.withServer { _, number in
            .send(
                Fixture.response(number == 0 ? "429 Slow Down" : "503 Later", "", headers: ["Retry-After: \(header)"])
            )
        } _: { client, _ in
            for kind in [APIError.Kind.rateLimited, .server] {
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.page(of: .aws, after: nil)
                }
                #expect(error.kind == kind)
                #expect(error.retryAfter == expected)
                #expect(error.detail == nil)
            }
        }
    }

    @Test(
        "fault 33: a redirect is not followed, and its target is told without user, query and fragment",
        arguments: [301, 302, 303, 307, 308],
        // A combining mark makes another letter of the sign before it.
        ["?", "?\u{301}", "#\u{301}"]
    )
    func redirect(status: Int, sign: String) async throws {
        try await ScriptedServer.run { _, _ in
            Fixture.ok(#"{"Items": []}"#)
        } _: { target in
            try await Fixture.withServer { _, _ in
                let location = "http://canary:canary@127.0.0.1:\(target.port)/there\(sign)token=canary#canary"
                return .send(Fixture.response("\(status) Moved", "", headers: ["Location: \(location)"]))
            } _: { client, server in
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.page(of: .aws, after: nil)
                }
                #expect(error.kind == .redirect)
                #expect(error.detail == "it points to '127.0.0.1:\(target.port)/there'")
                #expect(server.requests.count == 1)
                #expect(target.connections == 0)
            }
        }
    }

    @Test(
        "the status of an error counts even when its body never ends, drips, breaks or is packed",
        arguments: [
            .endless(
                "HTTP/1.1 401 No\r\nContent-Length: 1000000000\r\n\r\n",
                filler: String(repeating: "x", count: 4096)
            ),
            .drip("HTTP/1.1 401 No\r\nContent-Length: 1000000\r\n\r\n"),
            .sendAndClose("HTTP/1.1 401 No\r\nContent-Length: 1000\r\n\r\nhalf"),
            .sendAndReset("HTTP/1.1 401 No\r\nContent-Length: 1000\r\n\r\nhalf"),
            .send(Fixture.response("401 No", "\u{1}\u{2}", headers: ["Content-Encoding: gzip"])),
        ] as [ScriptedServer.Reply]
    )
    func unreadableErrorBody(reply: ScriptedServer.Reply) async throws {
        try await Fixture.withServer(limits: Fixture.shortLimits) { _, _ in
            reply
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.page(of: .aws, after: nil)
            }
            #expect(error.kind == .unauthorized)
            #expect(error.status == 401)
        }
    }

    @Test("fault 17: what an error echoes is masked, however it is written", arguments: Echo.all)
    func masked(echo: Echo) async throws {
        let body = echo.body([Fixture.keyCanary, Fixture.secretCanary, Fixture.tokenCanary])
        try await Fixture.withServer { _, _ in
            .send(Fixture.response("400 Bad Request", body))
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in try await client.create(Fixture.newVimeo)
            }
            #expect(error.kind == .badRequest)
            let detail = try #require(error.detail)
            #expect(detail.contains("[redacted]"))
            #expect(detail.unicodeScalars.count <= 300)
            for base64 in [Fixture.keyCanary, Fixture.secretCanary, Fixture.tokenCanary].map({
                Data($0.utf8).base64EncodedString()
            }) {
                #expect(!detail.contains(base64.prefix(12)))
            }
        }
    }

    @Test("a redirect's target and the reason of an unusable answer are masked as well")
    func maskedElsewhere() async throws {
        try await Fixture.withServer { _, number in
            number == 0
                ? .send(Fixture.response("302 Found", "", headers: ["Location: https://x.test/\(Fixture.keyCanary)"]))
                : .send(Fixture.response("200 OK", "<title>Key \(Fixture.keyCanary)</title>"))
        } _: { client, _ in
            for detail in [
                "it points to 'https://x.test/[redacted]'",
                "the answer is not JSON: a value is missing, at byte 0: 'Key [redacted]'",
            ] {
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.page(of: .aws, after: nil)
                }
                #expect(error.detail == detail)
            }
        }
    }
}

/// A way in which a server repeats what it was sent.
struct Echo: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var body: @Sendable ([String]) -> String

    static let all = [
        Echo("as the message of JSON") { #"{"message": "bad \#(json($0))"}"# },
        Echo("in a list of errors") { #"{"errors": [{"field": "clientSecret", "message": "bad \#(json($0))"}]}"# },
        Echo("as plain text") { "bad " + $0.joined(separator: " ") },
        Echo("as JSON with every character escaped") { secrets in
            "bad " + secrets.joined().utf16.map { "\\u00" + String($0, radix: 16) }.joined()
        },
        Echo("as JSON inside JSON") { #"{"message": "body was {\"x\": \"\#(json([json($0)]))\"}"}"# },
        Echo("percent-encoded") { secrets in
            "bad "
                + secrets.map { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }.joined(
                    separator: "&"
                )
        },
        Echo("escaped in HTML") { secrets in
            let escaped = secrets.joined(separator: " ").replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
            return "<html><title>Error</title><p>bad \(escaped)</p></html>".replacing("<title>Error</title>", with: "")
        },
        Echo("in HTML without escapes") { "<html><p>bad \($0.joined(separator: " "))</p></html>" },
        Echo("in base64") { secrets in
            "bad " + secrets.map { Data($0.utf8).base64EncodedString() }.joined(separator: " ")
        },
        Echo("in base64 after one character") { secrets in
            "bad " + secrets.map { Data("x\($0)".utf8).base64EncodedString() }.joined(separator: " ")
        },
        Echo("in URL-safe base64 after two characters") { secrets in
            "bad "
                + secrets.map { secret in
                    Data("xy\(secret)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                }.joined(separator: " ")
        },
        Echo("cut by the length of the line") { String(repeating: "x ", count: 140) + $0.joined() },
        Echo("cut by the server") { "bad \($0[0].prefix(20))" },
        Echo("with control characters inside") { secrets in
            "bad " + secrets.joined(separator: " ").map { "\($0)\u{0}" }.joined()
        },
        Echo("in hexadecimal digits") { secrets in
            "bad " + secrets.joined(separator: " ").utf8.map { String($0, radix: 16) }.joined()
        },
        Echo("as a dump") { secrets in
            "bad " + secrets.joined(separator: "/").utf8.map { String($0, radix: 16) }.joined(separator: " ")
        },
        Echo("as in a mail") { secrets in
            "bad " + secrets.joined(separator: " ").utf8.map { "=" + String($0, radix: 16, uppercase: true) }.joined()
        },
        Echo("as a program escapes it") { secrets in
            "bad " + secrets.joined(separator: " ").utf8.map { "\\x" + String($0, radix: 16) }.joined()
        },
        Echo("percent-encoded twice") { secrets in
            "bad " + secrets.joined(separator: " ").utf8.map { "%25" + String($0, radix: 16) }.joined()
        },
        Echo("in base64 of JSON") { secrets in
            "bad " + Data(#"{"x":"\#(json(secrets))"}"#.utf8).base64EncodedString()
        },
        Echo("in upper case") { "bad " + $0.joined(separator: " ").uppercased() },
    ]

    init(_ testDescription: String, _ body: @escaping @Sendable ([String]) -> String) {
        self.testDescription = testDescription
        self.body = body
    }

    private static func json(_ secrets: [String]) -> String {
        secrets.joined(separator: " ").replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
