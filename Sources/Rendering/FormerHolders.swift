import Applying
import Connections
import Planning

/// The connections that lose their names in a plan, by these names: what a name means is another connection afterwards where
/// one that is renamed takes it.
struct FormerHolders {
    /// Of a plan in which no name changes hands.
    static let none = FormerHolders()

    private var ids: [ConnectionKey: ConnectionID] = [:]

    private init() {}

    init(_ plan: Plan) {
        // Names change hands by renames alone.
        guard plan.changes.contains(where: { $0.nameTaken != nil }) else { return }
        for change in plan.changes {
            guard let id = change.connectionId, let name = change.nameLost else { continue }
            ids[ConnectionKey(change.type, name)] = id
        }
    }

    /// The connection whose name a change gives to another one; nil where the name was free.
    func holder(of change: Change) -> ConnectionID? {
        guard let name = change.nameTaken, let id = ids[ConnectionKey(change.type, name)] else { return nil }
        return id == change.connectionId ? nil : id
    }

    /// What a plan says of that, a line each.
    func notes(on change: Change) -> [Phrase] {
        guard let id = holder(of: change), let name = change.nameTaken else { return [] }
        return ["\(name: name) was the name of \(id) until now: by this name consumers find another id"]
    }
}

extension ApplyReport {
    static let newMeaningsTitle = "Names that mean another connection now; no id changed by that"

    /// The names that connections took from others, as far as their renames are done.
    func newMeanings(of plan: Plan) -> [Phrase] {
        let holders = FormerHolders(plan)
        let taken = plan.changes.filter { holders.holder(of: $0) != nil }
        guard !taken.isEmpty else { return [] }
        let renamed = Set(
            results.lazy.filter { $0.step.operation == .update && $0.outcome.isDone }.compactMap(\.step.connectionId)
        )
        return taken.compactMap { change in
            guard let id = change.connectionId, renamed.contains(id), let former = holders.holder(of: change),
                let name = change.nameTaken
            else { return nil }
            return "\(ours: change.type.rawValue) \(name: name): \(id), before \(former)"
        }
    }
}

extension Change {
    /// The name that the account has of it, where that is to be another one; nil where it stays.
    var nameBefore: String? {
        guard case .text(let name)? = fields.first(where: { $0.field == .name })?.before else { return nil }
        return name
    }

    /// The name that a rename gives; nil for all other changes.
    fileprivate var nameTaken: String? {
        guard action == .update, case .text(let name)? = fields.first(where: { $0.field == .name })?.after else {
            return nil
        }
        return name
    }

    /// The live name that the connection has no longer; nil where it keeps it.
    fileprivate var nameLost: String? { action == .delete ? name : nameBefore }
}
