package import Applying
import Connections
import PictoryAPI
import Planning

/// The JSON form of an apply's report.
package struct ReportDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let stack: String
    private let apiURL: String
    private let verdict: ApplyReport.Verdict
    private let summary: StatusCounts
    private var steps: [StepDocument]
    private var idChanges: [ApplyReport.IDChange]
    /// Of a saved plan only.
    private let leftAlone: Int?

    package init(_ report: ApplyReport, stack: String, apiURL: String) {
        self.stack = stack
        self.apiURL = apiURL
        verdict = report.verdict
        summary = StatusCounts(report)
        steps = report.results.map(StepDocument.init)
        idChanges = report.idChanges
        leftAlone = report.leftAlone
    }
}

extension ReportDocument: LongDocument {
    var withoutItems: ReportDocument {
        var document = self
        (document.steps, document.idChanges) = ([], [])
        return document
    }

    var lists: [String: any Collection<any Encodable>] {
        ["steps": steps.encodables, "idChanges": idChanges.encodables]
    }
}

/// One step of a report, or of an event.
struct StepDocument: Sendable, Encodable {
    private let id: Int
    private let operation: Step.Operation
    private let type: ConnectionType
    private let name: String
    /// nil for one that has only begun.
    private let status: String?
    /// The connection the step ended with; for a create the new one.
    private let connectionId: ConnectionID?
    private let version: Int?
    private let wasDone: Bool?
    private let normalised: [ConnectionField]?
    private let skippedBecauseOf: Int?
    private let conflict: ConflictDocument?
    private let error: ErrorDocument?
    private let outcomeUnknown: Bool?
    private let leftDisabled: Bool?

    /// Of a step that begins.
    init(_ step: Step) {
        (id, operation, type, name, connectionId) = (step.id, step.operation, step.type, step.name, step.connectionId)
        (status, version, wasDone, normalised, skippedBecauseOf) = (nil, nil, nil, nil, nil)
        (conflict, error, outcomeUnknown, leftDisabled) = (nil, nil, nil, nil)
    }

    init(_ result: StepResult) {
        id = result.step.id
        operation = result.step.operation
        type = result.step.type
        name = result.step.name
        var connectionId = result.step.connectionId
        var (version, wasDone, normalised): (Int?, Bool?, [ConnectionField]?)
        var (skippedBecauseOf, conflict, error): (Int?, ConflictDocument?, ErrorDocument?)
        var (outcomeUnknown, leftDisabled): (Bool?, Bool?)
        switch result.outcome {
        case .done(let done):
            status = "done"
            connectionId = done.connectionId
            version = done.version
            wasDone = done.wasDone
            normalised = done.normalised.isEmpty ? nil : done.normalised
        case .conflict(let found):
            status = "conflict"
            conflict = ConflictDocument(found)
            outcomeUnknown = found.isOutcomeUnknown
            leftDisabled = found.leftDisabled
        case .failed(let failure):
            status = "failed"
            error = ErrorDocument(failure.report)
            outcomeUnknown = failure.isOutcomeUnknown
            leftDisabled = failure.leftDisabled
        case .skipped(let step):
            status = "skipped"
            skippedBecauseOf = step
        case .notAttempted:
            status = "not-attempted"
        }
        self.connectionId = connectionId
        self.version = version
        self.wasDone = wasDone
        self.normalised = normalised
        self.skippedBecauseOf = skippedBecauseOf
        self.conflict = conflict
        self.error = error
        self.outcomeUnknown = outcomeUnknown
        self.leftDisabled = leftDisabled
    }
}

private struct ConflictDocument: Sendable, Encodable {
    struct Field: Sendable, Encodable {
        let field: ConnectionField
        let planned: String
        let live: String
        let desired: String?
    }

    let kind: String
    let connectionId: ConnectionID?
    let version: Int?
    let fields: [Field]

    init(_ conflict: Conflict) {
        kind = conflict.kind.rawValue
        connectionId = conflict.connectionId
        version = conflict.version
        fields = conflict.fields.map {
            Field(field: $0.field, planned: $0.planned, live: $0.live, desired: $0.desired)
        }
    }
}
