import Connections
import PictoryAPI
import Sandbox
import Synchronization

/// What is under way between the runs and the account or the ledger: requests, answers, and sleeps; it decides nothing.
final class SimulatedNetwork: Sendable {
    /// A request on its way, or its answer on the way back.
    struct Exchange<Request: Sendable, Reply: Sendable>: Sendable {
        var number: Int
        var run: Int
        var request: Request
        /// nil until the account, or the ledger, has seen to the request.
        var reply: Reply?
        /// The client does not wait any more: it was killed, or gave up.
        var isAbandoned = false
        fileprivate var continuation: CheckedContinuation<Reply?, Never>?
    }

    typealias Call = Exchange<SandboxRequest, SandboxReply>
    typealias LedgerCall = Exchange<LedgerRequest, LedgerReply>

    struct Sleep: Sendable {
        var due: Duration
        var run: Int
        /// How long a call of the ledger may take: nobody who is told to stop wakes from it.
        var isDeadline: Bool
        fileprivate var number: Int
        fileprivate var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Duration = .zero
        var lastNumber = 0
        var calls: [Call] = []
        var ledgerCalls: [LedgerCall] = []
        var sleeps: [Sleep] = []
        var dead: Set<Int> = []
    }

    private let state = Mutex(State())

    /// The time since the simulation began.
    var now: Duration { state.withLock(\.now) }

    var calls: [Call] { state.withLock(\.calls) }

    var ledgerCalls: [LedgerCall] { state.withLock(\.ledgerCalls) }

    /// That of the last request or sleep that anybody began; later ones have larger numbers.
    var lastNumber: Int { state.withLock(\.lastNumber) }

    /// By the time at which they are over.
    var sleeps: [Sleep] { state.withLock { $0.sleeps.sorted { ($0.due, $0.number) < ($1.due, $1.number) } } }

    func isDead(_ run: Int) -> Bool { state.withLock { $0.dead.contains(run) } }

    /// Sends a request of a run to the account and waits for the reply.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; the request may still arrive.
    func send(_ request: SandboxRequest, from run: Int) async throws(CancellationError) -> SandboxReply {
        try await exchange(request, from: run, in: \.calls)
    }

    /// The same for a request to the ledger.
    func send(_ request: LedgerRequest, from run: Int) async throws(CancellationError) -> LedgerReply {
        try await exchange(request, from: run, in: \.ledgerCalls)
    }

    private func exchange<Request: SimulatedRequest, Reply: Sendable>(
        _ request: Request,
        from run: Int,
        in calls: any WritableKeyPath<State, [Exchange<Request, Reply>]> & Sendable
    ) async throws(CancellationError) -> Reply {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let reply = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Reply?, Never>) in
                let isSent = state.withLock { state in
                    guard !state.dead.contains(run), !Task.isCancelled else { return false }
                    state[keyPath: calls].append(
                        Exchange(number: number, run: run, request: request, continuation: continuation)
                    )
                    return true
                }
                if !isSent { continuation.resume(returning: nil) }
            }
        } onCancel: {
            abandon(calls) { $0.number == number }
        }
        guard let reply else { throw CancellationError() }
        return reply
    }

    /// Waits for a while; not at all for a run that is dead or a task that is cancelled.
    func sleep(_ duration: Duration, run: Int, isDeadline: Bool = false) async {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let sleeps = state.withLock { state in
                    guard !state.dead.contains(run), !Task.isCancelled else { return false }
                    let due = state.now + duration
                    let sleep = Sleep(
                        due: due,
                        run: run,
                        isDeadline: isDeadline,
                        number: number,
                        continuation: continuation
                    )
                    state.sleeps.append(sleep)
                    return true
                }
                if !sleeps { continuation.resume() }
            }
        } onCancel: {
            wake { $0.number == number }
        }
    }

    /// Lets the time go on; it never goes back.
    func advance(to time: Duration) {
        state.withLock { $0.now = max($0.now, time) }
        wake { [now] in $0.due <= now }
    }

    /// Ends the sleeps of a run before their time, as when it is told to stop.
    func wake(run: Int) {
        wake { $0.run == run && !$0.isDeadline }
    }

    /// The account has seen to a request, and its answer is on the way.
    func answer(_ number: Int, _ reply: SandboxReply) { answer(number, reply, in: \.calls) }

    /// The ledger has.
    func answer(_ number: Int, _ reply: LedgerReply) { answer(number, reply, in: \.ledgerCalls) }

    private func answer<Request: Sendable, Reply: Sendable>(
        _ number: Int,
        _ reply: Reply,
        in calls: any WritableKeyPath<State, [Exchange<Request, Reply>]> & Sendable
    ) {
        state.withLock { state in
            guard let index = state[keyPath: calls].firstIndex(where: { $0.number == number }) else { return }
            if state[keyPath: calls][index].isAbandoned {
                state[keyPath: calls].remove(at: index)
            } else {
                state[keyPath: calls][index].reply = reply
            }
        }
    }

    /// The account's answer arrives.
    func deliver(_ number: Int) { deliver(number, in: \.calls) }

    /// The ledger's does.
    func deliverFromLedger(_ number: Int) { deliver(number, in: \.ledgerCalls) }

    private func deliver<Request: Sendable, Reply: Sendable>(
        _ number: Int,
        in calls: any WritableKeyPath<State, [Exchange<Request, Reply>]> & Sendable
    ) {
        let call = state.withLock { state -> Exchange<Request, Reply>? in
            guard let index = state[keyPath: calls].firstIndex(where: { $0.number == number }) else { return nil }
            return state[keyPath: calls].remove(at: index)
        }
        call?.continuation?.resume(returning: call?.reply)
    }

    /// A request that nobody waits for gets lost on its way, or was seen to.
    func lose(_ number: Int) {
        state.withLock { state in
            state.calls.removeAll { $0.number == number && $0.isAbandoned }
            state.ledgerCalls.removeAll { $0.number == number && $0.isAbandoned }
        }
    }

    /// Kills a run: nothing that it does from now on has any effect, but what it has sent may still arrive.
    func kill(_ run: Int) {
        state.withLock { _ = $0.dead.insert(run) }
        abandon(\.calls) { $0.run == run }
        abandon(\.ledgerCalls) { $0.run == run }
        wake { $0.run == run }
    }

    private func abandon<Request: SimulatedRequest, Reply: Sendable>(
        _ calls: any WritableKeyPath<State, [Exchange<Request, Reply>]> & Sendable,
        where isMeant: (Exchange<Request, Reply>) -> Bool
    ) {
        let continuations = state.withLock { state in
            var continuations: [CheckedContinuation<Reply?, Never>] = []
            for index in state[keyPath: calls].indices {
                let call = state[keyPath: calls][index]
                guard isMeant(call), !call.isAbandoned else { continue }
                if let continuation = call.continuation { continuations.append(continuation) }
                state[keyPath: calls][index].isAbandoned = true
                state[keyPath: calls][index].continuation = nil
            }
            // What was seen to already has nobody left to be told.
            state[keyPath: calls].removeAll { $0.isAbandoned && ($0.reply != nil || !$0.request.isWrite) }
            return continuations
        }
        for continuation in continuations { continuation.resume(returning: nil) }
    }

    private func wake(where isMeant: (Sleep) -> Bool) {
        let due = state.withLock { state in
            let due = state.sleeps.filter(isMeant).sorted { ($0.due, $0.number) < ($1.due, $1.number) }
            state.sleeps.removeAll(where: isMeant)
            return due
        }
        for sleep in due { sleep.continuation.resume() }
    }
}

/// What a run asks of the account or of the ledger.
protocol SimulatedRequest: Sendable {
    /// Whether it has an effect that outlives who asked for it.
    var isWrite: Bool { get }
}

extension SandboxRequest: SimulatedRequest {
    var isWrite: Bool { operation.isWrite }
}

/// One run's way to the account.
struct SimulatedAccess: SandboxTransport {
    let network: SimulatedNetwork
    let run: Int
    let behavior: SandboxBehavior

    func perform(_ request: SandboxRequest) async throws(CancellationError) -> SandboxReply {
        try await network.send(request, from: run)
    }
}
