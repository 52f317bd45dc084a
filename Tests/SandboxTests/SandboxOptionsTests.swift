import Connections
import Diagnostics
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("The options of the sandbox's command")
struct SandboxOptionsTests {
    @Test("all of them reach the server, and what is created stays in the state file")
    func everything() async throws {
        try await withTemporaryFolder { folder in
            try write(#"{"behavior":{"createStatus":200},"faults":[{"do":"drop","nth":2}]}"#, to: "\(folder)/faults")
            try write("canary-key\n", to: "\(folder)/key")
            var options = SandboxOptions()
            options.stateFile = "\(folder)/state/sandbox.json"
            options.faultsFile = "\(folder)/faults"
            options.keyFile = "\(folder)/key"
            options.pageSize = 1
            options.latency = .milliseconds(20)
            let clock = ManualClock(skipsSleeps: true)
            try await serve(options, clock: clock) { address in
                try await RawConnection.open(address.port) { connection in
                    for (name, region) in [("One", "us-east-1"), ("Two", "us-east-2"), ("Three", "eu-west-1")] {
                        try await connection.send("POST", aws, body(name, region), key: "canary-key")
                        let answer = try await connection.answer()
                        guard name != "Two" else {
                            #expect(answer == nil)
                            return
                        }
                        #expect(answer?.status == 200)
                    }
                }
                try await RawConnection.open(address.port) { connection in
                    try await connection.send("POST", aws, body("Three", "eu-west-1"), key: "canary-key")
                    #expect(try await connection.answer()?.status == 200)
                    try await connection.send("GET", aws, key: "canary-key")
                    #expect(try await connection.answer()?.body.contains("nextPageKey") == true)
                    try await connection.send("GET", aws, key: "pictai_canary")
                    #expect(try await connection.answer()?.status == 401)
                    try await connection.send("GET", "/sandbox/requests", key: nil)
                    #expect(try await connection.answer()?.status == 200)
                }
            }
            #expect(clock.sleeps == Array(repeating: .milliseconds(20), count: 4))

            options.faultsFile = nil
            options.keyFile = nil
            options.hasControl = false
            try await serve(options, clock: clock) { address in
                try await RawConnection.open(address.port) { connection in
                    try await connection.send("GET", aws)
                    #expect(try await connection.answer()?.body.contains(#""name":"One""#) == true)
                    try await connection.send("GET", "/sandbox/requests")
                    #expect(try await connection.answer()?.status == 404)
                }
            }
        }
    }

    @Test(
        "a file that cannot be used is an error that names it and its option",
        arguments: [
            (nil, nil, "faults", ErrorCode.fileUnreadable), (nil, nil, "key", .fileUnreadable),
            (#"{"faults":[{"do":"drop","nth":0}]}"#, nil, "faults", .invalidSetting),
            (nil, "", "key", .invalidSetting), (nil, "two\nlines", "key", .invalidSetting),
        ] as [(String?, String?, String, ErrorCode)]
    )
    func badFiles(faults: String?, key: String?, named: String, code: ErrorCode) async throws {
        try await withTemporaryFolder { folder in
            var options = SandboxOptions()
            if named == "faults" {
                options.faultsFile = "\(folder)/faults"
            } else {
                options.keyFile = "\(folder)/key"
            }
            if let text = faults ?? key {
                try write(text, to: "\(folder)/\(named)")
            }
            let error = await #expect(throws: SandboxOptionError.self) {
                try await serve(options, clock: ManualClock()) { _ in }
            }
            #expect(error?.report.code == code)
            #expect(error?.report.message.contains("\(folder)/\(named)") == true)
            #expect(error?.report.message.contains(named == "key" ? "--key-file" : "--faults") == true)
        }
    }

    private let aws = "/pictoryapis/v1/awsconnections"

    private func body(_ name: String, _ region: String) -> String {
        #"{"name":"\#(name)","enabled":true,"awsAccountId":"012345678901","awsRegion":"\#(region)"}"#
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// Serves until `body` is done, and then cancels the server as a signal would.
    private func serve(
        _ options: SandboxOptions,
        clock: ManualClock,
        _ body: @escaping @Sendable (SandboxServer.Address) async throws -> Void
    ) async throws {
        let (addresses, ready) = AsyncStream.makeStream(of: SandboxServer.Address.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await options.serve(clock: clock, now: { clock.date }, random: SeededRandom(seed: 1)) { address in
                    ready.yield(address)
                    ready.finish()
                }
                ready.finish()
            }
            group.addTask {
                for await address in addresses {
                    try await body(address)
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
