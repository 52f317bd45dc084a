import Connections
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
        case (.update, _): "updated in place"
        case (.delete, .declaredAbsent): "deleted, since the files say 'state: absent'"
        case (.delete, .replaced): "deleted, since another connection has replaced it"
        case (.delete, _): "deleted, since no file declares it and 'owns' covers it"
        }
    }

    /// Whether the client of a Vimeo connection changes, and the secrets that were given to the old one do not.
    var keepsSecretsOfAnotherClient: Bool {
        action == .update && fields.contains { $0.field == .clientIdentifier } && !fields.contains(where: \.sensitive)
    }

    private var immutableFields: String {
        let names = fields.filter(\.forcesReplacement).map(\.field.rawValue)
        return names.isEmpty ? "its account or region" : names.joined(separator: " or ")
    }
}

extension Step {
    /// The step in a few words.
    var title: String {
        let connection = "\(type.rawValue) \(name.quotedForTerminal)"
        return switch operation {
        case .park: "park \(connection) as \((newName ?? "").quotedForTerminal)"
        case .update: "update \(connection)"
        case .create: "create \(connection)"
        case .delete: "delete \(connection)\(connectionId.map { " (\($0.rawValue.terminalSafe))" } ?? "")"
        }
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
    var shown: String {
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

extension Int {
    /// The number with the word that goes with it.
    func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
