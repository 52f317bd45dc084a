package import Connections
package import Diagnostics

/// What differs between the files and the account for one connection, and why it is to be changed.
package struct Change: Sendable, Hashable, Codable {
    package enum Action: String, Sendable, Hashable, Codable, CaseIterable {
        case create
        case update
        case replace
        case delete

        /// Whether a connection that exists is gone afterwards.
        package var isDestructive: Bool { self == .replace || self == .delete }
    }

    /// Why; the raw values are part of the JSON format.
    package enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        case notLive = "not-live"
        case fieldsDiffer = "fields-differ"
        case renamed = "renamed"
        case rotationRequested = "rotation-requested"
        case secretsChanged = "secrets-changed"
        case secretsNotVerifiable = "secrets-not-verifiable"
        case immutableFieldChanged = "immutable-field-changed"
        case notDeclared = "not-declared"
        case declaredAbsent = "declared-absent"
        case replaced = "replaced"
    }

    /// What an earlier run that was cut short had begun.
    package enum Recovery: String, Sendable, Hashable, Codable, CaseIterable {
        /// The connection stands under its parked name of a cycle.
        case interruptedMove = "interrupted-move"
        /// The old connection of a replace stands under its retired name.
        case interruptedReplace = "interrupted-replace"
    }

    /// Why secrets are sent; the raw values are part of the JSON format.
    package enum Credentials: String, Sendable, Hashable, Codable, CaseIterable {
        /// The files have others than were sent last.
        case changed
        /// The connection is created.
        case firstTime = "first-time"
        /// A run was about to send some, and nobody knows whether they arrived.
        case notVerifiable = "not-verifiable"
        /// `--rotate`, or a higher `credentialsRevision`.
        case askedFor = "asked-for"
    }

    /// A connection that an apply left under the name of an entry, and that has another name since.
    package struct Renamed: Sendable, Hashable, Codable {
        package var connectionId: ConnectionID
        /// The live name.
        package var name: String
    }

    package var type: ConnectionType
    /// The declared name; for a delete the live one.
    package var name: String
    package var action: Action
    package var reason: Reason
    /// nil when the change does not finish anything.
    package var recovery: Recovery?
    /// The connection that is updated, replaced or deleted; nil for a create.
    package var connectionId: ConnectionID?
    /// The live connection that consumers must take up: of a delete that ends a replace its successor, of a replace that is
    /// taken back the retired predecessor; nil for other changes.
    package var replacedBy: ConnectionID?
    /// The version the change was worked out against; nil for a create.
    package var version: Int?
    /// Whether it cannot be undone: what is deleted gets neither its id nor its secrets back.
    package var irreversible: Bool
    /// Whether consumers must take up another id.
    package var idChanges: Bool
    /// For a replace, how it is carried out; nil for other actions.
    package var replaceOrder: DesiredConnection.ReplaceOrder?
    /// For a replace, how long the old connection keeps working, in seconds; nil when it is deleted at once.
    package var graceSeconds: Int64?
    /// For a create, the connection that the same plan deletes and that may be meant, so that `renamedFrom` would make
    /// it a rename or a replace; nil when there is none that it could be.
    package var mayBeRenameOf: String?
    /// For a create, the connection that the ledger knows under this name, where it is live under another one that no entry
    /// declares; nil otherwise.
    package var nowCalled: Renamed?
    /// For a delete, the name of an entry under which an apply left the connection, before somebody gave it the one that it has;
    /// nil otherwise.
    package var wasCalled: String?
    /// Whether this checkout brings the change, and not the base already; nil when there is no base to compare with.
    package var introduced: Bool?
    /// nil when no secrets are sent.
    package var credentials: Credentials?
    /// The raised `credentialsRevision` by which the files ask for them; nil where they do not.
    package var credentialsRevision: Int?
    /// True when an apply was about to write the connection, and nobody recorded what became of it; nil otherwise.
    package var unrecorded: Bool?
    /// For an update, the texts that it sends along as the files have them though the API stored them otherwise, as the ledger
    /// knows, in the order of ``ConnectionField``; nil when there are none.
    package var resent: [ConnectionField]?
    /// nil when apply may carry it out.
    package var blocked: Block?
    /// The entry in the files; nil for what the files do not name.
    package var source: SourcePlace?
    /// In the order of ``ConnectionField``; for a create all fields that are set, for a delete those that go with it, each
    /// without the name where that stays.
    package var fields: [FieldChange]

    package init(
        type: ConnectionType,
        name: String,
        action: Action,
        reason: Reason,
        recovery: Recovery? = nil,
        live: LiveConnection? = nil,
        blocked: Block? = nil,
        source: SourcePlace? = nil,
        fields: [FieldChange] = []
    ) {
        self.type = type
        self.name = name
        self.action = action
        self.reason = reason
        self.recovery = recovery
        connectionId = live?.id
        version = live?.version
        irreversible = action.isDestructive
        idChanges = action == .replace
        self.blocked = blocked
        self.source = source
        self.fields = fields
    }
}

// Written out because scripts rely on `null` where the synthesised form leaves the key away.
extension Change {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(name, forKey: .name)
        try container.encode(action, forKey: .action)
        try container.encode(reason, forKey: .reason)
        try container.encodeIfPresent(recovery, forKey: .recovery)
        try container.encode(connectionId, forKey: .connectionId)
        try container.encodeIfPresent(replacedBy, forKey: .replacedBy)
        try container.encode(version, forKey: .version)
        try container.encode(irreversible, forKey: .irreversible)
        try container.encode(idChanges, forKey: .idChanges)
        try container.encodeIfPresent(replaceOrder, forKey: .replaceOrder)
        try container.encodeIfPresent(graceSeconds, forKey: .graceSeconds)
        try container.encodeIfPresent(mayBeRenameOf, forKey: .mayBeRenameOf)
        try container.encodeIfPresent(nowCalled, forKey: .nowCalled)
        try container.encodeIfPresent(wasCalled, forKey: .wasCalled)
        try container.encodeIfPresent(introduced, forKey: .introduced)
        try container.encodeIfPresent(credentials, forKey: .credentials)
        try container.encodeIfPresent(credentialsRevision, forKey: .credentialsRevision)
        try container.encodeIfPresent(unrecorded, forKey: .unrecorded)
        try container.encodeIfPresent(resent, forKey: .resent)
        try container.encode(blocked, forKey: .blocked)
        try container.encode(source, forKey: .source)
        try container.encode(fields, forKey: .fields)
    }
}

/// One field of a change.
package struct FieldChange: Sendable, Hashable, Codable {
    package var field: ConnectionField
    /// Always ``FieldValue/none`` for a sensitive field.
    package var before: FieldValue
    /// Always ``FieldValue/none`` for a sensitive field.
    package var after: FieldValue
    package var forcesReplacement: Bool
    package var sensitive: Bool
    /// nil when the plan was made without a ledger, or with one that knows nothing of the stack yet.
    package var movedBy: MovedBy?

    package init(
        _ field: ConnectionField,
        from before: FieldValue,
        to after: FieldValue,
        forcesReplacement: Bool = false
    ) {
        self.field = field
        self.before = field.isSensitive ? .none : before
        self.after = field.isSensitive ? .none : after
        self.forcesReplacement = forcesReplacement
        sensitive = field.isSensitive
    }
}
