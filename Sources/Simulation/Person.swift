import Connections
import PictoryAPI
import Sandbox

/// Somebody in the vendor's dashboard: opens a connection, thinks, and saves it with the version that was opened.
struct Person: Sendable {
    let number: Int
    private(set) var actsLeft: Int
    private var opened: LiveConnection?

    init(_ number: Int, acts: Int) {
        self.number = number
        actsLeft = acts
    }

    /// Does the next thing, and says in a few words what.
    mutating func act(in account: inout SimulatedAccount, at time: Timestamp, _ choices: inout Choices) -> String {
        guard let live = opened else {
            let all = account.world.live
            guard !all.isEmpty, !choices.happens(oneIn: 5) else { return create(in: &account, at: time, &choices) }
            let chosen = choices.pick(from: all)
            opened = chosen
            return "opens \(chosen.id) '\(chosen.name)' version \(chosen.version)"
        }
        opened = nil
        actsLeft -= 1
        return save(live, in: &account, at: time, &choices)
    }

    private mutating func create(
        in account: inout SimulatedAccount,
        at time: Timestamp,
        _ choices: inout Choices
    ) -> String {
        actsLeft -= 1
        let name = choices.pick(from: Scenario.names)
        let new =
            choices.happens(oneIn: 3)
            ? NewConnection(
                name: name,
                description: choices.pick(from: ["", "text", "by hand"]),
                enabled: true,
                details: .vimeo(clientIdentifier: "client-\(choices.pick(2))"),
                credentials: .canary("by-hand")
            )
            : NewConnection(
                name: name,
                description: "by hand",
                enabled: true,
                details: .aws(choices.pick(from: Scenario.places))
            )
        let isDone = account.write(number, at: time) { model, id in
            _ = try model.create(new.type, RequestBody(new), as: id, at: time)
        }
        return "creates \(new.type.rawValue) '\(name)'\(isDone ? "" : ", which is refused")"
    }

    private func save(
        _ live: LiveConnection,
        in account: inout SimulatedAccount,
        at time: Timestamp,
        _ choices: inout Choices
    ) -> String {
        var wanted = live
        var credentials: RequestCredentials?
        let act: String
        switch choices.pick(5) {
        case 0:
            wanted.description = "edited by \(number)"
            act = "describes"
        case 1:
            wanted.enabled.toggle()
            act = wanted.enabled ? "enables" : "disables"
        case 2:
            wanted.name = choices.pick(from: Scenario.names)
            act = "renames to '\(wanted.name)'"
        case 3 where live.type == .vimeo:
            credentials = .canary("by-hand-\(number)")
            act = "gives new secrets to"
        case 3:
            wanted.description = ""
            act = "clears the description of"
        default:
            let isDone = account.write(number, at: time) { model, _ in try model.delete(live.type, live.id) }
            return "deletes \(live.id)\(isDone ? "" : ", which is refused")"
        }
        let update = ConnectionUpdate(
            type: live.type,
            expectedVersion: live.version,
            name: wanted.name,
            description: wanted.description,
            enabled: wanted.enabled,
            clientIdentifier: wanted.details.clientIdentifier,
            credentials: credentials
        )
        let isDone = account.write(number, at: time) { model, _ in
            _ = try model.update(live.type, live.id, RequestBody(update), at: time)
        }
        return "\(act) \(live.id)\(isDone ? "" : ", which is refused")"
    }
}
