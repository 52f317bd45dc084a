package import Connections
package import Planning

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
        /// Why it was not done; of one that was done the name that a connection was parked under, or that somebody had done it.
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

    /// What a drift run found of one connection.
    package struct Finding: Sendable, Hashable, Codable {
        /// As drift itself gives it, the same from run to run.
        package var id: String
        package var kind: Drift.Kind
        package var type: ConnectionType
        /// nil for what could not be understood.
        package var name: String?

        package init(id: String, kind: Drift.Kind, type: ConnectionType, name: String?) {
            self.id = id
            self.kind = kind
            self.type = type
            self.name = name
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
    /// Of a drift run, the ids of the findings that were told to somebody, sorted; the next one takes them for known.
    package var findings: [String]
    /// Of a drift run all that it found; nil for one that an earlier version of patchbay noted.
    package var found: [Finding]?

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
        found = []
    }

    /// Whether it came to its end with a result.
    package var isComplete: Bool { ended != nil && problem == nil }
}

extension Run {
    /// How a run ended, in one word; the raw values are part of the command line and the JSON format.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case applied
        case conflict
        case partial
        case interrupted
        case unauthorized
        case clean
        case drifted
        /// Refused before anything was done, since the account is not the one that was applied before.
        case wrongAccount = "wrong-account"
        /// Refused before anything was done, since the plan had a blocked change.
        case blocked
        /// An error left no result.
        case failed
        /// It is under way, or was killed.
        case notFinished = "not-finished"
    }

    package var state: State {
        if let outcome { return State(rawValue: outcome) ?? .failed }
        guard let problem else { return ended == nil ? .notFinished : .failed }
        return switch problem.prefix(while: { $0 != ":" }) {
        case "wrong-account": .wrongAccount
        case "blocked": .blocked
        default: .failed
        }
    }
}
