package import Connections
package import Planning
import Synchronization

/// A ledger that ends with the process; the model that the other stores are held against.
package final class MemoryLedger: LedgerStore {
    /// All that a ledger holds; a value, so that a simulation can keep an old one and put it back.
    package struct Contents: Sendable {
        package struct Stack: Sendable {
            package var receipts: [ConnectionID: Receipt] = [:]
            package var gone: Set<ConnectionID> = []
            package var marks: [Mark] = []

            package init() {}
        }

        package var stacks: [LedgerScope: Stack] = [:]
        /// In the order in which they were noted.
        package var runs: [Run] = []

        package init() {}
    }

    private let state: Mutex<Contents>

    package init(_ contents: Contents = Contents()) {
        state = Mutex(contents)
    }

    package var contents: Contents { state.withLock(\.self) }

    package func restore(_ contents: Contents) { state.withLock { $0 = contents } }

    package func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        state.withLock { $0.reading(of: scope) }
    }

    package func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        state.withLock { $0.begin(run, marking: marks) }
    }

    package func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        state.withLock { $0.settle(settlement, of: run, in: scope) }
    }

    package func end(_ run: Run) async throws(LedgerError) {
        state.withLock { $0.end(run) }
    }

    package func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] {
        state.withLock { $0.runs(query) }
    }

    package func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        state.withLock { contents in
            guard isRehearsal else { return contents.prune(before: moment, in: scope) }
            var copy = contents
            return copy.prune(before: moment, in: scope)
        }
    }

    package func close() async {}
}

// What ``LedgerStore`` says of each, without waiting.
extension MemoryLedger.Contents {
    package func reading(of scope: LedgerScope) -> LedgerReading {
        let stack = stacks[scope] ?? Stack()
        return LedgerReading(
            receipts: stack.receipts.values.sorted { $0.connectionId < $1.connectionId },
            marks: stack.marks.sorted { ($0.run, $0.step) < ($1.run, $1.step) }
        )
    }

    package mutating func begin(_ run: Run, marking marks: [Mark]) {
        runs.append(run)
        stacks[run.scope, default: Stack()].marks += marks
    }

    package mutating func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) {
        stacks[scope, default: Stack()].settle(settlement, of: run)
    }

    package mutating func end(_ run: Run) {
        if let index = runs.firstIndex(where: { $0.id == run.id }) {
            runs[index] = run
        } else {
            runs.append(run)
        }
    }

    package func runs(_ query: RunQuery) -> [Run] {
        let found = runs.filter { run in
            (query.scope.map { $0 == run.scope } ?? true) && (query.stack.map { $0 == run.scope.stack } ?? true)
                && (query.kind.map { $0 == run.kind } ?? true)
                && (!query.isComplete || run.isComplete) && (query.id.map { $0 == run.id } ?? true)
                && (query.since.map { $0 <= run.began } ?? true)
        }
        let newestFirst = found.sorted { ($0.began, $0.id) > ($1.began, $1.id) }
        return query.limit.map { Array(newestFirst.prefix($0)) } ?? newestFirst
    }

    package mutating func prune(before moment: Timestamp, in scope: LedgerScope?) -> Int {
        var latest: [LedgerScope: Run] = [:]
        for run in runs where run.kind == .drift && run.isComplete {
            let isNewer = latest[run.scope].map { ($0.began, $0.id) < (run.began, run.id) } ?? true
            if isNewer { latest[run.scope] = run }
        }
        let count = runs.count
        runs.removeAll { run in
            run.began < moment && (scope.map { $0 == run.scope } ?? true) && latest[run.scope]?.id != run.id
        }
        return count - runs.count
    }
}

extension MemoryLedger.Contents.Stack {
    fileprivate mutating func settle(_ settlement: Settlement, of run: String) {
        for receipt in settlement.receipts where !gone.contains(receipt.connectionId) {
            marks.removeAll { receipt.rulesOut($0) }
            if receipts[receipt.connectionId].map(receipt.replaces) ?? true { receipts[receipt.connectionId] = receipt }
        }
        for id in settlement.missing {
            receipts[id] = nil
            marks.removeAll { $0.connectionId == id && !$0.carriesSecrets }
        }
        for id in settlement.gone {
            gone.insert(id)
            receipts[id] = nil
            marks.removeAll { $0.connectionId == id }
        }
        marks.removeAll { $0.run == run && settlement.steps.contains($0.step) }
    }
}
