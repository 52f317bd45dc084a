import Connections
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
        case (.create, _, .outside?):
            "an apply left a connection of this name, and somebody deleted or renamed it since (outside)"
        case (.create, _, .unknown?):
            "it may have been there before: an apply did not record what became of it (unknown)"
        case (.delete, .notDeclared, .config?): "it was in the files when they were applied last (config)"
        case (.delete, .notDeclared, .outside?): "no apply of these files knows it: somebody made it (outside)"
        case (.delete, _, .unknown?): "nobody can tell whether it was in the files once (unknown)"
        default: nil
        }
    }
}

extension Plan.Hidden {
    /// What stands above a list of them.
    static let title = "Hidden: \(explanation)"

    static let explanation = "written by somebody since an apply left them, though nothing visible differs"

    var words: Phrase {
        let versions: Phrase =
            recordedVersion == version
            ? "version \(version)" : "version \(recordedVersion) -> \(version)"
        let remedy: Phrase =
            hasSecrets ? "; its secrets may have been rewritten; --rotate \(value: name) sends those of the files" : ""
        return "\(ours: type.rawValue) \(name: name) (\(connectionId)): \(versions)\(remedy)"
    }
}

extension Plan {
    /// What to say of secrets that nobody can compare; nil where there is nothing to say, or nobody asked.
    ///
    /// Without a ledger it is always so, and said when asked to be verbose only.
    func secretsRemark(isVerbose: Bool) -> String? {
        guard secretsUnknown > 0, usesLedger || isVerbose else { return nil }
        let connections = secretsUnknown.counted("Vimeo connection", "Vimeo connections")
        let why = usesLedger ? "never sent with this ledger and key" : "there is no ledger"
        return "Secrets: patchbay cannot tell whether those of \(connections) are as the files want them (\(why)); "
            + "--rotate NAME sends them."
    }
}
