package import Connections
package import Diagnostics

/// Where an account is not as a stack's files say, read off the plan that would mend it.
///
/// It is data as a plan is, and says the same; only nothing of it is to be carried out.
package struct Drift: Sendable, Hashable, Encodable {
    /// The raw values are part of the JSON format.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A declared connection that differs.
        case changed
        /// A declared connection that is not in the account.
        case missing
        /// A connection of the account that no file declares, whether or not an apply would delete it.
        case unmanaged
        /// A connection that somebody has written, although nothing visible differs.
        case hidden
    }

    /// How many findings there are of each kind, of those that are listed.
    package struct Summary: Sendable, Hashable, Codable {
        package var changed = 0
        package var missing = 0
        package var unmanaged = 0
        package var hidden = 0
        /// Findings of an earlier run that are not listed again.
        package var known = 0
        /// Declared connections that are as the files say.
        package var unchanged = 0
        /// Old connections of replaces whose grace is not over; they are no findings.
        package var waiting = 0
        /// Connections that other stacks of the same run declare; they are no findings.
        package var declaredElsewhere = 0
        /// Connections in no file that nobody wants to hear of; they are no findings.
        package var ignored = 0

        package init() {}

        package var findings: Int { changed + missing + unmanaged + hidden }

        package subscript(kind: Kind) -> Int {
            switch kind {
            case .changed: changed
            case .missing: missing
            case .unmanaged: unmanaged
            case .hidden: hidden
            }
        }
    }

    /// One connection that is not as the files say.
    package struct Finding: Sendable, Hashable, Encodable, Identifiable {
        /// The same for the same finding in every run; see ``Drift/Finding/identity``.
        package var id: String
        package var kind: Kind
        package var type: ConnectionType
        /// The declared name; of what is not declared the live one, and nil for an item that could not be understood.
        package var name: String?
        /// nil for what is missing.
        package var connectionId: ConnectionID?
        /// The version that the account has; nil for what is missing, and for what cannot be managed.
        package var version: Int?
        /// The version that the last apply left; nil for other kinds than hidden.
        package var recordedVersion: Int?
        /// Whether secrets may have been rewritten; nil for other kinds than hidden.
        package var hasSecrets: Bool?
        /// What an apply would do; nil when it would leave the connection alone.
        package var action: Change.Action?
        /// Why it would; nil when it would not.
        package var reason: Change.Reason?
        /// What an apply that was cut short has left; nil for what somebody else did.
        package var recovery: Change.Recovery?
        /// Why an apply would send secrets; nil when it would not.
        package var credentials: Change.Credentials?
        /// The raised `credentialsRevision` by which the files ask for them; nil where they do not.
        package var credentialsRevision: Int?
        /// True when an apply was about to write the connection, and nobody recorded what became of it; nil otherwise.
        package var unrecorded: Bool?
        /// Of what is missing, the connection that has another name now; nil otherwise.
        package var nowCalled: Change.Renamed?
        /// Of what is missing, what an apply would delete and may be meant; nil otherwise.
        package var mayBeRenameOf: String?
        /// Of what an apply would delete, the name of the entry as which an apply left it; nil otherwise.
        package var wasCalled: String?
        /// Whether somebody has written the connection unseen as well, so that nothing is certain about its secrets.
        package var isAlsoHidden = false
        /// What stands against an apply; nil when nothing does.
        package var blocked: Block?
        /// Why it could not be managed at all; nil for all others.
        package var problem: String?
        /// The entry in the files; nil for what no file names.
        package var source: SourcePlace?
        /// As of the change: `before` is what the account has, `after` what the files say.
        package var fields: [FieldChange]
    }

    /// What a run is compared with, so that only what is new is listed.
    package struct Baseline: Sendable, Hashable, Encodable {
        /// When the run with which it is compared began, in RFC 3339; nil when there is none.
        package var since: String?
        /// False when nobody can tell what earlier runs found, for want of a ledger that can be read; so all is listed.
        package var comparable: Bool

        package init(since: String?, comparable: Bool = true) {
            self.since = since
            self.comparable = comparable
        }
    }

    /// The version of the JSON form; a new minor version only adds keys.
    package static let currentFormat = "1.0"

    package var formatVersion = Drift.currentFormat
    package var stack: String
    /// The base URL, or `sandbox`.
    package var apiURL: String
    package var configDigest: String
    package var summary: Summary
    /// nil when all findings are listed.
    package var newOnly: Baseline?
    /// Whether it was made with what a ledger knows, be it nothing yet.
    package var usesLedger: Bool
    /// Of how many Vimeo connections nobody can tell whether their secrets are those of the files; nil when they were not compared.
    package var secretsUnknown: Int?
    /// True when none of the connections that the ledger knows is live, so that this may be another account; nil otherwise.
    package var mayBeOtherAccount: Bool?
    /// By kind in the order of ``Kind``, then by type and name.
    package var findings: [Finding]

    /// Reads the findings off a plan, which has to be one of the whole stack.
    ///
    /// With `comparesSecrets` the secrets of the files were resolved, so that there is something to say of those that are not
    /// findings.
    package init(_ plan: Plan, comparesSecrets: Bool = false) {
        stack = plan.stack
        apiURL = plan.apiURL
        configDigest = plan.configDigest
        usesLedger = plan.usesLedger
        let hidden = Set(plan.hidden.map(\.connectionId))
        let changed = plan.changes.map { change in
            var finding = Finding(change)
            finding.isAlsoHidden = change.connectionId.map(hidden.contains) ?? false
            return finding
        }
        let all = changed + plan.unmanaged.map { Finding($0) } + plan.hidden.map { Finding($0) }
        findings = all.sorted { $0.isBefore($1) }
        secretsUnknown = comparesSecrets ? plan.secretsUnknown : nil
        summary = Summary()
        summary.unchanged = plan.untouched
        summary.waiting = plan.waiting.count
        count()
    }

    package var isClean: Bool { findings.isEmpty }

    /// Keeps the findings whose declared or live name one of the globs covers; all of them when there are none.
    ///
    /// What is counted and not listed is taken from `part`, the plan of what the globs cover.
    package func selecting(_ only: [NameGlob], of part: Plan? = nil) -> Drift {
        guard !only.isEmpty else { return self }
        var drift = keeping { finding in finding.names.contains { only.cover($0) } }
        guard let part else { return drift }
        drift.summary.unchanged = part.untouched
        drift.summary.waiting = part.waiting.count
        if secretsUnknown != nil { drift.secretsUnknown = part.secretsUnknown }
        return drift
    }

    /// Keeps the findings that are not known yet, and counts the others.
    package func leavingOut(_ known: Set<String>, since moment: String?) -> Drift {
        var drift = keeping { !known.contains($0.id) }
        drift.summary.known = findings.count - drift.findings.count
        drift.newOnly = Baseline(since: moment)
        return drift
    }

    /// Keeps all findings, and says that nobody can tell which of them are known.
    package func withoutBaseline() -> Drift {
        var drift = self
        drift.newOnly = Baseline(since: nil, comparable: false)
        return drift
    }

    /// Counts what no file of the stack declares, and another stack of the run does, in place of listing it.
    package func leavingOut(declaredBy others: OtherDeclarations, in account: LiveAccount) -> Drift {
        let live = Dictionary(account.connections.map { ($0.id, $0) }) { first, _ in first }
        var drift = keeping { finding in
            !finding.isLeftAlone || !others.declare(finding, finding.connectionId.flatMap { live[$0] })
        }
        drift.summary.declaredElsewhere = findings.count - drift.findings.count
        return drift
    }

    /// Counts what no file declares and no apply would touch, in place of listing it.
    package func ignoringUnmanaged() -> Drift {
        var drift = keeping { !$0.isLeftAlone }
        drift.summary.ignored = findings.count - drift.findings.count
        return drift
    }

    private func keeping(_ isKept: (Finding) -> Bool) -> Drift {
        var drift = self
        drift.findings = findings.filter(isKept)
        drift.count()
        return drift
    }

    private mutating func count() {
        summary.changed = findings.count { $0.kind == .changed }
        summary.missing = findings.count { $0.kind == .missing }
        summary.unmanaged = findings.count { $0.kind == .unmanaged }
        summary.hidden = findings.count { $0.kind == .hidden }
    }
}

extension Plan {
    /// How many connections are as the files say, and were not written by others either.
    fileprivate var untouched: Int {
        let changed = Set(changes.compactMap(\.connectionId))
        return summary.unchanged - hidden.count { !changed.contains($0.connectionId) }
    }
}
