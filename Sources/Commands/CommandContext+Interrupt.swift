import Applying
import Diagnostics

/// A signal ended the run before there was a result.
struct Interrupted: ReportableError {
    var report: ErrorReport {
        ErrorReport(.interrupted, .interrupted, "interrupted before anything was changed", nextStep: "run again")
    }
}

/// A signal ended the run before the turn of this stack came.
struct NotBegun: ReportableError {
    var report: ErrorReport {
        ErrorReport(
            .interrupted,
            .interrupted,
            "not begun, since the run was interrupted before",
            nextStep: "run again"
        )
    }
}

extension CommandContext {
    /// Runs what leaves nothing half done, and gives it up on the first signal.
    ///
    /// - Throws: ``Interrupted``, or what `body` throws.
    func interruptible<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        guard let value = try await value(of: body, unless: { _ = await stop.isRequested(.finish) }) else {
            throw Interrupted()
        }
        return value
    }
}

/// The value of `body`, which is cancelled once `isOver` returns; nil when that came first.
///
/// - Throws: What `body` throws.
func value<Value: Sendable>(
    of body: @escaping @Sendable () async throws -> Value,
    unless isOver: @escaping @Sendable () async -> Void
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        // Two tasks, since neither knows of the other: the first to end counts, and the group waits for both.
        group.addTask { try await body() }
        // The other of the two: it waits for what may never come, and has no value.
        group.addTask {
            await isOver()
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
