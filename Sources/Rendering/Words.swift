import Connections
import Diagnostics
import Planning

extension Change {
    /// What happens and why, to follow "will be".
    var why: String {
        switch (action, reason) {
        case (.create, _): "created"
        case (.replace, _):
            "replaced, since \(immutableFields) never changes on a connection"
        case (.update, .renamed): "renamed; it keeps its id"
        case (.update, .rotationRequested): "updated, to send its secrets as asked"
        case (.update, .secretsChanged): "updated, to send its secrets, which are others than were sent last"
        case (.update, .secretsNotVerifiable): "updated, to send its secrets, since nobody knows which ones it has"
        case (.update, _): "updated in place"
        case (.delete, .declaredAbsent): "deleted, since the files say 'state: absent'"
        case (.delete, .replaced): "deleted, since another connection has replaced it"
        case (.delete, _): "deleted, since no file declares it and 'owns' covers it"
        }
    }

    /// Whether the client of a Vimeo connection changes, and the secrets that were given to the old one do not.
    private var keepsSecretsOfAnotherClient: Bool {
        action == .update && fields.contains { $0.field == .clientIdentifier } && !sendsSecrets
    }

    /// What else there is to know, a line each: what it finishes, what becomes of ids and secrets.
    var notes: [Phrase] {
        var notes: [Phrase] = []
        switch recovery {
        case .interruptedMove?:
            notes.append("finishes what an interrupted run left: the connection stands under a parked name")
        case .interruptedReplace?:
            notes.append(
                "goes on from a replace that was interrupted, or had a grace period: the old connection is retired already"
            )
        case nil: break
        }
        if let moverNote { notes.append(moverNote) }
        if action == .update, let id = connectionId, fields.contains(where: { $0.field == .name }) {
            notes.append("id \(id) takes this name")
        }
        if let resent {
            let names = resent.map(\.rawValue).joined(separator: ", ")
            notes.append("sent along as the files have it, though the API stored it otherwise so far: \(ours: names)")
        }
        if keepsSecretsOfAnotherClient {
            notes.append(
                """
                clientSecret and accessToken stay what they are in the account, though the app's identifier and secret \
                belong together; --rotate \(value: name) sends them, too
                """
            )
        }
        if idChanges, let id = connectionId {
            notes.append(
                replacedBy.map {
                    "the id \(id) gives way to \($0), which it had replaced: consumers must take up that one"
                }
                    ?? "the id \(id) will change: consumers must take up the new one"
            )
            switch (replaceOrder, graceSeconds) {
            case (.deleteFirst?, _) where replacedBy == nil:
                notes.append("deleted first: there is no working connection until the new one is created")
            case (_, let grace?):
                notes.append("the old connection keeps working for \(ours: Duration.seconds(grace).shown) after that")
            case (_, nil):
                notes.append(
                    replacedBy == nil
                        ? "the old connection is deleted once the new one is there"
                        : "the connection is deleted once the other one has its name"
                )
            }
        }
        if action == .delete, let id = connectionId { notes.append("id \(id)") }
        if let nowCalled {
            notes.append(.remedy(nowCalled))
        } else if let old = mayBeRenameOf {
            notes.append(.mayBeRename(type, of: old))
        }
        return notes
    }

    /// Whether it can be undone; nil of what is not destructive.
    var finality: Phrase? {
        guard irreversible else { return nil }
        return takenBackWithin.map { "this can be taken back for \(ours: $0.shown), and not after that" }
            ?? "this cannot be undone"
    }

    /// How long the old connection can have its name back, by its grace; nil where it goes at once.
    var takenBackWithin: Duration? {
        guard action == .replace, let graceSeconds, graceSeconds > 0 else { return nil }
        return .seconds(graceSeconds)
    }

    private var immutableFields: String {
        let names = fields.filter(\.forcesReplacement).map(\.field.rawValue)
        return names.isEmpty ? "its account or region" : names.joined(separator: " or ")
    }
}

extension Step {
    /// The step in a few words.
    var title: String { words.forTerminal }

    /// The step in a few words.
    var words: Phrase { "\(ours: operation.rawValue) \(object)" }

    /// What it is about.
    var object: Phrase {
        let connection: Phrase = "\(ours: type.rawValue) \(name: name)"
        let id: Phrase = connectionId.map { " (\($0))" } ?? ""
        return switch operation {
        case .park: "\(connection)\(formerName) as \(name: newName ?? "")"
        case .update, .create: connection
        case .delete: "\(connection)\(id)"
        }
    }

    /// What a parked connection was called before, where that is not the name of its change; empty where nobody can tell.
    private var formerName: Phrase {
        guard let id = connectionId, let newName, let parked = ParkedName(newName, of: id), parked.base != name,
            // A base that is as long as they can be may have been cut.
            newName.unicodeScalars.count < ParkedName.longestName
        else { return "" }
        return " (called \(name: parked.base) so far)"
    }

    /// What must have been done before; empty where nothing must.
    var waitsFor: String { after.isEmpty ? "" : "after " + after.map(String.init).joined(separator: ", ") }
}

extension Plan.Summary {
    /// What to say where there are none, of a plan that leaves out what `--only` does not select, or that was saved.
    static func quiet(isPartial: Bool, isSaved: Bool) -> String {
        if isSaved { return "The saved plan has no changes." }
        return isPartial ? "No changes to what --only selects." : "No changes. The account matches the files."
    }

    /// The last line of a plan, or the first: how many changes there are of each kind, or that there are none.
    func verdict(_ quiet: String, _ style: Style = .plain) -> String {
        guard changes > 0 else {
            var text = quiet
            if unmanaged > 0 { text += " \(unmanaged) unmanaged." }
            if waiting > 0 { text += " \(waiting) waiting." }
            if hidden > 0 { text += " \(hidden) hidden." }
            return text
        }
        var rest = ["\(unchanged) unchanged", "\(unmanaged) unmanaged"]
        if waiting > 0 { rest.append("\(waiting) waiting") }
        if hidden > 0 { rest.append("\(hidden) hidden") }
        if blocked > 0 { rest.append(style(.yellow, "\(blocked) blocked")) }
        return "Plan: \(create) to create, \(update) to update, \(replace) to replace, \(delete) to delete. "
            + "\(rest.joined(separator: ", "))."
    }
}

extension Plan.Waiting {
    var words: Phrase {
        let until: Phrase =
            until.map { "until \($0)" } ?? "until it is asked for: the account does not tell since when"
        let successor: Phrase = replacedBy.map { ", and \($0) has replaced it" } ?? ""
        return
            "\(ours: type.rawValue) \(name: name): the old connection \(connectionId) keeps working \(until)\(successor)"
    }
}

extension Plan.Unmanaged {
    var words: Phrase {
        let id: Phrase = connectionId.map { " (\($0))" } ?? ""
        let reason: Phrase = reason.map { ": cannot be managed, since \($0)" } ?? ""
        return "\(ours: type.rawValue) \(name: name ?? "")\(id)\(reason)"
    }
}

extension FieldValue {
    /// As it stands in a plan for people.
    var shown: String {
        switch self {
        case .text(let text): text.quotedForTerminal
        case .flag(let flag): flag ? "true" : "false"
        case .none: "(none)"
        }
    }
}

extension Duration {
    /// In the form that files use: `72h`, `1h30m`.
    package var shown: String {
        let (seconds, _) = components
        let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }
}

extension String {
    /// With spaces behind it until it is `width` characters long.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}

extension Plan.Base {
    /// Whose the changes are; nil when there are none on either side.
    var words: Phrase? {
        if let problem { return "Nothing is compared with the base, and every change counts as introduced: \(problem)" }
        var sentences: [String] = []
        if introduced + pending > 0 {
            sentences.append(
                "Of these, \(introduced.counted("is", "are")) introduced by this checkout and "
                    + "\(pending.counted("is", "are")) pending on the base already."
            )
        }
        if withdrawn > 0 {
            let changes = withdrawn.counted("change", "changes")
            sentences.append("\(changes) that the base would make \(withdrawn == 1 ? "is" : "are") withdrawn.")
        }
        return sentences.isEmpty ? nil : "\(ours: sentences.joined(separator: " "))"
    }
}
