/// The time and the chance that requests wait by; virtual in tests.
package struct RequestTiming: Sendable {
    /// The time since some fixed moment.
    package var elapsed: @Sendable () -> Duration
    /// Returns early, and without an error, when the task is cancelled or the run is to end.
    package var sleep: @Sendable (Duration) async -> Void
    /// Whether the run is to end: then nothing is sent again.
    package var isStopping: @Sendable () -> Bool
    /// From 0 up to, but not including, 1.
    package var chance: @Sendable () -> Double

    package init(
        elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void,
        isStopping: @escaping @Sendable () -> Bool = { Task.isCancelled },
        chance: @escaping @Sendable () -> Double
    ) {
        self.elapsed = elapsed
        self.sleep = sleep
        self.isStopping = isStopping
        self.chance = chance
    }
}
