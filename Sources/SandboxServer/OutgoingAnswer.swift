import FoundationEssentials
import NIOCore
import NIOHTTP1
import Sandbox

/// What goes back on a connection.
enum OutgoingAnswer: Sendable {
    case whole(status: Int, SandboxAnswer.Body, retryAfter: String? = nil)
    /// The head announces the whole body and half of it follows.
    case cut(status: Int, SandboxAnswer.Body)
    case closed
    case silence

    init(_ reply: SandboxReply, _ behavior: SandboxBehavior) {
        switch reply {
        case .answer(let answer):
            self = .whole(status: answer.status, answer.body(behavior), retryAfter: answer.retryAfter)
        case .truncated(let answer):
            self = .cut(status: answer.status, answer.body(behavior))
        case .dropped:
            self = .closed
        case .silence:
            self = .silence
        }
    }

    init(_ refusal: Refusal, _ behavior: SandboxBehavior) {
        self.init(.answer(SandboxAnswer(refusal)), behavior)
    }
}

extension SandboxAnswer.Body {
    func head(status: Int, keepAlive: Bool, retryAfter: String? = nil) -> HTTPServerResponsePart {
        var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
        head.headers.add(name: "Server", value: "patchbay-sandbox")
        if status != 204 {
            head.headers.add(name: "Content-Length", value: String(bytes.count))
        }
        if let contentType {
            head.headers.add(name: "Content-Type", value: contentType)
        }
        if let retryAfter {
            head.headers.add(name: "Retry-After", value: retryAfter)
        }
        if !keepAlive {
            head.headers.add(name: "Connection", value: "close")
        }
        return .head(head)
    }

    /// The first bytes, so many of them.
    func part(_ count: Int) -> HTTPServerResponsePart {
        .body(.byteBuffer(ByteBuffer(bytes: bytes.prefix(count))))
    }
}
