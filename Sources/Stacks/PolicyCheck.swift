import Diagnostics
import YAMLTree

/// Holds the values of entries against the policy of the settings.
struct PolicyCheck {
    private let policy: StackSettings.Policy
    private let reader: NodeReader

    init(_ policy: StackSettings.Policy, reader: NodeReader) {
        self.policy = policy
        self.reader = reader
    }

    func check(name: String, at node: YAMLNode) {
        guard let pattern = policy.names, !pattern.occurs(in: name) else { return }
        reader.report(
            .policyViolation,
            node,
            "the policy of this stack does not allow the name \(Echo.quoted(name))",
            hint: "names have to match '\(pattern.text)' (policy.names in patchbay.yaml)"
        )
    }

    func check(accountID: String, at node: YAMLNode) {
        check(accountID, "account", isIn: policy.accounts, key: "accounts", at: node)
    }

    func check(region: String, at node: YAMLNode) {
        check(region, "region", isIn: policy.regions, key: "regions", at: node)
    }

    private func check(_ value: String, _ noun: String, isIn allowed: [String]?, key: String, at node: YAMLNode) {
        guard let allowed, !allowed.contains(value) else { return }
        reader.report(
            .policyViolation,
            node,
            "the policy of this stack does not allow the \(noun) '\(value)'",
            hint: allowed.isEmpty
                ? "none is allowed (policy.\(key) in patchbay.yaml)"
                : "allowed are \(allowed.prefix(10).joined(separator: ", ")) (policy.\(key) in patchbay.yaml)"
        )
    }
}
