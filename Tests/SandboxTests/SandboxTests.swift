import Connections
import Foundation
import PictoryAPI
import Sandbox
import TestSupport
import Testing

@Suite("The sandbox in the process")
struct SandboxTests {
    @Test("keeps the contract", arguments: ConnectionsAPIContract.rules)
    func contract(rule: ConnectionsAPIContract.Rule) async throws {
        try await rule.check { behavior, body in
            let sandbox = try Sandbox.fixture(behavior: behavior)
            try await body(.init(api: sandbox, sandbox: sandbox))
        }
    }

    @Test("gives the same ids and dates for the same seed and time")
    func repeats() async throws {
        func ids(_ seed: UInt64) async throws -> [String] {
            let sandbox = try Sandbox.fixture(seed: seed)
            return [
                try await sandbox.create(.aws("Main")).id.rawValue,
                try await sandbox.create(.vimeo("Main")).id.rawValue,
            ]
        }
        #expect(try await ids(1) == ids(1))
        #expect(try await ids(1) != ids(2))
        #expect(try await ids(1).allSatisfy { $0.hasPrefix("20251217080656862") && $0.count == 32 })
    }

    @Test("dates a write with the present time")
    func dates() async throws {
        let clock = ManualClock()
        let sandbox = try Sandbox.fixture(clock: clock)
        let id = try await sandbox.create(.aws("Main")).id
        clock.advance(by: .milliseconds(90_138))
        var live = try await sandbox.connection(id, of: .aws)
        _ = try await sandbox.update(id, with: ConnectionUpdate(of: live))
        live = try await sandbox.connection(id, of: .aws)
        #expect(live.createdDate == "2025-12-17T08:06:56.862Z")
        #expect(live.updatedDate == "2025-12-17T08:08:27.000Z")
    }

    @Test("a request that is delayed keeps no other waiting")
    func delay() async throws {
        let clock = ManualClock()
        let sandbox = try Sandbox.fixture(faults: [Fault(.delay(.seconds(5)), on: .operation(.create))], clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await sandbox.create(.aws("Main")) }
            await clock.untilSleeping()
            #expect(try await sandbox.page(of: .aws, after: nil).items.isEmpty)
            clock.advance(by: .seconds(5))
            try await group.waitForAll()
        }
        #expect(try await sandbox.page(of: .aws, after: nil).items.count == 1)
    }

    @Test("a held request goes on, or is dropped, when it is released", arguments: [Fault.Moment.before, .after])
    func holds(moment: Fault.Moment) async throws {
        for release in [HoldRelease.goOn, .drop] {
            let sandbox = try Sandbox.fixture(faults: [Fault(.hold("here", moment))])
            try await withThrowingTaskGroup(of: APIError.Kind?.self) { group in
                group.addTask {
                    do {
                        _ = try await sandbox.create(.aws("Main"))
                        return nil
                    } catch let error as APIError {
                        return error.kind
                    }
                }
                try await sandbox.untilHeld("here")
                #expect(sandbox.heldRequests.map(\.path) == ["/v1/awsconnections"])
                #expect(try sandbox.world().connections.count == (moment == .before ? 0 : 1))
                #expect(sandbox.release("elsewhere", release) == 0)
                #expect(sandbox.release("here", release) == 1)
                let kind = try await group.next()
                #expect(kind == (release == .goOn ? .some(nil) : .dropped))
            }
            #expect(try sandbox.world().connections.count == (moment == .before && release == .drop ? 0 : 1))
            #expect(sandbox.heldRequests.isEmpty)
        }
    }

    @Test("a caller that is cancelled while its request is held before the commit leaves nothing behind")
    func cancellation() async throws {
        let sandbox = try Sandbox.fixture(faults: [Fault(.hold("here", .before)), Fault(.delay(.seconds(1)), nth: 2)])
        for isHeld in [true, false] {
            await withTaskGroup(of: APIError.Kind?.self) { group in
                group.addTask {
                    do throws(APIError) {
                        _ = try await sandbox.create(.aws("Main"))
                        return nil
                    } catch {
                        return error.kind
                    }
                }
                if isHeld {
                    try? await sandbox.untilHeld("here")
                }
                group.cancelAll()
                #expect(await group.next() == .cancelled)
            }
        }
        #expect(try sandbox.world().connections.isEmpty)
        #expect(sandbox.journal.entries.map(\.outcome) == [.abandoned, .abandoned])
        #expect(sandbox.heldRequests.isEmpty)
    }

    @Test("waiting for a hold can be cancelled")
    func cancelledWatcher() async throws {
        let sandbox = try Sandbox.fixture()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await sandbox.untilHeld("never")) == nil }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }

    @Test("the journal has every request, its end and whether it was done, and every world in between")
    func journal() async throws {
        let sandbox = try Sandbox.fixture(.vimeo("Main"))
        sandbox.add(
            Fault(.drop(.after), on: .operation(.update)),
            Fault(.edit([.delete(.key(ConnectionKey(.aws, "One")))], .after), on: .operation(.update))
        )
        let id = try await sandbox.create(.aws("One")).id
        let live = try await sandbox.connection(id, of: .aws)
        await #expect(throws: APIError.self) {
            try await sandbox.update(id, with: ConnectionUpdate(of: live) { $0.name = "Two" })
        }
        await #expect(throws: APIError.self) { try await sandbox.delete(ConnectionID("none"), of: .aws) }

        let entries = sandbox.journal.entries
        #expect(entries.map(\.number) == [1, 2, 3, 4])
        #expect(entries.map(\.method) == ["POST", "GET", "PUT", "DELETE"])
        #expect(entries.map(\.name) == ["One", "One", "Two", nil])
        #expect(entries.map(\.outcome) == [.answered(201), .answered(200), .dropped, .answered(404)])
        #expect(entries.map(\.hasCommitted) == [true, false, true, false])
        let worlds = sandbox.journal.worlds.map { $0.live.map(\.name) }
        #expect(worlds == [["Main"], ["One", "Main"], ["Two", "Main"]])
        #expect(sandbox.journal.worlds.last == (try sandbox.world()))
    }

    @Test("replacing the world begins the journal anew and keeps the faults")
    func replacing() async throws {
        let sandbox = try Sandbox.fixture(.aws("Main"))
        _ = try await sandbox.page(of: .aws, after: nil)
        sandbox.add(Fault(.drop(.before)))
        try sandbox.replaceWorld(with: SandboxWorld([.aws("Other")]))
        #expect(sandbox.journal.entries.isEmpty)
        #expect(sandbox.journal.worlds.count == 1)
        await #expect(throws: APIError.self) { try await sandbox.page(of: .aws, after: nil) }
        sandbox.add(Fault(.drop(.before)))
        sandbox.removeFaults()
        #expect(try await sandbox.page(of: .aws, after: nil).items.count == 1)
    }

    @Test("undoing all changes of a journal leads back to its start", arguments: SeededRandom.seeds(20))
    func history(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let sandbox = try Sandbox.fixture(.vimeo("Main"), .aws("Main"), seed: seed)
        sandbox.behavior.pageSize = 100
        for number in 0..<30 {
            let live = try sandbox.world().live
            if live.isEmpty || Int.random(in: 0..<3, using: &random) == 0 {
                _ = try? await sandbox.create(.vimeo("Number \(number)"))
            } else if let one = live.randomElement(using: &random), Bool.random(using: &random) {
                _ = try? await sandbox.update(one.id, with: ConnectionUpdate(of: one) { $0.description = "\(number)" })
            } else if let one = live.randomElement(using: &random) {
                try? await sandbox.delete(one.id, of: one.type)
            }
        }
        let worlds = sandbox.journal.worlds.map { $0.connections(of: .vimeo).map(\.live) }
        for (ago, world) in worlds.reversed().enumerated() {
            sandbox.add(Fault(.staleList(writes: ago)))
            let page = try await sandbox.page(of: .vimeo, after: nil)
            #expect(page.items == world.map(ListedConnection.live), "\(random), \(ago) writes ago")
        }
    }
}
