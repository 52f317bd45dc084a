import Diagnostics
import PictoryAPI
import Planning
package import Stacks

extension Reconciler {
    /// Plans again the changes of a saved plan, and gives the new plan when it is the same.
    ///
    /// What is asked of the account is asked only when the files and the address are those of the saved plan.
    ///
    /// - Throws: ``StalePlan`` with all that moved, ``WrongAccount``, and the errors of reading the account.
    package func verify(_ saved: SavedStack, in file: String, with stack: Stack) async throws -> VerifiedStack {
        try refuse(saved, in: file, saved.staleness(ofFiles: stack.files) + staleness(ofAddress: saved.plan.apiURL))
        let reading = try await read(stack, isNewAccount: saved.options.newAccount)
        let live = reading.live
        let moment = now()
        let planner = Planner(rules: saved.options.rules(for: stack.settings), now: moment)
        let origin = Planner.Origin(stack: stack.name, apiURL: apiURL, configDigest: stack.configDigest)
        let again: (plan: Plan, leftAlone: Int)
        do throws(PlanningError) {
            again = try planner.plan(
                again: saved.plan,
                stack.desired,
                onto: live,
                from: origin,
                receipts: ledger.flatMap { reading.ledger?.known(by: $0.key) }
            )
        } catch {
            let staleness = Staleness(of: saved.plan, madeFor: saved.account, live: live, again: nil)
            let unmatched = StaleReason(
                .unmatched,
                "the files no longer fit the account: \(error.diagnostics.first?.message ?? error.report.message)"
            )
            throw StalePlan(
                file: file,
                stack: saved.plan.stack,
                reasons: staleness.reasons.isEmpty ? [unmatched] : staleness.reasons
            )
        }
        let staleness = Staleness(of: saved.plan, madeFor: saved.account, live: live, again: again.plan)
        try refuse(saved, in: file, staleness.reasons)
        return VerifiedStack(
            planned: PlannedStack(stack: stack, plan: again.plan, at: moment, from: reading),
            leftAlone: again.leftAlone,
            isPartial: !saved.options.only.isEmpty
        )
    }

    private func refuse(_ saved: SavedStack, in file: String, _ reasons: [StaleReason]) throws(StalePlan) {
        guard reasons.isEmpty else { throw StalePlan(file: file, stack: saved.plan.stack, reasons: reasons) }
    }

    private func staleness(ofAddress plannedFor: String) -> [StaleReason] {
        guard plannedFor != apiURL else { return [] }
        return [StaleReason(.otherAPI, "the plan was made for the API at \(plannedFor), and this run is for \(apiURL)")]
    }
}

/// A saved plan that holds: what is carried out is the plan that was made again, and never the one of the file.
package struct VerifiedStack: Sendable {
    package var planned: PlannedStack
    /// Changes that are pending besides, and that an apply of the saved plan leaves alone.
    package var leftAlone: Int
    /// Whether `--only` leaves out a part of the account.
    package var isPartial: Bool
}
