import NIOCore
import NIOPosix
import Testing

@testable import PictoryHTTP

@Suite("Deadlines that share a timer", .timeLimit(.minutes(1)))
struct RequestDeadlinesTests {
    static let length = Duration.milliseconds(300)

    let deadlines = RequestDeadlines(
        on: MultiThreadedEventLoopGroup.singleton.any(),
        length: TimeAmount(RequestDeadlinesTests.length)
    )

    /// Whether the wait came to its end, and how long it took.
    private func wait() async -> (isOver: Bool, took: Duration) {
        let start = ContinuousClock.now
        return (await deadlines.wait(), ContinuousClock.now - start)
    }

    @Test("each is due when its own time is over, whenever it began")
    func ownTime() async throws {
        await withThrowingTaskGroup { group in
            for delay in [0, 40, 40, 170, 290, 350, 700] {
                group.addTask {
                    try await Task.sleep(for: .milliseconds(delay))
                    let (isOver, took) = await wait()
                    #expect(isOver)
                    #expect(took >= Self.length && took < Self.length + .seconds(20), "begun after \(delay) ms")
                }
            }
        }
        // Nobody waited any more when the timer ended.
        #expect(await wait().isOver)
    }

    @Test("who is cancelled waits no longer, and those that are not go on")
    func cancelled() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let (isOver, took) = await wait()
                #expect(isOver)
                #expect(took >= Self.length)
            }
            await withTaskGroup(of: Bool.self) { cancelled in
                for _ in 0..<50 { cancelled.addTask { await deadlines.wait() } }
                cancelled.cancelAll()
                for await isOver in cancelled { #expect(!isOver) }
                // Cancelled before it began.
                cancelled.addTask { await deadlines.wait() }
                for await isOver in cancelled { #expect(!isOver) }
            }
        }
        #expect(await wait().isOver)
    }
}
