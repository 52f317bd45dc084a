import Connections
import Diagnostics
import FoundationEssentials
import Planning
import Reconciler
import Rendering
import Stacks

extension FuzzHarness {
    /// Files → plan: connections, settings and a second file of connections, as parts of the input.
    static let files = FuzzHarness("files") { bytes in
        let input = FuzzInput(bytes)
        var files = ["connections.yaml": input[0] ?? []]
        files["patchbay.yaml"] = input[1]
        files["more.yaml"] = input[2]
        let reader = StackReader(files: MemoryFiles(files), environment: FixedWorld.environment, resolvesSecrets: true)
        let stack: Stack
        do throws(InvalidStack) {
            stack = try reader.read(.directory("stack"))
        } catch {
            try error.check(in: files)
            return
        }
        try stack.warnings.check(in: files)
        try stack.checkPlan(in: files)
    }
}

extension InvalidStack {
    fileprivate func check(in files: [String: [UInt8]]) throws {
        try promise(diagnostics.contains { $0.severity == .error }, "it was refused, and nothing is wrong")
        try diagnostics.check(in: files)
        try report.check()
        let suite = JUnitReport.Suite(
            validating: "stack",
            files: files.keys.sorted(),
            diagnostics,
            omitted: omittedErrors
        )
        try FuzzHarness.checkXML(JUnitText.render(JUnitReport([suite])), as: "the JUnit report")
    }
}

extension ErrorReport {
    /// That it can be shown in every form.
    func check() throws {
        let text = ErrorText(style: .plain).render(self)
        try Promise.isShown(text, as: "an error", lines: true)
        try Promise.commandsNothing(text, as: "an error")
        try Promise.isJSON(ErrorDocument(self), as: "an error as JSON")
        let section = FailureMarkdown.section(self)
        let comment = MarkdownComment(.plan, [.init(label: "stack", section)]).render()
        try Promise.isShown(comment, as: "an error as Markdown", lines: true)
        let annotation = GitHubAnnotations().render([Annotation(self)])
        try promise(annotation.utf8.count { $0 == UInt8(ascii: "\n") } == 1, "an annotation has lines: \(annotation)")
    }
}

extension [Diagnostic] {
    /// That each is about a place in the files, and can be shown in every form.
    fileprivate func check(in files: [String: [UInt8]]) throws {
        for diagnostic in self {
            try Promise.isPlaced(diagnostic, in: files)
            try promise(diagnostic.hint?.isEmpty == false, "a diagnostic has no hint: \(diagnostic)")
        }
        for columns in [nil, 20, 80] as [Int?] {
            let text = DiagnosticText(style: .plain, columns: columns).render(self)
            try Promise.isShown(text, as: "diagnostics", lines: true)
            try Promise.commandsNothing(text, as: "diagnostics")
            try promise(!text.contains(FixedWorld.canary), "diagnostics have a secret")
        }
        let valid = ValidationDocument(stack: "stack", valid: false, connections: 0, self, omitted: 0)
        try Promise.isJSON(valid, as: "diagnostics as JSON")
        let section = FilesMarkdown.invalid(errors: count).adding(self)
        let comment = MarkdownComment(.validate, [.init(label: "stack", section)]).render()
        try Promise.isShown(comment, as: "diagnostics as Markdown", lines: true)
        let annotations = GitHubAnnotations().render(map { Annotation($0) })
        try promise(
            annotations.utf8.count { $0 == UInt8(ascii: "\n") } == count,
            "annotations have lines: \(annotations)"
        )
        try Promise.isShown(annotations, as: "annotations", lines: true)
    }
}

extension Stack {
    /// That a plan onto the fixed account is the same again, can be shown in every form, saved and read back.
    fileprivate func checkPlan(in files: [String: [UInt8]]) throws {
        let rules = SavedOptions().rules(for: settings)
        let planner = Planner(rules: rules, now: FixedWorld.now)
        let plan: Plan
        do throws(PlanningError) {
            plan = try planner.plan(desired, onto: FixedWorld.account, from: FixedWorld.origin)
        } catch {
            try promise(!error.diagnostics.isEmpty, "it cannot be planned, and nothing is wrong")
            try error.diagnostics.check(in: files)
            return
        }
        var shuffled = FixedWorld.account
        shuffled.connections.reverse()
        var reversed = desired
        reversed.connections.reverse()
        try promise(
            try planner.plan(reversed, onto: shuffled, from: FixedWorld.origin) == plan,
            "the order of entries or of the list matters"
        )
        try plan.checkSteps()
        try plan.checkShown()
        let planned = PlannedStack(stack: self, live: FixedWorld.account, plan: plan, at: FixedWorld.now)
        let saved = SavedPlan(patchbayVersion: "0.1.0", stacks: [SavedStack(planned, SavedOptions())])
        let bytes = try SavedPlanFile.bytes(of: saved)
        try promise(try SavedPlanFile.read(bytes, from: "x.plan") == saved, "a saved plan is read back as another one")
        try promise(!String(decoding: bytes, as: UTF8.self).contains(FixedWorld.canary), "a saved plan has a secret")
    }
}

extension Plan {
    fileprivate func checkSteps() throws {
        for (index, step) in steps.enumerated() {
            try promise(step.id == index + 1, "steps are not numbered in turn")
            try promise(step.after.allSatisfy { (1..<step.id).contains($0) }, "a step waits for a later one")
        }
        for change in changes where change.action == .delete || change.action == .replace {
            try promise(change.irreversible, "a change that destroys says that it does not")
        }
    }

    /// That it can be shown in every form; what was read from a saved plan may say anything, so it is tried as well.
    func checkShown(isSaved: Bool = false) throws {
        for isVerbose in [false, true] {
            let text = PlanText(style: .plain, isVerbose: isVerbose, isSaved: isSaved).render(self, showingSteps: true)
            try Promise.isShown(text, as: "a plan", lines: true)
            try Promise.commandsNothing(text, as: "a plan")
            try promise(!text.contains(FixedWorld.canary), "a plan has a secret")
            let folded = TerminalFolding(columns: 40).fold(text)
            try promise(folded.filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace }, "folding loses text")
            try Promise.commandsNothing(folded, as: "a folded plan")
        }
        let section = PlanMarkdown(isVerbose: true, isSaved: isSaved, showsSteps: true).section(self)
        let comment = MarkdownComment(.plan, [.init(label: "stack", section)]).render()
        try Promise.isShown(comment, as: "a plan as Markdown", lines: true)
        try promise(comment.utf16.count <= MarkdownComment.limit, "a comment is too long")
        try promise(!comment.contains(FixedWorld.canary), "a comment has a secret")
        try Promise.isJSON(self, as: "a plan as JSON")
        let document = Data(try JSONText.render(self).utf8)
        try promise(try JSONDecoder().decode(Plan.self, from: document) == self, "the JSON of a plan is another plan")
        for change in changes {
            guard let annotation = Annotation(change) else { continue }
            let line = GitHubAnnotations().render([annotation])
            try promise(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1, "an annotation has lines: \(line)")
        }
    }
}
