/// A policy of AWS: what is allowed and denied, to whom.
package struct PolicyDocument: Sendable, Hashable {
    /// The language that it is written in; there is an older one, in which `${…}` stands for itself.
    package static let currentVersion = "2012-10-17"

    package var version = currentVersion
    package var statements: [PolicyStatement]

    package init(statements: [PolicyStatement]) {
        self.statements = statements
    }
}

/// One statement of a policy.
package struct PolicyStatement: Sendable, Hashable {
    package enum Effect: String, Sendable, Hashable, Codable {
        case allow = "Allow"
        case deny = "Deny"
    }

    /// Whom a statement of a trust policy is about.
    package enum Principals: Sendable, Hashable {
        case anyone
        /// Roles, users and whole accounts, by resource name or account number; empty where only services are meant.
        case accounts([String])
        /// `NotPrincipal`: everyone else.
        case everyoneBut
    }

    package var effect: Effect
    /// nil in the policies of a role, which are about the role.
    package var principals: Principals?
    package var actions: PolicySelection
    /// nil in trust policies, which are about the role itself.
    package var resources: PolicySelection?
    /// The keys that its conditions look at, sorted; empty when it has none.
    package var conditionKeys: [String] = []

    package init(
        effect: Effect,
        principals: Principals? = nil,
        actions: PolicySelection,
        resources: PolicySelection? = nil,
        conditionKeys: [String] = []
    ) {
        self.effect = effect
        self.principals = principals
        self.actions = actions
        self.resources = resources
        self.conditionKeys = conditionKeys
    }
}

/// The actions or resources of a statement: those that match a pattern, or those that match none.
package struct PolicySelection: Sendable, Hashable {
    package var patterns: [String]
    /// As in `NotAction` and `NotResource`.
    package var isInverted: Bool

    package init(_ patterns: [String], isInverted: Bool = false) {
        self.patterns = patterns
        self.isInverted = isInverted
    }
}
