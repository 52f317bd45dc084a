package import Connections

/// What the stacks of one run declare, so that what one of them accounts for is not drift of another in the same account.
///
/// It keeps names, accounts and regions, and ids, once each: what a run needs for it grows with what its files declare, and not
/// with what is in the account.
package struct RunDeclarations: Sendable {
    fileprivate enum Key: Hashable {
        case name(ConnectionKey)
        case location(AWSLocation)
        case id(ConnectionID)
    }

    /// Which stack declares something, by its place in the run.
    fileprivate enum Owner: Equatable {
        case one(Int)
        case several
    }

    private var accounts: [String: [Key: Owner]] = [:]

    package init() {}

    /// Takes in what a stack declares, as far as its files could be read, with tombstones and former names.
    ///
    /// Stacks of different accounts say nothing of each other; `account` tells these apart.
    package mutating func add(_ desired: DesiredState, of stack: Int, in account: String) {
        let keys = desired.connections.flatMap(\.declarations) + desired.tombstones.flatMap(\.declarations)
        for key in keys {
            let owner = accounts[account]?[key] ?? .one(stack)
            accounts[account, default: [:]][key] = owner == .one(stack) ? owner : .several
        }
    }

    /// What the other stacks of an account declare.
    package func others(of stack: Int, in account: String) -> OtherDeclarations {
        OtherDeclarations(owners: accounts[account, default: [:]], stack: stack)
    }
}

/// What the other stacks of a run declare, as one of them sees it.
package struct OtherDeclarations: Sendable {
    fileprivate var owners: [RunDeclarations.Key: RunDeclarations.Owner]
    fileprivate var stack: Int

    /// Whether one of them means the connection of a finding, by its id, its name, the name before it was parked, or its account
    /// and region.
    func declare(_ finding: Drift.Finding, _ live: LiveConnection?) -> Bool {
        let keys =
            finding.names.map { RunDeclarations.Key.name(ConnectionKey(finding.type, $0)) }
            + [finding.connectionId.map { .id($0) }, live?.details.location.map { .location($0) }].compactMap(\.self)
        return keys.contains { key in
            owners[key].map { $0 != .one(stack) } ?? false
        }
    }
}

extension DesiredConnection {
    fileprivate var declarations: [RunDeclarations.Key] {
        ([name] + renamedFrom + parkedBases.filter { $0 != name }).map { .name(ConnectionKey(type, $0)) }
            + [details.location.map { .location($0) }, id.map { .id($0) }].compactMap(\.self)
    }
}

extension Tombstone {
    fileprivate var declarations: [RunDeclarations.Key] {
        if let id { return [.id(id)] }
        return [.name(ConnectionKey(type, name))]
    }
}
