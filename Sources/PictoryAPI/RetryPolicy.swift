/// When a request that was refused or got lost is sent again.
///
/// Exponential backoff with full jitter (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>),
/// never before a `Retry-After`, within a budget that keeps n requests to at most 3n + 100 sent.
package struct RetryPolicy: Sendable, Hashable {
    package var firstDelay: Duration
    package var longestDelay: Duration
    /// How often one request is sent at most.
    package var attempts: Int

    package init(
        firstDelay: Duration = .milliseconds(250),
        longestDelay: Duration = .seconds(20),
        attempts: Int = 8
    ) {
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.attempts = attempts
    }

    /// How often a request is sent at most that failed with the error.
    ///
    /// A host that is not reached has mostly been mistyped, and who waits for it wants to know that soon.
    func attempts(after error: APIError) -> Int {
        error.kind == .unreachable ? min(attempts, 3) : attempts
    }

    /// How long to wait before attempt number `attempt`, counted from 1 for the first repetition.
    ///
    /// `chance`, from 0 up to 1, spreads clients that failed together.
    package func delay(before attempt: Int, retryAfter: Duration?, chance: Double) -> Duration {
        let doubled = firstDelay * Double(1 << min(attempt - 1, 16))
        let jittered = min(doubled, longestDelay) * chance
        guard let retryAfter else { return jittered }
        return retryAfter + min(jittered, .seconds(1))
    }
}

/// How many repetitions all requests of a run together may still cost.
package struct RetryBudget: Sendable, Hashable {
    private var left = 100

    package init() {}

    /// Called once for every request that is not a repetition.
    package mutating func add() { left += 2 }

    /// Whether one more repetition is allowed; takes it when it is.
    package mutating func take() -> Bool {
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}
