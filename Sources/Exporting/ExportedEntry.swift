package import Connections
import Stacks

/// A live connection as an entry of a file.
package struct ExportedEntry: Sendable, Hashable {
    /// How long what a replace retired is kept: the longest that files can say.
    static let grace = "365d"

    package enum Description: Sendable, Hashable {
        case none
        case text(String)
        /// The entry leaves the live one alone, for a reason in lower case.
        case ignored(reason: String)
    }

    package let key: ConnectionKey
    package let connectionId: ConnectionID
    /// Whether the entry names the id, since another live connection has the same name.
    package let isPinned: Bool
    package let description: Description
    package let isEnabled: Bool
    package let details: ConnectionDetails
    /// The environment variables that the entry takes its secrets from, in the order of the fields; none for AWS.
    package let variables: [Variable]
    /// Whether a plan keeps what a replace left of the connection, for as long as files can say.
    package internal(set) var keepsRetired = false

    /// An environment variable that has to hold a secret.
    package struct Variable: Sendable, Hashable {
        package let field: ConnectionField
        package let name: String
    }

    init(_ live: LiveConnection, isPinned: Bool, variables names: PlainNames) {
        self.isPinned = isPinned
        key = ConnectionKey(live.type, live.name)
        connectionId = live.id
        isEnabled = live.enabled
        details = live.details
        description = Description(live.description)
        variables =
            live.type == .aws
            ? []
            : [(ConnectionField.clientSecret, "CLIENT_SECRET"), (.accessToken, "ACCESS_TOKEN")].map { field, ending in
                Variable(field: field, name: "VIMEO_\(names[live.name])_\(ending)")
            }
    }

    /// The keys with their values, in the order of the file, but for the secrets whose values are references.
    package var fields: [(key: String, value: Value)] {
        var fields: [(String, Value)] = [("type", .text(key.type.rawValue)), ("name", .text(key.name))]
        if isPinned { fields.append(("id", .text(connectionId.rawValue))) }
        if case .text(let text) = description { fields.append(("description", .text(text))) }
        switch details {
        case .aws(let location):
            fields.append(("awsAccountId", .text(location.accountID)))
            fields.append(("awsRegion", .text(location.region)))
        case .vimeo(let clientIdentifier):
            fields.append(("clientIdentifier", .text(clientIdentifier)))
        }
        fields += variables.map { ($0.field.rawValue, .reference(.environment($0.name))) }
        if !isEnabled { fields.append(("enabled", .no)) }
        if case .ignored = description { fields.append(("ignore", .names(["description"]))) }
        if keepsRetired { fields.append(("grace", .text(Self.grace))) }
        return fields
    }

    /// What stands after a key.
    package enum Value: Sendable, Hashable {
        case text(String)
        case reference(SecretReference)
        /// The plain word `false`.
        case no
        /// Names of fields.
        case names([String])
    }
}

extension ExportedEntry.Description {
    /// White space at the ends makes no difference to a plan, so it goes where only it cannot stand in a file.
    fileprivate init(_ text: String) {
        let bare = String(text.withoutOuterSpace)
        if bare.isEmpty {
            self = .none
        } else if EntryRules.refusal(ofDescription: text) == nil {
            self = .text(text)
        } else if let reason = EntryRules.refusal(ofDescription: bare) {
            self = .ignored(reason: reason)
        } else {
            self = .text(bare)
        }
    }
}
