import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A server on loopback that answers every request as a script says, down to the byte, and keeps what it was sent.
final class ScriptedServer: Sendable {
    /// What happens once a request has been read as a whole.
    enum Reply: Sendable {
        /// The text is sent, and the connection stays open.
        case send(String)
        /// The text is sent, then the connection is closed.
        case sendAndClose(String)
        /// Nothing is ever sent.
        case silence
        /// The text is sent, then the connection is reset.
        case sendAndReset(String)
        /// The text is sent, then one byte every few milliseconds for ever.
        case drip(String)
        /// The text is sent, then more of the filler for as long as the client reads.
        case endless(String, filler: String)
        /// As a proxy: the tunnel is granted, and what comes through it is TLS and then HTTP again.
        case tunnel(NIOSSLContext)
    }

    struct Request: Sendable {
        var method: String
        /// Path and query as they were sent.
        var target: String
        var headers: HTTPHeaders
        var body: String

        /// The values of a header, in order.
        subscript(header: String) -> [String] { headers[header] }
    }

    struct Log: Sendable {
        var connections = 0
        var requests: [Request] = []
    }

    let port: Int
    private let channel: any Channel
    private let log: LogBox

    var requests: [Request] { log.value.withLock(\.requests) }
    /// How many connections were accepted.
    var connections: Int { log.value.withLock(\.connections) }

    /// Runs the body with a server that is stopped afterwards, over TLS if it has something to show in a handshake.
    ///
    /// The script says the reply to a request, the first one being number 0.
    static func run<Value>(
        tls: NIOSSLContext? = nil,
        script: @escaping @Sendable (Request, Int) -> Reply,
        _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let log = LogBox()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    log.value.withLock { $0.connections += 1 }
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try ScriptHandler.install(in: channel, ScriptHandler(log: log, script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(channel: channel, port: try #require(channel.localAddress?.port), log: log)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private init(channel: any Channel, port: Int, log: LogBox) {
        self.channel = channel
        self.port = port
        self.log = log
    }

    /// What all connections of a server write into.
    final class LogBox: Sendable {
        let value = Mutex(Log())
    }
}
