import Synchronization

/// The wish that a run ends, from a signal to whoever waits for it; it only ever gets more urgent.
package final class StopSwitch: Sendable {
    package enum Level: Int, Sendable, Comparable {
        case goOn
        /// Start nothing new, finish what is in flight.
        case finish
        /// Give up what is in flight, too.
        case abort

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private struct State {
        var level = Level.goOn
        /// The level is that of a terminal that was closed; nobody has asked for more.
        var isHungUp = false
        var nextTicket = 0
        var waiting: [Int: (level: Level, continuation: CheckedContinuation<Void, Never>)] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var level: Level { state.withLock(\.level) }

    /// Makes the wish one level more urgent, as a second Ctrl-C does.
    package func press() {
        raise { state in
            // The end of a session comes as both, in any order.
            if !state.isHungUp { state.level = Level(rawValue: state.level.rawValue + 1) ?? .abort }
            state.isHungUp = false
        }
    }

    /// Says that the terminal was closed: ``Level/finish`` where nobody wished for it yet, and never more, however often.
    package func hangUp() {
        raise { state in
            guard state.level == .goOn else { return }
            state.level = .finish
            state.isHungUp = true
        }
    }

    private func raise(_ body: (inout State) -> Void) {
        let released = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            body(&state)
            let due = state.waiting.filter { $0.value.level <= state.level }
            for ticket in due.keys { state.waiting[ticket] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in released { continuation.resume() }
    }

    /// Waits until the wish is at least so urgent; false when the task was cancelled before.
    package func isRequested(_ level: Level) async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.level >= level || Task.isCancelled { return true }
                    state.waiting[ticket] = (level, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket)?.continuation }?.resume()
        }
        return self.level >= level
    }
}
