import ArgumentParser
import Diagnostics
import Reconciler
import Rendering
import Stacks

/// Where a plan is saved.
struct SavedPlanOptions: ParsableArguments {
    @Option(
        name: .customLong("out"),
        help: ArgumentHelp(
            "Save the plan, for show-plan and for 'apply FILE', which carries out exactly that or nothing.",
            valueName: "file"
        ),
        completion: .file()
    )
    var path: String?

    /// The sources in a form in which a saved plan finds them from the same directory of another machine, each once, and what
    /// the user called them.
    func movable(
        _ sources: [StackSource],
        _ context: CommandContext
    ) -> (sources: [StackSource], labels: [StackSource: String]) {
        guard path != nil, let here = DirectoryPaths(from: ".", in: context.files) else { return (sources, [:]) }
        let moved = sources.map { ($0.relative(to: here), $0.label) }
        let labels = Dictionary(moved) { first, _ in first }
        var seen: Set<StackSource> = []
        return (moved.map(\.0).filter { seen.insert($0).inserted }, labels)
    }

    /// Saves the plans of all stacks in one file, or nothing when one of them could not be planned.
    func save(_ results: [StackResult], _ output: OutputOptions, _ context: CommandContext) throws {
        guard let path else { return }
        let console = context.console
        if let failed = results.first(where: { $0.saved == nil }) {
            console.err(
                "no plan was saved in '\(path.terminalSafe)', since stack '\(failed.label.terminalSafe)' could not be planned\n"
            )
            return
        }
        let plan = SavedPlan(patchbayVersion: patchbayVersion, stacks: results.compactMap(\.saved))
        let bytes = try SavedPlanFile.bytes(of: plan)
        guard bytes.count <= SavedPlanFile.largestSize else { throw PlanTooLarge(path: path, size: bytes.count) }
        try OutputFile(path: path).write(bytes)
        if !output.quiet {
            let name = path.terminalSafe
            console.err("Saved the plan in \(name); 'patchbay apply \(name)' carries out exactly this.\n")
        }
    }
}

/// What was to be saved could not be read back.
private struct PlanTooLarge: ReportableError {
    var path: String
    var size: Int

    var report: ErrorReport {
        ErrorReport(
            .fileUnwritable,
            .general,
            "no plan was saved in '\(path)'",
            cause:
                "it has \(size >> 20) MiB, and a plan of more than \(SavedPlanFile.largestSize >> 20) MiB is not read back",
            nextStep: "save the plans of the stacks one by one, or of a part of a stack with --only"
        )
    }
}
