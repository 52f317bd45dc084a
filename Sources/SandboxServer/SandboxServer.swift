package import Sandbox

/// Serves a sandbox over HTTP, on the loopback interface only.
///
/// Requests of different connections are done concurrently, so one that is delayed or held keeps no other waiting.
package struct SandboxServer: Sendable {
    /// The loopback address to listen on.
    package enum Host: String, Sendable, Hashable {
        case ipv4 = "127.0.0.1"
        case ipv6 = "::1"
    }

    /// Where the server listens.
    package struct Address: Sendable, Hashable {
        package var host: Host
        package var port: Int

        /// For `--api-url` and `PICTORY_API_URL`.
        package var baseURL: String { "\(origin)/pictoryapis" }
        /// The base of the control API.
        package var controlURL: String { "\(origin)/sandbox" }

        private var origin: String {
            switch host {
            case .ipv4: "http://\(host.rawValue):\(port)"
            case .ipv6: "http://[\(host.rawValue)]:\(port)"
            }
        }
    }

    let sandbox: Sandbox
    let key: SandboxKey
    let hasControl: Bool
    /// In bytes.
    let bodyLimit: Int

    /// - Parameters:
    ///   - sandbox: What is served.
    ///   - key: Which keys are accepted; the control API asks for none.
    ///   - hasControl: Whether the control API under `/sandbox` is served too.
    ///   - bodyLimit: How many bytes a request's body may have; a larger one is answered with 413.
    package init(
        _ sandbox: Sandbox,
        key: SandboxKey = .anyOfItsForm,
        hasControl: Bool = false,
        bodyLimit: Int = 1 << 20
    ) {
        self.sandbox = sandbox
        self.key = key
        self.hasControl = hasControl
        self.bodyLimit = bodyLimit
    }

    /// Serves until the caller is cancelled, then closes all connections.
    ///
    /// - Parameters:
    ///   - host: The loopback address to listen on.
    ///   - port: 0 for any that is free.
    ///   - ready: Called once, when connections are accepted.
    /// - Throws: What `ready` throws, or ``SandboxServerError`` when the port cannot be had.
    package func run(
        host: Host = .ipv4,
        port: Int = 0,
        ready: (Address) async throws -> Void
    ) async throws {
        let listener = try await Listener.bind(host, port)
        try await accept(on: listener, ready: ready)
    }

    /// Serves as long as `body` runs.
    ///
    /// - Throws: What `body` throws, or ``SandboxServerError`` when the port cannot be had.
    package func whileServing<Value>(
        host: Host = .ipv4,
        port: Int = 0,
        _ body: (Address) async throws -> Value
    ) async throws -> Value {
        let listener = try await Listener.bind(host, port)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            // Serves while the body runs, and is cancelled with it.
            group.addTask { try await accept(on: listener) { _ in } }
            defer { group.cancelAll() }
            return try await body(listener.address)
        }
    }

    private func accept(on listener: Listener, ready: (Address) async throws -> Void) async throws {
        do {
            try await ready(listener.address)
        } catch {
            await listener.close()
            throw error
        }
        await withDiscardingTaskGroup { group in
            // Cancellation ends the stream after those that wait in it: each gets its task, and is closed there.
            for await channel in listener.channels {
                // One for each connection, so that one that is slow holds up no other.
                group.addTask { await ClientConnection(server: self).serve(channel) }
            }
            await listener.close()
        }
    }
}
