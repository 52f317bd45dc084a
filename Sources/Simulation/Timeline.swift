import Connections
import Planning
import Sandbox

/// What happened in a simulation, as a person reads it; costs nothing unless it is asked for.
struct Timeline: Sendable {
    let isRecording: Bool
    private(set) var lines: [String] = []

    init(isRecording: Bool) {
        self.isRecording = isRecording
    }

    mutating func begin(_ scenario: Scenario) {
        guard isRecording else { return }
        lines.append("account:")
        for connection in scenario.live {
            let live = connection.live
            lines.append("  \(live.id) '\(live.name)' \(live.details) version \(live.version) enabled \(live.enabled)")
        }
        if scenario.hasLedger { lines.append("the runs share a ledger") }
        for (index, revision) in scenario.revisions.enumerated() {
            let rules = revision.rules
            lines.append(
                "files, revision \(index + 1): owns \(rules.owns), most deletes \(rules.maximumDeletes as Any)"
            )
            for entry in revision.desired.connections {
                let more =
                    "\(entry.renamedFrom.isEmpty ? "" : " renamedFrom \(entry.renamedFrom)")"
                    + "\(entry.isProtected ? " protected" : "")\(entry.grace == nil ? "" : " grace")"
                    + " \(entry.replaceOrder.rawValue) ignore \(entry.ignored.map(\.rawValue).sorted())"
                let secrets = entry.credentials?.clientSecret.value?.exposedForRequest ?? ""
                lines.append(
                    "  '\(entry.name)' \(secrets) \(entry.details) enabled \(entry.enabled) '\(entry.description)'\(more)"
                )
            }
            for tombstone in revision.desired.tombstones { lines.append("  '\(tombstone.name)' absent") }
        }
    }

    mutating func add(_ time: Duration, _ text: () -> String) {
        guard isRecording else { return }
        let milliseconds = Int(time / .milliseconds(1))
        lines.append("\(milliseconds) ms  \(text())")
    }
}
