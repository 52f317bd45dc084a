import Connections
import Foundation
import PictoryAPI
import PictoryHTTP
import SandboxServer
import Synchronization
import TestSupport

/// Somebody in the vendor's dashboard, over HTTP: loads a connection, thinks, and saves it with the version that was loaded.
struct Editor {
    /// A save that was acknowledged.
    struct Save: Hashable {
        var id: ConnectionID
        var version: Int
        /// No two saves have the same.
        var description: String
    }

    /// What came of the saves.
    struct Result {
        var saved: [Save] = []
        var refused = 0
    }

    let number: Int
    let address: SandboxServer.Address
    let seed: UInt64

    /// Edits until nobody else works any more.
    func work(while isBusy: @Sendable () -> Bool) async throws -> Result {
        let client = PictoryClient(
            address: try APIAddress(address.baseURL, from: .flag),
            key: try APIKey(Bench.key, from: "the test"),
            version: "0",
            now: { Date() }
        )
        var result = Result()
        var random = SeededRandom(seed: seed &+ UInt64(number) &* 1_000_003)
        while isBusy() {
            let think = Duration.milliseconds(Int.random(in: 0...12, using: &random))
            do throws(APIError) {
                try await edit(over: client, &random, thinking: think, &result)
            } catch {
                // What somebody else has changed or deleted meanwhile; nothing else may fail.
                guard error.kind == .conflict || error.kind == .notFound else {
                    await client.close()
                    throw error
                }
                result.refused += 1
            }
        }
        await client.close()
        return result
    }

    private func edit(
        over client: PictoryClient,
        _ random: inout SeededRandom,
        thinking: Duration,
        _ result: inout Result
    ) async throws(APIError) {
        let page = try await client.page(of: .aws, after: nil)
        let all = page.items.compactMap { item in if case .live(let live) = item { live } else { nil } }
        // What is disabled may be about to be deleted, and an edit between the last look and a delete is lost for any client.
        guard let chosen = all.filter(\.enabled).randomElement(using: &random) else { return }
        let live = try await client.connection(chosen.id, of: .aws)
        guard live.enabled else { return }
        // Thinking is what makes races; nothing depends on how long it is.
        try? await Task.sleep(for: thinking)
        let description = "edit \(number) \(result.saved.count + result.refused)"
        let update = ConnectionUpdate(
            type: .aws,
            expectedVersion: live.version,
            name: live.name,
            description: description,
            enabled: live.enabled
        )
        let answer = try await client.update(live.id, with: update)
        result.saved.append(Save(id: live.id, version: answer.version, description: description))
    }
}
