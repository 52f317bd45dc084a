import Connections
import Planning
import Reconciler
import Rendering
import Stacks

/// Reads files as an export is to leave them, as a plan would, and holds them against the account that they were made from.
struct ExportCheck {
    let verdict: ExportVerdict
    /// For standard error, where a plan has more to say than that nothing changes; ends with a line break.
    let remark: String

    /// - Throws: ``InvalidStack`` or ``PlanningError`` where the folder would be invalid then.
    init(
        _ source: StackSource,
        in files: any StackFiles,
        onto live: LiveAccount,
        apiURL: String,
        _ context: CommandContext
    ) throws {
        let reader = StackReader(files: files, environment: context.environment, resolvesSecrets: false)
        let label = source.label.terminalSafe
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
    }
}
