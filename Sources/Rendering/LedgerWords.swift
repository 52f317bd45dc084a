import Connections
import Diagnostics
import Planning

extension FieldChange {
    /// Who moved it, to stand behind it; empty where nobody tells.
    var mover: String { movedBy.map { "(\($0.rawValue))" } ?? "" }
}

extension Change {
    /// What is said of its secrets, in place of a line for each of them; nil when they are not sent.
    var secretsSent: String? {
        guard sendsSecrets else { return nil }
        return switch credentials {
        case .changed?: "will be sent (changed)"
        case .firstTime?: "will be sent (first time)"
        case .notVerifiable?: "will be sent (not verifiable)"
        case .askedFor?: "will be sent (asked for)"
        case nil: "will be sent"
        }
    }

    /// Whose doing it is that a connection is to be made or deleted, which all of its fields have in common.
    var moverNote: Phrase? {
        switch (action, reason, fields.first?.movedBy) {
        case (.create, _, let mover?) where mover != .config: .whyMissing(mover, nowCalled)
        case (.delete, .notDeclared, .outside?) where wasCalled != nil: .renamedAway(wasCalled ?? "")
        case (.delete, .notDeclared, let mover?): .whyDeleted(reason, mover)
        case (.delete, _, .unknown?): .whyDeleted(reason, .unknown)
        default: nil
        }
    }
}

extension Phrase {
    /// Why a declared connection is not there.
    static func whyMissing(_ mover: MovedBy, _ nowCalled: Change.Renamed?) -> Self {
        if let nowCalled {
            return """
                an apply left it under this name, and somebody renamed it since (outside): id \(nowCalled.connectionId) is now \
                called \(name: nowCalled.name)
                """
        }
        return switch mover {
        case .outside, .both:
            "an apply left a connection of this name, and somebody deleted or renamed it since (outside)"
        case .unknown: "it may have been there before: an apply did not record what became of it (unknown)"
        case .config: "no apply has made it yet: it is new in the files (config)"
        }
    }

    /// Whose doing it is that what an apply would delete is in the account, and in no file as a connection to have.
    static func whyDeleted(_ reason: Change.Reason?, _ mover: MovedBy) -> Self {
        switch (mover, reason) {
        case (.unknown, _): "nobody can tell whether it was in the files once (unknown)"
        case (.outside, _), (.both, _): "no apply of these files knows it: somebody made it (outside)"
        case (.config, .declaredAbsent?): "an apply of these files left it, and they say otherwise since (config)"
        case (.config, .replaced?): "an apply of these files has replaced it (config)"
        case (.config, _): "it was in the files when they were applied last (config)"
        }
    }

    /// Why what an entry means is deleted.
    static func renamedAway(_ entry: String) -> Self {
        "it is what an apply left as \(name: entry), and somebody renamed it since (outside): see what is to be created there"
    }

    /// What to write into the entry of a connection that somebody has given another name.
    static func remedy(_ renamed: Change.Renamed) -> Self {
        """
        to give it its name back, and keep its id, add renamedFrom: \(value: renamed.name) to the entry; to keep the new name, \
        write it there as 'name'
        """
    }

    /// What to write into an entry that may be what the same plan deletes.
    static func mayBeRename(_ type: ConnectionType, of old: String) -> Self {
        switch type {
        case .vimeo: "if this is \(name: old) under another name: 'renamedFrom' in the entry keeps its id"
        case .aws:
            """
            if this is \(name: old) under another name: 'renamedFrom' in the entry makes it a replace, in which the \
            old connection works until the new one is there
            """
        }
    }
}

extension Plan.Hidden {
    /// What stands above a list of them.
    static let title = "Hidden: \(explanation)"

    static let explanation = "written by somebody since an apply left them, though nothing visible differs"

    /// What is said of it; `isSent` where the same plan sends its secrets.
    func words(isSent: Bool) -> Phrase {
        let versions: Phrase =
            recordedVersion == version
            ? "version \(version)" : "version \(recordedVersion) -> \(version)"
        let send: Phrase = isSent ? "this plan sends" : "--rotate \(value: name) sends"
        let remedy: Phrase =
            hasSecrets ? "; its secrets may have been rewritten; \(send) those of the files" : ""
        return "\(ours: type.rawValue) \(name: name) (\(connectionId)): \(versions)\(remedy)"
    }
}

extension Plan.StoredOtherwise {
    /// What stands above a list of them.
    static let title = "Stored otherwise: \(explanation)"

    static let explanation = "the API keeps a text in another form than the files, and would again"

    var words: Phrase {
        let names = fields.map(\.rawValue).joined(separator: ", ")
        return "\(ours: type.rawValue) \(name: name) (\(connectionId)): \(ours: names)"
    }
}

extension Plan {
    /// What is said of each hidden change.
    var hiddenWords: [Phrase] {
        let sent = Set(changes.filter { $0.sendsSecrets && $0.blocked == nil }.compactMap(\.connectionId))
        return hidden.map { $0.words(isSent: sent.contains($0.connectionId)) }
    }

    /// What to say of secrets that nobody can compare; nil where there is nothing to say, or nobody asked.
    ///
    /// Without a ledger it is always so, and said when asked to be verbose only.
    func secretsRemark(isVerbose: Bool) -> String? {
        guard usesLedger || isVerbose else { return nil }
        return Phrase.incomparableSecrets(secretsUnknown, usesLedger: usesLedger, remedy: "--rotate NAME")
    }
}

extension Drift {
    /// The same of a run that was asked to compare them.
    var secretsRemark: String? {
        secretsUnknown.flatMap { count in
            Phrase.incomparableSecrets(count, usesLedger: usesLedger, remedy: "'patchbay apply --rotate NAME'")
        }
    }
}

extension Phrase {
    fileprivate static func incomparableSecrets(_ count: Int, usesLedger: Bool, remedy: String) -> String? {
        guard count > 0 else { return nil }
        let connections = count.counted("Vimeo connection", "Vimeo connections")
        let why = usesLedger ? "never sent with this ledger and key" : "there is no ledger that can be read"
        return
            "Secrets: patchbay cannot tell whether \(connections) \(count == 1 ? "has" : "have") those of the files (\(why)); "
            + "\(remedy) sends them."
    }
}
