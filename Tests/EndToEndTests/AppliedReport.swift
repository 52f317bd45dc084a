import Connections
import Foundation
import Planning
import Sandbox

/// The JSON report of an apply, as a script would read it.
struct AppliedReport: Decodable {
    struct Step: Decodable {
        var id: Int
        var operation: Planning.Step.Operation
        var type: ConnectionType
        var name: String
        var status: String
        var connectionId: ConnectionID?
        var version: Int?
        var wasDone: Bool?
        var outcomeUnknown: Bool?

        var isDone: Bool { status == "done" }
        /// Neither begun nor done.
        var isUntouched: Bool { status == "not-attempted" || status == "skipped" }
    }

    var verdict: String
    var steps: [Step]

    init(_ run: Program.Run) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(run.out.utf8))
    }

    /// What the report says otherwise than the journal of an account in which nobody else wrote; empty when it is exact.
    func contradictions(to journal: Journal) -> [String] {
        let effects = journal.commits.map { Effect($0.change) }
        var found: [String] = []
        for step in steps {
            let isCommitted = effects.contains { $0.isDone(for: step) }
            let isBegun = effects.contains { $0.belongs(to: step) }
            let title = "\(step.operation.rawValue) '\(step.name)'"
            if step.isDone, !isCommitted { found.append("\(title) is reported as done, and was not") }
            if !step.isDone, isCommitted, step.outcomeUnknown != true {
                found.append("\(title) is reported as \(step.status), and was done")
            }
            if step.isUntouched, isBegun { found.append("\(title) is reported as \(step.status), and was begun") }
        }
        for effect in effects where !steps.contains(where: effect.belongs) {
            found.append("no step tells of \(effect)")
        }
        return found
    }
}

/// What a write did, in the words of steps.
private enum Effect {
    case create(ConnectionType, String)
    case park(ConnectionID)
    case update(ConnectionID)
    case fence(ConnectionID)
    case delete(ConnectionID)

    init(_ change: WorldChange) {
        switch (change.before, change.after) {
        case (nil, let after?): self = .create(after.type, after.live.name)
        case (let before?, nil): self = .delete(before.id)
        case (let before?, let after?) where before.live.enabled && !after.live.enabled: self = .fence(after.id)
        case (_, let after?):
            let isParked = ParkedName(after.live.name, of: after.id) != nil
            self = isParked ? .park(after.id) : .update(after.id)
        case (nil, nil): preconditionFailure("a change is of something")
        }
    }

    /// Whether the step is done when this is.
    func isDone(for step: AppliedReport.Step) -> Bool {
        if case .fence = self { return false }
        return belongs(to: step)
    }

    /// Whether it is the step's.
    func belongs(to step: AppliedReport.Step) -> Bool {
        switch self {
        case .create(let type, let name): step.operation == .create && step.type == type && step.name == name
        case .park(let id): step.operation == .park && step.connectionId == id
        case .update(let id): step.operation == .update && step.connectionId == id
        case .fence(let id), .delete(let id): step.operation == .delete && step.connectionId == id
        }
    }
}
