import Connections

/// What the faults that strike one request make of it, in the order in which it happens.
struct RequestCourse: Sendable {
    /// Whether and when the request is done.
    enum Commit: Sendable, Hashable {
        case now
        case never
        /// When so many further requests have arrived.
        case late(afterRequests: Int)
    }

    /// What the client gets.
    enum End: Sendable, Hashable {
        case answer
        case substitute(SandboxAnswer)
        case truncated
        case dropped
        case silence
    }

    /// What a list shows instead of the truth.
    enum Listing: Sendable, Hashable {
        case past(writes: Int)
        case emptyPage
    }

    /// Someone else's writes around the request's own.
    enum Interference: Sendable {
        case edit(SandboxEdit)
        case run(@Sendable (inout SandboxModel, Timestamp) -> Void)
    }

    private(set) var delay: Duration = .zero
    private(set) var holdsBefore: [String] = []
    private(set) var interferenceBefore: [Interference] = []
    private(set) var commit = Commit.now
    private(set) var listing: Listing?
    private(set) var repeatsPageKey = false
    private(set) var interferenceAfter: [Interference] = []
    private(set) var holdsAfter: [String] = []
    private(set) var end = End.answer

    mutating func add(_ effect: Fault.Effect) {
        switch effect {
        case .status(let fault):
            finish(with: .substitute(fault.answer), fault.moment)
        case .delay(let duration):
            delay += duration
        case .drop(let moment):
            finish(with: .dropped, moment)
        case .silence(let moment):
            finish(with: .silence, moment)
        case .truncate:
            finish(with: .truncated, .after)
        case .garbage(let text):
            finish(with: .substitute(SandboxAnswer(200, .raw(text, contentType: "application/json"))), .after)
        case .staleList(let writes):
            listing = .past(writes: writes)
        case .repeatPageKey:
            repeatsPageKey = true
        case .emptyPage:
            listing = .emptyPage
        case .hold(let name, .before):
            holdsBefore.append(name)
        case .hold(let name, .after):
            holdsAfter.append(name)
        case .edit(let edits, let moment):
            add(edits.map(Interference.edit), moment)
        case .run(let moment, let change):
            add([.run(change)], moment)
        case .lateCommit(let requests):
            guard end == .answer else { return }
            end = .silence
            commit = .late(afterRequests: requests)
        }
    }

    private mutating func finish(with end: End, _ moment: Fault.Moment) {
        guard self.end == .answer else { return }
        self.end = end
        commit = moment == .before ? .never : .now
    }

    private mutating func add(_ interference: [Interference], _ moment: Fault.Moment) {
        switch moment {
        case .before: interferenceBefore += interference
        case .after: interferenceAfter += interference
        }
    }
}
