package import Diagnostics
package import Planning

/// An apply was refused as a whole, before its first write, because changes of its plan are blocked.
package struct BlockedPlan: Error, Sendable, Hashable {
    package var plan: Plan
    /// Whether it was saved, so that flags which would help belong to a new plan.
    package var isSaved: Bool

    package init(_ plan: Plan, isSaved: Bool = false) {
        self.plan = plan
        self.isSaved = isSaved
    }
}

extension BlockedPlan: ReportableError {
    package var report: ErrorReport {
        let blocked = plan.summary.blocked
        return ErrorReport(
            .blocked,
            .blocked,
            "\(blocked) of the changes to stack '\(plan.stack)' \(blocked == 1 ? "is" : "are") blocked, so nothing was applied",
            nextStep: isSaved
                ? "plan again with one of the remedies that the plan shows, or the other changes alone, named with --only, and save that"
                : "take one of the remedies that the plan shows, or apply the other changes alone: name them with --only"
        )
    }
}
