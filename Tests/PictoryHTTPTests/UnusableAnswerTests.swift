import Connections
import Foundation
import PictoryAPI
import Testing

@testable import PictoryHTTP

@Suite("Successes that cannot be used", .timeLimit(.minutes(3)))
struct UnusableAnswerTests {
    @Test(
        "fault 27: a list that is none is an error, never an empty account",
        arguments: [
            ("", "the answer is empty"), ("null", "the answer is null, not an object"),
            ("[]", "the answer is an array, not an object"), ("{}", "the answer has no list 'Items'"),
            (#"{"Items": null}"#, "the answer has null in 'Items', not a list"),
            (
                "<html><head><title>Sign in to the &quot;Wi-Fi&quot;</title></head></html>",
                "the answer is not JSON: a value is missing, at byte 0: 'Sign in to the \"Wi-Fi\"'"
            ),
            (#"{"Items": []"#, "the answer is not JSON: it ends in the middle, at byte 12: '{\"Items\": []'"),
        ]
    )
    func list(body: String, detail: String) async throws {
        try await Fixture.withServer { _, _ in
            Fixture.ok(body)
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.page(of: .aws, after: nil)
            }
            #expect(error.kind == .invalidAnswer)
            #expect(error.status == 200)
            #expect(error.detail == detail)
            #expect(error.outcome == .unknown)
        }
    }

    @Test(
        "fault 27: a status that HTTP does not have is an answer that cannot be used",
        arguments: ["000", "007", "099"]
    )
    func status(_ status: String) async throws {
        try await Fixture.withServer { _, _ in
            .send(Fixture.response("\(status) OK", #"{"Items": []}"#))
        } _: { client, _ in
            for _ in 0..<3 {
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.create(Fixture.newAWS)
                }
                #expect(error.kind == .invalidAnswer && error.outcome == .unknown)
                #expect(error.detail == "the answer has no status that HTTP has")
            }
        }
    }

    @Test("fault 31: a packed answer is refused, not unpacked", arguments: ["gzip", "GZIP", "br", "deflate, gzip"])
    func packed(encoding: String) async throws {
        try await Fixture.withServer { _, _ in
            .send(Fixture.response("200 OK", #"{"Items": []}"#, headers: ["Content-Encoding: \(encoding)"]))
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.page(of: .aws, after: nil)
            }
            #expect(error.kind == .invalidAnswer)
            #expect(error.detail == "the answer is encoded as '\(encoding.lowercased())'")
        }
    }

    @Test("fault 31: a body over the limit is not read to its end, whether its length is told or not")
    func tooLong() async throws {
        let head = "HTTP/1.1 200 OK\r\n"
        let filler = String(repeating: " ", count: 8192)
        for (text, filler) in [
            (head + "Content-Length: 1000000000\r\n\r\n", filler), (head + "\r\n", filler),
            (head + "Transfer-Encoding: chunked\r\n\r\n", "2000\r\n\(filler)\r\n"),
        ] {
            try await Fixture.withServer { _, _ in
                .endless(text, filler: filler)
            } _: { client, server in
                for (limit, call) in [
                    (
                        Fixture.limits.listBody,
                        { () async throws(APIError) in _ = try await client.page(of: .aws, after: nil) }
                    ),
                    (Fixture.limits.body, { () async throws(APIError) in _ = try await client.create(Fixture.newAWS) }),
                ] {
                    let error = try await Fixture.error(call)
                    #expect(error.kind == .invalidAnswer)
                    #expect(error.detail == "the answer is longer than \(limit) bytes")
                }
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test("a body of exactly the limit is read")
    func exactlyTheLimit() async throws {
        let list = #"{"Items": []}"#
        try await Fixture.withServer { _, _ in
            Fixture.ok(list + String(repeating: " ", count: Fixture.limits.listBody - list.utf8.count))
        } _: { client, _ in
            let page = try await client.page(of: .aws, after: nil)
            #expect(page.items.isEmpty)
        }
    }

    @Test("fault 31: 10,000 header fields or one of 100 KB are refused")
    func headers() async throws {
        for headers in [(0..<10_000).map { "X-\($0): y" }, ["X: \(String(repeating: "y", count: 100_000))"]] {
            try await Fixture.withServer { _, _ in
                .send(Fixture.response("200 OK", #"{"Items": []}"#, headers: headers))
            } _: { client, _ in
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.page(of: .aws, after: nil)
                }
                #expect(error.kind == .invalidAnswer)
                #expect(error.detail == "the answer has more or longer header fields than are accepted")
            }
        }
    }

    @Test(
        "an answer that is not HTTP is none",
        arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{1}\u{2}\u{3}\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n"]
    )
    func notHTTP(text: String) async throws {
        try await Fixture.withServer { _, _ in
            .sendAndClose(text)
        } _: { client, _ in
            let error = try await Fixture.error { () async throws(APIError) in
                try await client.page(of: .aws, after: nil)
            }
            #expect(error.kind == .invalidAnswer)
            #expect(error.detail == "the answer is not HTTP")
        }
    }

    @Test("the answer to a get or an update is about the connection that was asked for")
    func otherConnection() async throws {
        try await Fixture.withServer { _, _ in
            Fixture.ok(Fixture.awsBody)
        } _: { client, _ in
            let id = ConnectionID("2025b")
            for error in [
                try await Fixture.error { () async throws(APIError) in try await client.connection(id, of: .aws) },
                try await Fixture.error { () async throws(APIError) in
                    try await client.update(id, with: Fixture.awsUpdate)
                },
            ] {
                #expect(error.kind == .invalidAnswer)
                #expect(error.detail == "the answer holds another connection than the one that was asked for")
            }
        }
    }

    @Test("a delete succeeds with an empty body or with JSON, and not with a page")
    func delete() async throws {
        let bodies = ["", " \n", "{}", "null", #"{"message": "deleted"}"#, "<html></html>", "gone"]
        try await Fixture.withServer { _, number in
            Fixture.ok(bodies[number])
        } _: { client, _ in
            for _ in bodies.prefix(5) { try await client.delete(ConnectionID("2025a"), of: .aws) }
            for _ in bodies.suffix(2) {
                let error = try await Fixture.error { () async throws(APIError) in
                    try await client.delete(ConnectionID("2025a"), of: .aws)
                }
                #expect(error.kind == .invalidAnswer)
            }
        }
    }
}
