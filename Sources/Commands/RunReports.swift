import Applying
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

/// What a run writes for the pipeline it is part of, besides its results; nothing unless a flag asks for it.
struct RunReports {
    var annotations: AnnotationStyle?
    /// Where the counts of changes go.
    var gitLabFile: String?
    /// Where the outcome of checks goes.
    var junitFile: String?

    /// Writes the counts of changes; nothing when a stack has none, since a sum that leaves it out would be wrong.
    func writeGitLab(_ results: [StackResult]) throws {
        let plans = results.compactMap(\.plan?.summary)
        guard let gitLabFile, plans.count == results.count else { return }
        try OutputFile(path: gitLabFile).write(JSONText.render(GitLabPlanReport(plans)))
    }

    func writeJUnit(_ results: [StackResult]) throws {
        guard let junitFile else { return }
        try OutputFile(path: junitFile).write(JUnitText.render(JUnitReport(results.map(\.suite))))
    }

    /// Writes what is wrong with the stacks, and with what was written about all of them together.
    func annotate(_ results: [StackResult], _ failures: [ErrorReport], _ context: CommandContext) {
        switch annotations {
        case .github?:
            let several = results.count > 1
            let annotations =
                results.flatMap { $0.annotations(namingStack: several) } + failures.map { Annotation($0) }
            context.console.errAsItIs(GitHubAnnotations(fromWorkspace: pathsFromWorkspace(context)).render(annotations))
        case nil: break
        }
    }

    /// A path as it leads on from the root of the checkout; the same where that is not known or does not hold it.
    private func pathsFromWorkspace(_ context: CommandContext) -> (String) -> String {
        guard let workspace = context.environment["GITHUB_WORKSPACE"], workspace.hasPrefix("/"),
            let paths = DirectoryPaths(from: workspace, in: context.files)
        else { return { $0 } }
        return { path in
            paths.path(of: path.hasPrefix("/") ? path : "\(context.workingDirectory)/\(path)") ?? path
        }
    }
}

extension StackResult {
    /// What is wrong with the stack, at its places.
    fileprivate func annotations(namingStack: Bool) -> [Annotation] {
        // Of the annotations of a step GitHub shows ten of each kind, so that findings come before warnings about files.
        let isBare = plan == nil && drift == nil
        var annotations = diagnostics.filter { isBare || $0.severity == .error }.map { Annotation($0) }
        if omittedDiagnostics > 0 {
            let isInvalid = diagnostics.contains { $0.severity == .error }
            annotations.append(Annotation(omitted: omittedDiagnostics, isInvalid ? .error : .warning))
        }
        if let plan { annotations += plan.changes.compactMap { Annotation($0) }.map(located) }
        if let drift = drift?.found { annotations += drift.listed.findings.map { Annotation($0) }.map(located) }
        if let plan, let report { annotations += Annotation.failures(in: report, of: plan).map(located) }
        if !isBare { annotations += diagnostics.filter { $0.severity != .error }.map { Annotation($0) } }
        // What annotations of the same stack say at their places is not said again.
        if let failure, !isNotBegun, !annotations.contains(where: { $0.severity == .error }) {
            var annotation = Annotation(failure)
            annotation.lines.insert(contentsOf: staleLines, at: 1)
            annotations.append(annotation)
        }
        guard namingStack else { return annotations }
        return annotations.map { annotation in
            var annotation = annotation
            if annotation.place == nil { annotation.lines.insert("stack '\(label)':", at: 0) }
            return annotation
        }
    }

    /// Why a saved plan does not hold, as far as an annotation has room for it.
    private var staleLines: [String] {
        guard let stale else { return [] }
        let reasons = stale.reasons.prefix(10)
        let omitted = stale.reasons.count - reasons.count + stale.omittedReasons
        return reasons.map { "stale[\($0.kind.rawValue)]: \($0.message)" }
            + (omitted > 0 ? ["… and \(omitted) more"] : [])
    }

    /// With its place as a path from the working directory.
    private func located(_ annotation: Annotation) -> Annotation {
        var located = annotation
        located.place?.file = annotation.place.map { source.path(ofPlaceIn: $0.file) } ?? ""
        return located
    }

    /// Its files, or for `drift` its connections, as test cases.
    fileprivate var suite: JUnitReport.Suite {
        if isNotBegun { return JUnitReport.Suite(notBegun: label) }
        if let drift { return drift.suite(label, failure) }
        return JUnitReport.Suite(
            validating: label,
            files: files,
            diagnostics,
            omitted: omittedDiagnostics,
            failure: failure
        )
    }
}
