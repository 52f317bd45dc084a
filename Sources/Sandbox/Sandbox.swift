import Connections
package import FoundationEssentials
import Synchronization

/// A faithful local model of the vendor's API, with faults on demand.
///
/// Requests may come from any number of tasks and are done one after the other, each as a whole; while a fault delays
/// or holds one, others go on. With a file the account survives between runs, and several processes may share it.
package final class Sandbox: Sendable {
    private let engine: Mutex<SandboxEngine>
    private let holds = HoldDesk()
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Date
    private let latency: Duration

    /// A sandbox that begins with the world, or with what the file holds if there is one.
    ///
    /// - Parameters:
    ///   - world: What a sandbox without file begins with.
    ///   - behavior: Its choices for the points that the API's reference leaves open.
    ///   - faults: What goes wrong; they count the requests from the first one on.
    ///   - file: Where the account is kept between runs; nil to keep it in memory.
    ///   - latency: How long every request takes at least.
    ///   - clock: What delays are waited on.
    ///   - now: The time of day, for dates and ids.
    ///   - random: What new ids are made from.
    /// - Throws: ``SandboxFileError`` for a file that is damaged, a symbolic link, or unreadable.
    package init(
        _ world: SandboxWorld = SandboxWorld(),
        behavior: SandboxBehavior = SandboxBehavior(),
        faults: [Fault] = [],
        file: SandboxFile? = nil,
        latency: Duration = .zero,
        clock: any Clock<Duration>,
        now: @escaping @Sendable () -> Date,
        random: any RandomNumberGenerator & Sendable
    ) throws(SandboxFileError) {
        let engine = try SandboxEngine(
            SandboxModel(world, behavior: behavior),
            faults: faults,
            file: file,
            random: random,
            at: Timestamp(now())
        )
        self.engine = Mutex(engine)
        self.latency = latency
        self.clock = clock
        self.now = now
    }

    /// Does one request, with its faults.
    ///
    /// - Throws: `CancellationError` when the caller is cancelled while a fault delays or holds the request; one that
    ///   waited before its commit is never done.
    package func perform(_ request: SandboxRequest) async throws(CancellationError) -> SandboxReply {
        let arrival = engine.withLock { $0.arrive(request, at: time) }
        do {
            try await pause(for: latency + arrival.course.delay)
            guard try await wait(at: arrival.course.holdsBefore, request) == .goOn else {
                return close(arrival, with: .dropped)
            }
            let reply = engine.withLock { $0.carryOut(request, arrival, at: time) }
            guard try await wait(at: arrival.course.holdsAfter, request) == .goOn else {
                return close(arrival, with: .dropped)
            }
            return close(arrival, with: reply)
        } catch {
            engine.withLock { $0.close(arrival, .abandoned) }
            throw error
        }
    }

    private var time: Timestamp { Timestamp(now()) }

    private func pause(for duration: Duration) async throws(CancellationError) {
        guard duration > .zero else { return }
        do {
            try await clock.sleep(for: duration)
        } catch {
            throw CancellationError()
        }
    }

    private func wait(at names: [String], _ request: SandboxRequest) async throws(CancellationError) -> HoldRelease {
        for name in names {
            let held = HeldRequest(hold: name, method: request.operation.method, path: request.path)
            guard try await holds.wait(held) == .goOn else { return .drop }
        }
        return .goOn
    }

    private func close(_ arrival: SandboxEngine.Arrival, with reply: SandboxReply) -> SandboxReply {
        let outcome: Journal.Entry.Outcome
        switch reply {
        case .answer(let answer): outcome = .answered(answer.status)
        case .truncated(let answer): outcome = .truncated(answer.status)
        case .dropped: outcome = .dropped
        case .silence: outcome = .silence
        }
        engine.withLock { $0.close(arrival, outcome) }
        return reply
    }
}

/// For tests and the control API.
extension Sandbox {
    /// The present world; that of the file where another process has written it.
    package func world() throws(SandboxFileError) -> SandboxWorld {
        try locked { (engine) throws(SandboxFileError) in try engine.currentWorld() }
    }

    /// Puts another world in the place of this one, and begins the journal anew.
    package func replaceWorld(with world: SandboxWorld) throws(SandboxFileError) {
        try locked { (engine) throws(SandboxFileError) in try engine.replaceWorld(world) }
    }

    /// Puts another world in the place of this one, with new ids where the state has none.
    package func replaceWorld(with state: SandboxState) throws(SandboxFileError) {
        let time = time
        try locked { (engine) throws(SandboxFileError) in try engine.replaceWorld(state, at: time) }
    }

    package var journal: Journal { engine.withLock { $0.journal } }

    package var behavior: SandboxBehavior {
        get { engine.withLock { $0.model.behavior } }
        set { engine.withLock { $0.setBehavior(newValue) } }
    }

    /// Adds faults, which count the requests from now on.
    package func add(_ faults: Fault...) {
        add(faults)
    }

    /// Adds faults, which count the requests from now on.
    package func add(_ faults: [Fault]) {
        engine.withLock { $0.faults.add(faults) }
    }

    /// Takes all faults away; requests that are held stay so until they are released.
    package func removeFaults() {
        engine.withLock { $0.faults.removeAll() }
    }

    /// The requests that are held now, in the order in which they came.
    package var heldRequests: [HeldRequest] { holds.held }

    /// Waits until a request is held under the name; returns at once when one is.
    package func untilHeld(_ hold: String) async throws(CancellationError) {
        try await holds.untilHeld(hold)
    }

    /// Releases every request that is held under the name, and says how many these were.
    @discardableResult
    package func release(_ hold: String, _ release: HoldRelease = .goOn) -> Int {
        holds.release(hold, release)
    }

    /// Notes in the journal what was refused before it became a request to the API.
    package func note(method: String, path: String, status: Int) {
        let time = time
        engine.withLock { $0.note(method: method, path: path, status: status, at: time) }
    }

    private func locked<Value: Sendable>(
        _ body: (inout SandboxEngine) throws(SandboxFileError) -> Value
    ) throws(SandboxFileError) -> Value {
        try engine.withLock { (engine) throws(SandboxFileError) in try body(&engine) }
    }
}
