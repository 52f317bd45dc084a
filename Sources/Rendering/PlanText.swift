import Connections
import Diagnostics
package import Planning

/// A plan as people read it: destructive changes first, a line for each connection, its fields below, a verdict last.
package struct PlanText {
    private let style: Style
    /// Whether the plan leaves out what `--only` does not select.
    private let isPartial: Bool
    /// Without a limit when asked to be verbose.
    private let mostUnmanaged: Int

    package init(style: Style, isVerbose: Bool = false, isPartial: Bool = false) {
        self.style = style
        self.isPartial = isPartial
        mostUnmanaged = isVerbose ? .max : 10
    }

    package func render(_ plan: Plan, showingSteps: Bool = false) -> String {
        var text = ""
        for change in plan.changes { text += render(change) + "\n" }
        if let legend = legend(plan.changes) { text += legend + "\n\n" }
        text += waiting(plan.waiting) + unmanaged(plan.unmanaged)
        if showingSteps { text += steps(plan.steps) }
        return text + comparison(plan.base) + verdict(plan.summary) + "\n"
    }

    private func render(_ change: Change) -> String {
        let glyph = Glyph(change)
        let name = "\(change.type.rawValue) \(change.name.quotedForTerminal)"
        var lines = ["\(style(glyph.colour, glyph.text)) \(style(.bold, name))  \(headline(change))"]
        let details = fields(change) + notes(change)
        lines += details.map { "      " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    private func headline(_ change: Change) -> String {
        let place = change.source.map { style(.faint, " (\($0.file.terminalSafe):\($0.line))") } ?? ""
        let mark = change.introduced == false ? style(.faint, " (pending on the base already)") : ""
        return (change.blocked == nil ? "will be" : "BLOCKED: would be") + " \(change.why)\(place)\(mark)"
    }

    private func fields(_ change: Change) -> [String] {
        // The name of what is created stands in its header.
        let fields = change.fields.filter { change.action != .create || $0.field != .name }
        let width = fields.map(\.field.rawValue.count).max() ?? 0
        return fields.map { field in
            let name = field.field.rawValue.padded(to: width)
            if field.sensitive { return "\(name)  will be sent (write-only, so never shown)" }
            let suffix = field.forcesReplacement ? style(.magenta, "  # forces replacement") : ""
            guard change.action != .create else {
                return "\(name)  \(field.after.shown)\(suffix)"
            }
            return "\(name)  \(field.before.shown) -> \(field.after.shown)\(suffix)"
        }
    }

    private func notes(_ change: Change) -> [String] {
        var notes: [String] = []
        switch change.recovery {
        case .interruptedMove?:
            notes.append("finishes what an interrupted run left: the connection stands under a parked name")
        case .interruptedReplace?:
            notes.append("finishes what an interrupted run left: the old connection is retired already")
        case nil: break
        }
        if change.action == .update, let id = change.connectionId, change.fields.contains(where: { $0.field == .name })
        {
            notes.append("id \(id.rawValue.terminalSafe) takes this name")
        }
        if change.keepsSecretsOfAnotherClient {
            notes.append("clientSecret and accessToken stay what they are in the account; --rotate sends them, too")
        }
        if change.idChanges, let id = change.connectionId {
            notes.append("the id \(id.rawValue.terminalSafe) will change: consumers must take up the new one")
            switch (change.replaceOrder, change.graceSeconds) {
            case (.deleteFirst?, _):
                notes.append("deleted first: there is no working connection until the new one is created")
            case (_, let grace?):
                notes.append("the old connection keeps working for \(Duration.seconds(grace).shown) after that")
            case (_, nil): notes.append("the old connection is deleted once the new one is there")
            }
        }
        if change.action == .delete, let id = change.connectionId { notes.append("id \(id.rawValue.terminalSafe)") }
        if change.irreversible { notes.append(style(.red, "this cannot be undone")) }
        if let block = change.blocked {
            notes.append(style(.yellow, "blocked[\(block.code.rawValue)]: \(block.message.terminalSafe)"))
            notes += block.remedies.map { "  remedy: \($0.terminalSafe)" }
        }
        return notes
    }

    private func legend(_ changes: [Change]) -> String? {
        let used = Set(changes.map(Glyph.init))
        guard !used.isEmpty else { return nil }
        return "Legend: " + Glyph.allCases.filter(used.contains).map(\.explained).joined(separator: ", ")
    }

    private func waiting(_ waiting: [Plan.Waiting]) -> String {
        guard !waiting.isEmpty else { return "" }
        let lines = waiting.map { item in
            let name = "\(item.type.rawValue) \(item.name.quotedForTerminal)"
            let until =
                item.until.map { "until \($0)" } ?? "until it is asked for: the account does not tell since when"
            return "  \(name): the old connection \(item.connectionId.rawValue.terminalSafe) keeps working \(until)\n"
        }
        return "Waiting for the end of their grace:\n" + lines.joined() + "\n"
    }

    private func unmanaged(_ unmanaged: [Plan.Unmanaged]) -> String {
        guard !unmanaged.isEmpty else { return "" }
        var lines = unmanaged.prefix(mostUnmanaged).map { item in
            let reason = item.reason.map { ": cannot be managed, since \($0.terminalSafe)" } ?? ""
            let id = item.connectionId.map { " (\($0.rawValue.terminalSafe))" } ?? ""
            return "  \(item.type.rawValue) \((item.name ?? "").quotedForTerminal)\(id)\(reason)\n"
        }
        if unmanaged.count > mostUnmanaged {
            lines.append("  … and \(unmanaged.count - mostUnmanaged) more; -v lists all\n")
        }
        return "Unmanaged: in the account, in no file, left alone:\n" + lines.joined() + "\n"
    }

    private func steps(_ steps: [Step]) -> String {
        guard !steps.isEmpty else { return "" }
        let lines = steps.map { step in
            let after = step.after.isEmpty ? "" : "  after " + step.after.map(String.init).joined(separator: ", ")
            return "  \(step.id). \(step.title)\(after)\n"
        }
        return "Steps:\n" + lines.joined() + "\n"
    }

    /// Whose the changes are; nothing when that was not asked for.
    private func comparison(_ base: Plan.Base?) -> String {
        guard let base else { return "" }
        var sentences: [String] = []
        if base.introduced + base.pending > 0 {
            sentences.append(
                "Of these, \(base.introduced.counted("is", "are")) introduced by this checkout and "
                    + "\(base.pending.counted("is", "are")) pending on the base already."
            )
        }
        if base.withdrawn > 0 {
            let changes = base.withdrawn.counted("change", "changes")
            sentences.append("\(changes) that the base would make \(base.withdrawn == 1 ? "is" : "are") withdrawn.")
        }
        return sentences.isEmpty ? "" : sentences.joined(separator: " ") + "\n"
    }

    private func verdict(_ summary: Plan.Summary) -> String {
        guard summary.changes > 0 else {
            var text = isPartial ? "No changes to what --only selects." : "No changes. The account matches the files."
            if summary.unmanaged > 0 { text += " \(summary.unmanaged) unmanaged." }
            if summary.waiting > 0 { text += " \(summary.waiting) waiting." }
            return text
        }
        var rest = ["\(summary.unchanged) unchanged", "\(summary.unmanaged) unmanaged"]
        if summary.waiting > 0 { rest.append("\(summary.waiting) waiting") }
        if summary.blocked > 0 { rest.append(style(.yellow, "\(summary.blocked) blocked")) }
        return "Plan: \(summary.create) to create, \(summary.update) to update, \(summary.replace) to replace, "
            + "\(summary.delete) to delete. \(rest.joined(separator: ", "))."
    }
}

/// The mark in front of a change.
private enum Glyph: CaseIterable {
    case blocked
    case delete
    case replace
    case update
    case create

    init(_ change: Change) {
        guard change.blocked == nil else {
            self = .blocked
            return
        }
        switch change.action {
        case .create: self = .create
        case .update: self = .update
        case .replace: self = .replace
        case .delete: self = .delete
        }
    }

    /// Three columns wide, so that names stand below each other.
    var text: String {
        switch self {
        case .blocked: "  !"
        case .delete: "  -"
        case .replace: "-/+"
        case .update: "  ~"
        case .create: "  +"
        }
    }

    var explained: String {
        switch self {
        case .blocked: "! blocked"
        case .delete: "- delete"
        case .replace: "-/+ replace"
        case .update: "~ update in place"
        case .create: "+ create"
        }
    }

    var colour: Style.Colour {
        switch self {
        case .blocked: .yellow
        case .delete: .red
        case .replace: .magenta
        case .update: .yellow
        case .create: .green
        }
    }
}
