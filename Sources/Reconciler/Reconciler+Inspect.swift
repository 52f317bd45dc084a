package import Connections
package import Ledger
import PictoryAPI
package import Planning
package import Stacks

extension Reconciler {
    /// Reads the account and finds the connection that a name or an id means, with what an apply would do to it.
    ///
    /// Writes nothing. Without `declares` there is nothing to plan, and only the account is looked at.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, ``UnknownConnection``, ``AmbiguousConnection``.
    package func inspect(
        _ text: String,
        _ type: ConnectionType?,
        in stack: Stack,
        _ rules: PlanningRules,
        declares: Bool
    ) async throws -> InspectedConnection {
        guard declares else {
            let live = try await account.read()
            let connection = try AccountOverview(DesiredState(), live).find(text, type)
            return InspectedConnection(inspection: Inspection(connection, in: nil))
        }
        let reading = try await read(stack, isNewAccount: false, toleratesOther: true)
        let connection = try AccountOverview(stack.desired, reading.live).find(text, type)
        var inspected = InspectedConnection(inspection: Inspection(connection, in: nil))
        inspected.ledgerProblem = reading.ledgerProblem
        inspected.mayBeOther = reading.mayBeOther
        do throws(PlanningError) {
            let plan = try plan(stack, rules, onto: reading, at: now())
            inspected.inspection = Inspection(connection, in: plan)
        } catch {
            inspected.planningError = error
        }
        return inspected
    }
}

/// What is known of one connection, and why it is not more.
package struct InspectedConnection: Sendable {
    package var inspection: Inspection
    /// Why nothing could be planned; nil when it could.
    package var planningError: PlanningError?
    /// Why the ledger could not be read; nil without one.
    package var ledgerProblem: LedgerError?
    /// That the account has none of the connections that the ledger knows, so that a plan would be refused; nil otherwise.
    package var mayBeOther: WrongAccount?
}
