import Connections
import Diagnostics

extension PlannedChange {
    /// An entry that has no live connection.
    init(creating entry: Listed<DesiredConnection>) {
        let desired = entry.element
        self.init(
            change: Change(
                type: desired.type,
                name: desired.name,
                action: .create,
                reason: .notLive,
                source: desired.place,
                fields: desired.fieldsOfCreate
            ),
            entry: entry
        )
        if desired.credentials != nil { change.credentials = .firstTime }
    }

    /// A pair that can be made equal by an update; nil when nothing differs and no secrets are sent.
    init?(updating pair: ConnectionMatching.Pair, sending credentials: Change.Credentials?) {
        let visible = pair.differences
        let fields = visible + (credentials == nil ? [] : .credentials)
        guard !fields.isEmpty else { return nil }
        let (desired, live) = (pair.desired, pair.live)
        let reason: Change.Reason =
            visible.isEmpty
            ? Change.Reason(sending: credentials) : visible.map(\.field) == [.name] ? .renamed : .fieldsDiffer
        self.init(
            change: Change(
                type: desired.type,
                name: desired.name,
                action: .update,
                reason: reason,
                recovery: pair.recovery,
                live: live,
                source: desired.place,
                fields: fields
            ),
            entry: pair.entry,
            connection: pair.connection
        )
        change.credentials = credentials
        resent = pair.storedOtherwise.map { Step.Setting($0, desired.text(of: $0)) }
        change.resent = resent.isEmpty ? nil : pair.storedOtherwise
    }

    /// Leaves the secrets of an update as they are.
    mutating func keepSecrets() {
        guard change.action == .update else { return }
        change.fields.removeAll(where: \.sensitive)
        change.credentials = nil
        change.credentialsRevision = nil
    }

    /// A pair whose account or region differs.
    init(replacing pair: ConnectionMatching.Pair) {
        let (desired, live) = (pair.desired, pair.live)
        let isRetired = pair.parked?.purpose == .retired
        var change = Change(
            type: desired.type,
            name: desired.name,
            action: .replace,
            reason: .immutableFieldChanged,
            recovery: pair.parked.map { $0.purpose == .moving ? .interruptedMove : .interruptedReplace },
            live: live,
            source: desired.place,
            fields: pair.differences
        )
        // What waits for the end of its grace keeps it: a run that deletes first was cut short behind the delete of another one.
        let keepsGrace = isRetired && desired.grace != nil
        change.replaceOrder = keepsGrace ? .createFirst : desired.replaceOrder
        if change.replaceOrder == .createFirst { change.graceSeconds = desired.grace?.components.seconds }
        self.init(change: change, entry: pair.entry, connection: pair.connection, isRetired: isRetired)
    }

    /// A connection that gives its entry back to the one that it succeeded.
    init(replacing connection: Listed<LiveConnection>, byItsPredecessor pair: ConnectionMatching.Pair) {
        self.init(replacing: ConnectionMatching.Pair(entry: pair.entry, connection: connection, parked: nil))
        change.replacedBy = pair.live.id
    }

    /// A retired connection that waits for the end of its grace while its entry gets another name, by which alone later
    /// plans can tell whose it was.
    init(renamingRetired connection: Listed<LiveConnection>, of entry: DesiredConnection) {
        let live = connection.element
        let name = ParkedName.name(for: .retired, of: entry.name, id: live.id)
        let change = Change(
            type: live.type,
            name: entry.name,
            action: .update,
            reason: .renamed,
            live: live,
            source: entry.place,
            fields: [FieldChange(.name, from: .text(live.name), to: .text(name))]
        )
        self.init(change: change, connection: connection, isRetired: true, entryName: entry.name)
        isKnownByFiles = ParkedName(live.name, of: live.id).map { entry.parkedBases.contains($0.base) } == true
    }

    init(
        deleting connection: Listed<LiveConnection>,
        _ reason: Change.Reason,
        from source: SourcePlace?,
        _ parked: ParkedName?,
        _ isProtected: Bool = false
    ) {
        let live = connection.element
        let change = Change(
            type: live.type,
            name: live.name,
            action: .delete,
            reason: reason,
            live: live,
            source: source,
            fields: live.shown.map { FieldChange($0.0, from: $0.1, to: .none) }
        )
        self.init(change: change, connection: connection, isRetired: parked?.purpose == .retired)
        isProtectedByEntry = isProtected
    }
}

extension Change.Reason {
    /// Of an update that sends secrets and does nothing else.
    fileprivate init(sending credentials: Change.Credentials?) {
        switch credentials {
        case .changed: self = .secretsChanged
        case .notVerifiable: self = .secretsNotVerifiable
        case .askedFor, .firstTime, nil: self = .rotationRequested
        }
    }
}

extension LiveConnection {
    /// What is there besides the name, in the order of ``ConnectionField``.
    fileprivate var shown: [(ConnectionField, FieldValue)] { details.shown(description: description, enabled: enabled) }
}

extension ConnectionDetails {
    /// All visible fields but the name that have a value, in the order of ``ConnectionField``.
    fileprivate func shown(description: String, enabled: Bool) -> [(ConnectionField, FieldValue)] {
        let all: [(ConnectionField, FieldValue)] = [
            (.description, .optional(description)),
            (.awsAccountId, location.map { .text($0.accountID) } ?? .none),
            (.awsRegion, location.map { .text($0.region) } ?? .none),
            (.clientIdentifier, clientIdentifier.map(FieldValue.text) ?? .none),
            (.enabled, .flag(enabled)),
        ]
        return all.filter { $0.1 != .none }
    }
}

extension ConnectionMatching.Pair {
    /// The visible fields in which the live connection differs, leaving out those the entry ignores, and those that the API
    /// stores otherwise than it is sent them.
    ///
    /// Field by field, since a plan without changes would copy both in whole for nothing.
    var differences: [FieldChange] {
        var fields: [FieldChange] = []
        if desired.name != live.name {
            fields.append(FieldChange(.name, from: .text(live.name), to: .text(desired.name)))
        }
        if desired.description != live.description, !desired.ignored.contains(.description) {
            let (before, after) = (live.description, desired.description)
            if after.withoutOuterSpace != before.withoutOuterSpace, !storedOtherwise.contains(.description) {
                fields.append(FieldChange(.description, from: .optional(before), to: .optional(after)))
            }
        }
        if !desired.details.isAtSameLocation(as: live.details),
            let wanted = desired.details.location, let actual = live.details.location
        {
            if wanted.accountID != actual.accountID {
                let (before, after) = (FieldValue.text(actual.accountID), FieldValue.text(wanted.accountID))
                fields.append(FieldChange(.awsAccountId, from: before, to: after, forcesReplacement: true))
            }
            if wanted.region != actual.region {
                let (before, after) = (FieldValue.text(actual.region), FieldValue.text(wanted.region))
                fields.append(FieldChange(.awsRegion, from: before, to: after, forcesReplacement: true))
            }
        }
        if let wanted = desired.details.clientIdentifier, let actual = live.details.clientIdentifier, wanted != actual,
            !storedOtherwise.contains(.clientIdentifier)
        {
            fields.append(FieldChange(.clientIdentifier, from: .text(actual), to: .text(wanted)))
        }
        if desired.enabled != live.enabled, mayBeFenced || !desired.ignored.contains(.enabled) {
            fields.append(FieldChange(.enabled, from: .flag(live.enabled), to: .flag(desired.enabled)))
        }
        return fields
    }

    /// Whether the connection may be disabled by our own fence, which nobody asked to be left alone: a retired one that gets its
    /// name back, or one that is deleted before its successor is made.
    private var mayBeFenced: Bool {
        mustReplace
            ? desired.replaceOrder == .deleteFirst : ParkedName(live.name, of: live.id)?.purpose == .retired
    }

    /// What an update finishes; a retired connection whose grace is under way was not left by a run that was cut short.
    fileprivate var recovery: Change.Recovery? {
        switch parked?.purpose {
        case .moving: .interruptedMove
        case .retired: desired.grace == nil ? .interruptedReplace : nil
        case nil: nil
        }
    }
}

extension DesiredConnection {
    /// What a create of the entry sets: all that has a value.
    var fieldsOfCreate: [FieldChange] {
        let shown =
            [(ConnectionField.name, FieldValue.text(name))]
            + details.shown(description: description, enabled: enabled)
        return shown.map { FieldChange($0.0, from: .none, to: $0.1) } + (credentials == nil ? [] : .credentials)
    }

    /// A description or a client identifier; none for other fields.
    func text(of field: ConnectionField) -> FieldValue {
        switch field {
        case .description: .optional(description)
        case .clientIdentifier: details.clientIdentifier.map(FieldValue.text) ?? .none
        case .name, .awsAccountId, .awsRegion, .enabled, .clientSecret, .accessToken: .none
        }
    }

    /// The entry with what it ignores as the live connection has it, from which a replace makes the new one.
    func keepingIgnored(of live: LiveConnection) -> DesiredConnection {
        var entry = self
        if ignored.contains(.description) { entry.description = live.description }
        if ignored.contains(.enabled), replaceOrder == .createFirst { entry.enabled = live.enabled }
        return entry
    }
}

extension FieldValue {
    /// A description: no text at all is none.
    fileprivate static func optional(_ text: String) -> Self { text.isEmpty ? .none : .text(text) }
}

extension [FieldChange] {
    /// Both secrets, which are always sent together and never shown.
    fileprivate static var credentials: Self {
        [ConnectionField.clientSecret, .accessToken].map { FieldChange($0, from: .none, to: .none) }
    }
}
