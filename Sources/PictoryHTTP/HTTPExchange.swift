import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP request and its whole answer, within the limits whatever the server does.
struct HTTPExchange: Sendable {
    /// The deadline came before the answer was whole.
    struct DeadlineExceeded: Error {}

    private enum Event: Sendable {
        case answered(HTTPAnswer)
        case failed(any Error)
        case deadline
        case cancelled
    }

    /// How many bytes of room are made for a body that was announced, at most, since the announcement may be wrong.
    private static let mostReserved = 16 << 20

    private static let goodbye = TimeAmount.milliseconds(100)

    /// The threads of all requests of the process: two where there are as many processors, which can send thousands a second.
    ///
    /// NIO's own threads are as many as there are processors, and all of them begin at once.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: min(System.coreCount, 2))

    let client: HTTPClient
    let limits: RequestLimits
    private let deadlines: RequestDeadlines

    /// Opens no connection yet; a proxy of nil is none, and authorities are trusted besides those of the system.
    init(proxy: HTTPProxy?, authorities: CertificateAuthorities?, limits: RequestLimits) {
        let configuration = HTTPClient.Configuration(proxy: proxy, authorities: authorities, connect: limits.connect)
        client = HTTPClient(eventLoopGroupProvider: .shared(Self.loops), configuration: configuration)
        self.limits = limits
        deadlines = RequestDeadlines(on: client.eventLoopGroup.any(), length: TimeAmount(limits.total))
    }

    /// Closes the connections; requests that are under way fail.
    ///
    /// Over TLS a server is to say goodbye, too. One that does not is waited for up to five seconds by the library, but not here.
    func close() async {
        let loop = client.eventLoopGroup.any()
        let done = loop.makePromise(of: Void.self)
        let goodbye = loop.scheduleTask(in: Self.goodbye) { done.succeed() }
        client.shutdown().whenComplete { _ in
            goodbye.cancel()
            done.succeed()
        }
        // It never fails: that it was closed before leaves nothing to do.
        try? await done.futureResult.get()
    }

    /// Sends the request and reads the answer, of a success up to `bodyLimit` bytes.
    ///
    /// It throws what async-http-client throws, ``DeadlineExceeded``, or `CancellationError`.
    func answer(to request: HTTPClientRequest, bodyLimit: Int) async throws -> HTTPAnswer {
        let events = await withTaskGroup(of: Event.self) { group in
            // The answer and the deadline, whichever is first; the other is cancelled, and what it has to say is kept.
            group.addTask { await respond(to: request, bodyLimit: bodyLimit) }
            group.addTask { await deadlines.wait() ? .deadline : .cancelled }
            var events: [Event] = []
            for await event in group {
                events.append(event)
                group.cancelAll()
            }
            return events
        }
        // An answer counts even when it is the last thing that came: the status of an error is known before its body.
        for case .answered(let answer) in events { return answer }
        switch events.first {
        case .failed(let error): throw error
        case .deadline: throw DeadlineExceeded()
        case .answered, .cancelled, nil: throw CancellationError()
        }
    }

    private func respond(to request: HTTPClientRequest, bodyLimit: Int) async -> Event {
        do {
            return .answered(try await read(try await client.execute(request, deadline: .distantFuture), bodyLimit))
        } catch {
            return .failed(error)
        }
    }

    private func read(_ response: HTTPClientResponse, _ bodyLimit: Int) async throws -> HTTPAnswer {
        var answer = HTTPAnswer(status: Int(response.status.code), headers: response.headers)
        let limit = answer.isSuccess ? bodyLimit : limits.errorBody
        do {
            answer.body.reserveCapacity(min(response.headers.announcedLength ?? 0, limit, Self.mostReserved))
            for try await part in response.body {
                let room = limit - answer.body.count
                // As a buffer of its own the part is copied at once, where a slice of a view would go byte by byte.
                let taken = part.getSlice(at: part.readerIndex, length: min(room, part.readableBytes))
                if let taken { answer.body.append(contentsOf: taken.readableBytesView) }
                guard part.readableBytes <= room else {
                    answer.isCut = true
                    break
                }
            }
            // A cancelled sequence may end like one that is complete.
            try Task.checkCancellation()
        } catch {
            guard !answer.isSuccess else { throw error }
        }
        return answer
    }
}

extension HTTPHeaders {
    /// What `Content-Length` says; nil without one, and where there are several.
    fileprivate var announcedLength: Int? {
        let values = self["Content-Length"]
        return values.count == 1 ? values.first.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } : nil
    }
}
