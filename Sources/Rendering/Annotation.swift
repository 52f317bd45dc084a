package import Applying
import Connections
package import Diagnostics
package import Planning

/// Something that a pipeline shows at a line of a pull request, or of the run as a whole.
package struct Annotation: Sendable, Hashable {
    package var severity: Diagnostic.Severity
    /// The error code, the code of a block, or the kind of a finding; nil where the annotation only counts others.
    package var code: String?
    /// May hold text from outside, which the renderer escapes.
    package var lines: [String]
    /// nil where no file can be pointed at.
    package var place: SourcePlace?
    /// How many columns are meant, from that of the place on; nil where that is not known.
    package var length: Int?

    private init(
        _ severity: Diagnostic.Severity,
        _ code: String?,
        _ lines: [String],
        at place: SourcePlace? = nil,
        length: Int? = nil
    ) {
        self.severity = severity
        self.code = code
        self.lines = lines
        self.place = place
        self.length = length
    }

    package init(_ diagnostic: Diagnostic) {
        let notes = diagnostic.notes.map { "\($0.place): \($0.message)" }
        let hint = diagnostic.hint.map { ["hint: \($0)"] } ?? []
        self.init(
            diagnostic.severity,
            diagnostic.code.rawValue,
            [diagnostic.message] + notes + hint,
            at: diagnostic.place,
            length: diagnostic.excerpt?.length
        )
    }

    /// Those that were found, and are too many to be listed.
    package init(omitted: Int, _ severity: Diagnostic.Severity) {
        self.init(severity, nil, ["… and \(omitted) more in this stack, which are not listed"])
    }

    /// nil when the change is not blocked.
    package init?(_ change: Change) {
        guard let block = change.blocked else { return nil }
        let what = "blocked: \(change.type.rawValue) '\(change.name)' would be \(change.why)"
        let remedies = block.remedies.map { "remedy: \($0)" }
        self.init(.error, block.code.rawValue, [what, block.message] + remedies, at: change.source)
    }

    package init(_ finding: Drift.Finding) {
        let what = "\(finding.object.plain) \(finding.headline)"
        let fields = finding.shownFields.map { field in
            let mover = field.movedBy.map { " (\($0.inDrift))" } ?? ""
            return
                "\(field.field.rawValue): \(field.before.shown) in the account, \(field.after.shown) in the files\(mover)"
        }
        self.init(
            .warning,
            finding.kind.rawValue,
            [what] + fields + finding.notes.map(\.plain) + finding.refusal,
            at: finding.source
        )
    }

    /// Those of steps with which something went wrong themselves, at the entries that their changes come from.
    package static func failures(in report: ApplyReport, of plan: Plan) -> [Annotation] {
        let origins = StepOrigins(plan.changes)
        return report.results.compactMap { Annotation($0, of: origins[$0.step]) }
    }

    private init?(_ result: StepResult, of change: Change?) {
        guard let code = result.outcome.code else { return nil }
        let step = result.step
        let what = "\(step.operation.rawValue) of \(step.type.rawValue) '\(step.name)' was not done"
        self.init(.error, code.rawValue, [what] + result.outcome.explanation.map(\.plain), at: change?.source)
    }

    /// A failure of the run, which has no place.
    package init(_ report: ErrorReport) {
        let cause = report.cause.map { ["cause: \($0)"] } ?? []
        let next = report.nextStep.map { ["next: \($0)"] } ?? []
        self.init(.error, report.code.rawValue, [report.message] + cause + next)
    }
}

/// The changes that steps belong to.
private struct StepOrigins {
    /// A name is not enough: what is deleted may be called as what is created in its place.
    private var ofConnections: [ConnectionID: Change] = [:]
    private var ofCreates: [ConnectionKey: Change] = [:]

    init(_ changes: [Change]) {
        for change in changes {
            if let id = change.connectionId { ofConnections[id] = change }
            if change.action == .create || change.action == .replace {
                ofCreates[ConnectionKey(change.type, change.name)] = change
            }
        }
    }

    subscript(_ step: Step) -> Change? {
        step.connectionId.map { ofConnections[$0] } ?? ofCreates[ConnectionKey(step.type, step.name)]
    }
}
