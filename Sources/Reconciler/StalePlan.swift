package import Diagnostics
package import Planning

/// A saved plan is not carried out, since it does not fit what is there now, or is not what was saved.
package struct StalePlan: Error, Sendable, Hashable {
    /// Reasons beyond these are only counted.
    package static let mostReasons = 50

    package var file: String
    /// The stack that they are about; nil when it is the file itself.
    package var stack: String?
    /// At most ``mostReasons``.
    package var reasons: [StaleReason]
    package var omittedReasons: Int

    package init(file: String, stack: String? = nil, reasons: [StaleReason]) {
        self.file = file
        self.stack = stack
        self.reasons = Array(reasons.prefix(Self.mostReasons))
        omittedReasons = max(0, reasons.count - Self.mostReasons)
    }
}

extension StalePlan: ReportableError {
    package var report: ErrorReport {
        ErrorReport(
            .stalePlan,
            .stale,
            stack.map { "the plan for stack '\($0)' in '\(file)' does not hold any more, so nothing was done" }
                ?? "'\(file)' is not used as a plan, so nothing was done",
            nextStep: nextStep
        )
    }

    private var nextStep: String {
        switch reasons.first?.kind {
        case .alreadyApplied?: "nothing is left of this plan; plan again to see whether there is anything else"
        case .otherAPI?, .otherAccount?:
            "check the address and the API key of this run; or plan again with --out if they are the ones that are meant"
        case .stackMissing?:
            "run it in the directory in which the plan was saved, or in another checkout of the same files"
        default: "plan again with --out, and review what is new"
        }
    }
}
