import Connections
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Sandbox
import Stacks

/// What a plan that was made with a ledger says, or leaves unsaid, of secrets that nobody can read.
///
/// A Vimeo connection whose secrets it does not send, which it does not list as hidden nor counts as unknown, has just those
/// that the files want, at the very version that the plan saw.
struct PlanClaims {
    private let planned: PlannedStack
    private let revision: Scenario.Revision
    private let account: SimulatedAccount
    private let receipts: [ConnectionID: Receipt]

    init(_ planned: PlannedStack, _ revision: Scenario.Revision, _ account: SimulatedAccount) {
        self.planned = planned
        self.revision = revision
        self.account = account
        receipts = Dictionary((planned.ledger?.receipts ?? []).map { ($0.connectionId, $0) }) { first, _ in first }
    }

    func check(_ run: Int) throws(Violation) {
        let plan = planned.plan
        let hidden = Set(plan.hidden.map(\.connectionId))
        var unknown = 0
        for (entry, live) in silent {
            guard isKnown(entry, live) else {
                unknown += 1
                continue
            }
            guard !hidden.contains(live.id), !isShownAsMoved(live) else { continue }
            guard case .known(let secrets)? = account.credentials(of: live.id, at: live.version),
                secrets == entry.wanted
            else {
                throw Violation(
                    .honestPlan,
                    "run \(run) takes the secrets of '\(entry.name)', version \(live.version), for those of the files"
                )
            }
        }
        guard unknown == plan.secretsUnknown else {
            throw Violation(
                .honestPlan,
                "run \(run) cannot tell the secrets of \(unknown) connections, and says \(plan.secretsUnknown)"
            )
        }
    }

    /// The entries whose connection is there and gets no secrets by this plan.
    private var silent: [(entry: DesiredConnection, live: LiveConnection)] {
        let changed = planned.plan.changes.filter { $0.action == .update }
        let spoken = Set(planned.plan.changes.filter { $0.credentials != nil }.compactMap(\.connectionId))
        let unchanged = Unchanged(planned.stack.desired, planned.live, receipts: nil).pairs.map { ($0.entry, $0.live) }
        let updated = changed.compactMap { change -> (DesiredConnection, LiveConnection)? in
            guard let live = planned.live.connections.first(where: { $0.id == change.connectionId }),
                let entry = planned.stack.desired.connections.first(where: {
                    $0.type == change.type && $0.name == change.name
                }), change.fields.contains(where: { !$0.sensitive })
            else { return nil }
            return (entry, live)
        }
        return (unchanged + updated).filter { $0.0.type == .vimeo && !spoken.contains($0.1.id) }
    }

    private func isKnown(_ entry: DesiredConnection, _ live: LiveConnection) -> Bool {
        guard let sent = receipts[live.id]?.secrets?.fingerprint, let credentials = entry.credentials else {
            return false
        }
        return sent.key == revision.fingerprintKey.fingerprint(of: credentials, for: live.id)?.key
    }

    /// Whether a field that differs is said to have been moved by others, so that nobody takes the rest for untouched.
    private func isShownAsMoved(_ live: LiveConnection) -> Bool {
        planned.plan.changes.contains { change in
            change.connectionId == live.id && change.fields.contains { $0.movedBy != .config }
        }
    }
}

extension DesiredConnection {
    /// The secrets that the files want it to have; nil for AWS.
    var wanted: RequestCredentials? {
        guard let clientSecret = credentials?.clientSecret.value, let accessToken = credentials?.accessToken.value
        else {
            return nil
        }
        return RequestCredentials(clientSecret: clientSecret, accessToken: accessToken)
    }
}
