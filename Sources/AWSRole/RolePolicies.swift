/// The policies of a role, inline and attached, with the boundary of what they can allow.
package struct RolePolicies: Sendable, Hashable {
    /// One of them; without a document where it could not be understood.
    package struct Policy: Sendable, Hashable {
        package var name: String
        package var document: PolicyDocument?

        package init(name: String, document: PolicyDocument?) {
            self.name = name
            self.document = document
        }
    }

    /// What policies say about an action on a resource.
    package enum Permission: Sendable, Hashable {
        case allowed
        /// On a part of what was asked for only, by the policy of this name.
        case partly(policy: String)
        case denied(policy: String)
        /// No policy allows it.
        case missing
        /// It depends on what cannot be known from here, in words.
        case uncertain(String)
    }

    /// What an action is done to.
    package enum Resource: Sendable, Hashable {
        case one(String)
        /// All whose names begin with this and go on.
        case all(from: String)
    }

    package var policies: [Policy]
    /// nil when the role has no boundary.
    package var boundary: Policy?

    package init(_ policies: [Policy], boundary: Policy? = nil) {
        self.policies = policies
        self.boundary = boundary
    }

    /// Whether the role may do the action to all of the resource, as far as its own policies decide it.
    ///
    /// Policies of buckets and of the organisation can deny it all the same, and are not known here.
    package func permission(of action: String, on resource: Resource) -> Permission {
        let own = Self.permission(of: action, on: resource, by: policies)
        guard let boundary, own != .missing else { return own }
        switch Self.permission(of: action, on: resource, by: [boundary]) {
        case .allowed: return own
        case .missing, .denied: return .denied(policy: boundary.name)
        case .partly: return .partly(policy: boundary.name)
        case .uncertain(let reason): return .uncertain(reason)
        }
    }

    private static func permission(of action: String, on resource: Resource, by policies: [Policy]) -> Permission {
        var tally = Tally()
        for policy in policies {
            guard let document = policy.document else {
                tally.doubt("policy '\(policy.name)' cannot be understood")
                continue
            }
            for statement in document.statements where statement.actions.holdsAction(action) {
                tally.add(statement, of: policy.name, coverage: statement.coverage(of: resource, in: document.version))
            }
        }
        return tally.permission
    }
}

/// What the statements about one action come to.
private struct Tally {
    typealias Coverage = WildcardPattern.Coverage

    private var allowed = Coverage.none
    private var partial: String?
    private var denying: String?
    /// The first reason why the answer depends on what is not known, where something is allowed.
    private var doubt: String?
    private var denialDoubt: String?

    mutating func doubt(_ reason: String) {
        doubt = doubt ?? reason
        denialDoubt = denialDoubt ?? reason
    }

    mutating func add(_ statement: PolicyStatement, of policy: String, coverage: PolicyStatement.Coverage) {
        let condition = statement.conditionKeys.isEmpty ? nil : statement.conditionKeys.joined(separator: ", ")
        switch (statement.effect, coverage) {
        case (_, .known(.none)): break
        case (.allow, .known(let coverage)):
            if let condition {
                doubt = doubt ?? "policy '\(policy)' allows it under a condition on \(condition)"
            } else {
                allowed = max(allowed, coverage)
                partial = partial ?? policy
            }
        case (.deny, .known(let coverage)):
            if let condition {
                denialDoubt = denialDoubt ?? "policy '\(policy)' denies it under a condition on \(condition)"
            } else if coverage == .whole {
                denying = denying ?? policy
            } else {
                denialDoubt = denialDoubt ?? "policy '\(policy)' denies it on a part"
            }
        case (.allow, .variable): doubt = doubt ?? "policy '\(policy)' allows it where a variable has some value"
        case (.deny, .variable):
            denialDoubt = denialDoubt ?? "policy '\(policy)' denies it where a variable has some value"
        }
    }

    var permission: RolePolicies.Permission {
        if let denying { return .denied(policy: denying) }
        if allowed == .whole { return denialDoubt.map { .uncertain($0) } ?? .allowed }
        if let doubt { return .uncertain(doubt) }
        if allowed == .part, let partial { return .partly(policy: partial) }
        return .missing
    }
}

extension PolicyStatement {
    fileprivate enum Coverage {
        case known(WildcardPattern.Coverage)
        /// It depends on a variable, such as `${aws:username}`.
        case variable
    }

    fileprivate func coverage(of resource: RolePolicies.Resource, in version: String) -> Coverage {
        // A policy of a role names resources; one without them is about nothing.
        guard let resources else { return .known(.none) }
        var found = WildcardPattern.Coverage.none
        var hasVariable = false
        for pattern in resources.patterns {
            if version == PolicyDocument.currentVersion, pattern.contains("${") {
                // At most what the pattern would match with anything in place of the variable.
                let widest = WildcardPattern(pattern.withVariables("*")).coverage(of: resource)
                hasVariable = hasVariable || widest != .none
            } else {
                found = max(found, WildcardPattern(pattern).coverage(of: resource))
            }
        }
        if found == .whole { return .known(resources.isInverted ? .none : .whole) }
        if hasVariable { return .variable }
        guard resources.isInverted else { return .known(found) }
        return .known(found == .none ? .whole : .part)
    }
}

extension WildcardPattern {
    fileprivate func coverage(of resource: RolePolicies.Resource) -> Coverage {
        switch resource {
        case .one(let name): matches(name) ? .whole : .none
        case .all(let prefix): coverage(ofAllFrom: prefix)
        }
    }
}

extension PolicySelection {
    /// Whether it is about an action; case does not matter there.
    func holdsAction(_ action: String) -> Bool {
        let action = action.lowercased()
        return patterns.contains { WildcardPattern($0.lowercased()).matches(action) } != isInverted
    }
}

extension String {
    /// With each `${…}` replaced.
    fileprivate func withVariables(_ replacement: String) -> String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            result += rest[..<start.lowerBound] + replacement
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
