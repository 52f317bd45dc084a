import Connections
import Planning
import Reconciler
import Rendering
import Stacks

/// Reads files that were just exported as a plan would, and holds them against the account that they were made from.
struct ExportCheck {
    let verdict: ExportVerdict
    /// For standard error, where a plan has more to say than that nothing changes; ends with a line break.
    let remark: String

    init(_ source: StackSource, onto live: LiveAccount, apiURL: String, in context: CommandContext) {
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        let label = source.label.terminalSafe
        do {
            let stack = try reader.read(source)
            let rules = SavedOptions().rules(for: stack.settings)
            let origin = Planner.Origin(stack: stack.name, apiURL: apiURL, configDigest: stack.configDigest)
            let plan = try Planner(rules: rules, now: context.now()).plan(stack.desired, onto: live, from: origin)
            let changes = plan.changes.count
            verdict = changes == 0 ? .noChanges : .changes
            remark =
                changes == 0
                ? ""
                : "warning: a plan of '\(label)' has \(changes == 1 ? "a change" : "\(changes) changes"), since the folder says"
                    + " more than the export; look at 'patchbay plan \(label)' before you apply\n"
        } catch let invalid as InvalidStack {
            verdict = .invalid
            let count = invalid.errorCount
            remark =
                "warning: '\(label)' has \(count == 1 ? "an error" : "\(count) errors") now, together with what else it holds;"
                + " see 'patchbay validate \(label)'\n"
        } catch {
            verdict = .invalid
            remark = "warning: '\(label)' cannot be matched to the account; see 'patchbay plan \(label)'\n"
        }
    }
}
