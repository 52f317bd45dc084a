import NIOCore
import NIOHTTP1
import Sandbox

/// Serves the requests of one connection, one after the other.
struct ClientConnection: Sendable {
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    let server: SandboxServer

    /// Serves until either side closes the connection, and then closes it.
    func serve(_ channel: any Channel) async {
        do {
            let connection = try await channel.eventLoop.submit {
                // A connection that was made must be served, so nothing may fail after it.
                guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
                let connection = try Connection(wrappingChannelSynchronously: channel)
                try? channel.syncOptions?.setOption(.autoRead, value: true)
                return connection
            }.get()
            try await connection.executeThenClose { inbound, outbound in
                var parts = inbound.makeAsyncIterator()
                while let request = try await IncomingRequest.next(from: &parts, bodyLimit: server.bodyLimit) {
                    let keepsAlive = request.head.isKeepAlive && !request.isTooLarge
                    switch try await SandboxRouter(server: server).answer(to: request) {
                    case .whole(let status, let body, let retryAfter):
                        try await outbound.write(contentsOf: [
                            body.head(status: status, keepAlive: keepsAlive, retryAfter: retryAfter),
                            body.part(status == 204 ? 0 : body.bytes.count),
                            .end(nil),
                        ])
                        guard keepsAlive else { return }
                    case .cut(let status, let body):
                        guard !body.bytes.isEmpty else { return }
                        try await outbound.write(contentsOf: [
                            body.head(status: status, keepAlive: keepsAlive),
                            body.part(body.bytes.count / 2),
                        ])
                        return
                    case .closed:
                        return
                    case .silence:
                        while try await parts.next() != nil {}
                        return
                    }
                }
            }
        } catch {
            // The client is gone, or the server is shut down: nobody is left to be told.
        }
    }
}
