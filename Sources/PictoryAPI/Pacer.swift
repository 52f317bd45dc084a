import Synchronization

/// Holds requests back: so many at once, fewer after a 429, none before a `Retry-After` is over, and none after a 401.
///
/// The limit is halved when the API says that it is too much, and grows by one for every limit's worth of successes,
/// as TCP does (<https://www.rfc-editor.org/rfc/rfc5681#section-3.1>).
package final class Pacer: Sendable {
    private struct State {
        var limit: Double
        var inFlight = 0
        var notBefore: Duration = .zero
        /// That the key is refused, once it was.
        var refusal: APIError?
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var nextTicket = 0
    }

    private let most: Double
    private let timing: RequestTiming
    private let state: Mutex<State>

    /// Lets at most `parallelism` requests through at once, at least 1.
    package init(parallelism: Int, timing: RequestTiming) {
        most = Double(max(1, parallelism))
        self.timing = timing
        state = Mutex(State(limit: most))
    }

    /// How many requests may be in flight now.
    package var limit: Int { state.withLock { Int($0.limit) } }

    /// Waits until a request may be sent; every call that returns is followed by one of ``leave(after:)``.
    ///
    /// When the run is to end nothing waits any more: what is under way goes through.
    /// - Throws: The 401 that a request before was answered with: what has one key is refused as a whole.
    package func enter() async throws(APIError) {
        await waitForPlace()
        while true {
            let (refusal, notBefore) = state.withLock { ($0.refusal, $0.notBefore) }
            if let refusal {
                leave(after: refusal)
                throw refusal
            }
            let wait = notBefore - timing.elapsed()
            guard wait > .zero, !timing.isStopping() else { return }
            await timing.sleep(wait)
        }
    }

    private func waitForPlace() async {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entered = state.withLock { state in
                    if state.inFlight < Int(state.limit) || Task.isCancelled {
                        state.inFlight += 1
                        return true
                    }
                    state.waiting.append((ticket, continuation))
                    return false
                }
                if entered { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
                state.inFlight += 1
                return state.waiting.remove(at: index).continuation
            }
            waiting?.resume()
        }
    }

    /// - Parameter error: nil when the request was answered well.
    package func leave(after error: APIError?) {
        let admitted = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.inFlight -= 1
            if let error, error.kind == .unauthorized {
                state.refusal = error
            } else if let error, error.kind == .rateLimited {
                state.limit = max(1, state.limit / 2)
                state.notBefore = max(state.notBefore, timing.elapsed() + (error.retryAfter ?? .zero))
            } else if error == nil {
                state.limit = min(most, state.limit + 1 / state.limit)
            }
            // Who waits is told at once that it is in vain.
            let free = state.refusal == nil ? max(0, Int(state.limit) - state.inFlight) : state.waiting.count
            let next = state.waiting.prefix(free).map(\.continuation)
            state.waiting.removeFirst(next.count)
            state.inFlight += next.count
            return next
        }
        for continuation in admitted { continuation.resume() }
    }
}
