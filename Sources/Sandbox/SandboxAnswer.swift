/// What became of a request, seen from the client.
package enum SandboxReply: Sendable, Hashable {
    case answer(SandboxAnswer)
    /// The answer begins and the connection breaks before its end.
    case truncated(SandboxAnswer)
    /// The connection breaks without an answer.
    case dropped
    /// The connection stays open and nothing comes.
    case silence
}

/// A whole answer, before it is written as HTTP or mapped to values.
package struct SandboxAnswer: Sendable, Hashable {
    /// How much of a connection is shown.
    package enum Fields: Sendable, Hashable {
        case all
        case allButTypeAndDates
        case idAndVersion
    }

    package enum Content: Sendable, Hashable {
        case page(SandboxPage)
        case connection(SandboxConnection, Fields)
        case nothing
        /// An error's message, in the form that the behavior chooses.
        case message(String)
        /// What a fault says instead.
        case raw(String, contentType: String)
    }

    package var status: Int
    package var content: Content
    /// The `Retry-After` header as it is sent; nil when there is none.
    package var retryAfter: String?

    package init(_ status: Int, _ content: Content, retryAfter: String? = nil) {
        self.status = status
        self.content = content
        self.retryAfter = retryAfter
    }

    package init(_ refusal: Refusal) {
        self.init(refusal.status, .message(refusal.message))
    }

    package var isSuccess: Bool { (200...299).contains(status) }
}
