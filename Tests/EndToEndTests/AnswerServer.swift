import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport
import Testing

/// Stands before a sandbox on loopback and gives a corpus answer where the sandbox would have given a right one.
final class AnswerServer: Sendable {
    private let answer: CorpusAnswer
    private let sandboxPort: Int
    /// How often the answer was given.
    private let given = Mutex(0)

    var count: Int { given.withLock(\.self) }

    /// Runs `body` with the base URL of a server that is stopped afterwards.
    static func with<Value>(
        _ answer: CorpusAnswer,
        before sandboxPort: Int,
        _ body: (AnswerServer, String) async throws -> Value
    ) async throws -> Value {
        let server = AnswerServer(answer, sandboxPort)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = ByteToMessageHandler(HTTPRequestDecoder())
                    try channel.pipeline.syncOperations.addHandler(decoder)
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server, "http://127.0.0.1:\(port)/pictoryapis"))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private init(_ answer: CorpusAnswer, _ sandboxPort: Int) {
        self.answer = answer
        self.sandboxPort = sandboxPort
    }

    /// Whether the answer is for this request; counts it then.
    private func takes(_ head: HTTPRequestHead) -> Bool {
        let connections = answer.type == "vimeo" ? "vimeo-connections" : "awsconnections"
        let path = head.uri.prefix { $0 != "?" }.split(separator: "/").drop { $0 != connections }
        let operation: String? =
            switch (head.method, path.count) {
            case (.GET, 1): "list"
            case (.GET, 2): "get"
            case (.POST, 1): "create"
            case (.PUT, 2): "update"
            case (.DELETE, 2): "delete"
            default: nil
            }
        guard operation == answer.request else { return false }
        return given.withLock { given in
            guard given < answer.times ?? .max else { return false }
            given += 1
            return true
        }
    }

    /// One connection of the client; it carries one request.
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = ByteBuffer

        private let server: AnswerServer
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(_ server: AnswerServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
            case .body(var part):
                body.writeBuffer(&part)
            case .end:
                guard let head else { return }
                self.head = nil
                let isTaken = server.takes(head)
                if isTaken, !server.answer.isCarriedOut {
                    give(context)
                } else {
                    forward(head, isTaken: isTaken, context)
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func give(_ context: ChannelHandlerContext) { Self.give(server.answer, context.channel) }

        private static func give(_ answer: CorpusAnswer, _ channel: any Channel) {
            channel.writeAndFlush(ByteBuffer(bytes: answer.bytes)).whenComplete { _ in channel.close(promise: nil) }
        }

        /// Asks the sandbox, and passes on what it says, or the corpus answer after all.
        private func forward(_ head: HTTPRequestHead, isTaken: Bool, _ context: ChannelHandlerContext) {
            var request = "\(head.method.rawValue) \(head.uri) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            for name in ["Authorization", "Content-Type"] {
                for value in head.headers[name] { request += "\(name): \(value)\r\n" }
            }
            request += "Content-Length: \(body.readableBytes)\r\n\r\n"
            let bytes = Array(request.utf8) + Array(body.readableBytesView)
            let (client, answer) = (context.channel, server.answer)
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let relay = Relay { part in
                            if let part {
                                if !isTaken { client.writeAndFlush(part, promise: nil) }
                            } else if isTaken {
                                Self.give(answer, client)
                            } else {
                                client.close(promise: nil)
                            }
                        }
                        try channel.pipeline.syncOperations.addHandler(relay)
                    }
                }
                .connect(host: "127.0.0.1", port: server.sandboxPort)
                .whenSuccess { $0.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
        }
    }

    /// The connection to the sandbox; nil says that it is over.
    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let pass: @Sendable (ByteBuffer?) -> Void

        init(_ pass: @escaping @Sendable (ByteBuffer?) -> Void) {
            self.pass = pass
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { pass(unwrapInboundIn(data)) }

        func channelInactive(context: ChannelHandlerContext) { pass(nil) }
    }
}
