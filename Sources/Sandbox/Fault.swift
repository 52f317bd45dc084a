package import Connections

/// Something that goes wrong on demand: which requests it strikes, and what happens to them.
///
/// Faults that strike the same request all happen; where they say different ends, the one added first wins.
package struct Fault: Sendable {
    /// On which side of the write's commit it happens; for a read both are the same.
    package enum Moment: String, Sendable, Hashable, Codable, CaseIterable {
        case before
        case after
    }

    /// Which requests count; every condition that is not nil must hold.
    package struct Filter: Sendable, Hashable {
        package var operation: SandboxRequest.Operation?
        package var type: ConnectionType?
        /// A glob over the name in the body, or else the live name of the connection that the request is about.
        package var name: NameGlob?
        package var id: ConnectionID?
        /// Only creates, updates and deletes.
        package var writesOnly: Bool

        package init(
            operation: SandboxRequest.Operation? = nil,
            type: ConnectionType? = nil,
            name: String? = nil,
            id: ConnectionID? = nil,
            writesOnly: Bool = false
        ) {
            self.operation = operation
            self.type = type
            self.name = name.map(NameGlob.init)
            self.id = id
            self.writesOnly = writesOnly
        }

        package static let all = Self()
        package static let writes = Self(writesOnly: true)

        package static func operation(
            _ operation: SandboxRequest.Operation,
            _ type: ConnectionType? = nil,
            name: String? = nil
        ) -> Self {
            Self(operation: operation, type: type, name: name)
        }
    }

    package enum Effect: Sendable {
        /// Answers the status; with `.after` the write is done nevertheless.
        case status(StatusFault)
        /// Waits before anything else is done.
        case delay(Duration)
        /// The connection breaks without an answer.
        case drop(Moment)
        /// No answer comes and the connection stays open, until the client's deadline.
        case silence(Moment)
        /// The request is done and its answer breaks off.
        case truncate
        /// The request is done and answered with this text and status 200.
        case garbage(String)
        /// A list shows the account as it was so many writes ago.
        case staleList(writes: Int)
        /// A list gives the page key that it was asked with.
        case repeatPageKey
        /// A list gives a page without items and with a key, and goes on after it.
        case emptyPage
        /// Waits under this name until it is released.
        case hold(String, Moment)
        /// Someone else's writes.
        case edit([SandboxEdit], Moment)
        /// Someone else's writes, in code.
        case run(Moment, @Sendable (inout SandboxModel, Timestamp) -> Void)
        /// No answer comes, and the write is done when this many further requests have arrived.
        case lateCommit(afterRequests: Int)
    }

    package var filter: Filter
    /// The first of the matching requests that it strikes, counted from 1 since the fault was added.
    package var nth: Int
    /// How many matching requests it strikes; nil for all from then on.
    package var times: Int?
    package var effect: Effect

    package init(_ effect: Effect, on filter: Filter = .all, nth: Int = 1, times: Int? = 1) {
        self.filter = filter
        self.nth = nth
        self.times = times
        self.effect = effect
    }
}

/// An answer that a fault gives in the API's place.
package struct StatusFault: Sendable, Hashable {
    package var status: Int
    /// nil for an error body as the behavior forms it.
    package var body: String?
    package var contentType: String
    /// The `Retry-After` header as it is sent; nil for none.
    package var retryAfter: String?
    /// `.after`: the write is done, and the answer hides it.
    package var moment: Fault.Moment

    package init(
        _ status: Int,
        body: String? = nil,
        contentType: String = "application/json",
        retryAfter: String? = nil,
        _ moment: Fault.Moment = .before
    ) {
        self.status = status
        self.body = body
        self.contentType = contentType
        self.retryAfter = retryAfter
        self.moment = moment
    }

    var answer: SandboxAnswer {
        let content =
            body.map { SandboxAnswer.Content.raw($0, contentType: contentType) }
            ?? .message("the sandbox answers \(status), as a fault asks for")
        return SandboxAnswer(status, content, retryAfter: retryAfter)
    }
}
