import ArgumentParser
import Diagnostics
import Planning
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
            let blocked = results.compactMap(\.plan).reduce(0) { $0 + $1.summary.blocked }
            console.err(
                "Saved the plan in '\(path.terminalSafe)'. "
                    + (blocked == 0
                        ? "To carry out exactly this: patchbay apply \(path.terminalSafe.asShellWord)\n"
                        : "An apply refuses it, since \(blocked == 1 ? "a change is" : "\(blocked) changes are") blocked.\n")
            )
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

extension String {
    /// As a shell reads it back: in single quotes, unless it is plain.
    fileprivate var asShellWord: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        let quoted = split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        return (hasPrefix("-") ? "./" : "") + (isPlain ? self : "'\(quoted)'")
    }
}
