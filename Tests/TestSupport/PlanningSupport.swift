package import Connections
package import Planning

extension Planner {
    /// A plan of entries onto live connections, with a fixed origin and moment.
    package static func plan(
        _ desired: [DesiredConnection],
        absent: [Tombstone] = [],
        onto live: [LiveConnection],
        unmanageable: [UnmanageableConnection] = [],
        rules: PlanningRules = PlanningRules(),
        now: String = "2026-02-01T00:00:00.000Z",
        receipts: Receipts? = nil
    ) throws -> Plan {
        guard let moment = Timestamp(now) else { throw UnreadableMoment(text: now) }
        return try Planner(rules: rules, now: moment).plan(
            DesiredState(connections: desired, tombstones: absent),
            onto: LiveAccount(connections: live, unmanageable: unmanageable),
            from: Origin(stack: "test", apiURL: "sandbox", configDigest: "sha256:00"),
            receipts: receipts
        )
    }
}

private struct UnreadableMoment: Error {
    var text: String
}

extension Plan {
    /// Each change in a few words, such as `replace a [blocked: pinned]`, in the order of the plan.
    package var outline: [String] {
        changes.map { change in
            "\(change.action.rawValue) \(change.name)" + (change.blocked.map { " [\($0.code.rawValue)]" } ?? "")
        }
    }

    /// Each step in a few words, such as `3 create a <1,2`, in the order of the plan.
    package var stepOutline: [String] {
        steps.map { step in
            let after = step.after.isEmpty ? "" : " <" + step.after.map(String.init).joined(separator: ",")
            return "\(step.id) \(step.operation.rawValue) \(step.name)\(after)"
        }
    }
}
