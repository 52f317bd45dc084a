package import Connections

/// One apply or drift run, as the history tells of it.
package struct Run: Sendable, Hashable, Codable, Identifiable {
    /// The raw values are part of the JSON format.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case apply
        case drift
    }

    /// What became of one step; no secret is ever in it.
    package struct Step: Sendable, Hashable, Codable {
        package var id: Int
        /// `park`, `update`, `create` or `delete`.
        package var operation: String
        package var type: ConnectionType
        package var name: String
        /// nil for a create that was not done.
        package var connectionId: ConnectionID?
        /// `done`, `conflict`, `failed`, `skipped` or `not-attempted`.
        package var outcome: String
        /// Why it was not done; nil when it was.
        package var detail: String?

        package init(
            id: Int,
            operation: String,
            type: ConnectionType,
            name: String,
            connectionId: ConnectionID? = nil,
            outcome: String,
            detail: String? = nil
        ) {
            self.id = id
            self.operation = operation
            self.type = type
            self.name = name
            self.connectionId = connectionId
            self.outcome = outcome
            self.detail = detail
        }
    }

    /// 32 digits of base 16, chosen at random.
    package var id: String
    package var scope: LedgerScope
    package var kind: Kind
    package var began: Timestamp
    /// nil while it is under way, and for ever when it was killed.
    package var ended: Timestamp?
    /// Who started it, as the CI system or the operating system calls them.
    package var who: String
    /// The commit of the files; nil when it is not known.
    package var commit: String?
    package var configDigest: String
    package var patchbayVersion: String
    /// How it ended: the verdict of an apply, or `clean` or `drifted`; nil while it is under way, and after an error.
    package var outcome: String?
    /// The error that it ended with; nil when it came to a result.
    package var problem: String?
    /// For an apply how many changes of each action its plan had, for a drift run how many findings of each kind.
    package var summary: [String: Int]
    /// Of an apply, in the order of the plan.
    package var steps: [Step]
    /// Of a drift run, the ids of its findings, sorted.
    package var findings: [String]

    package init(
        id: String,
        scope: LedgerScope,
        kind: Kind,
        began: Timestamp,
        who: String,
        commit: String? = nil,
        configDigest: String,
        patchbayVersion: String
    ) {
        self.id = id
        self.scope = scope
        self.kind = kind
        self.began = began
        self.who = who
        self.commit = commit
        self.configDigest = configDigest
        self.patchbayVersion = patchbayVersion
        summary = [:]
        steps = []
        findings = []
    }

    /// Whether it came to its end with a result.
    package var isComplete: Bool { ended != nil && problem == nil }
}
