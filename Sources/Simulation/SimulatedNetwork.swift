import Connections
import PictoryAPI
import Sandbox
import Synchronization

/// What is under way between the runs and the account: requests, answers, and sleeps; it decides nothing.
final class SimulatedNetwork: Sendable {
    /// A request on its way, or its answer on the way back.
    struct Call: Sendable {
        var number: Int
        var run: Int
        var request: SandboxRequest
        /// nil until the account has seen to the request.
        var reply: SandboxReply?
        /// The client does not wait any more: it was killed, or gave up.
        var isAbandoned = false
        fileprivate var continuation: CheckedContinuation<SandboxReply?, Never>?
    }

    struct Sleep: Sendable {
        var due: Duration
        var run: Int
        fileprivate var number: Int
        fileprivate var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Duration = .zero
        var lastNumber = 0
        var calls: [Call] = []
        var sleeps: [Sleep] = []
        var dead: Set<Int> = []
    }

    private let state = Mutex(State())

    /// The time since the simulation began.
    var now: Duration { state.withLock(\.now) }

    var calls: [Call] { state.withLock(\.calls) }

    /// By the time at which they are over.
    var sleeps: [Sleep] { state.withLock { $0.sleeps.sorted { ($0.due, $0.number) < ($1.due, $1.number) } } }

    func isDead(_ run: Int) -> Bool { state.withLock { $0.dead.contains(run) } }

    /// Sends a request of a run and waits for the reply.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits; the request may still arrive.
    func send(_ request: SandboxRequest, from run: Int) async throws(CancellationError) -> SandboxReply {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let reply = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<SandboxReply?, Never>) in
                let isSent = state.withLock { state in
                    guard !state.dead.contains(run), !Task.isCancelled else { return false }
                    state.calls.append(Call(number: number, run: run, request: request, continuation: continuation))
                    return true
                }
                if !isSent { continuation.resume(returning: nil) }
            }
        } onCancel: {
            abandon { $0.number == number }
        }
        guard let reply else { throw CancellationError() }
        return reply
    }

    /// Waits for a while; not at all for a run that is dead or a task that is cancelled.
    func sleep(_ duration: Duration, run: Int) async {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let sleeps = state.withLock { state in
                    guard !state.dead.contains(run), !Task.isCancelled else { return false }
                    let due = state.now + duration
                    state.sleeps.append(Sleep(due: due, run: run, number: number, continuation: continuation))
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
        wake { $0.run == run }
    }

    /// The account has seen to a request, and its answer is on the way.
    func answer(_ number: Int, _ reply: SandboxReply) {
        state.withLock { state in
            guard let index = state.calls.firstIndex(where: { $0.number == number }) else { return }
            if state.calls[index].isAbandoned {
                state.calls.remove(at: index)
            } else {
                state.calls[index].reply = reply
            }
        }
    }

    /// The answer arrives.
    func deliver(_ number: Int) {
        let call = state.withLock { state -> Call? in
            guard let index = state.calls.firstIndex(where: { $0.number == number }) else { return nil }
            return state.calls.remove(at: index)
        }
        call?.continuation?.resume(returning: call?.reply)
    }

    /// A request gets lost on its way.
    func lose(_ number: Int) {
        state.withLock { $0.calls.removeAll { $0.number == number && $0.isAbandoned } }
    }

    /// Kills a run: nothing that it does from now on has any effect, but what it has sent may still arrive.
    func kill(_ run: Int) {
        state.withLock { _ = $0.dead.insert(run) }
        abandon { $0.run == run }
        wake(run: run)
    }

    private func abandon(where isMeant: (Call) -> Bool) {
        let continuations = state.withLock { state in
            let meant = state.calls.indices.filter { isMeant(state.calls[$0]) && !state.calls[$0].isAbandoned }
            let continuations = meant.compactMap { state.calls[$0].continuation }
            for index in meant {
                state.calls[index].isAbandoned = true
                state.calls[index].continuation = nil
            }
            // What the account has seen to already has nobody left to be told.
            state.calls.removeAll { $0.isAbandoned && ($0.reply != nil || !$0.request.operation.isWrite) }
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

/// One run's way to the account.
struct SimulatedAccess: SandboxTransport {
    let network: SimulatedNetwork
    let run: Int
    let behavior: SandboxBehavior

    func perform(_ request: SandboxRequest) async throws(CancellationError) -> SandboxReply {
        try await network.send(request, from: run)
    }
}
