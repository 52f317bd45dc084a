import Synchronization

/// A call that another thread carries out, and that nobody waits for any more once the task is cancelled.
///
/// Drivers of databases block, and some cannot be stopped; their caller can go on all the same.
package final class AbandonableCall<Value: Sendable>: Sendable {
    private enum State {
        case beginning
        case waiting(CheckedContinuation<Value?, Never>)
        case over
    }

    private let state = Mutex(State.beginning)

    private init() {}

    /// What the call ends with, or nil as soon as the task is cancelled.
    ///
    /// `begin` hands the call to the thread that carries it out, which calls ``end(_:)`` once; it is not called for a task that
    /// is cancelled already.
    package static func value(_ begin: (AbandonableCall) -> Void) async -> Value? {
        let call = AbandonableCall()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAbandoned = call.state.withLock { state in
                    if case .over = state { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isAbandoned { continuation.resume(returning: nil) } else { begin(call) }
            }
        } onCancel: {
            call.finish(nil)
        }
    }

    /// Whether nobody waits for it.
    package var isAbandoned: Bool {
        state.withLock { state in
            if case .over = state { true } else { false }
        }
    }

    /// To be called by the thread that carried it out; without effect where nobody waits any more.
    package func end(_ value: Value) { finish(value) }

    private func finish(_ value: Value?) {
        let continuation = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume(returning: value)
    }
}
