package import Connections
import Diagnostics

/// Why a saved plan is not carried out: what it was made from has moved, or the plan is not what planning again gives.
///
/// Pure. The saved plan is believed in nothing: what is sent is the plan that was made again, and it must be the same.
/// Connections that the saved plan does not touch may have changed.
package struct Staleness {
    /// All of them, in the order of the plan; empty when the plan may be carried out.
    package private(set) var reasons: [StaleReason] = []

    private let saved: Plan
    private let world: StaleWorld

    /// Takes the account that the plan was made for in `mark`; in `again` the same changes, planned from what is there
    /// now, or nil when the files cannot be matched to the account.
    package init(of saved: Plan, madeFor mark: AccountMark, live: LiveAccount, again: Plan?) {
        self.saved = saved
        world = StaleWorld(saved, live: live, again: again)
        let other = mark.difference(from: live, touching: saved.changes.compactMap(\.connectionId))
        if let other, other.kind == .otherAccount {
            // All else that could be said would follow from it, also that what was to be deleted is not there.
            reasons = [other]
            return
        }
        let done = saved.changes.filter(world.isDone)
        if !done.isEmpty, done.count == saved.changes.count {
            reasons = [.alreadyApplied(done, isAccountKnown: mark.isKnown(in: live, touching: saved))]
            return
        }
        if done.isEmpty {
            reasons += [other].compactMap(\.self)
        } else {
            reasons.append(.partlyApplied(done, of: saved))
        }
        let finished = Set(done.map(\.identity))
        reasons += saved.changes.filter { !finished.contains($0.identity) }.compactMap(world.reason)
        if let again, reasons.isEmpty { reasons = differences(from: again) }
    }

    /// What differs although every change by itself is the same.
    private func differences(from again: Plan) -> [StaleReason] {
        [stackDifference(again), summaryDifference, order(again), stepDifference(again), files(again)].compactMap(
            \.self
        )
    }

    private func stackDifference(_ again: Plan) -> StaleReason? {
        guard saved.stack != again.stack else { return nil }
        return StaleReason(
            .planDiffers,
            "the plan says that it is of stack '\(saved.stack)', and the files are those of '\(again.stack)'"
        )
    }

    private var summaryDifference: StaleReason? {
        let counted = Plan.Summary(counting: saved.changes)
        let pairs = [
            ("create", saved.summary.create, counted.create), ("update", saved.summary.update, counted.update),
            ("replace", saved.summary.replace, counted.replace), ("delete", saved.summary.delete, counted.delete),
            ("blocked", saved.summary.blocked, counted.blocked),
        ]
        return pairs.first { $0.1 != $0.2 }.map { name, said, counted in
            StaleReason(
                .summaryDiffers,
                "the plan's summary says \(said) for '\(name)', and its changes are \(counted)"
            )
        }
    }

    private func order(_ again: Plan) -> StaleReason? {
        guard saved.changes.map(\.identity) != again.changes.map(\.identity) else { return nil }
        return StaleReason(
            .planDiffers,
            saved.changes.count == again.changes.count
                ? "the plan's changes stand in another order than when planned again"
                : "the plan lists \(saved.changes.count.counted("change", "changes")), and planning again gives \(again.changes.count)"
        )
    }

    private func stepDifference(_ again: Plan) -> StaleReason? {
        guard saved.steps != again.steps else { return nil }
        guard
            let index = zip(saved.steps, again.steps).enumerated().first(where: { $0.element.0 != $0.element.1 })?
                .offset
        else {
            return StaleReason(
                .stepDiffers,
                "the plan has \(saved.steps.count.counted("step", "steps")), and planning again gives \(again.steps.count)"
            )
        }
        return .step(saved.steps[index], insteadOf: again.steps[index], at: index + 1)
    }

    private func files(_ again: Plan) -> StaleReason? {
        guard saved.configDigest != again.configDigest else { return nil }
        return StaleReason(
            .planDiffers,
            "the plan's 'configDigest' is \(saved.configDigest), and that of the files is \(again.configDigest)"
        )
    }
}

extension Plan.Summary {
    /// What follows from the changes alone.
    init(counting changes: [Change]) {
        for change in changes {
            switch change.action {
            case .create: create += 1
            case .update: update += 1
            case .replace: replace += 1
            case .delete: delete += 1
            }
            if change.blocked != nil { blocked += 1 }
        }
    }
}

extension StaleReason {
    fileprivate static func alreadyApplied(_ done: [Change], isAccountKnown: Bool) -> Self {
        let what =
            done.count == 1
            ? "the one change of the plan is in place already"
            : "all \(done.count) changes of the plan are in place already"
        let other =
            isAccountKnown
            ? "" : "; or the API key is that of another account, for nothing of the one that was planned is left"
        return StaleReason(.alreadyApplied, "\(what): the plan was applied, or somebody did the same\(other)")
    }

    fileprivate static func partlyApplied(_ done: [Change], of plan: Plan) -> Self {
        let named = done.prefix(3).map { "\($0.action.rawValue) \($0.type.rawValue) '\($0.name)'" }
        let rest = done.count > named.count ? " and \(done.count - named.count) more" : ""
        return StaleReason(
            .partlyApplied,
            "\(done.count) of the \(plan.changes.count) changes of the plan \(done.count == 1 ? "is" : "are") in place already: "
                + named.joined(separator: ", ") + rest
        )
    }

    fileprivate static func step(_ step: Step, insteadOf again: Step, at number: Int) -> Self {
        let title = "\(again.operation.rawValue) \(again.type.rawValue) '\(again.name)'"
        let part: String =
            if step.operation != again.operation || step.type != again.type || step.name != again.name {
                "is '\(step.operation.rawValue) \(step.type.rawValue) '\(step.name)'' in the plan, and '\(title)' when planned again"
            } else if step.connectionId != again.connectionId {
                "(\(title)) is about another connection in the plan than when planned again"
            } else if step.expectedVersion != again.expectedVersion {
                "(\(title)) expects version \(step.expectedVersion.map(String.init) ?? "none") in the plan, "
                    + "and \(again.expectedVersion.map(String.init) ?? "none") when planned again"
            } else if step.sets != again.sets {
                "(\(title)) writes something else in the plan than when planned again"
            } else {
                "(\(title)) has another place in the order in the plan than when planned again"
            }
        return StaleReason(.stepDiffers, "step \(number) \(part)")
    }
}
