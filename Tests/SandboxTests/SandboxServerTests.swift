import Connections
import Diagnostics
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("The sandbox's server")
struct SandboxServerTests {
    @Test("serves the paths of the API, as documented")
    func paths() async throws {
        let sandbox = try Sandbox.fixture()
        try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send(
                    "POST",
                    "/pictoryapis/v1/awsconnections",
                    #"{"name":"Main","enabled":true,"awsAccountId":"012345678901","awsRegion":"us-east-2"}"#
                )
                let created = try #require(try await connection.answer())
                #expect(created.status == 201)
                #expect(created.headers["content-type"] == "application/json")
                #expect(created.headers["server"] == "patchbay-sandbox")
                let id = try #require(try sandbox.world().live.first?.id.rawValue)
                #expect(
                    created.body
                        == #"{"awsAccountId":"012345678901","awsRegion":"us-east-2","connectionId":"\#(id)","#
                        + #""enabled":true,"name":"Main","version":1}"#
                )

                try await connection.send(
                    "PUT",
                    "/pictoryapis/v1/awsconnections/\(id)",
                    #"{"name":"Main","description":"New","version":1}"#
                )
                #expect(try await connection.answer()?.body.contains(#""version":2"#) == true)
                try await connection.send("GET", "/pictoryapis/v1/awsconnections/\(id)")
                let got = try #require(try await connection.answer())
                #expect(got.status == 200)
                #expect(got.body.contains(#""type":"AWS""#) && got.body.contains(#""createdDate":"2025-12-17T"#))
                try await connection.send("GET", "/pictoryapis/v1/vimeo-connections")
                #expect(try await connection.answer()?.body == #"{"Items":[]}"#)
                try await connection.send("DELETE", "/pictoryapis/v1/awsconnections/\(id)")
                let deleted = try #require(try await connection.answer())
                #expect(deleted.status == 204)
                #expect(deleted.headers["content-length"] == nil && deleted.body.isEmpty)
                try await connection.send("DELETE", "/pictoryapis/v1/awsconnections/\(id)")
                #expect(try await connection.answer()?.status == 404)
                try await connection.send("DELETE", "/pictoryapis/v1/vimeo-connections/\(id)")
                #expect(try await connection.answer()?.status == 204)
            }
        }
        // All of it over one connection, which was kept alive.
        #expect(sandbox.journal.entries.count == 7)
    }

    @Test(
        "a key is asked for before anything else",
        arguments: [
            (SandboxKey.anyOfItsForm, nil, 401), (.anyOfItsForm, "", 401), (.anyOfItsForm, "pictai_", 401),
            (.anyOfItsForm, "Bearer pictai_canary-key", 401), (.anyOfItsForm, "pictai_canary-key", 200),
            (.exactly(Secret("canary-key")), "canary-key", 200), (.exactly(Secret("canary-key")), "pictai_canary", 401),
            (.exactly(Secret("canary-key")), nil, 401),
        ] as [(SandboxKey, String?, Int)]
    )
    func keys(accepted: SandboxKey, sent: String?, status: Int) async throws {
        let sandbox = try Sandbox.fixture(.aws("Main"))
        try await SandboxServer(sandbox, key: accepted).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send("GET", "/pictoryapis/v1/awsconnections", key: sent)
                let answer = try #require(try await connection.answer())
                #expect(answer.status == status)
                #expect(!answer.body.contains("canary"))
                try await connection.send("DELETE", "/pictoryapis/v1/awsconnections/aws-Main", key: sent)
                #expect(try await connection.answer()?.status == (status == 200 ? 204 : status))
            }
        }
        #expect(sandbox.journal.entries.map(\.outcome) == [.answered(status), .answered(status == 200 ? 204 : status)])
    }

    @Test(
        "what is no request of the API is refused",
        arguments: [
            ("GET", "/", nil, 404), ("GET", "/v1/awsconnections", nil, 404), ("GET", "/pictoryapis", nil, 404),
            ("GET", "/pictoryapis/v2/awsconnections", nil, 404), ("GET", "/pictoryapis/v1/others", nil, 404),
            ("GET", "/pictoryapis/v1/awsconnections/a/b", nil, 404), ("GET", "/sandbox/state", nil, 404),
            ("POST", "/pictoryapis/v1/awsconnections/a", "{}", 405),
            ("PUT", "/pictoryapis/v1/awsconnections", "{}", 405),
            ("PATCH", "/pictoryapis/v1/awsconnections/a", "{}", 405),
            ("POST", "/pictoryapis/v1/awsconnections", nil, 400), ("POST", "/pictoryapis/v1/awsconnections", "", 400),
            ("POST", "/pictoryapis/v1/awsconnections", "[]", 400), ("POST", "/pictoryapis/v1/awsconnections", "{", 400),
            ("POST", "/pictoryapis/v1/awsconnections", String(repeating: "[", count: 100_000), 400),
            ("GET", "/pictoryapis/v1/awsconnections?nextPageKey=none", nil, 400),
        ] as [(String, String, String?, Int)]
    )
    func strangeRequests(method: String, target: String, body: String?, status: Int) async throws {
        let sandbox = try Sandbox.fixture()
        try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send(method, target, body)
                let answer = try #require(try await connection.answer())
                #expect(answer.status == status)
                #expect(answer.body.hasPrefix(#"{"message":""#))
                try await connection.send("GET", "/pictoryapis/v1/awsconnections")
                #expect(try await connection.answer()?.status == 200)
            }
        }
        #expect(sandbox.journal.entries.first?.outcome == .answered(status))
    }

    @Test("a body over the limit is refused and the connection closed")
    func largeBody() async throws {
        let sandbox = try Sandbox.fixture()
        try await SandboxServer(sandbox, bodyLimit: 1000).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                let body = #"{"name":"\#(String(repeating: "n", count: 1000))"}"#
                try await connection.send("POST", "/pictoryapis/v1/awsconnections", body)
                let answer = try #require(try await connection.answer())
                #expect(answer.status == 413)
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.isClosed())
            }
        }
    }

    @Test("a page key goes through the query percent-encoded; a bare '+' in it is a space, and so no key")
    func pageKeys() async throws {
        let sandbox = try Sandbox.fixture(.vimeo("One"), .vimeo("Two"), behavior: SandboxBehavior { $0.pageSize = 1 })
        try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send("GET", "/pictoryapis/v1/vimeo-connections")
                let first = try #require(try await connection.answer()).body
                let page = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any]
                let key = try #require(page?["nextPageKey"] as? String)
                let encoded = try #require(key.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                try await connection.send("GET", "/pictoryapis/v1/vimeo-connections?x=1&nextPageKey=\(encoded)")
                let second = try #require(try await connection.answer())
                #expect(second.body.contains(#""name":"Two""#) && !second.body.contains("nextPageKey"))
                try await connection.send("GET", "/pictoryapis/v1/vimeo-connections?nextPageKey=\(key)")
                #expect(try await connection.answer()?.status == 400)
            }
        }
    }

    @Test("'Connection: close' is obeyed")
    func closing() async throws {
        let sandbox = try Sandbox.fixture()
        try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send("GET", "/pictoryapis/v1/awsconnections", headers: ["Connection: close"])
                #expect(try await connection.answer()?.headers["connection"] == "close")
                #expect(try await connection.isClosed())
            }
        }
    }

    @Test("requests that come at once on one connection are answered in their order")
    func pipelining() async throws {
        let sandbox = try Sandbox.fixture(.aws("Main"))
        try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send("GET", "/pictoryapis/v1/awsconnections/aws-Main")
                try await connection.send("DELETE", "/pictoryapis/v1/awsconnections/aws-Main")
                try await connection.send("GET", "/pictoryapis/v1/awsconnections")
                let answers = [
                    try await connection.answer(), try await connection.answer(), try await connection.answer(),
                ]
                #expect(answers.map { $0?.status } == [200, 204, 200])
            }
        }
    }

    @Test("listens on the loopback addresses, and says where", arguments: [SandboxServer.Host.ipv4, .ipv6])
    func addresses(host: SandboxServer.Host) async throws {
        let sandbox = try Sandbox.fixture()
        try await SandboxServer(sandbox).whileServing(host: host) { address in
            #expect(address.port > 0)
            let name = host == .ipv4 ? "127.0.0.1" : "[::1]"
            #expect(address.baseURL == "http://\(name):\(address.port)/pictoryapis")
            #expect(address.controlURL == "http://\(name):\(address.port)/sandbox")
            try await RawConnection.open(address.port, host: host.rawValue) { connection in
                try await connection.send("GET", "/pictoryapis/v1/awsconnections")
                #expect(try await connection.answer()?.status == 200)
            }
        }
    }

    @Test("a port that is taken is an error that names it")
    func takenPort() async throws {
        let server = SandboxServer(try Sandbox.fixture())
        try await server.whileServing { address in
            let error = await #expect(throws: SandboxServerError.self) {
                try await server.run(port: address.port) { _ in }
            }
            #expect(error?.address == "127.0.0.1:\(address.port)")
            #expect(error?.report.code == .sandboxServer)
        }
    }

    @Test("a cancelled server closes its connections and its port, whatever waits in it")
    func shutdown() async throws {
        let sandbox = try Sandbox.fixture(faults: [Fault(.hold("here", .before)), Fault(.silence(.before))])
        let server = SandboxServer(sandbox)
        let port = try await server.whileServing { address in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await RawConnection.open(address.port) { connection in
                        try await connection.send("GET", "/pictoryapis/v1/awsconnections")
                        return try await connection.answer() == nil
                    }
                }
                try await sandbox.untilHeld("here")
                group.cancelAll()
            }
            return address.port
        }
        await #expect(throws: (any Error).self) {
            try await RawConnection.open(port) { _ in }
        }
        #expect(sandbox.heldRequests.isEmpty)
    }

    @Test("a server that is shut down while clients connect leaves none of them waiting")
    func hastyShutdown() async throws {
        let sandbox = try Sandbox.fixture()
        for _ in 0..<10 {
            await withDiscardingTaskGroup { group in
                try? await SandboxServer(sandbox).whileServing { address in
                    for _ in 0..<10 {
                        group.addTask {
                            // Each is served, closed or refused, as its luck would have it.
                            try? await RawConnection.open(address.port) { connection in
                                try await connection.send("GET", "/pictoryapis/v1/awsconnections")
                                _ = try await connection.answer()
                            }
                        }
                    }
                    await Task.yield()
                }
            }
        }
    }
}
