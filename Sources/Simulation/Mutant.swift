import Applying
import Connections
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Sandbox

/// A way to do it wrong, which a simulation has to notice: proof that its promises can fail.
///
/// Mutants stand at the edges of the real code (its requests, its plan, its report), so that the code has no switches.
package enum Mutant: String, Sendable, Hashable, CaseIterable {
    // In the requests
    case blindCreateRetry
    case noReadBack
    case versionJustRead
    case guessedVersion
    case unfencedDelete
    case fenceNotReadBack
    case listTakenAsTruth
    case refusedKeyIgnored
    case descriptionCleared
    case endlessRetries
    case interruptIgnored
    case secretsMixedUp
    case createdEnabled
    // In the plan
    case noParking
    case noOrder
    case retiredConnectionGoesFirst
    case unmanagedDeleted
    case earlyGrace
    case limitIgnored
    case protectionIgnored
    case ownershipAssumed
    case ignoredFieldsWritten
    case halfDoneWorkBlocked
    // In what the ledger is told, and believed
    case secretMarkMissing
    case secretsSentUnmarked
    case markClearedOnUnknownOutcome
    case receiptBeforeAnswer
    case olderReceiptWins
    case secretInLedger
    case ledgerDecides
    case versionIgnored
    case driftWrites
    // In what is said
    case conflictsReportedAsDone
    case unknownReportedAsFailed
    case everythingUnknown
    case alwaysApplied
    case newIDsKeptBack
    case secretPrinted
    case secretInComments

    /// What the run makes of the files.
    func change(_ revision: inout Scenario.Revision) {
        switch self {
        case .limitIgnored: revision.rules.maximumDeletes = nil
        case .ownershipAssumed: revision.rules.owns = [NameGlob("*")]
        case .protectionIgnored:
            for index in revision.desired.connections.indices {
                revision.desired.connections[index].isProtected = false
            }
        default: break
        }
    }

    /// What the run makes of the ledger.
    func misread(_ planned: inout PlannedStack) {
        switch self {
        case .versionIgnored: planned.plan.hidden.removeAll(where: \.hasSecrets)
        case .ledgerDecides:
            let receipts = planned.ledger?.receipts ?? []
            let isOurs = planned.plan.unmanaged.contains { found in
                receipts.contains { $0.connectionId == found.connectionId }
            }
            if isOurs { deleteUnmanaged(&planned) }
            planned.plan.steps.removeAll { step in
                step.operation == .create && receipts.contains { $0.type == step.type && $0.name == step.name }
            }
        default: break
        }
    }

    func change(_ planned: inout PlannedStack) {
        switch self {
        case .noParking:
            planned.plan.steps.removeAll { $0.operation == .park && $0.newName?.contains(" moving ") == true }
        case .noOrder:
            for index in planned.plan.steps.indices { planned.plan.steps[index].after = [] }
        case .retiredConnectionGoesFirst: deleteFirst(&planned.plan)
        case .unmanagedDeleted: deleteUnmanaged(&planned)
        case .ignoredFieldsWritten: writeIgnored(&planned)
        case .halfDoneWorkBlocked: blockHalfDone(&planned)
        default: break
        }
        // What the steps wait for must exist, or nothing would ever begin.
        let ids = Set(planned.plan.steps.map(\.id))
        for index in planned.plan.steps.indices {
            planned.plan.steps[index].id = index + 1
            planned.plan.steps[index].after = planned.plan.steps[index].after.filter(ids.contains)
        }
    }

    private func deleteFirst(_ plan: inout Plan) {
        for index in plan.steps.indices where plan.steps[index].operation == .delete {
            let name = plan.steps[index].name
            guard let create = plan.steps.firstIndex(where: { $0.operation == .create && $0.name == name }),
                plan.steps[index].after.contains(plan.steps[create].id)
            else { continue }
            plan.steps[index].after = plan.steps[create].after
            plan.steps[create].after.append(plan.steps[index].id)
        }
    }

    private func deleteUnmanaged(_ planned: inout PlannedStack) {
        guard let id = planned.plan.unmanaged.first?.connectionId,
            let live = planned.live.connections.first(where: { $0.id == id })
        else { return }
        planned.plan.steps.append(
            Step(
                id: planned.plan.steps.count + 1,
                operation: .delete,
                type: live.type,
                name: live.name,
                connectionId: id,
                expectedVersion: live.version
            )
        )
    }

    private func blockHalfDone(_ planned: inout PlannedStack) {
        for index in planned.plan.changes.indices {
            let id = planned.plan.changes[index].connectionId
            let live = planned.live.connections.first { $0.id == id }
            guard let live, let parked = ParkedName(live.name, of: live.id), parked.purpose == .moving else { continue }
            planned.plan.changes[index].blocked = Block(.nameTaken, "it is half done", remedies: [])
            planned.plan.summary.blocked += 1
        }
    }

    private func writeIgnored(_ planned: inout PlannedStack) {
        for index in planned.plan.steps.indices where planned.plan.steps[index].operation == .update {
            let id = planned.plan.steps[index].connectionId
            guard let live = planned.live.connections.first(where: { $0.id == id }) else { continue }
            planned.plan.steps[index].sets.append(Step.Setting(.enabled, .flag(!live.enabled)))
        }
    }

    func change(_ report: inout ApplyReport) {
        for index in report.results.indices {
            switch (self, report.results[index].outcome) {
            case (.conflictsReportedAsDone, .conflict(let conflict)):
                let id = conflict.connectionId ?? ConnectionID("nobody")
                report.results[index].outcome = .done(.init(connectionId: id))
            case (.unknownReportedAsFailed, .failed(var failure)):
                failure.isOutcomeUnknown = false
                report.results[index].outcome = .failed(failure)
            case (.everythingUnknown, .failed(var failure)):
                failure.isOutcomeUnknown = true
                report.results[index].outcome = .failed(failure)
            default: break
            }
        }
        if self == .newIDsKeptBack { report.idChanges = [] }
        if self == .alwaysApplied { report.verdict = .applied }
    }

    func wrap(_ access: SimulatedAccess, of run: SimulatedRun) -> any ConnectionsAPI {
        MutantAPI(access: access, mutant: self) { run.deletes }
    }
}
