import Connections
import Diagnostics
import Planning
import Reconciler
import Stacks

/// What the stacks of a run declare, read before any of them is looked at, so that the order in which they stand does not matter.
///
/// A stack that is invalid counts with what could be read of it. Standard input can be read once only, so what it declares is
/// not known to the others.
struct NeighbourReading: Sendable {
    private var declarations = RunDeclarations()
    private var places: [StackSource: (stack: Int, account: String)] = [:]

    /// Reads nothing where there is one stack.
    init(_ sources: [StackSource], _ accounts: AccountOpening, _ context: CommandContext) {
        guard sources.count > 1 else { return }
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        for (index, source) in sources.enumerated() {
            var (settings, desired) = (StackSettings(name: ""), DesiredState())
            if source != .standardInput { (settings, desired) = Self.read(source, reader) }
            let account = accounts.account(of: source, settings)
            places[source] = (index, account)
            declarations.add(desired, of: index, in: account)
        }
    }

    private static func read(_ source: StackSource, _ reader: StackReader) -> (StackSettings, DesiredState) {
        do {
            let stack = try reader.read(source)
            return (stack.settings, stack.desired)
        } catch {
            return (error.settings, error.desired)
        }
    }

    /// What all other stacks of the same account declare; nil where there are none.
    func others(of source: StackSource) -> OtherDeclarations? {
        places[source].map { declarations.others(of: $0.stack, in: $0.account) }
    }
}

extension Plan {
    /// Without the unmanaged connections that another stack of the run declares, as `drift` leaves them out.
    ///
    /// For showing only: what is planned for one stack, saved and carried out does not depend on others.
    func leavingOutUnmanaged(declaredBy others: OtherDeclarations?, in account: LiveAccount) -> Plan {
        guard let others, !unmanaged.isEmpty else { return self }
        let left = Set(
            Drift(self).leavingOut(declaredBy: others, in: account).findings.filter { $0.kind == .unmanaged }
                .map { UnmanagedKey(type: $0.type, name: $0.name, id: $0.connectionId) }
        )
        var plan = self
        plan.unmanaged.removeAll { !left.contains(UnmanagedKey(type: $0.type, name: $0.name, id: $0.connectionId)) }
        plan.summary.unmanaged = plan.unmanaged.count
        return plan
    }
}

/// Tells unmanaged connections apart, some of which have no id.
private struct UnmanagedKey: Hashable {
    var type: ConnectionType
    var name: String?
    var id: ConnectionID?
}
