import Connections
import PictoryAPI
import Sandbox

/// The account of a simulation: the sandbox's model, what was written in it and by whom, and how it answers requests.
struct SimulatedAccount: Sendable {
    /// Who wrote.
    enum Author: Sendable, Hashable {
        case run(Int)
        /// A request of a run, whose client does not wait for it any more.
        case late(Int)
        case person(Int)

        /// nil for a person.
        var run: Int? {
            switch self {
            case .run(let run), .late(let run): run
            case .person: nil
            }
        }
    }

    struct Commit: Sendable {
        var author: Author
        var time: Timestamp
        var change: WorldChange
    }

    static let start = Timestamp(milliseconds: 1_767_225_600_000)

    private let beginning: SandboxWorld
    private(set) var model: SandboxModel
    private(set) var commits: [Commit] = []
    /// The worlds before the latest commits, the newest last.
    private var past: [SandboxWorld] = []
    private var lastID = 0
    private var isKeyRefused = false
    /// How many writes ago a list was true, whether there is a fault or not.
    private var staleness: Int

    init(_ scenario: Scenario) {
        beginning = SandboxWorld(scenario.live)
        model = SandboxModel(beginning, behavior: scenario.behavior)
        staleness = scenario.behavior.staleWrites
    }

    var world: SandboxWorld { model.world }

    /// Sees to a request, with a fault or without; the second part of the result is whether it is still to be done later.
    mutating func answer(
        _ request: SandboxRequest,
        from author: Author,
        at time: Timestamp,
        fault: FaultKind? = nil,
        age: Int = 1
    ) -> (reply: SandboxReply, isLate: Bool) {
        if fault == .keyRefused { isKeyRefused = true }
        guard !isKeyRefused else { return (.answer(SandboxAnswer(401, .message("the key is refused"))), false) }
        switch fault {
        case .rateLimited: return (.answer(SandboxAnswer(429, .message("slow down"))), false)
        case .rateLimitedForAWhile:
            return (.answer(SandboxAnswer(429, .message("slow down"), retryAfter: "7")), false)
        case .serverErrorBefore: return (.answer(SandboxAnswer(503, .message("out of order"))), false)
        case .forbidden: return (.answer(SandboxAnswer(403, .message("not yours"))), false)
        case .requestLost: return (.dropped, false)
        case .noAnswerBefore: return (.silence, false)
        case .lateCommit: return (.silence, request.operation.isWrite)
        case .serverErrorAfter, .answerLost, .noAnswerAfter, .truncatedAnswer, .garbage, .staleList, .repeatedPageKey,
            .emptyPage, .keyRefused, nil:
            break
        }
        let answer = carryOut(request, from: author, at: time, fault, age)
        switch fault {
        case .serverErrorAfter: return (.answer(SandboxAnswer(503, .message("out of order"))), false)
        case .answerLost: return (.dropped, false)
        case .noAnswerAfter: return (.silence, false)
        case .truncatedAnswer: return (.truncated(answer), false)
        case .garbage:
            let page = SandboxAnswer.Content.raw("<html>sign in</html>", contentType: "text/html")
            return (.answer(SandboxAnswer(200, page)), false)
        default: return (.answer(answer), false)
        }
    }

    private mutating func carryOut(
        _ request: SandboxRequest,
        from author: Author,
        at time: Timestamp,
        _ fault: FaultKind?,
        _ age: Int
    ) -> SandboxAnswer {
        let before = model.world
        let lag = max(staleness, fault == .staleList ? age : 0)
        let listed = lag > 0 && !past.isEmpty ? past[max(0, past.count - lag)] : nil
        var answer = model.answer(request, newID: newID(), at: time, listing: listed)
        if case .list(let type, let key) = request, case .page(var page) = answer.content {
            if fault == .repeatedPageKey, let key { page.nextPageKey = key }
            if fault == .emptyPage, let empty = try? model.emptyPage(of: type, after: key) { page = empty }
            answer.content = .page(page)
        }
        note(author, before, at: time)
        return answer
    }

    /// Someone writes in the dashboard, which asks for the version like any client.
    ///
    /// - Returns: False when it was refused.
    mutating func write(_ person: Int, at time: Timestamp, _ body: (inout SandboxModel, ConnectionID) throws -> Void)
        -> Bool
    {
        let before = model.world
        let id = newID()
        do {
            try body(&model, id)
        } catch {
            return false
        }
        note(.person(person), before, at: time)
        return true
    }

    /// From now on the key is good, and lists show what is there.
    mutating func comeToRest() {
        isKeyRefused = false
        staleness = 0
    }

    /// How the connection was after so many commits, and after each one since; nil where it was not there.
    func states(of id: ConnectionID, since moment: Int) -> [SandboxConnection?] {
        let changes = commits.map(\.change)
        func isMeant(_ change: WorldChange) -> Bool { change.before?.id == id || change.after?.id == id }
        let before = changes[..<moment].last(where: isMeant).map(\.after) ?? beginning[id]
        return [before] + changes[moment...].filter(isMeant).map(\.after)
    }

    /// The secrets that a connection had at a version; nil where it never had that version, and for AWS.
    func credentials(of id: ConnectionID, at version: Int) -> SandboxConnection.Credentials? {
        let written = commits.last { $0.change.after?.id == id && $0.change.after?.live.version == version }
        if let written { return written.change.after?.credentials }
        return beginning[id].flatMap { $0.live.version == version ? $0.credentials : nil }
    }

    private mutating func newID() -> ConnectionID {
        lastID += 1
        return ConnectionID("new-\(lastID)")
    }

    private mutating func note(_ author: Author, _ before: SandboxWorld, at time: Timestamp) {
        let changes = model.takeChanges()
        guard !changes.isEmpty else { return }
        past.append(before)
        if past.count > 8 { past.removeFirst() }
        commits += changes.map { Commit(author: author, time: time, change: $0) }
    }
}
