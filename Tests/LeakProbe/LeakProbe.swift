import ArgumentParser
import Commands
import Connections
import Foundation
import PictoryAPI
import PictoryHTTP

/// Does the same over and over in one process, so that what it does not give back adds up: drift runs, or requests of one client.
///
/// Says in one line how many pages of memory and how many descriptors it had halfway, and at the end.
@main
enum LeakProbe {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2, let count = Int(arguments[1]) else {
            print("usage: LeakProbe drift|requests COUNT")
            exit(64)
        }
        switch arguments[0] {
        case "drift": try await measure(count) { try await drift() }
        default: try await requests(count)
        }
    }

    /// The command as the program runs it, with the process's environment and directory.
    private static func drift() async throws {
        let command = try CommandLineProgram.parseAsRoot(["drift", "--quiet"])
        guard var drift = command as? any AsyncParsableCommand else { exit(64) }
        try await drift.run()
    }

    private static func requests(_ count: Int) async throws {
        let environment = ProcessInfo.processInfo.environment
        let client = PictoryClient(
            address: try APIAddress.chosen(flag: nil, environment: environment),
            key: try APIKey.find(environment: environment, keyFile: nil),
            version: "1",
            now: { Date() }
        )
        // A round has some that succeed side by side, and one that is refused.
        try await measure(count / 10) {
            try await withThrowingTaskGroup { group in
                for _ in 0..<9 { group.addTask { _ = try await client.page(of: .aws, after: nil) } }
                try await group.waitForAll()
            }
            do {
                _ = try await client.connection(ConnectionID("nobody"), of: .vimeo)
                exit(1)
            } catch let error as APIError where error.kind == .notFound {
                // As it should be.
            }
        }
        await client.close()
    }

    private static func measure(_ count: Int, _ body: () async throws -> Void) async throws {
        var halfway: (pages: Int, descriptors: Int)?
        for number in 1...count {
            try await body()
            if number == count / 2 { halfway = try held() }
        }
        let end = try held()
        print("\(halfway?.pages ?? 0) \(halfway?.descriptors ?? 0) \(end.pages) \(end.descriptors)")
    }

    private static func held() throws -> (pages: Int, descriptors: Int) {
        let sizes = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(sizes[1]) ?? 0, try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)
    }
}
