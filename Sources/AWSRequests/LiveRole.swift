/// A role as an AWS account has it; its policies are JSON, not looked into.
package struct LiveRole: Sendable, Hashable {
    package struct Policy: Sendable, Hashable {
        package var name: String
        package var json: String

        package init(name: String, json: String) {
            self.name = name
            self.json = json
        }
    }

    package var name: String
    package var arn: String
    package var trustPolicy: String
    /// Inline ones first, then attached ones, each in AWS's order.
    package var policies: [Policy]
    /// nil when it has none.
    package var boundary: Policy?

    package init(name: String, arn: String, trustPolicy: String, policies: [Policy], boundary: Policy? = nil) {
        self.name = name
        self.arn = arn
        self.trustPolicy = trustPolicy
        self.policies = policies
        self.boundary = boundary
    }
}
