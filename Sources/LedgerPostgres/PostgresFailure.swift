/// Why the server, or libpq, did not do what it was asked; the text may hold a password still.
struct PostgresFailure: Error {
    enum Kind: Hashable {
        /// libpq itself cannot be loaded.
        case noLibrary
        /// No connection may be made with what was given; with the next step.
        case badParameters(String)
        /// No connection came about.
        case notConnected
        /// The connection broke, so that nobody knows whether what was under way has been done.
        case lost
        /// The server was silent for too long; as `lost`.
        case silent
        /// The server takes no writes.
        case readOnly
        /// A newer patchbay made the tables.
        case newer
        /// The server answered with an error of this SQLSTATE, and nothing was done.
        case refused(String)
    }

    var kind: Kind
    var text: String
    /// The password that libpq used, from wherever it had it.
    var password: String?

    init(_ kind: Kind, _ text: String, password: String? = nil) {
        self.kind = kind
        self.text = text
        self.password = password
    }

    /// Whether the connection is of no use any more.
    var endsConnection: Bool {
        if case .refused = kind { false } else { true }
    }
}
