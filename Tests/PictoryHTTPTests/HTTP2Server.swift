import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A server on loopback that speaks HTTP/2 over TLS and answers every request alike.
struct HTTP2Server {
    enum Reply: Sendable, Equatable {
        case answer(HTTPResponseStatus, String)
        /// The head only, then nothing.
        case head(HTTPResponseStatus)
        /// The stream is reset.
        case reset
        /// The whole connection is closed.
        case close
        case silence
    }

    /// One stream, that is one request.
    private final class StreamHandler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let reply: Reply
        private let log: LogBox

        init(reply: Reply, log: LogBox) {
            self.reply = reply
            self.log = log
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): log.heads.withLock { $0.append(head) }
            case .body: break
            case .end: answer(context)
            }
        }

        /// A client that goes away in the middle is what the tests are about.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func answer(_ context: ChannelHandlerContext) {
            switch reply {
            case .answer(let status, let body):
                send(status, context)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .head(let status):
                send(status, context)
            case .reset:
                // Closing a stream that has not been answered resets it.
                context.close(promise: nil)
            case .close:
                context.channel.parent?.close(promise: nil)
            case .silence:
                break
            }
        }

        private func send(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
            let head = HTTPResponseHead(version: .http2, status: status)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
    }

    private final class LogBox: Sendable {
        let heads = Mutex<[HTTPRequestHead]>([])
        let connections = Mutex(0)
    }

    let port: Int
    private let log: LogBox

    /// The heads of all requests, in order.
    var requests: [HTTPRequestHead] { log.heads.withLock(\.self) }
    var connections: Int { log.connections.withLock(\.self) }

    /// Runs the body with a server that is stopped afterwards.
    static func run(
        tls: NIOSSLContext,
        reply: Reply,
        _ body: (HTTP2Server) async throws -> Void
    ) async throws {
        let log = LogBox()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    log.connections.withLock { $0 += 1 }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    _ = try pipeline.configureHTTP2Pipeline(
                        mode: .server,
                        connectionConfiguration: .init(),
                        streamConfiguration: .init()
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            let pipeline = stream.pipeline.syncOperations
                            try pipeline.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                            try pipeline.addHandler(StreamHandler(reply: reply, log: log))
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await body(HTTP2Server(port: try #require(channel.localAddress?.port), log: log))
            )
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        try result.get()
    }

    private init(port: Int, log: LogBox) {
        self.port = port
        self.log = log
    }
}
