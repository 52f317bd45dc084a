package import AWSRole

/// The JSON form of the role that Pictory assumes.
package struct RoleDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let roleName = IntegrationRole.name
    private let policyName = IntegrationRole.policyName
    private let awsAccountId: String?
    private let trustPolicy = IntegrationRole.trustPolicy
    private let permissionsPolicy: PolicyDocument

    /// `account` is nil when it is not for one in particular.
    package init(buckets: [BucketName], account: String?) {
        awsAccountId = account
        permissionsPolicy = IntegrationRole.permissionsPolicy(for: buckets)
    }
}
