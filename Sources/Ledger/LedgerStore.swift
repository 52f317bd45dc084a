package import Connections
package import Planning

/// Where receipts and runs are kept; every store keeps the same contract.
///
/// The ledger explains, and knows which secrets were sent. It never decides what is created, renamed, replaced or deleted, so
/// that losing it costs explanations only. Several processes may use one store at once. A call ends soon after its task was
/// cancelled, with whatever error.
package protocol LedgerStore: Sendable {
    /// What is known of a stack; all of it empty for one that was never applied.
    func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading

    /// Notes that a run begins, with the writes that it is about to send, all of it or nothing.
    ///
    /// On return it is as safe from a crash as the store can make it: only then may the run send secrets.
    func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError)

    /// Records what became of writes, all of it or nothing.
    ///
    /// A receipt takes the place of one of a lower or the same version only (``Receipt/replaces(_:)``), and never that of a
    /// connection that is gone. It also takes away all marks, of whatever run, whose write cannot be done any more: those on its connection that name a
    /// lower version, and those of creates of its type and name. Marks that carry secrets stay where the receipt cannot be
    /// certain of the secrets (``Receipt/isCertain``), since they may be those.
    func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError)

    /// Completes what ``begin(_:marking:)`` noted; notes the run whole where it did not, and again where it was completed
    /// before.
    func end(_ run: Run) async throws(LedgerError)

    /// Past runs, the newest first.
    func runs(_ query: RunQuery) async throws(LedgerError) -> [Run]

    /// Forgets the runs that began before a moment, of one stack or of all; receipts and marks stay.
    ///
    /// The latest drift run of each stack stays as well, since the next one is compared with it.
    ///
    /// - Returns: How many runs it forgot, or with `isRehearsal`, which changes nothing, how many it would.
    func prune(before moment: Timestamp, in scope: LedgerScope?, isRehearsal: Bool) async throws(LedgerError) -> Int

    func close() async
}

extension LedgerStore {
    package func prune(before moment: Timestamp, in scope: LedgerScope?) async throws(LedgerError) -> Int {
        try await prune(before: moment, in: scope, isRehearsal: false)
    }
}

/// Whose receipts and runs they are.
package struct LedgerScope: Sendable, Hashable, Codable {
    /// The stack's name; stacks that share a ledger need names of their own.
    package var stack: String
    /// The base URL, or `sandbox`.
    package var apiURL: String

    package init(stack: String, apiURL: String) {
        self.stack = stack
        self.apiURL = apiURL
    }
}

/// What a ledger knows of a stack.
package struct LedgerReading: Sendable, Hashable {
    /// Of connections that are not known to be gone, by id.
    package var receipts: [Receipt]
    /// By run and step.
    package var marks: [Mark]

    package init(receipts: [Receipt] = [], marks: [Mark] = []) {
        self.receipts = receipts
        self.marks = marks
    }
}

/// What became of some writes of a run.
package struct Settlement: Sendable, Hashable {
    package var receipts: [Receipt]
    /// Connections that the account did not seem to have any more.
    ///
    /// What is known of them goes, but marks that carry secrets stay. A list can lack what was written while it was read, so receipts of them may come back.
    package var missing: [ConnectionID]
    /// Connections that do not exist any more: no receipt of them comes back, whoever is late with one.
    package var gone: [ConnectionID]
    /// The steps of the run whose outcome is known now, so that their marks go.
    package var steps: [Int]

    package init(
        receipts: [Receipt] = [],
        missing: [ConnectionID] = [],
        gone: [ConnectionID] = [],
        steps: [Int] = []
    ) {
        self.receipts = receipts
        self.missing = missing
        self.gone = gone
        self.steps = steps
    }

    package var isEmpty: Bool { receipts.isEmpty && missing.isEmpty && gone.isEmpty && steps.isEmpty }
}

/// Which past runs are asked for.
package struct RunQuery: Sendable, Hashable {
    /// nil for those of all stacks.
    package var scope: LedgerScope?
    /// The name of a stack, whatever API it was applied to; nil for those of all stacks.
    package var stack: String?
    /// nil for those of all kinds.
    package var kind: Run.Kind?
    /// Only runs that came to their end with a result, errors left out.
    package var isComplete: Bool
    package var id: String?
    /// Only runs that began then or later; nil for those of all times.
    package var since: Timestamp?
    /// nil for all of them.
    package var limit: Int?

    package init(
        scope: LedgerScope? = nil,
        stack: String? = nil,
        kind: Run.Kind? = nil,
        isComplete: Bool = false,
        id: String? = nil,
        since: Timestamp? = nil,
        limit: Int? = nil
    ) {
        self.scope = scope
        self.stack = stack
        self.kind = kind
        self.isComplete = isComplete
        self.id = id
        self.since = since
        self.limit = limit
    }
}
