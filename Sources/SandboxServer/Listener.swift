import LocalFiles
import NIOCore
import NIOHTTP1
import NIOPosix

/// A bound socket, and the connections that come to it.
struct Listener: Sendable {
    let address: SandboxServer.Address
    /// Each is set up for HTTP and reads nothing before its reader is there.
    let channels: AsyncStream<any Channel>
    private let channel: any Channel

    /// Binds the port; 0 stands for any that is free.
    ///
    /// - Throws: ``SandboxServerError`` when it cannot be had.
    static func bind(_ host: SandboxServer.Host, _ port: Int) async throws -> Self {
        let (channels, arrivals) = AsyncStream.makeStream(of: (any Channel).self)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ArrivalHandler(arrivals: arrivals))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host.rawValue, port: port).get()
            let address = SandboxServer.Address(host: host, port: channel.localAddress?.port ?? port)
            return Self(address: address, channels: channels, channel: channel)
        } catch {
            let cause = (error as? IOError).map { OpenFile.Failure(number: $0.errnoCode).text } ?? "\(error)"
            throw SandboxServerError(address: "\(host.rawValue):\(port)", cause: cause)
        }
    }

    /// Takes no more connections; what waits in ``channels`` is not closed by it.
    func close() async {
        // It fails only when the socket is closed already.
        try? await channel.close().get()
    }
}

/// Announces a connection as soon as it is active: an earlier reader would take it for a closed one.
private final class ArrivalHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = Any

    private let arrivals: AsyncStream<any Channel>.Continuation

    init(arrivals: AsyncStream<any Channel>.Continuation) {
        self.arrivals = arrivals
    }

    func channelActive(context: ChannelHandlerContext) {
        if case .enqueued = arrivals.yield(context.channel) {
            context.fireChannelActive()
        } else {
            context.close(promise: nil)
        }
    }
}
