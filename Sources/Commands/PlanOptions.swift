import ArgumentParser
import Connections
import Planning
import Reconciler
import Rendering
import Stacks

/// What a plan may hold.
struct PlanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only changes to connections whose declared or live name matches; may be given several times.",
            valueName: "name-glob"
        ),
        completion: .declaredNames()
    )
    var only: [String] = []

    @Option(
        help: ArgumentHelp(
            "Block all deletes and replaces when there are more than this; goes before 'limits'.",
            valueName: "n"
        )
    )
    var maxDeletes: Int?

    @Flag(help: "Let files that declare no connection at all delete what 'owns' covers.")
    var allowEmpty = false

    @Option(
        help: ArgumentHelp(
            "Send the secrets of Vimeo connections whose name matches, though nothing else may have changed.",
            valueName: "name-glob"
        ),
        completion: .declaredNames(.vimeo)
    )
    var rotate: [String] = []

    @Flag(help: "Delete the old connections of replaces now, though their 'grace' is not over.")
    var finishReplaced = false

    @Flag(
        help: ArgumentHelp(
            "Go on though the account has none of the connections that the ledger knows.",
            discussion: "For an account that is new, or whose connections were all deleted on purpose."
        )
    )
    var newAccount = false

    func validate() throws {
        if let maxDeletes, maxDeletes < 0 {
            throw ValidationError("--max-deletes takes a number from 0 up, not \(maxDeletes)")
        }
    }

    /// The command line goes before the stack's settings.
    func rules(for settings: StackSettings) -> PlanningRules { saved.rules(for: settings) }

    /// As a saved plan keeps them.
    var saved: SavedOptions {
        SavedOptions(
            only: only,
            maxDeletes: maxDeletes,
            allowEmpty: allowEmpty,
            rotate: rotate,
            finishReplaced: finishReplaced,
            newAccount: newAccount
        )
    }
}

extension PlanningRules {
    /// Warns of each pattern that no connection of either side matches, since it is likely mistyped.
    func unmatched(in planned: PlannedStack) -> [String] {
        guard !only.isEmpty || !rotate.isEmpty else { return [] }
        let (desired, live) = (planned.stack.desired, planned.live.connections)
        let names = Set(desired.connections.map(\.name) + desired.tombstones.map(\.name) + live.map(\.name))
        // Others have no secrets.
        let declared = Set(desired.connections.filter { $0.type == .vimeo }.map(\.name))
        return only.filter { !names.contains(where: $0.matches) }
            .map { "warning: --only '\($0.pattern.terminalSafe)' matches no declared or live connection\n" }
            + rotate.filter { !declared.contains(where: $0.matches) }
            .map { "warning: --rotate '\($0.pattern.terminalSafe)' matches no declared Vimeo connection\n" }
    }
}
