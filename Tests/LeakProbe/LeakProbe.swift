import ArgumentParser
import CMalloc
import Commands
import Connections
import Foundation
import PictoryAPI
import PictoryHTTP

/// Does the same over and over in one process, so that what it does not give back adds up: drift runs, or requests of one client.
///
/// Says in one line how many bytes it had asked for and not given back, and how many descriptors it had, halfway and at the end.
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

    /// The client of HTTP holds a pool of connections, even one that is closed, until it would have closed them itself.
    private static let settling = Duration.seconds(21)

    private static func measure(_ count: Int, _ body: () async throws -> Void) async throws {
        var halfway: (bytes: Int, descriptors: Int)?
        for number in 1...count {
            try await body()
            if number == count / 2 { halfway = try await held() }
        }
        let end = try await held()
        print("\(halfway?.bytes ?? 0) \(halfway?.descriptors ?? 0) \(end.bytes) \(end.descriptors)")
    }

    private static func held() async throws -> (bytes: Int, descriptors: Int) {
        try await Task.sleep(for: settling)
        return (allocated(), try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)
    }

    /// What is allocated, rather than what is resident: how much of what was given back an allocator keeps differs from run to run.
    private static func allocated() -> Int {
        // AddressSanitizer has an allocator of its own, of which the C library knows nothing.
        if let symbol = unsafe dlsym(nil, "__sanitizer_get_current_allocated_bytes") {
            return unsafe unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)()
        }
        let allocations = mallinfo2()
        return Int(allocations.uordblks + allocations.hblkhd)
    }
}
