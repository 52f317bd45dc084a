package import Connections

extension Change {
    /// Which change it is, whatever it does in detail.
    package struct Identity: Sendable, Hashable {
        package var action: Action
        package var key: ConnectionKey
        package var connectionId: ConnectionID?
    }

    package var identity: Identity {
        Identity(action: action, key: ConnectionKey(type, name), connectionId: connectionId)
    }

    /// Whether the secrets of the entry go along.
    package var sendsSecrets: Bool { fields.contains(where: \.sensitive) }

    /// The change without what the ledger tells of it: who moved its fields, why its secrets are sent, what became of a
    /// connection of its name, which texts go along.
    var unexplained: Change {
        var change = self
        change.credentials = nil
        change.credentialsRevision = nil
        change.nowCalled = nil
        change.wasCalled = nil
        change.resent = nil
        change.unrecorded = nil
        switch reason {
        case .secretsChanged, .secretsNotVerifiable: change.reason = .rotationRequested
        default: break
        }
        for index in fields.indices { change.fields[index].movedBy = nil }
        return change
    }

    /// The change without what may differ although the same would be done: words, and how it compares with a base.
    var substance: Change {
        var substance = unexplained
        substance.introduced = nil
        substance.mayBeRenameOf = nil
        if let block = blocked { substance.blocked = Block(block.code, "", remedies: []) }
        return substance
    }

    /// The name that the live connection had; nil for a create.
    var liveName: String? {
        guard action != .create else { return nil }
        if case .text(let name)? = fields.first(where: { $0.field == .name })?.before { return name }
        return name
    }

    /// What the change makes of a field; nil when it leaves it as it is.
    func wanted(_ field: ConnectionField) -> FieldValue? {
        fields.first { $0.field == field }?.after
    }
}

extension LiveConnection {
    /// A field as plans show it; none for one that is never read, or that the type does not have.
    func value(of field: ConnectionField) -> FieldValue {
        switch field {
        case .name: .text(name)
        case .description: description.isEmpty ? .none : .text(description)
        case .awsAccountId: details.location.map { .text($0.accountID) } ?? .none
        case .awsRegion: details.location.map { .text($0.region) } ?? .none
        case .clientIdentifier: details.clientIdentifier.map { .text($0) } ?? .none
        case .enabled: .flag(enabled)
        case .clientSecret, .accessToken: .none
        }
    }

    /// Whether a field has the value, as far as it can be seen; white space around a description does not count.
    func has(_ value: FieldValue, in field: ConnectionField) -> Bool {
        if field.isSensitive { return true }
        let live = self.value(of: field)
        return field == .description ? live.words == value.words : live == value
    }
}

extension FieldValue {
    /// A description as it counts: none is an empty text.
    fileprivate var words: Substring {
        if case .text(let text) = self { text.withoutOuterSpace } else { "" }
    }
}
