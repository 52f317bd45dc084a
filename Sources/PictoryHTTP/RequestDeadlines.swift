import NIOCore
import Synchronization

/// The deadlines of all requests of a client, on one timer of an event loop.
///
/// A timer for each request would wake the loop when it is set and when it is cancelled, for nothing but the rare request that
/// takes too long.
final class RequestDeadlines: Sendable {
    private struct Waiting {
        let due: NIODeadline
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var waiting: [Int: Waiting] = [:]
        var nextTicket = 0
        var isTimerSet = false
    }

    private let eventLoop: any EventLoop
    private let length: TimeAmount
    private let state = Mutex(State())

    /// All are as long, so that the one that began first is due first.
    init(on eventLoop: any EventLoop, length: TimeAmount) {
        self.eventLoop = eventLoop
        self.length = length
    }

    /// Waits for the deadline of a request that begins now; false when the task is cancelled before.
    func wait() async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let due = NIODeadline.now() + length
                let isFirst = state.withLock { state -> Bool? in
                    guard !Task.isCancelled else { return nil }
                    state.waiting[ticket] = Waiting(due: due, continuation: continuation)
                    defer { state.isTimerSet = true }
                    return !state.isTimerSet
                }
                guard let isFirst else { return continuation.resume(returning: false) }
                if isFirst { setTimer(to: due) }
            }
        } onCancel: {
            let waiting = state.withLock { $0.waiting.removeValue(forKey: ticket) }
            waiting?.continuation.resume(returning: false)
        }
    }

    private func setTimer(to due: NIODeadline) {
        eventLoop.scheduleTask(deadline: due) { [weak self] in self?.end() }
    }

    /// Ends the waiting of those that are due, and sets the timer for the next of the others.
    private func end() {
        let now = NIODeadline.now()
        let (ended, next) = state.withLock { state in
            let ended = state.waiting.filter { $0.value.due <= now }
            for ticket in ended.keys { state.waiting[ticket] = nil }
            let next = state.waiting.values.map(\.due).min()
            state.isTimerSet = next != nil
            return (ended.values.map(\.continuation), next)
        }
        for continuation in ended { continuation.resume(returning: true) }
        if let next { setTimer(to: next) }
    }
}
