/// How long one request may take and how much its answer may hold.
package struct RequestLimits: Sendable, Hashable {
    /// For the TCP connection, the proxy's tunnel and the TLS handshake together.
    package var connect: Duration
    /// From the call to the last byte of the answer, the above included.
    package var total: Duration
    /// In bytes, for the body of a list.
    package var listBody: Int
    /// In bytes, for the body of any other success.
    package var body: Int
    /// In bytes, for the body of an error; what is beyond is not read.
    package var errorBody: Int

    package init(
        connect: Duration = .seconds(10),
        total: Duration = .seconds(30),
        listBody: Int = 64 * 1024 * 1024,
        body: Int = 1024 * 1024,
        errorBody: Int = 64 * 1024
    ) {
        self.connect = connect
        self.total = total
        self.listBody = listBody
        self.body = body
        self.errorBody = errorBody
    }
}
