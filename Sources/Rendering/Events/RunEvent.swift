package import Applying
package import Diagnostics
package import PictoryAPI
package import Planning

/// What happens while a command runs: for the line on a terminal, `--events` and `--verbose`, which tell different parts of it.
package enum RunEvent: Sendable {
    case runStarted(command: String, version: String, stacks: Int)
    /// The files of a stack were read, and are valid.
    case filesRead([String], connections: Int)
    case ledger(String)
    case account(AccountEvent)
    case planned(Plan)
    case drifted(Drift.Summary)
    /// That many steps are to be carried out.
    case applyStarted(steps: Int)
    case stepStarted(Step)
    /// A step ended, as number `ended` of all.
    case stepFinished(StepResult, ended: Int, total: Int)
    /// nil is the error of a stack that could be worked on.
    case stackFinished(status: Int32, ErrorReport?)
    case runFinished(status: Int32)

    /// What an event is called in NDJSON.
    package enum Name: String, Sendable, Hashable, Codable, CaseIterable {
        case runStarted = "run-started"
        case filesRead = "files-read"
        case listPage = "list-page"
        case waiting
        case plan
        case drift
        case applyStarted = "apply-started"
        case stepStarted = "step-started"
        case stepFinished = "step-finished"
        case stackFinished = "stack-finished"
        case runFinished = "run-finished"
    }
}
