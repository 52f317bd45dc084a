/// Whom a role's trust policy lets assume it.
package struct RoleTrust: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable {
        case trusted
        /// So is everybody else.
        case trustedWithEveryone
        case missing
        case denied
        /// It depends on what cannot be known from here, in words.
        case uncertain(String)
    }

    private let policy: PolicyDocument

    package init(_ policy: PolicyDocument) {
        self.policy = policy
    }

    /// Whether the policy names a principal, given as its resource name.
    ///
    /// Trust in the vendor's whole account does not count for its roles, since the vendor asks for each by name.
    package func verdict(on principal: String) -> Verdict {
        var (isNamed, isOpen) = (false, false)
        var (doubt, denialDoubt): (String?, String?)
        for statement in policy.statements where statement.actions.holdsAction(IntegrationRole.assumeAction) {
            guard let principals = statement.principals else { continue }
            let condition = statement.conditionKeys.isEmpty ? nil : statement.conditionKeys.joined(separator: ", ")
            switch (statement.effect, principals.hold(principal)) {
            case (_, false?): break
            case (.allow, nil): doubt = doubt ?? "it is trusted by leaving others out (NotPrincipal)"
            case (.deny, nil): denialDoubt = denialDoubt ?? "others are denied by leaving some out (NotPrincipal)"
            case (.allow, true?):
                if let condition {
                    doubt = doubt ?? "it is trusted under a condition on \(condition)"
                } else {
                    isNamed = isNamed || principals != .anyone
                    isOpen = isOpen || principals == .anyone
                }
            case (.deny, true?):
                guard let condition else { return .denied }
                denialDoubt = denialDoubt ?? "it is denied under a condition on \(condition)"
            }
        }
        guard isNamed || isOpen else { return doubt.map { .uncertain($0) } ?? .missing }
        if let denialDoubt { return .uncertain(denialDoubt) }
        return isOpen ? .trustedWithEveryone : .trusted
    }
}

extension PolicyStatement.Principals {
    /// nil where it cannot be told.
    fileprivate func hold(_ principal: String) -> Bool? {
        switch self {
        case .anyone: true
        case .accounts(let accounts): accounts.contains { $0.fullPrincipal == principal }
        case .everyoneBut: nil
        }
    }
}

extension String {
    /// An account's number alone means the whole account.
    fileprivate var fullPrincipal: String {
        let isNumber = utf8.count == 12 && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isNumber ? "arn:aws:iam::\(self):root" : self
    }
}
