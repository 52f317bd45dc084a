package import Diagnostics
package import Planning

/// An apply was refused as a whole, before its first write, because changes of its plan are blocked.
package struct BlockedPlan: Error, Sendable, Hashable {
    package var plan: Plan

    package init(_ plan: Plan) {
        self.plan = plan
    }
}

extension BlockedPlan: ReportableError {
    package var report: ErrorReport {
        let blocked = plan.summary.blocked
        return ErrorReport(
            .blocked,
            .blocked,
            "\(blocked) of the changes to stack '\(plan.stack)' \(blocked == 1 ? "is" : "are") blocked, so nothing was applied",
            nextStep: "take one of the remedies that the plan shows, or leave the change out with --only"
        )
    }
}
