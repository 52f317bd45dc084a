package import Connections

/// What a stack's settings and the command line allow a plan to do.
package struct PlanningRules: Sendable, Hashable {
    /// Live connections whose names match and that no file declares are deleted.
    package var owns: [NameGlob]
    /// Connections whose live or declared names match are never deleted or replaced.
    package var protected: [NameGlob]
    /// Deletes and replaces together; nil for no limit.
    package var maximumDeletes: Int?
    /// Whether files that declare nothing may delete what they own.
    package var allowsEmpty: Bool
    /// Plan only changes to connections whose declared or live name matches; empty for all.
    package var only: [NameGlob]
    /// Vimeo connections whose secrets are sent though nothing else may have changed.
    package var rotate: [NameGlob]
    /// Delete the old connections of replaces though their grace is not over.
    package var finishesReplaced: Bool

    package init(
        owns: [NameGlob] = [],
        protected: [NameGlob] = [],
        maximumDeletes: Int? = nil,
        allowsEmpty: Bool = false,
        only: [NameGlob] = [],
        rotate: [NameGlob] = [],
        finishesReplaced: Bool = false
    ) {
        self.owns = owns
        self.protected = protected
        self.maximumDeletes = maximumDeletes
        self.allowsEmpty = allowsEmpty
        self.only = only
        self.rotate = rotate
        self.finishesReplaced = finishesReplaced
    }
}
