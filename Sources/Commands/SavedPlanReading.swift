import Diagnostics
import Reconciler
import Stacks

/// Finds and reads the files of saved plans.
struct SavedPlanReading {
    let context: CommandContext

    /// Whether an argument is a plan file: a file that exists and is not called as files of connections are.
    func isPlan(_ argument: String) -> Bool {
        guard isCalledLikePlans(argument), !context.files.isDirectory(argument) else { return false }
        let problem = context.files.problem(ofFile: argument)
        return problem == nil || problem?.kind == .tooLarge
    }

    /// Whether there is nothing at an argument that could have been a plan file or a directory.
    func isMissing(_ argument: String) -> Bool {
        isCalledLikePlans(argument) && context.files.problem(ofFile: argument)?.kind == .missing
    }

    private func isCalledLikePlans(_ argument: String) -> Bool {
        argument != "-" && !argument.hasSuffix(".yaml") && !argument.hasSuffix(".yml")
    }

    /// - Throws: ``StalePlan`` for what is no plan that was saved, and ``UnreadablePlan``.
    func read(_ path: String) throws -> SavedPlan {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try context.files.contents(ofFile: path, limit: SavedPlanFile.largestSize)
        } catch {
            throw UnreadablePlan(path: path, problem: error)
        }
        return try SavedPlanFile.read(bytes, from: path)
    }
}

/// A plan file gave nothing.
private struct UnreadablePlan: ReportableError {
    var path: String
    var problem: FileProblem

    var report: ErrorReport {
        ErrorReport(
            problem.kind == .tooLarge ? .fileTooLarge : .fileUnreadable,
            .invalidInput,
            "the plan '\(path)' can't be read",
            cause: problem.reason,
            nextStep: "check the path; 'patchbay plan --out FILE' saves a plan"
        )
    }
}
