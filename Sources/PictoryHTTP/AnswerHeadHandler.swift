import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Lets no answer through whose status is none of a final answer's.
///
/// async-http-client takes a status below 200 for that of an informational answer, which another one follows, and ends the
/// process when a body or an end comes first. The parser of HTTP/1.1 lets 000 to 099 pass.
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

    /// Adds one behind what makes the parts of an answer; the only place that async-http-client leaves for it.
    static func add(to configuration: inout HTTPClient.Configuration) {
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
                try pipeline.addHandler(AnswerHeadHandler(), position: .after(decoder))
            }
        }
    }
}
