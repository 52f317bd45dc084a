import Connections
import Diagnostics
import Planning

extension Drift.Kind {
    /// The mark in front of a finding.
    var glyph: String {
        switch self {
        case .changed: "~"
        case .missing: "-"
        case .unmanaged: "+"
        case .hidden: "?"
        }
    }

    var explained: String {
        switch self {
        case .changed: "~ not as in the files"
        case .missing: "- not in the account"
        case .unmanaged: "+ in no file"
        case .hidden: "? written, and nothing visible differs"
        }
    }

    var colour: Style.Colour {
        switch self {
        case .changed, .hidden: .yellow
        case .missing: .red
        case .unmanaged: .magenta
        }
    }
}

extension Drift.Finding {
    /// What it is about.
    var object: Phrase {
        guard let name else {
            return connectionId.map { "\(ours: type.rawValue) \($0)" } ?? "\(ours: type.rawValue) connection"
        }
        return "\(ours: type.rawValue) \(name: name)"
    }

    /// What was found, to follow the connection.
    var headline: String {
        switch kind {
        case .changed where recovery == .interruptedMove: "is as an apply left it that was cut short"
        case .changed where recovery == .interruptedReplace:
            "is as a replace left it that was cut short, or had a grace period"
        case .changed where fields.allSatisfy(\.sensitive):
            credentials == .changed && !isAlsoHidden
                ? "has other secrets than the files" : "may have other secrets than the files"
        case .changed: "differs from the files"
        case .missing: "is not in the account"
        case .unmanaged where reason == .declaredAbsent: "is in the account, though the files say 'state: absent'"
        case .unmanaged where reason == .replaced: "is in the account, though another connection has replaced it"
        case .unmanaged: "is in the account, and in no file"
        case .hidden: "was written, although nothing visible differs"
        }
    }

    /// What else there is to know, a line each.
    var notes: [Phrase] {
        var notes: [Phrase] = []
        if let recordedVersion, let version {
            notes.append(
                version == recordedVersion
                    ? "version \(version) is recorded, and before it somebody wrote it, or an apply that was not recorded"
                    : "version \(version), and the last apply that was recorded left version \(recordedVersion)"
            )
        }
        if hasSecrets == true {
            notes.append(
                "its secrets may have been rewritten; apply --rotate \(value: name ?? "") sends those of the files"
            )
        }
        if kind == .missing { notes += whyMissing }
        if let credentials, kind == .changed { notes.append("\(ours: credentials.inDrift)") }
        if unrecorded == true, kind != .missing {
            notes.append("an apply whose outcome was not recorded wrote it, or somebody did")
        }
        if let wasCalled {
            notes.append("an apply left it as \(name: wasCalled), and somebody renamed it since")
        } else if kind == .unmanaged, action == .delete, let mover = fields.first?.movedBy {
            notes.append(.whyDeleted(reason, mover))
        }
        if let problem { notes.append("it cannot be managed, since \(problem)") }
        if action == .replace {
            notes.append("an apply would replace it, and its id would change")
        } else if action == .delete {
            notes.append("an apply would delete it")
        }
        if let connectionId, name != nil { notes.append("id \(connectionId)") }
        return notes
    }

    /// Who has made it missing, and what to write into its entry where it has another name; nothing without a ledger that tells.
    private var whyMissing: [Phrase] {
        guard let mover = fields.first?.movedBy else { return mayBeRenameOf.map { [.mayBeRename(type, of: $0)] } ?? [] }
        let remedy = nowCalled.map(Phrase.remedy) ?? mayBeRenameOf.map { Phrase.mayBeRename(type, of: $0) }
        return [.whyMissing(mover, nowCalled)] + [remedy].compactMap(\.self)
    }

    /// What stands against an apply, and what would allow it, a line each; empty where nothing does.
    var refusal: [String] {
        guard let blocked else { return [] }
        return ["an apply refuses it: blocked[\(blocked.code.rawValue)]: \(blocked.message)"]
            + blocked.remedies.map { "remedy: \($0)" }
    }

    /// The visible fields that differ, as far as each is worth a line.
    var shownFields: [FieldChange] {
        guard kind == .changed else { return [] }
        return fields.filter { !$0.sensitive }
    }

    /// A word or two for where there is little room: the fields, and who moved them; of what is missing who did.
    var brief: String {
        if kind == .missing { return fields.first?.movedBy?.rawValue ?? "" }
        guard kind == .changed else { return "" }
        return fields.map { field in
            field.field.rawValue + (field.movedBy.map { " (\($0.rawValue))" } ?? "")
        }
        .joined(separator: ", ")
    }
}

extension Change.Credentials {
    fileprivate var inDrift: String {
        switch self {
        case .changed: "the files have other secrets than were sent last"
        case .firstTime: "an apply would send its secrets for the first time"
        case .notVerifiable: "nobody knows whether its secrets arrived that an apply was about to send"
        case .askedFor: "the files ask to send its secrets again"
        }
    }
}

extension MovedBy {
    /// Who moved a field, behind it.
    var inDrift: String {
        switch self {
        case .config: "changed in the files"
        case .outside: "changed outside"
        case .both: "changed in the files and outside"
        case .unknown: "unknown who changed it"
        }
    }
}

extension Drift.Summary {
    /// The counts of the kinds.
    var kinds: String { "\(changed) changed, \(missing) missing, \(unmanaged) unmanaged, \(hidden) hidden" }
}

extension Drift {
    /// The last line, or the first: how many findings there are, or that there are none.
    ///
    /// Takes in whether it leaves out what `--only` does not select.
    func verdict(isPartial: Bool) -> String {
        var rest: [String] = []
        if summary.waiting > 0 { rest.append("\(summary.waiting) waiting.") }
        if summary.known > 0 {
            let them = summary.known.counted("known finding is", "known findings are")
            rest.append("\(them) left out.")
        }
        if let leftOut { rest.append(leftOut) }
        let scope = isPartial ? " in what --only selects" : ""
        guard summary.findings == 0 else {
            let word = newOnly?.comparable == true ? "New drift" : "Drift"
            return (["\(word)\(scope): \(summary.kinds)."] + rest).joined(separator: " ")
        }
        return (["\(quiet(scope, isPartial: isPartial))."] + rest).joined(separator: " ")
    }

    /// What is in no file of the stack, and is no finding all the same; nil where there is nothing.
    var leftOut: String? {
        let parts = [
            summary.ignored > 0 ? "\(summary.ignored) unmanaged ignored." : nil,
            summary.declaredElsewhere > 0 ? "\(summary.declaredElsewhere) declared by other stacks of this run." : nil,
        ]
        .compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// What to say where there are no findings; no more than is known.
    private func quiet(_ scope: String, isPartial: Bool) -> String {
        if summary.known > 0 { return "No new drift\(scope)" }
        if secretsRemark != nil { return "No drift\(scope), as far as can be told" }
        return isPartial ? "No drift\(scope)" : "No drift. The account matches the files"
    }

    /// That the account may be another one; nil where nothing says so.
    var accountRemark: String? {
        mayBeOtherAccount == true
            ? "None of the connections that the ledger knows is there: this may be another account." : nil
    }

    /// What it is compared with, where only what is new is listed.
    var comparison: Phrase? {
        newOnly.map { baseline in
            guard baseline.comparable else {
                return
                    "Without a ledger that can be read nobody can tell what was found before, so all of it is listed."
            }
            return baseline.since.map { "Compared with the run of \($0)." }
                ?? "No earlier run is known, so all of it is new."
        }
    }
}
