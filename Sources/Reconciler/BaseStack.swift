package import Planning
package import Stacks

/// The same stack in another checkout, with which a plan is compared.
package enum BaseStack: Sendable {
    /// It is planned onto the same live account, by its own settings; its secrets need no values.
    case stack(Stack, PlanningRules)
    /// It is not there, or its files are invalid: nothing of it could be applied.
    case nothing
}
