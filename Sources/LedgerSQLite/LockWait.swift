import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How long to wait for another process that has the file locked: until the time is over, or nobody waits for the call.
final class LockWait: Sendable {
    /// How long to wait before the lock is tried again, in milliseconds.
    private static let pause = 10

    private let tries: Int
    private let isAbandoned = Mutex<(@Sendable () -> Bool)?>(nil)

    init(patience: Duration) {
        tries = Int((patience / .milliseconds(Self.pause)).rounded(.up))
    }

    /// Runs `body`, whose waits end when `isAbandoned` does.
    func whileWanted<Value>(_ isAbandoned: @escaping @Sendable () -> Bool, _ body: () throws -> Value) rethrows -> Value
    {
        self.isAbandoned.withLock { $0 = isAbandoned }
        defer { self.isAbandoned.withLock { $0 = nil } }
        return try body()
    }

    /// What SQLite calls while there is a lock, with how often it has tried; whether it is to try again.
    func again(after tries: Int) -> Bool {
        guard tries < self.tries, isAbandoned.withLock(\.self)?() != true else { return false }
        usleep(useconds_t(Self.pause) * 1000)
        return true
    }
}
