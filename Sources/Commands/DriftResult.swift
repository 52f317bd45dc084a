import Connections
import Diagnostics
import Planning
import Rendering

/// What a drift run found out about one stack, besides what is written of it.
struct DriftResult: Sendable {
    /// The stack's name; that of its folder while its files cannot be read.
    var stack: String
    var ended: Timestamp
    var duration: Duration
    /// nil when the drift could not be told.
    var found: Found?
    /// Records that what is new was told; nil when there is nothing to record.
    var confirm: (@Sendable () async -> Void)?

    /// A result together with what the command line calls its stack.
    struct Labelled {
        var label: String
        var result: DriftResult
    }

    struct Found: Sendable {
        /// Of the whole stack.
        var summary: Drift.Summary
        /// What there is to tell.
        var listed: Drift
        /// What is left out since it was told before.
        var leftOut: [Drift.Finding]
        var declared: [ConnectionKey]
    }

    /// Without what only messages, annotations and test cases tell.
    mutating func keepCounts() {
        found?.listed.findings = []
        found?.leftOut = []
        found?.declared = []
    }

    /// As test cases.
    func suite(_ label: String, _ failure: ErrorReport?) -> JUnitReport.Suite {
        guard let found else { return JUnitReport.Suite(driftOf: label, failure: failure ?? .interrupted) }
        return JUnitReport.Suite(drift: found.listed, known: found.leftOut, declared: found.declared, label: label)
    }
}

extension ErrorReport {
    fileprivate static var interrupted: Self { Interrupted().report }
}
