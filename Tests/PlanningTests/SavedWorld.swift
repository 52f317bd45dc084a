import Connections
import Planning
import TestSupport

/// A plan that was saved, and the world as it is when it is to be carried out.
struct SavedWorld {
    var saved: Plan
    var mark: AccountMark
    var live: [LiveConnection]
    var unmanageable: [UnmanageableConnection] = []
    /// What the ledger knows now; nil without one.
    var receipts: Receipts?
    private let desired: DesiredState
    private var planner: Planner

    private static let origin = Planner.Origin(stack: "test", apiURL: "sandbox", configDigest: "sha256:00")

    /// Saves a plan; without arguments one with every action and a connection that it does not touch.
    init(
        desired: [DesiredConnection] = everyAction,
        live: [LiveConnection] = account,
        rules: PlanningRules = PlanningRules(owns: [NameGlob("gone*")]),
        receipts: Receipts? = nil
    ) throws {
        self.live = live
        self.receipts = receipts
        self.desired = DesiredState(connections: desired)
        planner = Planner(rules: rules, now: Timestamp(milliseconds: 1_769_904_000_000))
        let account = LiveAccount(connections: live)
        saved = try planner.plan(self.desired, onto: account, from: Self.origin, receipts: receipts)
        mark = AccountMark(of: account, sparing: saved)
    }

    static let everyAction = [
        Sample.desired("edited", at: "1", description: "new"),
        Sample.desired("fresh", at: "2"),
        Sample.desired("new name", at: "4", renamedFrom: ["old name"]),
        Sample.desired("moved", at: "9"),
        Sample.desired("bystander", at: "10"),
    ]

    static let account = [
        Sample.live("edited", at: "1", version: 4, description: "old"),
        Sample.live("gone", at: "3", version: 2),
        Sample.live("old name", at: "4"),
        Sample.live("moved", at: "5"),
        Sample.live("bystander", at: "10"),
    ]

    /// Writes to a connection as somebody else would, so that its version moves.
    mutating func edit(_ name: String, _ change: (inout LiveConnection) -> Void) {
        for index in live.indices where live[index].name == name {
            change(&live[index])
            live[index].version += 1
        }
    }

    mutating func wait(seconds: Int) {
        planner.now = Timestamp(milliseconds: planner.now.milliseconds + seconds * 1000)
    }

    mutating func remove(_ name: String) {
        live.removeAll { $0.name == name }
    }

    /// The saved plan's changes, planned again; nil when the files do not fit the account.
    func again() -> (plan: Plan, leftAlone: Int)? {
        let account = LiveAccount(connections: live, unmanageable: unmanageable)
        do throws(PlanningError) {
            return try planner.plan(
                again: saved,
                desired,
                onto: account,
                from: Self.origin,
                receipts: receipts
            )
        } catch {
            return nil
        }
    }

    func reasons() -> [StaleReason] {
        let account = LiveAccount(connections: live, unmanageable: unmanageable)
        return Staleness(of: saved, madeFor: mark, live: account, again: again()?.plan).reasons
    }
}

extension Plan {
    /// Adds a delete as somebody would who edits the file with care: a change, a step and a count.
    mutating func addDelete(of name: String, version: Int = 1) {
        guard var change = changes.first(where: { $0.action == .delete }) else { return }
        change.name = name
        change.connectionId = ConnectionID("id-\(name)")
        change.version = version
        changes.insert(change, at: 0)
        steps.append(
            Step(
                id: steps.count + 1,
                operation: .delete,
                type: .aws,
                name: name,
                connectionId: change.connectionId,
                expectedVersion: version
            )
        )
        summary.delete += 1
    }
}
