import Connections

extension Drift.Finding {
    init(_ change: Change) {
        let kind: Drift.Kind =
            switch change.action {
            case .create: .missing
            case .update, .replace: .changed
            case .delete: .unmanaged
            }
        self.init(kind: kind, type: change.type, name: change.name, connectionId: change.connectionId)
        version = change.version
        action = change.action
        reason = change.reason
        recovery = change.recovery
        credentials = change.credentials
        credentialsRevision = change.credentialsRevision
        unrecorded = change.unrecorded
        nowCalled = change.nowCalled
        wasCalled = change.wasCalled
        mayBeRenameOf = change.mayBeRenameOf
        blocked = change.blocked
        source = change.source
        fields = change.fields
        id = identity
    }

    init(_ unmanaged: Plan.Unmanaged) {
        self.init(
            kind: .unmanaged,
            type: unmanaged.type,
            name: unmanaged.name,
            connectionId: unmanaged.connectionId
        )
        problem = unmanaged.reason
        id = identity
    }

    init(_ hidden: Plan.Hidden) {
        self.init(kind: .hidden, type: hidden.type, name: hidden.name, connectionId: hidden.connectionId)
        version = hidden.version
        recordedVersion = hidden.recordedVersion
        hasSecrets = hidden.hasSecrets
        source = hidden.source
        id = identity
    }

    private init(kind: Drift.Kind, type: ConnectionType, name: String?, connectionId: ConnectionID?) {
        id = ""
        self.kind = kind
        self.type = type
        self.name = name
        self.connectionId = connectionId
        fields = []
    }

    /// Sixteen digits of base 16 that stand for what was found: on which connection, and in what state the account has it.
    ///
    /// So the same finding has the same one in every run, and a field that is changed once more makes another finding. What
    /// the files say has no part in it but a raised `credentialsRevision`, nor has any secret; of a connection that is missing or
    /// not declared only which one it is has.
    var identity: String {
        var parts = [kind.rawValue, type.rawValue, connectionId.map { "id \($0.rawValue)" } ?? "name \(name ?? "")"]
        switch kind {
        case .changed:
            parts += fields.flatMap { [$0.field.rawValue, $0.before.identity] }
            if let credentialsRevision { parts += ["revision \(credentialsRevision)"] }
        case .hidden: parts += [version.map(String.init) ?? ""]
        case .missing, .unmanaged: break
        }
        // With its length in front no part runs over into the next.
        return LongDigest(of: parts.map { "\($0.utf8.count):\($0)" }.joined()).digits
    }

    /// Whether it is in no file, and an apply would leave it alone.
    var isLeftAlone: Bool { kind == .unmanaged && action == nil }

    /// All names by which people may mean it: the declared one, the live one, and the one before it was parked.
    var names: [String] {
        var live = name
        if action != nil, case .text(let name)? = fields.first(where: { $0.field == .name })?.before { live = name }
        let parked = live.flatMap { name in connectionId.flatMap { ParkedName(name, of: $0)?.base } }
        return [name, live, parked].compactMap(\.self)
    }

    func isBefore(_ other: Self) -> Bool { order < other.order }

    private var order: (Int, ConnectionType, String, String, String) {
        (Drift.Kind.allCases.firstIndex(of: kind) ?? 0, type, name ?? "", connectionId?.rawValue ?? "", id)
    }
}

extension FieldValue {
    fileprivate var identity: String {
        switch self {
        case .text(let text): "text \(text)"
        case .flag(let flag): "flag \(flag)"
        case .none: "none"
        }
    }
}
