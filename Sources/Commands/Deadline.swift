/// How long something may take.
struct Deadline: Sendable {
    let duration: Duration
    let clock: any Clock<Duration>

    /// The value of `body`, which is cancelled at the end of the time; nil when it did not come in time.
    func value<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask { [clock, duration] in
                // A sleep that is cut short has no more to say.
                try? await clock.sleep(for: duration)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
