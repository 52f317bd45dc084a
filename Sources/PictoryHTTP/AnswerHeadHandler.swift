import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTP2

/// Lets no answer through whose status is none of a final answer's.
///
/// async-http-client takes a status below 200 for that of an informational answer, which another one follows, and ends the
/// process when a body or an end comes first. The parsers of HTTP/1.1 and HTTP/2 let 000 to 099 pass.
final class AnswerHeadHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// What the request ends with.
    struct NoFinalHead: Error {}

    private var hasHead = false
    private var isBroken = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard head.status.code >= 100 else { return end(context) }
            hasHead = head.status.code >= 200 || head.status == .switchingProtocols
        case .body:
            guard hasHead else { return end(context) }
        case .end:
            guard hasHead else { return end(context) }
            hasHead = false
        }
        context.fireChannelRead(data)
    }

    private func end(_ context: ChannelHandlerContext) {
        isBroken = true
        context.fireErrorCaught(NoFinalHead())
        context.close(promise: nil)
    }

    /// Adds one behind what makes the parts of an answer; the only places that async-http-client leaves for it.
    static func add(to configuration: inout HTTPClient.Configuration) {
        configuration.http1_1ConnectionDebugInitializer = { channel in
            add(to: channel, behind: ByteToMessageHandler<HTTPResponseDecoder>.self)
        }
        configuration.http2StreamChannelDebugInitializer = { channel in
            add(to: channel, behind: HTTP2FramePayloadToHTTP1ClientCodec.self)
        }
    }

    private static func add<Decoder: ChannelHandler & SendableMetatype>(
        to channel: any Channel,
        behind _: Decoder.Type
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(AnswerHeadHandler(), position: .after(pipeline.handler(type: Decoder.self)))
        }
    }
}
