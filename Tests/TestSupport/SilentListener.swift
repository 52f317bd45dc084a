import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Takes connections, counts them, and never answers.
package final class SilentListener: Sendable {
    package let port: Int
    private let channel: any Channel
    private let taken: Taken

    private final class Taken: Sendable {
        let count = Mutex(0)
    }

    package init() throws {
        let taken = Taken()
        channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                taken.count.withLock { $0 += 1 }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        self.taken = taken
        port = try #require(channel.localAddress?.port)
    }

    /// How many connections it has taken so far.
    package var connections: Int { taken.count.withLock(\.self) }

    /// Takes no more connections.
    package func end() {
        channel.close(promise: nil)
    }
}
