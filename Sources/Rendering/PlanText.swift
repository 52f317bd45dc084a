import Connections
import Diagnostics
package import Planning

/// A plan as people read it: destructive changes first, a line for each connection, its fields below, a verdict last.
package struct PlanText {
    private let style: Style
    private let quiet: String
    private let isVerbose: Bool

    /// Takes in whether the plan leaves out what `--only` does not select, and whether it was saved.
    package init(style: Style, isVerbose: Bool = false, isPartial: Bool = false, isSaved: Bool = false) {
        self.style = style
        quiet = Plan.Summary.quiet(isPartial: isPartial, isSaved: isSaved)
        self.isVerbose = isVerbose
    }

    /// How many lines a list has whose items are no changes.
    private var longestList: Int { isVerbose ? .max : 10 }

    package func render(_ plan: Plan, showingSteps: Bool = false) -> String {
        var text = ""
        render(plan, showingSteps: showingSteps) { text += $0 }
        return text
    }

    /// The same in pieces of whole lines, one after the other: the text of a whole account is long.
    package func render(_ plan: Plan, showingSteps: Bool, _ write: (String) -> Void) {
        let holders = FormerHolders(plan)
        for change in plan.changes { write(render(change, holders) + "\n") }
        if let legend = legend(plan.changes) { write(legend + "\n\n") }
        write(hidden(plan) + storedOtherwise(plan) + waiting(plan.waiting) + unmanaged(plan.unmanaged))
        if let remark = plan.secretsRemark(isVerbose: isVerbose) { write(remark + "\n\n") }
        if showingSteps { steps(plan.steps, write) }
        write((plan.base?.words.map { "\($0.forTerminal)\n" } ?? "") + plan.summary.verdict(quiet, style) + "\n")
    }

    /// One change; ends with a line break.
    func render(_ change: Change, _ holders: FormerHolders = .none) -> String {
        let glyph = Glyph(change)
        let name = "\(change.type.rawValue) \(change.name.quotedForTerminal)"
        var lines = ["\(style(glyph.colour, glyph.text)) \(style(.bold, name))  \(headline(change))"]
        let details = fields(change) + notes(change, holders)
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
        let fields = change.fields.filter { !$0.sensitive && (change.action != .create || $0.field != .name) }
        let secrets = change.secretsSent.map { ("credentials", $0) }
        let width = (fields.map(\.field.rawValue) + [secrets?.0 ?? ""]).map(\.count).max() ?? 0
        let lines = fields.map { field in
            let name = field.field.rawValue.padded(to: width)
            let suffix =
                (field.forcesReplacement ? style(.magenta, "  # forces replacement") : "")
                + (field.mover.isEmpty ? "" : style(.faint, "  \(field.mover)"))
            switch change.action {
            case .create: return "\(name)  \(field.after.shown)"
            case .delete: return "\(name)  \(field.before.shown)"
            case .update, .replace: return "\(name)  \(field.before.shown) -> \(field.after.shown)\(suffix)"
            }
        }
        return lines + [secrets].compactMap(\.self).map { "\($0.0.padded(to: width))  \($0.1)" }
    }

    private func notes(_ change: Change, _ holders: FormerHolders) -> [String] {
        var notes = (change.notes + holders.notes(on: change)).map(\.forTerminal)
        if let finality = change.finality { notes.append(style(.red, finality.forTerminal)) }
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

    private func hidden(_ plan: Plan) -> String {
        guard !plan.hidden.isEmpty else { return "" }
        return "\(Plan.Hidden.title):\n" + list(plan.hiddenWords) + "\n"
    }

    /// Said when asked to be verbose only: the apply that sent the texts has told of it.
    private func storedOtherwise(_ plan: Plan) -> String {
        guard isVerbose, !plan.storedOtherwise.isEmpty else { return "" }
        return "\(Plan.StoredOtherwise.title):\n" + list(plan.storedOtherwise.map(\.words)) + "\n"
    }

    /// The first lines of a list, and how many more there are.
    private func list(_ items: [Phrase]) -> String {
        var lines = items.prefix(longestList).map { "  \($0.forTerminal)\n" }
        if items.count > longestList { lines.append("  … and \(items.count - longestList) more; -v lists all\n") }
        return lines.joined()
    }

    private func waiting(_ waiting: [Plan.Waiting]) -> String {
        guard !waiting.isEmpty else { return "" }
        let lines = waiting.map { "  \($0.words.forTerminal)\n" }
        return "Waiting for the end of their grace (--finish-replaced ends it now):\n" + lines.joined() + "\n"
    }

    private func unmanaged(_ unmanaged: [Plan.Unmanaged]) -> String {
        guard !unmanaged.isEmpty else { return "" }
        return "Unmanaged: in the account, in no file of this stack, left alone:\n" + list(unmanaged.map(\.words))
            + "\n"
    }

    private func steps(_ steps: [Step], _ write: (String) -> Void) {
        guard !steps.isEmpty else { return }
        write("Steps:\n")
        for step in steps {
            let after = step.after.isEmpty ? "" : "  \(step.waitsFor)"
            write("  \(step.id). \(step.title)\(after)\n")
        }
        write("\n")
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
