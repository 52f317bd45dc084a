import Applying
import Connections
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Sandbox

/// A promise that did not hold.
package struct Violation: Error, Sendable, Hashable {
    package var invariant: Invariant
    package var message: String

    init(_ invariant: Invariant, _ message: String) {
        self.invariant = invariant
        self.message = message
    }
}

/// What must hold at every moment of every simulation; `docs/reliability.md` explains each.
package enum Invariant: String, Sendable, Hashable, CaseIterable {
    case unownedUntouched = "nothing unowned is touched"
    case knownVersion = "every update names a version that the run was told"
    case noUnseenOverwrite = "no edit is overwritten that the plan did not see"
    case onlyPlannedFields = "an update changes planned fields only"
    case fencedDelete = "the last write before a delete is our own fence"
    case plannedDeletesOnly = "only what the plan names is deleted, within the limits"
    case nothingProtectedGoes = "nothing protected is deleted, and no grace is cut short"
    case noDuplicate = "nothing is created twice"
    case alwaysOneWorking = "a createFirst replace always leaves one enabled connection"
    case honestReport = "the report says what was done"
    case quietAfterRefusedKey = "nothing is sent once the key is refused"
    case quietAfterInterrupt = "no step begins once the run is asked to end"
    case boundedRequests = "requests and retries are bounded"
    case readOnlyPlan = "a plan or a look for drift writes nothing"
    case secrecy = "no secret is in any output"
    case ledgerOnlyExplains = "the ledger never decides what is created, renamed, replaced or deleted"
    case honestPlan = "a plan that takes secrets for known is right"
    case markedSecrets = "no secret is sent before the ledger has noted that it is about to be"
    case rightAccount = "an account is refused only where no recorded connection is there"
    case ledgerAtRest = "the ledger says in the end what there is"
    case newestReceipt = "a receipt never gives way to an older one"
    case ledgerKnows = "the ledger knows the secrets that were sent, and they are the wanted ones"
    case wantedSecrets = "the secrets that we wrote last are the wanted ones"
    case convergence = "a run without faults and without others finishes the work, and the next finds nothing to do"
    case orderIndependent = "parallelism and the order of the files make no difference"
    case ends = "every run ends"
}

/// Watches a simulation from outside: knows what each run was told, and who wrote what.
struct Oracle: Sendable {
    /// What one run was told, has sent and has done.
    struct Record: Sendable {
        let run: SimulatedRun
        /// The files as they are, whatever the run made of them.
        let files: Scenario.Revision
        /// How many commits there were when it began.
        let beginning: Int
        /// The versions of each connection in the answers that it got.
        var seen: [ConnectionID: Set<Int>] = [:]
        /// How many commits there had been each time when it read the connection by its id.
        var reads: [ConnectionID: [Int]] = [:]
        /// The versions that its updates named to which it got no clear answer.
        var unclear: [ConnectionID: Set<Int>] = [:]
        var requests = 0
        /// The last number of a request when it was told that the key is refused.
        var refusedKeyAfter: Int?
        var isKilled = false
        /// The writes that it sent.
        var writes: [SandboxRequest] = []
        /// How many writes of each target it was told nothing clear about.
        var unanswered: [String: Int] = [:]
        /// How many of them it had sent when it was asked to end.
        var interruptedAfter: Int?
        /// Its own writes, as indices of the account's commits.
        var commits: [Int] = []
        /// What the ledger told it; nil when it did not.
        var reading: LedgerReading?
        /// How many calls of the ledger have failed for it.
        var ledgerFailures = 0
        /// Whether one that records what was done succeeded after such a failure.
        var ledgerCaughtUp = false
    }

    /// An update without secrets that a run has done and was not told of.
    private struct PlainWrite: Hashable {
        var run: Int
        var id: ConnectionID
        var version: Int
    }

    private(set) var records: [Int: Record] = [:]
    /// Who wrote the secrets of a connection last; nil for those that it began with.
    private var secretWriters: [ConnectionID: SimulatedAccount.Author] = [:]
    /// The runs whose plans nobody has looked at.
    var unjudged: Set<Int> = []
    private var lostPlainWrites: Set<PlainWrite> = []
    private var checked = 0
    /// How many different revisions of the files have been applied.
    private var revisionsApplied: Set<Int> = []
    private(set) var peopleWrote = false

    mutating func began(_ run: SimulatedRun, judgedBy files: Scenario.Revision, revision: Int, moment: Int) {
        records[run.number] = Record(run: run, files: files, beginning: moment)
        unjudged.insert(run.number)
        if run.kind == .apply { revisionsApplied.insert(revision) }
    }

    mutating func killed(_ run: Int) {
        records[run]?.isKilled = true
    }

    mutating func interrupted(_ run: Int) {
        guard let record = records[run], record.interruptedAfter == nil else { return }
        records[run]?.interruptedAfter = record.writes.count
    }

    /// A request of a run arrived at the account; `number` tells when it was sent.
    mutating func sent(_ request: SandboxRequest, _ number: Int, by run: Int) throws(Violation) {
        guard var record = records[run] else { return }
        guard number <= record.refusedKeyAfter ?? .max else {
            throw Violation(
                .quietAfterRefusedKey,
                "run \(run) \(request.title) after it was told that the key is refused"
            )
        }
        record.requests += 1
        if request.operation.isWrite {
            record.writes.append(request)
            record.unanswered[request.target, default: 0] += 1
        }
        records[run] = record
        if request.operation.isWrite, record.run.kind != .apply {
            throw Violation(.readOnlyPlan, "run \(run) is a \(record.run.kind) and sends \(request.operation.method)")
        }
        if case .update(_, let id, let body) = request, case .integer(let version)? = body["version"] {
            guard record.seen[id]?.contains(version) == true else {
                throw Violation(.knownVersion, "run \(run) writes \(id) as version \(version), which it was never told")
            }
        }
        let steps = record.run.planned?.plan.steps.count ?? 0
        guard record.requests <= 3 * (24 + 8 * steps) + 100 else {
            throw Violation(.boundedRequests, "run \(run) has sent \(record.requests) requests for \(steps) steps")
        }
    }

    /// An answer reached the run; `moment` is how many commits there were when it was given, `last` the number of the last request
    /// that any run has sent.
    mutating func told(_ run: Int, _ reply: SandboxReply, about request: SandboxRequest, moment: Int, last: Int) {
        guard var record = records[run] else { return }
        if request.operation.isWrite, reply.isClear { record.unanswered[request.target, default: 0] -= 1 }
        if case .update(_, let id, let body) = request, case .integer(let version)? = body["version"], !reply.isClear {
            record.unclear[id, default: []].insert(version)
        }
        records[run] = record
        guard case .answer(let answer) = reply else { return }
        if case .update(_, let id, let body) = request, case .integer(let version)? = body["version"], answer.isSuccess,
            reply.isClear
        {
            lostPlainWrites.remove(PlainWrite(run: run, id: id, version: version))
        }
        if answer.status == 401, record.refusedKeyAfter == nil { record.refusedKeyAfter = last }
        if answer.isSuccess {
            let items: [SandboxConnection] =
                switch answer.content {
                case .page(let page): page.items
                case .connection(let connection, _): [connection]
                case .nothing, .message, .raw: []
                }
            for item in items {
                record.seen[item.id, default: []].insert(item.live.version)
                // A list may be old, and the answer to a write tells what was written and not what is there.
                if request.operation == .get { record.reads[item.id, default: []].append(moment) }
            }
        }
        records[run] = record
    }

    /// An answer of the ledger reached the run.
    mutating func told(_ run: Int, _ reply: LedgerReply, about request: LedgerRequest) {
        guard var record = records[run] else { return }
        switch reply {
        case .reading(let reading): record.reading = reading
        case .failed: record.ledgerFailures += 1
        case .done where request.operation == .settle && record.ledgerFailures > 0: record.ledgerCaughtUp = true
        case .done, .runs, .silence: break
        }
        records[run] = record
    }

    /// Looks at the writes since the last time.
    mutating func look(at account: SimulatedAccount, _ tally: inout Tally) throws(Violation) {
        while checked < account.commits.count {
            let index = checked
            checked += 1
            let commit = account.commits[index]
            try noteSecrets(commit)
            guard let number = commit.author.run else {
                peopleWrote = true
                continue
            }
            guard let record = records[number], let planned = record.run.planned else {
                throw Violation(.readOnlyPlan, "a run wrote before it had a plan")
            }
            let write = ObservedWrite(commit: commit, index: index, record: record, planned: planned, account: account)
            try write.check(&tally)
            records[number]?.commits.append(index)
            if !peopleWrote, revisionsApplied.count == 1 { try write.checkOneIsWorking() }
        }
    }

    private mutating func noteSecrets(_ commit: SimulatedAccount.Commit) throws(Violation) {
        guard let after = commit.change.after, after.type == .vimeo,
            after.credentials != commit.change.before?.credentials
        else { return notePlainWrite(commit) }
        secretWriters[after.id] = commit.author
    }

    private mutating func notePlainWrite(_ commit: SimulatedAccount.Commit) {
        guard let run = commit.author.run, let before = commit.change.before, commit.change.after != nil else { return }
        lostPlainWrites.insert(PlainWrite(run: run, id: before.id, version: before.live.version))
    }

    /// Whether a run wrote the connection, without secrets, and was not told: nobody can know later that it was ours.
    func mayHaveLostPlainWrite(_ id: ConnectionID) -> Bool { lostPlainWrites.contains { $0.id == id } }

    /// The connections whose secrets a run wrote last, and which must therefore be those of the files.
    func secretsAreOurs(_ id: ConnectionID) -> Bool {
        guard let author = secretWriters[id] else { return false }
        return author.run != nil
    }
}

extension ConnectionField {
    /// The value of the field in a live connection, for comparisons and messages.
    func value(in live: LiveConnection) -> String {
        switch self {
        case .name: live.name
        case .description: live.description
        case .awsAccountId: live.details.location?.accountID ?? ""
        case .awsRegion: live.details.location?.region ?? ""
        case .clientIdentifier: live.details.clientIdentifier ?? ""
        case .enabled: live.enabled ? "true" : "false"
        case .clientSecret, .accessToken: ""
        }
    }
}

extension SandboxReply {
    /// Whether it tells that the request was done, or that it was not.
    fileprivate var isClear: Bool {
        guard case .answer(let answer) = self, answer.status < 500 else { return false }
        if case .raw = answer.content { return !answer.isSuccess }
        return true
    }
}
