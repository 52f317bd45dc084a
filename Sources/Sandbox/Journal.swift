package import Connections

/// What was asked of a sandbox and what was done in it, for tests and the control API.
package struct Journal: Sendable {
    package struct Entry: Sendable, Hashable {
        package enum Outcome: Sendable, Hashable {
            case underWay
            /// The HTTP status.
            case answered(Int)
            case truncated(Int)
            case dropped
            case silence
            /// The client went away, or the sandbox was shut down, before the request was done.
            case abandoned
        }

        /// Counted from 1.
        package var number: Int
        package var method: String
        package var path: String
        /// nil, like the type, for what was refused before it became a request to the API, such as one without key.
        package var operation: SandboxRequest.Operation?
        package var type: ConnectionType?
        package var id: ConnectionID?
        /// The name in the body, or else the live name when the request came.
        package var name: String?
        package var time: Timestamp
        package var outcome: Outcome
        /// Whether the request itself changed the world, maybe later than it was answered.
        package var hasCommitted = false
    }

    /// One write of one connection.
    package struct Commit: Sendable, Hashable {
        package enum Author: Sendable, Hashable {
            case request
            /// The edit of a fault.
            case edit
            /// Another process, through the state file.
            case outside
        }

        /// The request itself, or the one during which someone else wrote.
        package var request: Int
        package var author: Author
        package var change: WorldChange
    }

    /// In the order in which they came.
    package private(set) var entries: [Entry] = []
    /// In the order in which they were done.
    package private(set) var commits: [Commit] = []
    /// The world before the first of the commits.
    private var start: SandboxWorld
    private var lastNumber = 0
    /// How many entries, and how many commits, are kept at most.
    private let limit: Int

    init(from start: SandboxWorld, limit: Int = 100_000) {
        self.start = start
        self.limit = max(2, limit)
    }

    /// The world at the start, and after each commit.
    package var worlds: [SandboxWorld] {
        commits.reduce(into: [start]) { worlds, commit in
            var world = worlds[worlds.count - 1]
            world.apply(commit.change)
            worlds.append(world)
        }
    }

    /// The world as it was so many commits before `present`; the oldest known one where there were not so many.
    func world(writesAgo count: Int, from present: SandboxWorld) -> SandboxWorld {
        commits.suffix(count).reversed().reduce(into: present) { world, commit in
            world.revert(commit.change)
        }
    }

    /// Adds an entry and gives its number.
    mutating func open(_ request: SandboxRequest, name: String?, at time: Timestamp) -> Int {
        add(
            Entry(
                number: lastNumber + 1,
                method: request.operation.method,
                path: request.path,
                operation: request.operation,
                type: request.type,
                id: request.id,
                name: name,
                time: time,
                outcome: .underWay
            )
        )
    }

    /// Adds an entry for what never became a request to the API.
    mutating func note(method: String, path: String, status: Int, at time: Timestamp) {
        _ = add(
            Entry(number: lastNumber + 1, method: method, path: path, time: time, outcome: .answered(status))
        )
    }

    mutating func add(_ commits: [Commit]) {
        self.commits += commits
        for commit in commits where commit.author == .request {
            change(commit.request) { $0.hasCommitted = true }
        }
        trimCommits()
    }

    mutating func close(_ number: Int, _ outcome: Entry.Outcome) {
        change(number) { $0.outcome = outcome }
    }

    private mutating func add(_ entry: Entry) -> Int {
        lastNumber = entry.number
        entries.append(entry)
        if entries.count > limit {
            entries.removeFirst(limit / 2)
        }
        return entry.number
    }

    private mutating func change(_ number: Int, _ change: (inout Entry) -> Void) {
        // Numbers have no gaps, so the place of one follows from that of the last.
        let index = entries.count - 1 - (lastNumber - number)
        guard entries.indices.contains(index) else { return }
        change(&entries[index])
    }

    private mutating func trimCommits() {
        guard commits.count > limit else { return }
        for commit in commits.prefix(limit / 2) {
            start.apply(commit.change)
        }
        commits.removeFirst(limit / 2)
    }
}
