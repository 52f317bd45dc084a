import Connections
import Ledger
import Planning
import Synchronization

/// A ledger that notes what it is asked for, and fails, hangs or loses as it is told.
final class RecordingStore: LedgerStore {
    enum Call: Sendable, Hashable, CaseIterable {
        case read, begin, settle, end
    }

    enum Trouble: Sendable, Hashable, CaseIterable {
        case fails
        /// Until it is cancelled.
        case hangs
    }

    static let error = LedgerError(.unusable, ledger: "memory", cause: "the disk is full", nextStep: "make room")

    private let memory: MemoryLedger
    private let does: @Sendable (Call) -> Bool
    private let trouble: @Sendable (Call, Int) -> Trouble?
    private let log = Mutex<(calls: [Call], settlements: [Settlement])>(([], []))
    private let hanging = Mutex(0)
    private let note: @Sendable (Call) -> Void

    /// Loses all calls but those that it is told to do; a trouble depends on the call and on how often it was made before.
    init(
        _ memory: MemoryLedger,
        doing does: @escaping @Sendable (Call) -> Bool = { _ in true },
        noting note: @escaping @Sendable (Call) -> Void = { _ in },
        trouble: @escaping @Sendable (Call, Int) -> Trouble? = { _, _ in nil }
    ) {
        self.memory = memory
        self.does = does
        self.note = note
        self.trouble = trouble
    }

    var calls: [Call] { log.withLock(\.calls) }
    /// All that it was to settle, also what it did not.
    var settlements: [Settlement] { log.withLock(\.settlements) }

    /// Waits until a call hangs; returns early when the task is cancelled.
    ///
    /// The patience of tests: it ends with what hangs, and never because the machine is busy.
    func waitUntilACallHangs() async {
        while !Task.isCancelled, hanging.withLock({ $0 == 0 }) { try? await Task.sleep(for: .milliseconds(1)) }
    }

    private func isDone(_ call: Call) async throws(LedgerError) -> Bool {
        let count = log.withLock { log in
            log.calls.append(call)
            return log.calls.count { $0 == call } - 1
        }
        note(call)
        switch trouble(call, count) {
        case .fails?: throw Self.error
        case .hangs?:
            hanging.withLock { $0 += 1 }
            defer { hanging.withLock { $0 -= 1 } }
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
            throw Self.error
        case nil: return does(call)
        }
    }

    func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        try await isDone(.read) ? try await memory.read(scope) : LedgerReading()
    }

    func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        if try await isDone(.begin) { try await memory.begin(run, marking: marks) }
    }

    func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        log.withLock { $0.settlements.append(settlement) }
        if try await isDone(.settle) { try await memory.settle(settlement, of: run, in: scope) }
    }

    func end(_ run: Run) async throws(LedgerError) {
        if try await isDone(.end) { try await memory.end(run) }
    }

    func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] { try await memory.runs(query) }

    func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        try await memory.prune(before: moment, in: scope, isRehearsal: isRehearsal)
    }

    func close() async {}
}
