package import Connections

/// What happens to the requests of an account, for those who watch a run.
package enum AccountEvent: Sendable {
    /// A request is sent; one ``answered(_:)`` follows.
    case sending
    case answered(RequestTrace)
    /// A request failed, and is sent again after that time.
    case repeating(APIError, after: Duration)
    /// A page of a list was read.
    case page(ListedPage)
}

/// One request that has ended, as a log tells of it: without host, query, body and key.
package struct RequestTrace: Sendable, Hashable {
    /// For example `GET /v1/awsconnections`.
    package var request: String
    /// Counted from 1; a write that is sent again after its outcome was read back begins anew.
    package var attempt: Int
    package var duration: Duration
    /// nil when it was answered well.
    package var error: APIError?

    package init(request: String, attempt: Int, duration: Duration, error: APIError? = nil) {
        self.request = request
        self.attempt = attempt
        self.duration = duration
        self.error = error
    }
}

/// How far the reading of one list is.
package struct ListedPage: Sendable, Hashable {
    package var type: ConnectionType
    /// Counted from 1.
    package var page: Int
    /// How many connections all pages so far have.
    package var connections: Int
    /// How many of these this page added.
    package var new: Int
    package var isLast: Bool

    package init(type: ConnectionType, page: Int, connections: Int, new: Int, isLast: Bool) {
        self.type = type
        self.page = page
        self.connections = connections
        self.new = new
        self.isLast = isLast
    }
}
