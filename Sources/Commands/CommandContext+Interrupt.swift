import Applying
import Diagnostics

/// A signal ended the run before there was a result.
struct Interrupted: ReportableError {
    var report: ErrorReport {
        ErrorReport(.interrupted, .interrupted, "interrupted before anything was changed", nextStep: "run again")
    }
}

extension CommandContext {
    /// Runs what leaves nothing half done, and gives it up on the first signal.
    ///
    /// - Throws: ``Interrupted``, or what `body` throws.
    func interruptible<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                _ = await stop.isRequested(.finish)
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else { throw Interrupted() }
            return value
        }
    }
}
