import Connections

/// A name or an account and region, which one connection at a time can have.
enum Holding: Hashable {
    case name(ConnectionKey)
    case location(AWSLocation)

    var isLocation: Bool {
        switch self {
        case .name: false
        case .location: true
        }
    }
}

extension [Holding] {
    fileprivate init(_ type: ConnectionType, _ name: String?, _ location: AWSLocation?) {
        self = [name.map { .name(ConnectionKey(type, $0)) }, location.map { .location($0) }].compactMap(\.self)
    }
}

extension LiveConnection {
    /// What the connection has, which nobody else can take yet.
    var holdings: [Holding] { [Holding](type, name, details.location) }
}

extension DesiredConnection {
    /// What the entry wants to have.
    var holdings: [Holding] { [Holding](type, name, details.location) }
}

extension LiveAccount {
    /// Who has what of those that cannot be managed, as far as that can be understood; of several the one that is listed first.
    var unmanageableHolders: [Holding: UnmanageableConnection] {
        Dictionary(
            unmanageable.flatMap { item in [Holding](item.type, item.name, item.location).map { ($0, item) } }
        ) { first, _ in first }
    }
}

extension PlannedChange {
    /// What the live connection has now; nothing for a create.
    var heldNow: [Holding] { live?.holdings ?? [] }

    /// What the entry wants to have; nothing for a delete.
    var wanted: [Holding] { desired?.holdings ?? [] }

    /// What the change takes that its connection does not have yet.
    var takes: [Holding] {
        switch change.action {
        case .replace where change.replacedBy != nil: []
        case .create, .replace: wanted.filter { !heldNow.contains($0) }
        case .update: wanted.filter { !$0.isLocation && !heldNow.contains($0) }
        case .delete: []
        }
    }

    /// What others can take once the change is done; a connection that keeps a grace still has its account and region.
    var frees: [Holding] {
        switch change.action {
        case .create: []
        case .update: heldNow.filter { !$0.isLocation && !wanted.contains($0) }
        case .replace where change.graceSeconds != nil: heldNow.filter { !$0.isLocation }
        case .replace, .delete: heldNow
        }
    }
}
