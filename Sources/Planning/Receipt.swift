package import Connections

/// What the ledger remembers of a connection: how an apply of this stack left it.
///
/// It explains a plan. It never decides what is created, renamed, replaced or deleted.
package struct Receipt: Sendable, Hashable {
    package var connectionId: ConnectionID
    package var type: ConnectionType
    /// The name it was left under.
    package var name: String
    /// The version it was left at.
    package var version: Int
    /// A digest of each visible field as it was left; see ``digest(of:in:)``.
    package var fields: [ConnectionField: String]
    /// nil for AWS.
    package var secrets: Secrets?
    /// For each text that the API stored otherwise than it was sent what stands for both; see ``Receipts/conversion``.
    package var conversions: [ConnectionField: String] = [:]

    /// What is known of the secrets of a connection, none of which can be read back.
    package struct Secrets: Sendable, Hashable {
        /// Of those that were sent last, and whose arrival is certain; nil when this stack never sent any.
        package var fingerprint: Fingerprint?
        /// The `credentialsRevision` of the entry when they were sent, or when the connection was first recorded.
        package var revision: Int?
        /// Whether somebody else has written the connection since, so that there may be others by now.
        package var mayBeOvertaken: Bool

        package init(fingerprint: Fingerprint? = nil, revision: Int? = nil, mayBeOvertaken: Bool = false) {
            self.fingerprint = fingerprint
            self.revision = revision
            self.mayBeOvertaken = mayBeOvertaken
        }

        /// Whether those that the fingerprint stands for are the ones that the connection has at the receipt's version.
        package var areCertain: Bool { fingerprint != nil && !mayBeOvertaken }
    }

    /// Whether there is nothing about the connection that nobody could read back; AWS has no secrets.
    package var isCertain: Bool { secrets?.areCertain ?? true }

    package init(
        connectionId: ConnectionID,
        type: ConnectionType,
        name: String,
        version: Int,
        fields: [ConnectionField: String],
        secrets: Secrets? = nil
    ) {
        self.connectionId = connectionId
        self.type = type
        self.name = name
        self.version = version
        self.fields = fields
        self.secrets = secrets
    }

    /// Whether it takes the place of another one of the same connection.
    ///
    /// Of the same version it does, unless only the other one is certain of the secrets: what is there at a version never changes.
    package func replaces(_ other: Receipt) -> Bool {
        version > other.version || version == other.version && (isCertain || !other.isCertain)
    }

    /// Whether the write of a mark cannot be done any more, and what it may have left is known.
    ///
    /// An update names a lower version, and a create the name that the connection has. Secrets that one of them may have
    /// brought count as known only where the receipt is certain of those that are there.
    package func rulesOut(_ mark: Mark) -> Bool {
        guard isCertain || !mark.carriesSecrets else { return false }
        guard let id = mark.connectionId else { return mark.type == type && mark.name == name }
        return id == connectionId && mark.version.map { $0 < version } == true
    }

    /// A connection as it is now.
    package init(of live: LiveConnection, secrets: Secrets? = nil) {
        let visible = ConnectionField.allCases.filter { !$0.isSensitive }
        self.init(
            connectionId: live.id,
            type: live.type,
            name: live.name,
            version: live.version,
            fields: Dictionary(
                uniqueKeysWithValues: visible.map { ($0, Self.digest(of: live.value(of: $0), in: $0)) }
            ),
            secrets: secrets
        )
    }

    /// The texts that the API stores otherwise than it is sent them, as far as they are as another receipt has them.
    ///
    /// Those of `fields` are left out: they were sent anew.
    package func keepingConversions(of known: Receipt?, but fields: Set<ConnectionField> = []) -> Receipt {
        var receipt = self
        for (field, conversion) in known?.conversions ?? [:] where !fields.contains(field) {
            if self.fields[field] == known?.fields[field], receipt.conversions[field] == nil {
                receipt.conversions[field] = conversion
            }
        }
        return receipt
    }

    /// Eight digits of base 16 that stand for a value; white space around a description does not count.
    package static func digest(of value: FieldValue, in field: ConnectionField) -> String {
        ShortDigest(of: "\(field.rawValue) \(text(of: value, in: field))").digits
    }

    fileprivate static func text(of value: FieldValue, in field: ConnectionField) -> String {
        switch value {
        case .text(let text) where field == .description: String(text.withoutOuterSpace)
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .none: ""
        }
    }
}

/// A text as an apply sent it, and as the API had it afterwards, which is something else: cut, say, or in other letters.
package struct Conversion: Sendable, Hashable {
    package let connectionId: ConnectionID
    package let field: ConnectionField
    package let sent: String
    package let stored: String

    /// nil where the API has what it was sent, and for what is no text.
    ///
    /// Names are none either: they tell which connection an entry stands for.
    package init?(of field: ConnectionField, _ live: LiveConnection, sent value: FieldValue) {
        guard field == .description || field == .clientIdentifier, live.type == .vimeo || field == .description else {
            return nil
        }
        (sent, stored) = (Receipt.text(of: value, in: field), Receipt.text(of: live.value(of: field), in: field))
        guard sent != stored else { return nil }
        connectionId = live.id
        self.field = field
    }
}

/// Stands for the two secrets of a connection, without telling anything about them to who lacks the key.
package struct Fingerprint: Sendable, Hashable {
    /// Which key it was made with; fingerprints of different keys say nothing about each other.
    package var key: String
    package var digest: String

    package init(key: String, digest: String) {
        self.key = key
        self.digest = digest
    }
}

/// A write that a run was about to send, and of which nobody has recorded yet what became of it.
///
/// While there is one, the receipt of its connection is not believed where that matters: who moved a field, and which secrets
/// are there.
package struct Mark: Sendable, Hashable {
    /// The run that set it.
    package var run: String
    /// The step of that run's plan.
    package var step: Int
    package var type: ConnectionType
    /// The name that the connection has before the write; for a create the name it is to have.
    package var name: String
    /// nil for a create.
    package var connectionId: ConnectionID?
    /// The version that the write names first, so that this one cannot be done any more once there is a higher one; nil for a
    /// create.
    ///
    /// What is sent once more over a later version has no mark of its own. It needs none: if it is done after another run's
    /// receipt took this mark away, the connection has a higher version than that receipt, which then vouches for nothing.
    package var version: Int?
    package var carriesSecrets: Bool

    package init(
        run: String,
        step: Int,
        type: ConnectionType,
        name: String,
        connectionId: ConnectionID? = nil,
        version: Int? = nil,
        carriesSecrets: Bool
    ) {
        self.run = run
        self.step = step
        self.type = type
        self.name = name
        self.connectionId = connectionId
        self.version = version
        self.carriesSecrets = carriesSecrets
    }
}

/// All that the ledger knows of a stack's connections.
package struct Receipts: Sendable {
    package var receipts: [ConnectionID: Receipt]
    /// In no particular order.
    package var marks: [Mark]
    /// Gives the fingerprint of an entry's secrets for a connection; nil when they were not resolved.
    package var fingerprint: @Sendable (VimeoCredentials, ConnectionID) -> Fingerprint?
    /// Gives what stands for a conversion in receipts, with the digest of what was sent in front; it cannot be made without the API
    /// key, so that who can write the ledger cannot hide a difference.
    package var conversion: @Sendable (Conversion) -> String?

    /// Without `conversion` every text that differs is planned.
    package init(
        _ receipts: [Receipt],
        marks: [Mark] = [],
        conversion: @escaping @Sendable (Conversion) -> String? = { _ in nil },
        fingerprint: @escaping @Sendable (VimeoCredentials, ConnectionID) -> Fingerprint?
    ) {
        self.receipts = Dictionary(receipts.map { ($0.connectionId, $0) }) { first, _ in first }
        self.marks = marks
        self.conversion = conversion
        self.fingerprint = fingerprint
    }

    /// Whether any text is known to be stored otherwise than it was sent.
    var haveConversions: Bool { receipts.values.contains { !$0.conversions.isEmpty } }

    /// The texts in which a connection differs from its entry because the API stores what the entry says in just this way,
    /// so that sending them again would change nothing; in the order of ``ConnectionField``.
    func storedOtherwise(_ desired: DesiredConnection, _ live: LiveConnection) -> [ConnectionField] {
        guard let receipt = receipts[live.id], receipt.type == live.type, !receipt.conversions.isEmpty else {
            return []
        }
        return ConnectionField.allCases.filter { field in
            guard let known = receipt.conversions[field] else { return false }
            return Conversion(of: field, live, sent: desired.text(of: field)).flatMap(conversion) == known
        }
    }
}
