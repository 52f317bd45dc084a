package import Connections

/// What came of one request that was made to see whether the API can be reached.
package struct APIContact: Sendable, Hashable {
    /// nil when the API gave what it was asked for.
    package var error: APIError?
    /// The server's time, in whole seconds; nil when no answer told it.
    package var date: Timestamp?

    package init(error: APIError? = nil, date: Timestamp? = nil) {
        self.error = error
        self.date = date
    }
}
