import Connections
import Diagnostics

/// All that changes in a sandbox, and what a request does to it: decides and never waits.
struct SandboxEngine: Sendable {
    /// A request that was counted, on its way to being done.
    struct Arrival: Sendable {
        var number: Int
        var course: RequestCourse
    }

    /// A request whose commit comes later than its answer.
    private struct LateCommit: Sendable {
        var number: Int
        var request: SandboxRequest
        /// How many requests are still to come before it.
        var remaining: Int
    }

    private(set) var model: SandboxModel
    private(set) var journal: Journal
    var faults: FaultSchedule
    private var late: [LateCommit] = []
    private var file: SandboxFile?
    private var random: any RandomNumberGenerator & Sendable

    /// Takes the world from the file, if there is one, else the one given.
    init(
        _ model: SandboxModel,
        faults: [Fault],
        file: SandboxFile?,
        random: any RandomNumberGenerator & Sendable,
        at time: Timestamp
    ) throws(SandboxFileError) {
        var model = model
        var file = file
        var random = random
        if let state = try file?.newContent(), file?.isMissing == false {
            model = SandboxModel(state.world(at: time, using: &random), behavior: model.behavior)
        }
        self.model = model
        self.file = file
        self.random = random
        self.faults = FaultSchedule(faults)
        journal = Journal(from: model.world)
    }

    /// Counts the request and does the late commits that are due.
    mutating func arrive(_ request: SandboxRequest, at time: Timestamp) -> Arrival {
        land(at: time)
        let name = request.body?.name ?? request.id.flatMap { model.world[$0]?.live.name }
        let number = journal.open(request, name: name, at: time)
        return Arrival(number: number, course: faults.course(of: request, name: name))
    }

    /// Does the request as its faults allow, with what others write around it, and says what the client gets.
    mutating func carryOut(_ request: SandboxRequest, _ arrival: Arrival, at time: Timestamp) -> SandboxReply {
        do {
            return try answer(request, arrival, at: time)
        } catch {
            return .answer(SandboxAnswer(500, .message(error.report.message)))
        }
    }

    mutating func close(_ arrival: Arrival, _ outcome: Journal.Entry.Outcome) {
        journal.close(arrival.number, outcome)
    }

    mutating func note(method: String, path: String, status: Int, at time: Timestamp) {
        journal.note(method: method, path: path, status: status, at: time)
    }

    /// Puts another world in the place of this one, and begins the journal anew.
    mutating func replaceWorld(_ state: SandboxState, at time: Timestamp) throws(SandboxFileError) {
        try replaceWorld(state.world(at: time, using: &random))
    }

    mutating func replaceWorld(_ world: SandboxWorld) throws(SandboxFileError) {
        _ = try transaction(isWriting: true) { model, _ in
            model.adopt(world)
            return [(.request, model.takeChanges())]
        }
        journal = Journal(from: model.world)
        late = []
    }

    /// The present world; reads the file again if another process has written it.
    mutating func currentWorld() throws(SandboxFileError) -> SandboxWorld {
        try refresh()
        return model.world
    }

    mutating func setBehavior(_ behavior: SandboxBehavior) {
        model.behavior = behavior
    }
}

extension SandboxEngine {
    private typealias AuthoredChanges = [(author: Journal.Commit.Author, changes: [WorldChange])]

    private mutating func answer(
        _ request: SandboxRequest,
        _ arrival: Arrival,
        at time: Timestamp
    ) throws(SandboxFileError) -> SandboxReply {
        let course = arrival.course
        let isWriting = request.operation.isWrite || course.hasInterference
        let past = try past(for: request, course)
        var answer = SandboxAnswer(204, .nothing)
        let number = arrival.number
        try transaction(isWriting: isWriting, during: number) { model, random in
            var changes: AuthoredChanges = []
            Self.interfere(course.interferenceBefore, in: &model, using: &random, at: time)
            changes.append((.edit, model.takeChanges()))
            if course.commit == .now {
                let id = ConnectionID.random(at: time, using: &random)
                answer = model.answer(request, newID: id, at: time, listing: past)
                course.adjust(&answer, to: request, by: model)
            }
            changes.append((.request, model.takeChanges()))
            Self.interfere(course.interferenceAfter, in: &model, using: &random, at: time)
            changes.append((.edit, model.takeChanges()))
            return changes
        }
        if case .late(let afterRequests) = course.commit {
            late.append(LateCommit(number: number, request: request, remaining: afterRequests))
        }
        switch course.end {
        case .answer: return .answer(answer)
        case .substitute(let substitute): return .answer(substitute)
        case .truncated: return .truncated(answer)
        case .dropped: return .dropped
        case .silence: return .silence
        }
    }

    /// The world that a list shows; nil for the present one.
    private mutating func past(
        for request: SandboxRequest,
        _ course: RequestCourse
    ) throws(SandboxFileError) -> SandboxWorld? {
        guard case .list = request else { return nil }
        var count = model.behavior.staleWrites
        if case .past(let writes) = course.listing {
            count = writes
        }
        guard count > 0 else { return nil }
        try refresh()
        return journal.world(writesAgo: count, from: model.world)
    }

    /// Does the late commits whose time has come; one that a rule now refuses changes nothing.
    private mutating func land(at time: Timestamp) {
        for index in late.indices {
            late[index].remaining -= 1
        }
        let due = late.filter { $0.remaining <= 0 }
        late.removeAll { $0.remaining <= 0 }
        for commit in due {
            // A write that the file cannot take is lost, as a late commit may be.
            try? transaction(isWriting: true, during: commit.number) { model, random in
                let id = ConnectionID.random(at: time, using: &random)
                _ = model.answer(commit.request, newID: id, at: time)
                return [(.request, model.takeChanges())]
            }
        }
    }

    /// Runs `body` on the model of what the file holds, and keeps what it did, in the file too, or nothing of it.
    ///
    /// The number is that of the request for which it is done; 0 for none.
    private mutating func transaction(
        isWriting: Bool,
        during number: Int = 0,
        _ body: (inout SandboxModel, inout any RandomNumberGenerator & Sendable) -> AuthoredChanges
    ) throws(SandboxFileError) {
        guard isWriting, let file else {
            try refresh(during: number)
            commit(body(&model, &random), during: number)
            return
        }
        try file.withLock { () throws(SandboxFileError) in
            try refresh(during: number)
            let before = model
            let changes = body(&model, &random)
            if changes.contains(where: { !$0.changes.isEmpty }) {
                do throws(SandboxFileError) {
                    try self.file?.save(SandboxState(model.world))
                } catch {
                    model = before
                    throw error
                }
            }
            commit(changes, during: number)
        }
    }

    private mutating func commit(_ authored: AuthoredChanges, during number: Int) {
        journal.add(
            authored.flatMap { author, changes in
                changes.map { Journal.Commit(request: number, author: author, change: $0) }
            }
        )
    }

    /// Takes over what another process has written to the file.
    private mutating func refresh(during number: Int = 0) throws(SandboxFileError) {
        guard let state = try file?.newContent() else { return }
        // The file has the dates of all of its connections, so the time of reading adds none.
        let world = state.world(at: Timestamp(milliseconds: 0), using: &random)
        model.adopt(world.keepingCredentials(of: model.world))
        commit([(.outside, model.takeChanges())], during: number)
    }

    private static func interfere(
        _ interference: [RequestCourse.Interference],
        in model: inout SandboxModel,
        using random: inout any RandomNumberGenerator & Sendable,
        at time: Timestamp
    ) {
        for item in interference {
            switch item {
            case .edit(let edit):
                // Someone else's write may be refused, as when its connection is gone: then it did not happen.
                try? model.apply(edit, newID: ConnectionID.random(at: time, using: &random), at: time)
            case .run(let change):
                change(&model, time)
            }
        }
    }
}

extension RequestCourse {
    fileprivate var hasInterference: Bool { !interferenceBefore.isEmpty || !interferenceAfter.isEmpty }

    fileprivate func adjust(_ answer: inout SandboxAnswer, to request: SandboxRequest, by model: SandboxModel) {
        guard case .list(let type, let key) = request, case .page(var page) = answer.content else { return }
        if listing == .emptyPage, let empty = try? model.emptyPage(of: type, after: key) {
            page = empty
        }
        if repeatsPageKey, let key {
            page.nextPageKey = key
        }
        answer.content = .page(page)
    }
}

extension RequestBody {
    fileprivate var name: String? {
        guard case .string(let name) = self[.name] else { return nil }
        return name
    }
}

extension SandboxWorld {
    /// This world with the secrets that the other one knows, where a connection has not been written since.
    fileprivate func keepingCredentials(of other: Self) -> Self {
        let known = Dictionary(other.connections.map { ($0.id, $0) }) { first, _ in first }
        let connections = connections.map { connection in
            var connection = connection
            if let old = known[connection.id], old.live.version == connection.live.version {
                connection.credentials = old.credentials
            }
            return connection
        }
        return Self(kept: connections, writes: writes)
    }
}
