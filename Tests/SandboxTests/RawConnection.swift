import Foundation
import NIOCore
import NIOPosix

/// A TCP connection that writes and reads bytes, to see what really is on the socket.
struct RawConnection {
    struct Answer {
        var status: Int
        /// By their names in lower case.
        var headers: [String: String]
        var body: String
        /// Whether the body has as many bytes as `Content-Length` says.
        var isWhole: Bool
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = Data()

    /// Runs `body` with a connection to the port of the loopback address, and closes it.
    static func open<Value: Sendable>(
        _ port: Int,
        host: String = "127.0.0.1",
        _ body: (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Sends a request with the header fields that every client sends.
    func send(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        key: String? = "pictai_canary-key",
        headers: [String] = []
    ) async throws {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost"]
        if let key {
            lines.append("Authorization: \(key)")
        }
        if let body {
            lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
        }
        lines += headers
        try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    /// Reads one answer; nil when the server closes the connection before it has sent a whole head.
    mutating func answer() async throws -> Answer? {
        var head = received.range(of: Data("\r\n\r\n".utf8))
        while head == nil, try await receive() {
            head = received.range(of: Data("\r\n\r\n".utf8))
        }
        guard let head else { return nil }
        let lines = String(decoding: received[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        received = Data(received[head.upperBound...])
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            return (parts[0].lowercased(), parts.count > 1 ? parts[1] : "")
        }
        let headers = Dictionary(fields) { first, _ in first }
        let length = headers["content-length"].flatMap(Int.init) ?? 0
        while received.count < length, try await receive() {}
        let body = received.prefix(length)
        received = Data(received.dropFirst(length))
        return Answer(
            status: lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0,
            headers: headers,
            body: String(decoding: body, as: UTF8.self),
            isWhole: body.count == length
        )
    }

    /// Whether the server closes the connection without sending more.
    mutating func isClosed() async throws -> Bool {
        let hasMore = try await receive()
        return received.isEmpty && !hasMore
    }

    private mutating func receive() async throws -> Bool {
        guard let buffer = try await inbound.next(isolation: #isolation) else { return false }
        received.append(contentsOf: buffer.readableBytesView)
        return true
    }
}
