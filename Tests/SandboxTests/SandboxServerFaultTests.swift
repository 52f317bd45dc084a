import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

/// What faults do to the socket; what they do to the account is in the tests of the sandbox itself.
@Suite("Faults over a socket")
struct SandboxServerFaultTests {
    @Test("a dropped request closes the connection without a byte", arguments: [Fault.Moment.before, .after])
    func drop(moment: Fault.Moment) async throws {
        let (answer, isClosed, count) = try await create(with: Fault(.drop(moment)))
        #expect(answer == nil)
        #expect(isClosed)
        #expect(count == (moment == .before ? 0 : 1))
    }

    @Test("a truncated answer announces more bytes than come before the connection closes")
    func truncation() async throws {
        let (answer, isClosed, count) = try await create(with: Fault(.truncate))
        #expect(answer?.status == 201)
        #expect(answer?.isWhole == false)
        #expect(answer?.body.isEmpty == false)
        #expect(isClosed)
        #expect(count == 1)
    }

    @Test("a truncated answer without a body is a closed connection")
    func emptyTruncation() async throws {
        let sandbox = try Sandbox.fixture(.aws("Main"), faults: [Fault(.truncate)])
        try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send("DELETE", "/pictoryapis/v1/awsconnections/aws-Main")
                #expect(try await connection.answer() == nil)
            }
        }
        #expect(try sandbox.world().connections.isEmpty)
    }

    @Test("a status comes with its body, its type and its Retry-After")
    func status() async throws {
        let fault = StatusFault(503, body: "<h1>busy</h1>", contentType: "text/html", retryAfter: "Wed, 21 Oct 2015")
        let (answer, isClosed, count) = try await create(with: Fault(.status(fault)))
        #expect(answer?.status == 503)
        #expect(answer?.body == "<h1>busy</h1>")
        #expect(answer?.headers["content-type"] == "text/html")
        #expect(answer?.headers["retry-after"] == "Wed, 21 Oct 2015")
        #expect(!isClosed)
        #expect(count == 0)
    }

    @Test("garbage comes with status 200 after the write was done")
    func garbage() async throws {
        let (answer, _, count) = try await create(with: Fault(.garbage("<html>")))
        #expect(answer?.status == 200)
        #expect(answer?.body == "<html>")
        #expect(count == 1)
    }

    @Test("a request without an answer leaves the connection open until the client closes it")
    func silence() async throws {
        let clock = ManualClock()
        let sandbox = try Sandbox.fixture(faults: [Fault(.silence(.after)), Fault(.hold("next", .after), nth: 2)])
        try await SandboxServer(sandbox).whileServing { address in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await RawConnection.open(address.port) { connection in
                        try await connection.send("POST", "/pictoryapis/v1/vimeo-connections", Self.vimeo)
                        let answer = try await connection.answer()
                        return answer == nil
                    }
                }
                while try sandbox.world().connections.isEmpty {
                    await Task.yield()
                }
                // The silent request is done; another connection is served as ever.
                try await RawConnection.open(address.port) { connection in
                    try await connection.send("GET", "/pictoryapis/v1/vimeo-connections")
                    try await sandbox.untilHeld("next")
                    sandbox.release("next")
                    #expect(try await connection.answer()?.status == 200)
                }
                group.cancelAll()
            }
        }
        #expect(clock.sleeps.isEmpty)
        #expect(sandbox.journal.entries.map(\.outcome) == [.silence, .answered(200)])
    }

    @Test("a delayed and a held request keep no other connection waiting")
    func concurrency() async throws {
        let clock = ManualClock()
        let sandbox = try Sandbox.fixture(
            faults: [
                Fault(.delay(.seconds(60)), on: .operation(.list)), Fault(.hold("create", .before), on: .writes),
            ],
            clock: clock
        )
        try await SandboxServer(sandbox).whileServing { address in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for request in [("GET", nil), ("POST", Self.vimeo)] as [(String, String?)] {
                    group.addTask {
                        try await RawConnection.open(address.port) { connection in
                            try await connection.send(request.0, "/pictoryapis/v1/vimeo-connections", request.1)
                            return try await connection.answer()?.status
                        }
                    }
                }
                await clock.untilSleeping()
                try await sandbox.untilHeld("create")
                try await RawConnection.open(address.port) { connection in
                    try await connection.send("GET", "/pictoryapis/v1/vimeo-connections/none")
                    #expect(try await connection.answer()?.status == 404)
                }
                sandbox.release("create")
                #expect(try await group.next() == 201)
                clock.advance(by: .seconds(60))
                #expect(try await group.next() == 200)
            }
        }
    }

    @Test("a client that dies while its request is held before the commit leaves a choice: never done, or done late")
    func deadClient() async throws {
        for release in [HoldRelease.goOn, .drop] {
            let sandbox = try Sandbox.fixture(faults: [Fault(.hold("here", .before))])
            try await SandboxServer(sandbox).whileServing { address in
                try await RawConnection.open(address.port) { connection in
                    try await connection.send("POST", "/pictoryapis/v1/vimeo-connections", Self.vimeo)
                    try await sandbox.untilHeld("here")
                }
                #expect(sandbox.release("here", release) == 1)
                while sandbox.journal.entries.first?.outcome == .underWay {
                    await Task.yield()
                }
            }
            #expect(try sandbox.world().connections.count == (release == .goOn ? 1 : 0))
        }
    }

    private static let vimeo = """
        {"name":"Main","enabled":true,"clientIdentifier":"c","clientSecret":"canary-secret","accessToken":"canary-token"}
        """

    /// Sends one create with the fault.
    ///
    /// - Returns: The answer, whether the connection is closed after it, and how many connections the account has.
    private func create(with fault: Fault) async throws -> (RawConnection.Answer?, isClosed: Bool, count: Int) {
        let sandbox = try Sandbox.fixture(faults: [fault])
        let (answer, isClosed) = try await SandboxServer(sandbox).whileServing { address in
            try await RawConnection.open(address.port) { connection in
                try await connection.send("POST", "/pictoryapis/v1/vimeo-connections", Self.vimeo)
                let answer = try await connection.answer()
                guard answer?.isWhole == true else { return (answer, try await connection.isClosed()) }
                try await connection.send("GET", "/pictoryapis/v1/vimeo-connections")
                return (answer, try await connection.answer() == nil)
            }
        }
        return (answer, isClosed, try sandbox.world().connections.count)
    }
}
