package import PictoryAPI
import Synchronization

/// Time that passes only by sleeping, at once; for requests that are made one after the other.
package final class VirtualTime: Sendable {
    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    package init() {}

    package var now: Duration { state.withLock(\.now) }
    /// Every sleep so far, in order.
    package var sleeps: [Duration] { state.withLock(\.sleeps) }

    /// This time for requests; every throw of the dice gives `chance`, from 0 up to 1.
    package func timing(chance: Double = 1) -> RequestTiming {
        RequestTiming(
            elapsed: { self.now },
            sleep: { duration in
                self.state.withLock { state in
                    state.now += duration
                    state.sleeps.append(duration)
                }
            },
            chance: { chance }
        )
    }
}
