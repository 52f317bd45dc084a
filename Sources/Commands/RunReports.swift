import Applying
import Diagnostics
import Planning
import Rendering
import Stacks

/// What a run writes for the pipeline it is part of, besides its results; nothing unless a flag asks for it.
struct RunReports {
    var annotations: AnnotationStyle?
    /// Where the counts of changes go.
    var gitLabFile: String?
    /// Where the outcome of checks goes.
    var junitFile: String?

    /// Takes away the files of an earlier run, so that a run that ends early leaves none that speaks of another.
    ///
    /// The status is nil when that went well.
    func removeEarlier(_ context: CommandContext) async -> ExitStatus? {
        let status = await CommandFailure.reporting(to: context.console) {
            for path in [gitLabFile, junitFile].compactMap(\.self) { try OutputFile(path: path).remove() }
        }
        return status == .done ? nil : status
    }

    /// Writes what was asked for about all stacks together.
    func write(_ results: [StackResult], _ context: CommandContext) async -> ExitStatus {
        switch annotations {
        case .github?:
            let paths = WorkspacePaths(
                workingDirectory: context.workingDirectory,
                workspace: context.environment["GITHUB_WORKSPACE"]
            )
            let several = results.count > 1
            context.console.err(
                GitHubAnnotations(paths: paths).render(results.flatMap { $0.annotations(namingStack: several) })
            )
        case nil: break
        }
        return await CommandFailure.reporting(to: context.console) {
            let plans = results.compactMap(\.plan?.summary)
            // A sum that leaves out a stack would be wrong.
            if let gitLabFile, plans.count == results.count {
                try OutputFile(path: gitLabFile).write(JSONText.render(GitLabPlanReport(plans)))
            }
            if let junitFile {
                try OutputFile(path: junitFile).write(JUnitText.render(JUnitReport(results.map(\.suite))))
            }
        }
    }
}

extension StackResult {
    /// What is wrong with the stack, at its places.
    fileprivate func annotations(namingStack: Bool) -> [Annotation] {
        var annotations = diagnostics.map { Annotation($0) }
        if omittedDiagnostics > 0 {
            let isInvalid = diagnostics.contains { $0.severity == .error }
            annotations.append(Annotation(omitted: omittedDiagnostics, isInvalid ? .error : .warning))
        }
        if let plan { annotations += plan.changes.compactMap { Annotation($0) }.map(located) }
        if let plan, let report { annotations += Annotation.failures(in: report, of: plan).map(located) }
        // What annotations of the same stack say at their places is not said again.
        if let failure, !annotations.contains(where: { $0.severity == .error }) {
            annotations.append(Annotation(failure))
        }
        guard namingStack else { return annotations }
        return annotations.map { annotation in
            var annotation = annotation
            if annotation.place == nil { annotation.lines.insert("stack '\(label)':", at: 0) }
            return annotation
        }
    }

    /// With its place as a path from the working directory.
    private func located(_ annotation: Annotation) -> Annotation {
        var located = annotation
        located.place?.file = annotation.place.map { source.path(ofPlaceIn: $0.file) } ?? ""
        return located
    }

    /// Its files as test cases.
    fileprivate var suite: JUnitReport.Suite {
        JUnitReport.Suite(
            validating: label,
            files: files,
            diagnostics,
            omitted: omittedDiagnostics,
            failure: failure
        )
    }
}
