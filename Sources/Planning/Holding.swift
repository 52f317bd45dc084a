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

extension LiveConnection {
    /// What the connection has, which nobody else can take yet.
    var holdings: [Holding] {
        [.name(ConnectionKey(type, name)), details.location.map { .location($0) }].compactMap(\.self)
    }
}

extension UnmanageableConnection {
    /// What it has, as far as that can be understood.
    var holdings: [Holding] {
        [name.map { .name(ConnectionKey(type, $0)) }, location.map { .location($0) }].compactMap(\.self)
    }
}

extension DesiredConnection {
    /// What the entry wants to have.
    var holdings: [Holding] {
        [.name(ConnectionKey(type, name)), details.location.map { .location($0) }].compactMap(\.self)
    }
}

extension PlannedChange {
    /// What the live connection has now; nothing for a create.
    var heldNow: [Holding] { live?.holdings ?? [] }

    /// What the entry wants to have; nothing for a delete.
    var wanted: [Holding] {
        desired?.holdings ?? []
    }

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
