import Connections
package import Ledger

/// The JSON form of the past runs of a stack.
package struct HistoryDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let stack: String
    private let runs: [RunDocument]

    package init(stack: String, _ runs: [Run]) {
        self.stack = stack
        self.runs = runs.map(RunDocument.init)
    }
}

private struct RunDocument: Sendable, Encodable {
    let id: String
    let kind: Run.Kind
    let apiURL: String
    let began: String
    let ended: String?
    let who: String
    let commit: String?
    let configDigest: String
    let patchbayVersion: String
    let outcome: String?
    let problem: String?
    let summary: [String: Int]
    let steps: [Run.Step]
    let findings: [String]

    init(_ run: Run) {
        id = run.id
        kind = run.kind
        apiURL = run.scope.apiURL
        began = run.began.description
        ended = run.ended?.description
        who = run.who
        commit = run.commit
        configDigest = run.configDigest
        patchbayVersion = run.patchbayVersion
        outcome = run.outcome
        problem = run.problem
        summary = run.summary
        steps = run.steps
        findings = run.findings
    }

    private enum CodingKeys: CodingKey {
        case id, kind, apiURL, began, ended, who, commit, configDigest, patchbayVersion, outcome, problem, summary
        case steps, findings
    }

    // Written out because scripts rely on `null` where the synthesised form leaves the key away.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(apiURL, forKey: .apiURL)
        try container.encode(began, forKey: .began)
        try container.encode(ended, forKey: .ended)
        try container.encode(who, forKey: .who)
        try container.encode(commit, forKey: .commit)
        try container.encode(configDigest, forKey: .configDigest)
        try container.encode(patchbayVersion, forKey: .patchbayVersion)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(problem, forKey: .problem)
        try container.encode(summary, forKey: .summary)
        try container.encode(steps, forKey: .steps)
        try container.encode(findings, forKey: .findings)
    }
}
