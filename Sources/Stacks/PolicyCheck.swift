import Connections
import Diagnostics
import YAMLTree

/// Holds the values of entries against the policy of the settings.
struct PolicyCheck {
    private let policy: StackSettings.Policy
    private let reader: NodeReader
    /// nil where the policy says nothing of names.
    private var names: NamePattern.Matcher?

    init(_ policy: StackSettings.Policy, reader: NodeReader) {
        self.policy = policy
        self.reader = reader
        names = policy.names.map(NamePattern.Matcher.init)
    }

    mutating func check(name: String, at node: YAMLNode) {
        guard let pattern = policy.names, names?.occurs(in: name) == false else { return }
        reader.report(
            .policyViolation,
            node,
            "the policy of this stack does not allow the name \(Echo.quoted(name))",
            hint: "names have to match '\(pattern.text)' (policy.names in patchbay.yaml)"
        )
    }

    func check(accountID: String, at node: YAMLNode) {
        guard !policy.allows(account: accountID) else { return }
        report(accountID, "account", isNotIn: policy.accounts, key: "accounts", at: node)
    }

    /// A region that this version does not know is warned of, unless the policy names it.
    func check(region: String, at node: YAMLNode) {
        guard policy.allows(region: region) else {
            report(region, "region", isNotIn: policy.regions, key: "regions", at: node)
            return
        }
        guard policy.regions == nil, !RegionNames.isKnown(region) else { return }
        reader.findings.warning(
            .unknownRegion,
            at: reader.spot(of: node),
            "\(Echo.quoted(region)) is no AWS region that this version knows",
            hint: (Suggestion.hint(for: region, among: RegionNames.known).map { "\($0) " } ?? "")
                + "If AWS has opened it since, name it in policy.regions of patchbay.yaml"
        )
    }

    private func report(_ value: String, _ noun: String, isNotIn allowed: [String]?, key: String, at node: YAMLNode) {
        let allowed = allowed ?? []
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
