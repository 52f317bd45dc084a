import Connections
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
        case .changed where recovery != nil: "is as an apply left it that was cut short"
        case .changed where fields.allSatisfy(\.sensitive):
            credentials == .changed ? "has other secrets than the files" : "may have other secrets than the files"
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
                    ? "version \(version) is the last apply's, and somebody else wrote it before that"
                    : "version \(version), and the last apply left version \(recordedVersion)"
            )
        }
        if hasSecrets == true { notes.append("its secrets may have been rewritten; 'apply --rotate' sends yours") }
        if let credentials { notes.append("\(ours: credentials.inDrift)") }
        if let problem { notes.append("it cannot be managed, since \(problem)") }
        if action == .replace {
            notes.append("an apply would replace it, and its id would change")
        } else if action == .delete {
            notes.append("an apply would delete it")
        }
        if let connectionId, name != nil { notes.append("id \(connectionId)") }
        return notes
    }

    /// The visible fields that differ, as far as each is worth a line.
    var shownFields: [FieldChange] {
        guard kind == .changed else { return [] }
        return fields.filter { !$0.sensitive }
    }

    /// A word or two for where there is little room: the fields, and who moved them.
    var brief: String {
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
        case .firstTime: "its secrets were never sent"
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
            let them = summary.known == 1 ? "1 known finding is" : "\(summary.known) known findings are"
            rest.append("\(them) left out.")
        }
        let scope = isPartial ? " in what --only selects" : ""
        guard summary.findings == 0 else {
            let word = newOnly == nil ? "Drift" : "New drift"
            return (["\(word)\(scope): \(summary.kinds)."] + rest).joined(separator: " ")
        }
        let quiet = isPartial ? "No drift\(scope)." : "No drift. The account matches the files."
        return ([summary.known > 0 ? "No new drift\(scope)." : quiet] + rest).joined(separator: " ")
    }

    /// What it is compared with, where only what is new is listed.
    var comparison: Phrase? {
        newOnly.map { baseline in
            baseline.since.map { "Compared with the run of \($0)." } ?? "No earlier run is known, so all of it is new."
        }
    }
}
