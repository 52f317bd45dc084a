package import Foundation
import Synchronization

/// A clock that stands still until a test moves it, with the time of day that belongs to it.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        /// Since the clock was made.
        package var offset: Duration

        package func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
        package func duration(to other: Self) -> Duration { other.offset - offset }
        package static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleeps: [Duration] = []
        var lastTicket = 0
        var sleepers: [Int: Sleeper] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let start: Date
    private let skipsSleeps: Bool

    /// - Parameters:
    ///   - start: The time of day at first; 2025-12-17T08:06:56.862Z if left out.
    ///   - skipsSleeps: Whether a sleep moves the clock to its end and returns at once, instead of waiting for
    ///     ``advance(by:)``.
    package init(start: Date = Date(timeIntervalSince1970: 1_765_958_816.862), skipsSleeps: Bool = false) {
        self.start = start
        self.skipsSleeps = skipsSleeps
    }

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// The time of day.
    package var date: Date {
        let parts = now.offset.components
        return start.addingTimeInterval(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }

    /// How long each sleep so far was asked to last, in the order in which they began.
    package var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Moves the clock and wakes the sleeps that are over, the earliest first.
    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let over = state.sleepers.filter { $0.value.deadline <= state.now }
            for ticket in over.keys {
                state.sleepers[ticket] = nil
            }
            return over.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value.continuation)
        }
        for continuation in woken {
            continuation.resume()
        }
    }

    /// Waits until so many sleeps wait for the clock to move; returns at once when they do.
    package func untilSleeping(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                guard state.sleepers.count < count else { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isReached {
                continuation.resume()
            }
        }
    }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let ticket = state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            if skipsSleeps {
                state.now = max(state.now, deadline)
            }
            state.lastTicket += 1
            return state.lastTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                add(Sleeper(deadline: deadline, continuation: continuation), ticket)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: ticket) }?.continuation
                .resume(throwing: CancellationError())
        }
    }

    private func add(_ sleeper: Sleeper, _ ticket: Int) {
        enum Fate {
            case waits(watchers: [CheckedContinuation<Void, Never>])
            case isOver
            case isCancelled
        }
        let fate = state.withLock { state -> Fate in
            // Under the lock, so that a cancellation either is seen here or finds the sleeper.
            guard !Task.isCancelled else { return .isCancelled }
            guard sleeper.deadline > state.now else { return .isOver }
            state.sleepers[ticket] = sleeper
            let count = state.sleepers.count
            let reached = state.watchers.filter { $0.count <= count }.map(\.continuation)
            state.watchers.removeAll { $0.count <= count }
            return .waits(watchers: reached)
        }
        switch fate {
        case .waits(let watchers):
            for watcher in watchers {
                watcher.resume()
            }
        case .isOver:
            sleeper.continuation.resume()
        case .isCancelled:
            sleeper.continuation.resume(throwing: CancellationError())
        }
    }
}
