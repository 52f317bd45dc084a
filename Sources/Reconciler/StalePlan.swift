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
            nextStep: "plan again with --out, and review what is new"
        )
    }
}
