import Synchronization

/// A request that a fault holds.
package struct HeldRequest: Sendable, Hashable {
    /// The name in the fault.
    package var hold: String
    package var method: String
    package var path: String
}

/// What becomes of a held request.
package enum HoldRelease: Sendable, Hashable {
    case goOn
    /// The connection breaks; held before its commit, the request is never done.
    case drop
}

/// Where held requests wait, and where tests wait for requests to be held.
final class HoldDesk: Sendable {
    private struct State {
        var lastTicket = 0
        var held: [Int: (request: HeldRequest, continuation: CheckedContinuation<HoldRelease, any Error>)] = [:]
        var watchers: [Int: (hold: String, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    /// In the order in which they came.
    var held: [HeldRequest] {
        state.withLock { state in
            state.held.sorted { $0.key < $1.key }.map(\.value.request)
        }
    }

    /// Waits until the request is released.
    func wait(_ request: HeldRequest) async throws(CancellationError) -> HoldRelease {
        try await suspend { state, ticket, continuation in
            state.held[ticket] = (request, continuation)
            return state.watchers.filter { $0.value.hold == request.hold }.compactMap { watcher in
                state.watchers.removeValue(forKey: watcher.key)?.continuation
            }
        } cancelled: { state, ticket in
            state.held.removeValue(forKey: ticket)?.continuation
        }
    }

    /// Waits until a request is held under the name; returns at once when one is.
    func untilHeld(_ hold: String) async throws(CancellationError) {
        try await suspend { state, ticket, continuation in
            guard state.held.values.contains(where: { $0.request.hold == hold }) else {
                state.watchers[ticket] = (hold, continuation)
                return []
            }
            return [continuation]
        } cancelled: { state, ticket in
            state.watchers.removeValue(forKey: ticket)?.continuation
        }
    }

    /// Releases every request that is held under the name, and says how many these were.
    func release(_ hold: String, _ release: HoldRelease) -> Int {
        let released = state.withLock { state in
            let tickets = state.held.filter { $0.value.request.hold == hold }.keys.sorted()
            return tickets.compactMap { state.held.removeValue(forKey: $0)?.continuation }
        }
        for continuation in released {
            continuation.resume(returning: release)
        }
        return released.count
    }

    /// Suspends the caller with a ticket in the state, and takes it out again when the caller is cancelled.
    ///
    /// `enter` notes the continuation and gives those of watchers that need wait no more; `cancelled` takes it out, if
    /// it is still there.
    private func suspend<Value: Sendable>(
        enter:
            @Sendable (inout State, Int, CheckedContinuation<Value, any Error>) -> [CheckedContinuation<
                Void, any Error
            >],
        cancelled: @escaping @Sendable (inout State, Int) -> CheckedContinuation<Value, any Error>?
    ) async throws(CancellationError) -> Value {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let ready: [CheckedContinuation<Void, any Error>]? = state.withLock { state in
                        // Under the lock, so that a cancellation either is seen here or finds the ticket.
                        Task.isCancelled ? nil : enter(&state, ticket, continuation)
                    }
                    guard let ready else {
                        continuation.resume(throwing: CancellationError())
                        return
                    }
                    for watcher in ready {
                        watcher.resume()
                    }
                }
            } onCancel: {
                state.withLock { cancelled(&$0, ticket) }?.resume(throwing: CancellationError())
            }
        } catch {
            throw CancellationError()
        }
    }
}
