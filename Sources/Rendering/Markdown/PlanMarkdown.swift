import Connections
package import Diagnostics
package import Planning

/// A plan as a part of a comment: how many changes, a line for each with destructive ones first, the rest folded.
package struct PlanMarkdown: Sendable {
    private let quiet: String
    private let showsSteps: Bool
    private let isVerbose: Bool

    /// Takes in whether the plan leaves out what `--only` does not select, and whether it was saved.
    package init(isVerbose: Bool = false, isPartial: Bool = false, isSaved: Bool = false, showsSteps: Bool = false) {
        quiet = Plan.Summary.quiet(isPartial: isPartial, isSaved: isSaved)
        self.showsSteps = showsSteps
        self.isVerbose = isVerbose
    }

    /// How many lines a list has whose items are no changes.
    private var longestList: Int { isVerbose ? .max : 10 }

    /// Takes in `refusal` why the plan is not carried out, where that was asked for.
    package func section(_ plan: Plan, refusal: ErrorReport? = nil) -> MarkdownSection {
        var summary = refusal.map { FailureMarkdown.summary($0) } ?? []
        summary.append("**\(plan.summary.verdict(quiet))**")
        summary.append("API: \(plan.apiURL.codeSpan)")
        summary += [plan.base?.words?.forMarkdown].compactMap(\.self)
        summary += warnings(plan) + [plan.secretsRemark(isVerbose: isVerbose)].compactMap(\.self)
        return MarkdownSection(
            name: plan.stack,
            outcome: .planned(plan.summary),
            summary: summary,
            parts: [changes(plan), fields(plan), hidden(plan), storedOtherwise(plan), waiting(plan), unmanaged(plan)]
                .compactMap(\.self) + steps(plan)
        )
    }

    /// What nobody may miss.
    private func warnings(_ plan: Plan) -> [String] {
        var lines: [String] = []
        let deleted = plan.changes.count { $0.action == .delete && $0.blocked == nil }
        let replaced = plan.changes.count { $0.action == .replace && $0.blocked == nil }
        if deleted + replaced > 0 {
            let words = [deleted > 0 ? "\(deleted) deleted" : nil, replaced > 0 ? "\(replaced) replaced" : nil]
            let counts = words.compactMap(\.self).joined(separator: " and ")
            lines.append("**Destructive: \(counts). \(finality(plan))**")
        }
        let blocked = plan.summary.blocked
        if blocked > 0 {
            let what = blocked.counted("change is blocked", "changes are blocked")
            lines.append("**Apply refuses this plan: \(what). The remedies stand below.**")
        }
        return lines
    }

    /// Whether its destructive changes can be undone, in a sentence.
    private func finality(_ plan: Plan) -> String {
        let destructive = plan.changes.filter { $0.action.isDestructive && $0.blocked == nil }
        let returning = destructive.count { $0.takenBackWithin != nil }
        if returning == 0 { return "This cannot be undone." }
        return returning == destructive.count
            ? "This can be taken back until the grace is over, and not after that."
            : "This cannot be undone, but for replaces until their grace is over."
    }

    private func changes(_ plan: Plan) -> MarkdownPart? {
        guard !plan.changes.isEmpty else { return nil }
        let holders = FormerHolders(plan)
        return .list(plan.changes.map { MarkdownPart.Item($0.line(holders), .init($0.action), $0.rank) })
    }

    private func fields(_ plan: Plan) -> MarkdownPart? {
        let items = plan.changes.compactMap { change -> MarkdownPart.Item? in
            let lines = change.differences
            guard !lines.isEmpty else { return nil }
            let title = "\(change.type.rawValue) \(change.name.codeSpan):"
            return .init("\n\(title)\n\n\(MarkdownFence.render(lines, as: "diff"))", .fields, .detail)
        }
        guard !items.isEmpty else { return nil }
        return .folded("Fields of \(items.count.counted("change", "changes"))", blocks: items)
    }

    private func waiting(_ plan: Plan) -> MarkdownPart? {
        guard !plan.waiting.isEmpty else { return nil }
        let items = plan.waiting.map { MarkdownPart.Item("- \($0.words.forMarkdown)\n", .waiting, .extra) }
        return .folded("\(items.count) waiting for the end of their grace", items)
    }

    private func unmanaged(_ plan: Plan) -> MarkdownPart? {
        guard !plan.unmanaged.isEmpty else { return nil }
        let items = list(plan.unmanaged.map(\.words), .unmanaged)
        return .folded("\(plan.unmanaged.count) unmanaged: in the account, in no file of this stack, left alone", items)
    }

    private func hidden(_ plan: Plan) -> MarkdownPart? {
        guard !plan.hidden.isEmpty else { return nil }
        let items = list(plan.hiddenWords, .hidden)
        return .folded("\(plan.hidden.count) hidden: \(Plan.Hidden.explanation)", items)
    }

    private func storedOtherwise(_ plan: Plan) -> MarkdownPart? {
        guard isVerbose, !plan.storedOtherwise.isEmpty else { return nil }
        let items = list(plan.storedOtherwise.map(\.words), .storedOtherwise)
        return .folded("\(plan.storedOtherwise.count) stored otherwise: \(Plan.StoredOtherwise.explanation)", items)
    }

    /// The first lines of a list, and how many more there are.
    private func list(_ words: [Phrase], _ kind: MarkdownTally.Kind) -> [MarkdownPart.Item] {
        var items = words.prefix(longestList).map { MarkdownPart.Item("- \($0.forMarkdown)\n", kind, .extra) }
        if words.count > longestList {
            let more = words.count - longestList
            items.append(.init("- … and \(more) more; -v lists all\n", kind, .extra, count: more))
        }
        return items
    }

    private func steps(_ plan: Plan) -> [MarkdownPart] {
        guard showsSteps, !plan.steps.isEmpty else { return [] }
        let items = plan.steps.map { step in
            let after = step.after.isEmpty ? "" : ", \(step.waitsFor)"
            return MarkdownPart.Item("\(step.id). \(step.words.forMarkdown)\(after)\n", .step, .extra)
        }
        let count = items.count.counted("step", "steps")
        let graph =
            MermaidGraph(plan.steps).map { MarkdownFence.render($0.lines, as: "mermaid") }
            ?? "There are too many steps, or too long ones, to draw them; the list above has them all.\n"
        return [
            .folded("\(count), in an order that is legal one after another", items),
            .folded("What waits for what", [.init(graph, .graph, .extra)]),
        ]
    }
}

extension MarkdownPart.Item {
    init(_ text: String, _ kind: MarkdownTally.Kind, _ rank: MarkdownPart.Rank, count: Int = 1) {
        self.init(text: text, kind: kind, rank: rank, count: count)
    }
}

extension Change {
    fileprivate var rank: MarkdownPart.Rank { blocked != nil || action.isDestructive ? .destructive : .change }

    /// A line of a list, and below it what else there is to know.
    fileprivate func line(_ holders: FormerHolders) -> String {
        let word = blocked == nil ? action.rawValue : "blocked \(action.rawValue)"
        let place = source.map { " (\("\($0.file):\($0.line)".codeSpan))" } ?? ""
        let verb = blocked == nil ? "will be" : "would be"
        let line = "- **\(word)** \(type.rawValue) \(formerName)\(name.codeSpan) \(verb) \(why)\(place)\n"
        return line + details(holders).map { "  - \($0)\n" }.joined()
    }

    /// Of a rename, in front of the new one.
    private var formerName: String {
        guard action == .update, let nameBefore else { return "" }
        return "\(nameBefore.codeSpan) → "
    }

    private func details(_ holders: FormerHolders) -> [String] {
        var details = (notes + holders.notes(on: self)).map(\.forMarkdown)
        if introduced == false { details.append("pending on the base already") }
        if let blocked {
            details.append("**blocked[\(blocked.code.rawValue)]**: \(blocked.message.codeSpan)")
            details += blocked.remedies.map { "remedy: \($0.codeSpan)" }
        }
        return details
    }

    /// The fields as lines of a diff.
    fileprivate var differences: [String] {
        // The name of what is created stands above.
        let visible = fields.filter { !$0.sensitive && (action != .create || $0.field != .name) }
        let lines = visible.flatMap { field -> [String] in
            let name = field.field.rawValue
            // Those of what is made or deleted were all moved together, which is said above.
            let mover = field.mover.isEmpty || action == .create ? "" : "  \(field.mover)"
            let suffix = (field.forcesReplacement ? "  # forces replacement" : "") + mover
            let after = "+ \(name): \(field.after.shown)\(suffix)"
            let before = "- \(name): \(field.before.shown)"
            return switch action {
            case .create: [after]
            case .delete: [before]
            case .update, .replace: [before, after]
            }
        }
        return lines + [secretsSent].compactMap(\.self).map { "+ credentials: \($0)" }
    }
}
