import Connections
import Foundation
import Planning
import Sandbox

/// What several runs and people did to one account, held against what each of them was told.
struct SharedHistory {
    let journal: Journal
    let saves: [Editor.Save]
    let runs: [Program.Run]
    let reports: [AppliedReport]

    private struct Version: Hashable {
        var id: ConnectionID
        var version: Int
    }

    /// Everything that is wrong with it; empty when all promises held.
    var faults: [String] { brokenChains + lostWrites + unknownWrites + overwritten + unfenced }

    private var changes: [WorldChange] { journal.commits.map(\.change) }

    private var saved: Set<Version> { Set(saves.map { Version(id: $0.id, version: $0.version) }) }

    private func isSaved(_ connection: SandboxConnection) -> Bool {
        saved.contains(Version(id: connection.id, version: connection.live.version))
    }

    /// Per connection each version follows the one before it.
    private var brokenChains: [String] {
        var latest: [ConnectionID: SandboxConnection] = [:]
        var faults: [String] = []
        for change in changes {
            if let before = change.before, let known = latest[before.id], known.live != before.live {
                faults.append("\(before.id) is written over version \(before.live.version), which it was not at")
            }
            if let before = change.before, let after = change.after, after.live.version != before.live.version + 1 {
                faults.append("\(after.id) goes from version \(before.live.version) to \(after.live.version)")
            }
            if let after = change.after { latest[after.id] = after }
        }
        return faults
    }

    /// What somebody was told is done and was not.
    private var lostWrites: [String] {
        let written = Set(changes.compactMap(\.after).map { Version(id: $0.id, version: $0.live.version) })
        let edits = saves.filter { save in
            !changes.contains {
                $0.after?.id == save.id && $0.after?.live.version == save.version
                    && $0.after?.live.description == save.description
            }
        }
        let steps = doneSteps.filter { step in
            switch step.operation {
            case .delete: !changes.contains { $0.before?.id == step.connectionId && $0.after == nil }
            case .create: !changes.contains { $0.before == nil && $0.after?.id == step.connectionId }
            case .park, .update: version(of: step).map { !written.contains($0) || saved.contains($0) } ?? true
            }
        }
        return edits.map { "the save of \($0) is lost" }
            + steps.map { "the \($0.operation.rawValue) of '\($0.name)' is reported as done, and was not" }
    }

    private var doneSteps: [AppliedReport.Step] {
        reports.flatMap(\.steps).filter { $0.isDone && $0.wasDone != true }
    }

    private func version(of step: AppliedReport.Step) -> Version? {
        guard let id = step.connectionId, let version = step.version else { return nil }
        return Version(id: id, version: version)
    }

    /// Writes that neither a person nor the report of a run accounts for.
    private var unknownWrites: [String] {
        let told = Dictionary(grouping: doneSteps.filter { $0.operation != .delete }.compactMap(version), by: \.self)
        return changes.compactMap { change in
            guard let after = change.after, !isSaved(after), !isFence(change) else { return nil }
            let count = told[Version(id: after.id, version: after.live.version)]?.count ?? 0
            return count == 1 ? nil : "\(count) steps tell of version \(after.live.version) of \(after.id)"
        }
    }

    /// Whether a delete disables what it is about to delete; of several runs that do, each sets its own fence.
    private func isFence(_ change: WorldChange) -> Bool {
        guard let before = change.before?.live, let after = change.after?.live, !after.enabled else { return false }
        let isToGo = reports.flatMap(\.steps).contains { $0.operation == .delete && $0.connectionId == after.id }
        return isToGo && before.name == after.name && before.description == after.description
    }

    /// Edits that a run has written over though no plan of any run had shown them.
    private var overwritten: [String] {
        let plans = runs.map { $0.err.components(separatedBy: "\nPlan: ").dropLast().joined() }
        return changes.compactMap { change in
            guard let before = change.before, let after = change.after, isSaved(before), !isSaved(after),
                before.live.description != after.live.description
            else { return nil }
            let isSeen = plans.contains { $0.contains("\"\(before.live.description)\"") }
            return isSeen ? nil : "'\(before.live.description)' of \(before.id) is overwritten unseen"
        }
    }

    /// Deletes of what was not disabled by a run just before.
    private var unfenced: [String] {
        changes.compactMap { change in
            guard change.after == nil, let before = change.before, before.live.enabled || isSaved(before) else {
                return nil
            }
            return "\(before.id) is deleted over version \(before.live.version), which is no fence"
        }
    }
}
