import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// One connection of a ``ScriptedServer``.
final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private static let decoderName = "request decoder"

    private let log: ScriptedServer.LogBox
    private let script: @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Reply
    private var request: ScriptedServer.Request?
    /// What is sent again whenever the client has taken what was sent before.
    private var filler: ByteBuffer?

    init(
        log: ScriptedServer.LogBox,
        script: @escaping @Sendable (ScriptedServer.Request, Int) -> ScriptedServer.Reply
    ) {
        self.log = log
        self.script = script
    }

    static func install(in channel: any Channel, _ handler: ScriptHandler) throws {
        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
        try channel.pipeline.syncOperations.addHandler(decoder, name: decoderName)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = ScriptedServer.Request(
                method: head.method.rawValue,
                target: head.uri,
                headers: head.headers,
                body: ""
            )
        case .body(let part):
            request?.body += String(buffer: part)
        case .end:
            guard let request else { return }
            let number = log.value.withLock { log in
                log.requests.append(request)
                return log.requests.count - 1
            }
            self.request = nil
            perform(script(request, number), context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        fill(context)
        context.fireChannelWritabilityChanged()
    }

    /// A client that goes away in the middle is what many scripts are about.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func perform(_ reply: ScriptedServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .send(let text):
            send(text, context)
        case .sendAndClose(let text):
            send(text, context)
            context.close(promise: nil)
        case .silence:
            break
        case .sendAndReset(let text):
            send(text, context)
            reset(context)
        case .drip(let text):
            send(text, context)
            drip(context)
        case .endless(let text, let filler):
            send(text, context)
            self.filler = ByteBuffer(string: filler)
            fill(context)
        case .tunnel(let tls):
            openTunnel(tls, context)
        }
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func fill(_ context: ChannelHandlerContext) {
        guard let filler else { return }
        while context.channel.isActive, context.channel.isWritable {
            context.writeAndFlush(wrapOutboundOut(filler), promise: nil)
        }
    }

    /// Closes without lingering, which the peer sees as a reset.
    private func reset(_ context: ChannelHandlerContext) {
        let bound = context.loopBound
        let provider = context.channel as? any SocketOptionProvider
        provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }

    private func drip(_ context: ChannelHandlerContext) {
        let bound = context.loopBound
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) {
            guard bound.value.channel.isActive else { return }
            self.send(" ", bound.value)
            self.drip(bound.value)
        }
    }

    private func openTunnel(_ tls: NIOSSLContext, _ context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        let bound = context.loopBound
        pipeline.removeHandler(name: Self.decoderName).assumeIsolated().whenComplete { _ in
            let context = bound.value
            self.send("HTTP/1.1 200 Connection established\r\n\r\n", context)
            do {
                let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
                try context.pipeline.syncOperations.addHandler(decoder, position: .first)
                try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
            } catch {
                context.close(promise: nil)
            }
        }
    }
}
