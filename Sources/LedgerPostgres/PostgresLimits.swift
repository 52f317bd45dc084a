/// How long a server is waited for.
package struct PostgresLimits: Sendable, Hashable {
    /// For each address of the server, in seconds; libpq waits for two at least.
    package var connecting = 10
    /// For a statement, in milliseconds.
    package var statement = 10_000
    /// For a lock that another session holds, in milliseconds.
    package var lock = 5000
    /// For any sign of the server, in milliseconds; longer than a statement may take.
    package var silence = 15_000

    package init() {}
}
