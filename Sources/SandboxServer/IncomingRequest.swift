import Connections
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// A request with its whole body.
struct IncomingRequest: Sendable {
    var head: HTTPRequestHead
    var body: Data
    /// Whether the body went over the limit; it is empty then.
    var isTooLarge = false

    /// The parts of the path between slashes, percent-decoded.
    let path: [String]
    /// As a form: `+` stands for a space, as API gateways read it; where a key is repeated, its last value.
    let query: [String: String]

    init(head: HTTPRequestHead, body: Data = Data()) {
        self.head = head
        self.body = body
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = (parts.first ?? "").split(separator: "/").map { String($0).percentDecoded }
        let pairs = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (sides[0].formDecoded, sides.count > 1 ? sides[1].formDecoded : "")
        }
        query = Dictionary(pairs) { _, last in last }
    }

    /// The path without the query, as it came.
    var rawPath: String { String(head.uri.prefix { $0 != "?" }) }

    var isJSON: Bool {
        head.headers.first(name: "Content-Type")?.lowercased().hasPrefix("application/json") ?? false
    }

    /// Reads the next request of a connection.
    ///
    /// - Returns: nil when the client has closed it.
    static func next(
        from parts: inout NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator,
        bodyLimit: Int
    ) async throws -> Self? {
        var request: Self?
        while let part = try await parts.next(isolation: #isolation) {
            switch part {
            case .head(let head):
                request = Self(head: head)
            case .body(let buffer):
                guard var current = request else { continue }
                if current.body.count + buffer.readableBytes > bodyLimit {
                    current.isTooLarge = true
                    current.body = Data()
                    return current
                }
                current.body.append(contentsOf: buffer.readableBytesView)
                request = current
            case .end:
                return request
            }
        }
        return nil
    }
}

extension Substring {
    fileprivate var formDecoded: String { String(map { $0 == "+" ? " " : $0 }).percentDecoded }
}
