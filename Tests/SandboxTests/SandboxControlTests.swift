import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("The control API")
struct SandboxControlTests {
    @Test("sets and shows the state, without secrets and without a key")
    func state() async throws {
        let sandbox = try Sandbox.fixture(.vimeo("Main", id: ConnectionID("one")))
        try await serve(sandbox) { send in
            let shown = try await send("GET", "/sandbox/state", nil)
            #expect(shown.status == 200)
            #expect(
                shown.body
                    == #"{"connections":[{"clientIdentifier":"client-1","connectionId":"one","createdBy":1,"#
                    + #""createdDate":"2025-12-01T10:00:00.000Z","credentialsSet":true,"enabled":true,"name":"Main","#
                    + #""type":"vimeo","updatedDate":"2025-12-01T10:00:00.000Z","version":1,"writtenBy":1}],"#
                    + #""formatVersion":1,"writes":1}"#
            )
            let seed = """
                {"connections": [
                    {"type": "aws", "name": "A", "awsAccountId": "012345678901", "awsRegion": "us-east-2", "version": 4},
                    {"type": "aws", "name": "B", "awsAccountId": "012345678901", "awsRegion": "eu-west-1",
                     "connectionId": "foreign", "owner": "another"}
                ]}
                """
            #expect(try await send("PUT", "/sandbox/state", seed).status == 204)
        }
        let connections = try sandbox.world().connections
        #expect(connections.map(\.live.name) == ["A", "B"])
        #expect(connections.map(\.live.version) == [4, 1])
        #expect(connections.map(\.isForeign) == [false, true])
        #expect(connections[0].id.rawValue.count == 32)
        #expect(connections[0].live.createdDate == "2025-12-17T08:06:56.862Z")
    }

    @Test("what it shows is what it takes")
    func stateRoundTrip() async throws {
        let sandbox = try Sandbox.fixture(.aws("Main", description: "Größe", enabled: false), .vimeo("Main"))
        let before = try sandbox.world().live
        try await serve(sandbox) { send in
            let state = try await send("GET", "/sandbox/state", nil).body
            #expect(try await send("PUT", "/sandbox/state", #"{"connections":[]}"#).status == 204)
            #expect(try await send("PUT", "/sandbox/state", state).status == 204)
        }
        #expect(try sandbox.world().live == before)
    }

    @Test("adds and removes faults, and shows the requests")
    func faults() async throws {
        let sandbox = try Sandbox.fixture()
        try await serve(sandbox) { send in
            let faults = #"{"faults":[{"do":"status","status":503,"times":"always"}]}"#
            #expect(try await send("POST", "/sandbox/faults", faults).status == 204)
            #expect(try await send("GET", "/pictoryapis/v1/awsconnections", nil).status == 503)
            #expect(try await send("DELETE", "/sandbox/faults", nil).status == 204)
            #expect(try await send("GET", "/pictoryapis/v1/awsconnections/none", nil).status == 404)
            let requests = try await send("GET", "/sandbox/requests", nil)
            #expect(
                requests.body
                    == #"{"requests":[{"committed":false,"method":"GET","number":1,"operation":"list","#
                    + #""outcome":"answered","path":"/v1/awsconnections","status":503,"#
                    + #""time":"2025-12-17T08:06:56.862Z","type":"aws"},"#
                    + #"{"committed":false,"id":"none","method":"GET","number":2,"operation":"get","#
                    + #""outcome":"answered","path":"/v1/awsconnections/none","status":404,"#
                    + #""time":"2025-12-17T08:06:56.862Z","type":"aws"}]}"#
            )
        }
    }

    @Test("waits for a request to be held, and releases it")
    func holds() async throws {
        let sandbox = try Sandbox.fixture(faults: [Fault(.hold("first list", .before))])
        try await SandboxServer(sandbox, hasControl: true).whileServing { address in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                group.addTask {
                    try await RawConnection.open(address.port) { connection in
                        try await connection.send("GET", "/pictoryapis/v1/awsconnections")
                        return try await connection.answer()?.status
                    }
                }
                try await RawConnection.open(address.port) { connection in
                    try await connection.send("GET", "/sandbox/holds?wait=first+list")
                    let holds = try await connection.answer()?.body
                    #expect(
                        holds == #"{"holds":[{"hold":"first list","method":"GET","path":"/v1/awsconnections"}]}"#
                    )
                    try await connection.send("POST", "/sandbox/release", #"{"hold":"first list"}"#)
                    #expect(try await connection.answer()?.body == #"{"released":1}"#)
                    try await connection.send("POST", "/sandbox/release", #"{"hold":"first list","drop":true}"#)
                    #expect(try await connection.answer()?.body == #"{"released":0}"#)
                    try await connection.send("GET", "/sandbox/holds")
                    #expect(try await connection.answer()?.body == #"{"holds":[]}"#)
                }
                #expect(try await group.next() == 200)
            }
        }
    }

    @Test(
        "says what is wrong in what it is sent",
        arguments: [
            ("PUT", "/sandbox/state", "{}", 400, "'connections' is missing"),
            ("PUT", "/sandbox/state", #"{"connections":[{"type":"aws"}]}"#, 400, "connections[0]: 'name' is missing"),
            ("POST", "/sandbox/faults", #"{"faults":[{"do":"drop","onn":1}]}"#, 400, "faults[0]: unknown key 'onn'"),
            ("POST", "/sandbox/release", "{}", 400, "'hold' is missing"),
            ("POST", "/sandbox/state", "{}", 404, "the control API has no POST /sandbox/state"),
            ("GET", "/sandbox/other", nil, 404, "the control API has no GET /sandbox/other"),
            ("PUT", "/sandbox/state", nil, 400, "Content-Type must be application/json"),
        ] as [(String, String, String?, Int, String)]
    )
    func mistakes(method: String, target: String, body: String?, status: Int, message: String) async throws {
        let sandbox = try Sandbox.fixture(.aws("Main"))
        try await serve(sandbox) { send in
            let answer = try await send(method, target, body)
            #expect(answer.status == status)
            #expect(answer.body.contains(message), "\(answer.body)")
        }
        #expect(try sandbox.world().connections.count == 1)
    }

    private typealias Send = (String, String, String?) async throws -> RawConnection.Answer

    private func serve(_ sandbox: Sandbox, _ body: (Send) async throws -> Void) async throws {
        try await SandboxServer(sandbox, hasControl: true).whileServing { address in
            try await body { method, target, text in
                let key = target.hasPrefix("/sandbox") ? nil : "pictai_canary-key"
                let answer = try await RawConnection.open(address.port) { connection in
                    try await connection.send(method, target, text, key: key)
                    return try await connection.answer()
                }
                return try #require(answer)
            }
        }
    }
}
