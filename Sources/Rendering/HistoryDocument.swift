package import Connections
package import Ledger

/// The JSON form of the past runs of a stack.
package struct HistoryDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let stack: String?
    private let runs: [RunDocument]

    /// `stack` is nil for the runs of all stacks of a ledger.
    package init(stack: String?, _ runs: [Run]) {
        self.stack = stack
        self.runs = runs.map(RunDocument.init)
    }

    private enum CodingKeys: CodingKey {
        case formatVersion, stack, runs
    }

    // Written out because scripts rely on `null` where the synthesised form leaves the key away.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(stack, forKey: .stack)
        try container.encode(runs, forKey: .runs)
    }
}

/// The JSON form of what `history prune` did.
package struct PruneDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let stack: String?
    private let before: String
    private let forgotten: Int
    private let dryRun: Bool

    /// `stack` is nil for all stacks of a ledger; `moment` is when the runs began that are kept.
    package init(stack: String?, before moment: Timestamp, forgotten: Int, isRehearsal: Bool) {
        self.stack = stack
        before = moment.description
        self.forgotten = forgotten
        dryRun = isRehearsal
    }

    private enum CodingKeys: CodingKey {
        case formatVersion, stack, before, forgotten, dryRun
    }

    // As above.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(stack, forKey: .stack)
        try container.encode(before, forKey: .before)
        try container.encode(forgotten, forKey: .forgotten)
        try container.encode(dryRun, forKey: .dryRun)
    }
}

private struct RunDocument: Sendable, Encodable {
    let id: String
    let stack: String
    let kind: Run.Kind
    let apiURL: String
    let began: String
    let ended: String?
    let who: String
    let commit: String?
    let configDigest: String
    let patchbayVersion: String
    let state: Run.State
    let outcome: String?
    let problem: String?
    let summary: [String: Int]
    let steps: [Run.Step]
    let findings: [String]
    let found: [Run.Finding]?

    init(_ run: Run) {
        id = run.id
        stack = run.scope.stack
        kind = run.kind
        apiURL = run.scope.apiURL
        began = run.began.description
        ended = run.ended?.description
        who = run.who
        commit = run.commit
        configDigest = run.configDigest
        patchbayVersion = run.patchbayVersion
        state = run.state
        outcome = run.outcome
        problem = run.problem
        summary = run.summary
        steps = run.steps
        findings = run.findings
        found = run.found
    }

    private enum CodingKeys: CodingKey {
        case id, stack, kind, apiURL, began, ended, who, commit, configDigest, patchbayVersion, state, outcome, problem
        case summary, steps, findings, found
    }

    // Written out because scripts rely on `null` where the synthesised form leaves the key away.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(stack, forKey: .stack)
        try container.encode(kind, forKey: .kind)
        try container.encode(apiURL, forKey: .apiURL)
        try container.encode(began, forKey: .began)
        try container.encode(ended, forKey: .ended)
        try container.encode(who, forKey: .who)
        try container.encode(commit, forKey: .commit)
        try container.encode(configDigest, forKey: .configDigest)
        try container.encode(patchbayVersion, forKey: .patchbayVersion)
        try container.encode(state, forKey: .state)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(problem, forKey: .problem)
        try container.encode(summary, forKey: .summary)
        try container.encode(steps, forKey: .steps)
        try container.encode(findings, forKey: .findings)
        try container.encode(found, forKey: .found)
    }
}
