import Dispatch
import Synchronization

/// Waits, on the thread that asks, for what only asynchronous code can tell: the fuzzer's calls are not asynchronous.
enum Waiting {
    static func value<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) throws -> Value {
        let result = Mutex<Value?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        Task {
            let value = await body()
            result.withLock { $0 = value }
            isDone.signal()
        }
        isDone.wait()
        guard let value = result.withLock({ $0 }) else { throw BrokenPromise("a call ended without a value") }
        return value
    }
}
