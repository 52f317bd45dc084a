package import Connections
import Synchronization

/// An account behind an API: whole lists, and requests that are paced and sent again where that is safe.
///
/// After a 401 nothing is sent any more: what asks is told of that answer.
/// A read is repeated on any passing failure. A write is repeated only when it was surely refused (429, host not
/// reached); when its outcome is unknown the caller must read back first, so the error goes to the caller.
package final class PictoryAccount: Sendable {
    private let api: any ConnectionsAPI
    private let timing: RequestTiming
    private let policy: RetryPolicy
    private let pacer: Pacer
    private let observe: @Sendable (AccountEvent) -> Void
    private let budget = Mutex(RetryBudget())

    /// What a read is for, which decides what it does to the retry budget.
    package enum Reading: Sendable, Hashable {
        /// Part of the work: earns budget.
        case planned
        /// Needed since the API refused something for a reason that must be looked at.
        case question
        /// There because something failed: costs budget.
        case afterFailure
    }

    /// More pages than any account can have; a list that goes on is a loop.
    package static let mostPages = 10_000

    /// Has at most `parallelism` requests in flight at once, at least 1.
    package convenience init(
        _ api: any ConnectionsAPI,
        parallelism: Int,
        timing: RequestTiming,
        policy: RetryPolicy = RetryPolicy(),
        observe: @escaping @Sendable (AccountEvent) -> Void = { _ in }
    ) {
        let pacer = Pacer(parallelism: parallelism, timing: timing)
        self.init(api, pacer: pacer, timing: timing, policy: policy, observe: observe)
    }

    /// Sends no request that the pacer holds back; stacks that are worked on with one key share it.
    package init(
        _ api: any ConnectionsAPI,
        pacer: Pacer,
        timing: RequestTiming,
        policy: RetryPolicy = RetryPolicy(),
        observe: @escaping @Sendable (AccountEvent) -> Void = { _ in }
    ) {
        self.api = api
        self.timing = timing
        self.policy = policy
        self.observe = observe
        self.pacer = pacer
    }

    /// Reads the lists of both types, at once.
    package func read() async throws(APIError) -> LiveAccount {
        async let aws = result { () async throws(APIError) in try await self.list(.aws) }
        async let vimeo = result { () async throws(APIError) in try await self.list(.vimeo) }
        let (first, second) = await (aws, vimeo)
        return LiveAccount(try first.get() + second.get())
    }

    /// Reads all pages of one type's list; an id that is listed twice counts once.
    package func list(
        _ type: ConnectionType,
        as reading: Reading = .planned
    ) async throws(APIError) -> [ListedConnection] {
        var items: [ListedConnection] = []
        var ids: Set<ConnectionID> = []
        var keys: Set<String> = []
        var key: String?
        var pages = 0
        repeat {
            let current = key
            let page = try await page(of: type, after: current, reading)
            let before = items.count
            for item in page.items {
                if let id = item.id, !ids.insert(id).inserted { continue }
                items.append(item)
            }
            key = page.nextPageKey
            pages += 1
            observe(
                .page(
                    ListedPage(
                        type: type,
                        page: pages,
                        connections: items.count,
                        new: items.count - before,
                        isLast: key == nil
                    )
                )
            )
            if let key, !keys.insert(key).inserted || keys.count >= Self.mostPages {
                let detail =
                    keys.count >= Self.mostPages ? "more than \(Self.mostPages) pages" : "a page key came back twice"
                throw APIError(.invalidAnswer, request: "the list of \(type.rawValue) connections", detail: detail)
            }
        } while key != nil
        return items
    }

    private func page(
        of type: ConnectionType,
        after key: String?,
        _ reading: Reading
    ) async throws(APIError) -> ConnectionPage {
        do {
            return try await read("GET \(WirePath.list(type))", reading) { api throws(APIError) in
                try await api.page(of: type, after: key)
            }
        } catch {
            guard error.kind == .notFound else { throw error }
            // There is always a list, so what answered is not the API, or not its base URL.
            var wrongPlace = error
            wrongPlace.kind = .invalidAnswer
            wrongPlace.detail = "it answered 404" + (error.detail.map { ": \($0)" } ?? "")
            throw wrongPlace
        }
    }

    package func connection(
        _ id: ConnectionID,
        of type: ConnectionType,
        as reading: Reading = .planned
    ) async throws(APIError) -> LiveConnection {
        try await read("GET \(path(id, type))", reading) { api throws(APIError) in
            try await api.connection(id, of: type)
        }
    }

    package func create(_ new: NewConnection, isRepeated: Bool = false) async throws(APIError) -> WriteAnswer {
        try await write("POST \(WirePath.list(new.type))", isRepeated) { api throws(APIError) in
            try await api.create(new)
        }
    }

    package func update(_ id: ConnectionID, with update: ConnectionUpdate, isRepeated: Bool = false)
        async throws(APIError) -> WriteAnswer
    {
        try await write("PUT \(path(id, update.type))", isRepeated) { api throws(APIError) in
            try await api.update(id, with: update)
        }
    }

    package func delete(_ id: ConnectionID, of type: ConnectionType, isRepeated: Bool = false) async throws(APIError) {
        try await write("DELETE \(path(id, type))", isRepeated) { api throws(APIError) in
            try await api.delete(id, of: type)
        }
    }

    /// For those who watch only.
    private func path(_ id: ConnectionID, _ type: ConnectionType) -> String {
        WirePath.connection(id, of: type) ?? "\(WirePath.list(type))/…"
    }

    /// Waits before a write is sent again whose outcome was read back, within the same budget as all repetitions.
    ///
    /// - Returns: False when the budget is used up.
    package func pause(before attempt: Int) async -> Bool {
        guard attempt < policy.attempts, budget.withLock({ $0.take() }) else { return false }
        await timing.sleep(policy.delay(before: attempt, retryAfter: nil, chance: timing.chance()))
        return !timing.isStopping()
    }

    private func read<Answer: Sendable>(
        _ label: String,
        _ reading: Reading,
        _ request: (any ConnectionsAPI) async throws(APIError) -> Answer
    ) async throws(APIError) -> Answer {
        switch reading {
        case .planned:
            budget.withLock { $0.add() }
        case .question:
            break
        case .afterFailure:
            guard budget.withLock({ $0.take() }) else {
                throw APIError(.rateLimited, request: "a read", detail: "the retry budget of the run is used up")
            }
        }
        return try await send(label, request) { $0.isTransient }
    }

    private func write<Answer: Sendable>(
        _ label: String,
        _ isRepeated: Bool,
        _ request: (any ConnectionsAPI) async throws(APIError) -> Answer
    ) async throws(APIError) -> Answer {
        // What is repeated after its outcome was read back was paid for by ``pause(before:)``.
        if !isRepeated { budget.withLock { $0.add() } }
        return try await send(label, request) { $0.isTransient && $0.outcome == .refused }
    }

    private func send<Answer: Sendable>(
        _ label: String,
        _ request: (any ConnectionsAPI) async throws(APIError) -> Answer,
        repeating mayRepeat: (APIError) -> Bool
    ) async throws(APIError) -> Answer {
        var attempt = 0
        while true {
            try await enter(label)
            observe(.sending)
            let start = timing.elapsed()
            do {
                let answer = try await request(api)
                pacer.leave(after: nil)
                tell(label, attempt, since: start, nil)
                return answer
            } catch {
                pacer.leave(after: error)
                tell(label, attempt, since: start, error)
                attempt += 1
                guard mayRepeat(error), attempt < policy.attempts(after: error), !timing.isStopping(),
                    budget.withLock({ $0.take() })
                else { throw error }
                let delay = policy.delay(before: attempt, retryAfter: error.retryAfter, chance: timing.chance())
                observe(.repeating(error, after: delay))
                await timing.sleep(delay)
                if timing.isStopping() { throw error }
            }
        }
    }

    private func enter(_ label: String) async throws(APIError) {
        do throws(APIError) {
            try await pacer.enter()
        } catch {
            var refusal = error
            refusal.request = label
            throw refusal
        }
    }

    private func tell(_ label: String, _ attempt: Int, since start: Duration, _ error: APIError?) {
        let duration = timing.elapsed() - start
        observe(.answered(RequestTrace(request: label, attempt: attempt + 1, duration: duration, error: error)))
    }
}

/// A typed result of an asynchronous call; `async let` would forget the type of the error.
private func result<Value>(_ body: () async throws(APIError) -> Value) async -> Result<Value, APIError> {
    do { return .success(try await body()) } catch { return .failure(error) }
}

extension ListedConnection {
    /// nil for an item without a usable id.
    package var id: ConnectionID? {
        switch self {
        case .live(let live): live.id
        case .unmanageable(let item): item.id
        }
    }
}

extension LiveAccount {
    package init(_ items: [ListedConnection]) {
        self.init()
        for item in items {
            switch item {
            case .live(let live): connections.append(live)
            case .unmanageable(let item): unmanageable.append(item)
            }
        }
    }
}
