import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A webhook on loopback: it keeps what it is sent, and answers with one status.
final class HookServer: Sendable {
    private final class Box: Sendable {
        let bodies = Mutex<[String]>([])
    }

    private let box: Box
    let url: String

    /// The bodies of the requests so far, in order.
    var bodies: [String] { box.bodies.withLock(\.self) }

    /// Runs `body` with a server that is stopped afterwards.
    static func with<Value>(
        _ status: HTTPResponseStatus = .ok,
        _ body: (HookServer) async throws -> Value
    ) async throws -> Value {
        let box = Box()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(box, status))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(HookServer(box, "http://127.0.0.1:\(port)/services/canary-hook-path")))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private init(_ box: Box, _ url: String) {
        self.box = box
        self.url = url
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let box: Box
        private let status: HTTPResponseStatus
        private var body = ""

        init(_ box: Box, _ status: HTTPResponseStatus) {
            self.box = box
            self.status = status
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head: body = ""
            case .body(let part): body += String(buffer: part)
            case .end:
                box.bodies.withLock { $0.append(body) }
                let head = HTTPResponseHead(version: .http1_1, status: status, headers: ["Content-Length": "0"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
