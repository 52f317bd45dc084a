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

    func validate() throws {
        guard let path else { return }
        if path == "-" || path.isEmpty {
            throw ValidationError("--out takes a file: a saved plan is for apply, and '--format json' prints one")
        }
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
            throw ValidationError("--out can't be a YAML file: apply would take it for connections; use another ending")
        }
    }

    /// The sources in a form in which a saved plan finds them from the same directory of another machine.
    func movable(_ sources: [StackSource], _ context: CommandContext) -> [StackSource] {
        path == nil ? sources : sources.map { $0.relative(to: context.workingDirectory) }
    }

    /// Saves the plans of all stacks in one file, or nothing when one of them could not be planned.
    func save(_ results: [StackResult], _ output: OutputOptions, _ context: CommandContext) -> ExitStatus {
        guard let path else { return .done }
        let console = context.console
        if let failed = results.first(where: { $0.saved == nil }) {
            console.err(
                "no plan was saved in '\(path.terminalSafe)', since stack '\(failed.label.terminalSafe)' could not be planned\n"
            )
            return .done
        }
        let plan = SavedPlan(patchbayVersion: patchbayVersion, stacks: results.compactMap(\.saved))
        do {
            let bytes = try SavedPlanFile.bytes(of: plan)
            guard bytes.count <= SavedPlanFile.largestSize else { throw PlanTooLarge(path: path, size: bytes.count) }
            try OutputFile(path: path).write(bytes)
        } catch {
            let report = ErrorReport(describing: error)
            console.err(ErrorText(style: .plain).render(report))
            return ExitStatus(report)
        }
        if !output.quiet {
            let name = path.terminalSafe
            console.err("Saved the plan in \(name); 'patchbay apply \(name)' carries out exactly this.\n")
        }
        return .done
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
