import Connections
import PictoryAPI
import Synchronization
import TestSupport
import Testing

@Suite("An account behind the API: pages, retries, pace")
struct PictoryAccountTests {
    private func account(_ api: ScriptedAPI, _ time: VirtualTime = VirtualTime(), parallelism: Int = 4)
        -> PictoryAccount
    {
        PictoryAccount(api, parallelism: parallelism, timing: time.timing())
    }

    private func item(_ name: String) -> ListedConnection { .live(Sample.live(name, at: "1")) }

    @Test(
        "faults 29 and 30: pages are read until there is no key, an empty one in between does not end the list, and an id counts once"
    )
    func paging() async throws {
        let api = ScriptedAPI(pages: { _, key throws(APIError) in
            switch key {
            case nil: ConnectionPage(items: [.live(Sample.live("a", at: "1"))], nextPageKey: "k+/=&")
            case "k+/=&": ConnectionPage(items: [], nextPageKey: "2")
            default: ConnectionPage(items: [.live(Sample.live("a", at: "1")), .live(Sample.live("b", at: "2"))])
            }
        })
        let items = try await account(api).list(.aws)
        #expect(items.compactMap(\.id?.rawValue) == ["id-a", "id-b"])
        #expect(api.requests == ["page aws first", "page aws k+/=&", "page aws 2"])
    }

    @Test("fault 29: a page key that comes back ends the list with an error, never with a part of it")
    func repeatedKey() async {
        let api = ScriptedAPI(pages: { _, key throws(APIError) in
            ConnectionPage(items: [], nextPageKey: key == "1" ? "2" : "1")
        })
        let error = await #expect(throws: APIError.self) { try await account(api).list(.aws) }
        #expect(error?.kind == .invalidAnswer)
        #expect(api.requests.count == 3)
    }

    @Test("fault 29: a list without an end is given up")
    func endlessList() async {
        let count = Mutex(0)
        let api = ScriptedAPI(pages: { _, _ throws(APIError) in
            let next = count.withLock { count in
                count += 1
                return count
            }
            return ConnectionPage(items: [], nextPageKey: "\(next)")
        })
        let error = await #expect(throws: APIError.self) { try await account(api).list(.vimeo) }
        #expect(error?.kind == .invalidAnswer)
        #expect(api.requests.count == PictoryAccount.mostPages)
    }

    @Test("fault 27: one list that fails fails the whole reading", arguments: APIError.Kind.allCases)
    func oneListFails(_ kind: APIError.Kind) async {
        let api = ScriptedAPI(pages: { type, _ throws(APIError) in
            if type == .vimeo { throw APIError(kind, request: "test") }
            return ConnectionPage(items: [])
        })
        let error = await #expect(throws: APIError.self) { try await account(api).read() }
        // There is always a list: where it is not found, something else than the API has answered.
        #expect(error?.kind == (kind == .notFound ? .invalidAnswer : kind))
    }

    @Test("after a 401 nothing is sent any more: not what waits, nor what is asked later", arguments: [1, 2, 8])
    func unauthorized(_ parallelism: Int) async {
        let api = ScriptedAPI(pages: { _, _ throws(APIError) in
            throw APIError(.unauthorized, request: "test", status: 401)
        })
        let account = PictoryAccount(api, parallelism: parallelism, timing: VirtualTime().timing())
        await #expect(throws: APIError.self) { try await account.read() }
        let sent = api.requests.count
        #expect(sent == 1 || sent == 2 && parallelism > 1)
        let error = await #expect(throws: APIError.self) { try await account.delete(ConnectionID("x"), of: .vimeo) }
        #expect(error?.kind == .unauthorized && error?.request.hasPrefix("DELETE ") == true)
        #expect(api.requests.count == sent)
    }

    @Test("a read is repeated on a passing failure, with pauses that double up to a limit")
    func backoff() async throws {
        let time = VirtualTime()
        let failures = Mutex(7)
        let api = ScriptedAPI(pages: { _, _ throws(APIError) in
            let fails = failures.withLock { left in
                left -= 1
                return left >= 0
            }
            if fails { throw APIError(.server, request: "test", status: 503) }
            return ConnectionPage(items: [])
        })
        _ = try await account(api, time).list(.aws)
        let expected = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000].map { Duration.milliseconds($0) }
        #expect(time.sleeps == expected)
    }

    @Test("fault 25: nothing is sent before a Retry-After is over")
    func retryAfter() async throws {
        let time = VirtualTime()
        let sent = Mutex<[Duration]>([])
        let api = ScriptedAPI(pages: { _, _ throws(APIError) in
            let count = sent.withLock { sent in
                sent.append(time.now)
                return sent.count
            }
            if count == 1 { throw APIError(.rateLimited, request: "test", status: 429, retryAfter: .seconds(30)) }
            return ConnectionPage(items: [])
        })
        _ = try await account(api, time).list(.aws)
        #expect(sent.withLock(\.self).count == 2)
        #expect(sent.withLock { $0[1] } >= .seconds(30))
    }

    @Test(
        "a write is repeated only when it was surely refused",
        arguments: [
            (APIError.Kind.rateLimited, 2), (.unreachable, 2), (.server, 1), (.timeout, 1), (.dropped, 1),
            (.invalidAnswer, 1), (.conflict, 1), (.badRequest, 1), (.unauthorized, 1), (.cancelled, 1), (.tls, 1),
        ]
    )
    func writes(_ kind: APIError.Kind, _ requests: Int) async {
        let isFirst = Mutex(true)
        let api = ScriptedAPI(write: { () throws(APIError) in
            let fails = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            if fails { throw APIError(kind, request: "test") }
            return WriteAnswer(id: ConnectionID("new"), version: 1)
        })
        let new = NewConnection(name: "a", description: "", enabled: true, details: .aws(Sample.location("1")))
        _ = try? await account(api).create(new)
        #expect(api.requests.count == requests)
    }

    @Test("fault 25: a storm of refusals costs n requests at most 3n + 100")
    func storm() async {
        let api = ScriptedAPI(write: { () throws(APIError) in
            throw APIError(.rateLimited, request: "test", status: 429)
        })
        let account = account(api)
        let new = NewConnection(name: "a", description: "", enabled: true, details: .aws(Sample.location("1")))
        let logical = 200
        for _ in 0..<logical { _ = try? await account.create(new) }
        #expect(api.requests.count <= 3 * logical + 100)
    }

    @Test("reading back after a failure costs budget, a question after a clear refusal does not")
    func readBackBudget() async throws {
        let api = ScriptedAPI(pages: { _, _ throws(APIError) in ConnectionPage(items: []) })
        let account = account(api)
        for _ in 0..<300 { _ = try await account.list(.aws, as: .question) }
        for _ in 0..<100 { _ = try await account.list(.aws, as: .afterFailure) }
        await #expect(throws: APIError.self) { try await account.list(.aws, as: .afterFailure) }
        #expect(api.requests.count == 400)
    }

    @Test("a stop ends the waiting: nothing is sent again")
    func stopping() async {
        let time = VirtualTime()
        var timing = time.timing()
        timing.isStopping = { true }
        let api = ScriptedAPI(pages: { _, _ throws(APIError) in throw APIError(.server, request: "test") })
        let account = PictoryAccount(api, parallelism: 1, timing: timing)
        await #expect(throws: APIError.self) { try await account.list(.aws) }
        #expect(api.requests.count == 1)
    }
}

@Suite("The pace of requests")
struct PacerTests {
    @Test("a 429 halves what may be in flight, and successes bring it back slowly")
    func limit() async throws {
        let pacer = Pacer(parallelism: 8, timing: VirtualTime().timing())
        #expect(pacer.limit == 8)
        try await pacer.enter()
        pacer.leave(after: APIError(.rateLimited, request: "test"))
        #expect(pacer.limit == 4)
        for _ in 0..<5 {
            try await pacer.enter()
            pacer.leave(after: nil)
        }
        #expect(pacer.limit == 5)
        for _ in 0..<100 {
            try await pacer.enter()
            pacer.leave(after: nil)
        }
        #expect(pacer.limit == 8)
    }

    @Test("no more requests are in flight than allowed")
    func gate() async {
        let pacer = Pacer(parallelism: 3, timing: VirtualTime().timing())
        let inFlight = InFlight()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try? await pacer.enter()
                    inFlight.begin()
                    await Task.yield()
                    inFlight.end()
                    pacer.leave(after: nil)
                }
            }
        }
        #expect(inFlight.most == 3)
    }

    @Test("after a 429 only half as many requests get through at once, until enough went well")
    func sinksAndRecovers() async throws {
        let pacer = Pacer(parallelism: 8, timing: VirtualTime().timing())
        try await pacer.enter()
        pacer.leave(after: APIError(.rateLimited, request: "test"))
        for _ in 0..<4 { try await pacer.enter() }
        let fifth = InFlight()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await pacer.enter()
                fifth.begin()
            }
            for _ in 0..<1000 { await Task.yield() }
            #expect(fifth.most == 0, "the fifth waits for one of the four")
            pacer.leave(after: nil)
        }
        #expect(fifth.most == 1)
        for _ in 0..<4 { pacer.leave(after: nil) }
        for _ in 0..<100 {
            try await pacer.enter()
            pacer.leave(after: nil)
        }
        // None of the eight would wait for ever.
        for _ in 0..<8 { try await pacer.enter() }
        #expect(pacer.limit == 8)
    }

    @Test("a cancelled task does not wait for its turn")
    func cancellation() async throws {
        let pacer = Pacer(parallelism: 1, timing: VirtualTime().timing())
        try await pacer.enter()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await pacer.enter()
                pacer.leave(after: nil)
            }
            group.cancelAll()
        }
        pacer.leave(after: nil)
        #expect(pacer.limit == 1)
    }
}

/// How many were at it at once.
private final class InFlight: Sendable {
    private let count = Mutex((now: 0, most: 0))

    var most: Int { count.withLock(\.most) }

    func begin() {
        count.withLock { count in
            count.now += 1
            count.most = max(count.most, count.now)
        }
    }

    func end() {
        count.withLock { $0.now -= 1 }
    }
}
