/// The role that Pictory assumes in a customer's AWS account to read buckets, as the vendor documents it.
///
/// One role serves every connection to its account. Each name in here is the vendor's and must be exactly so.
package enum IntegrationRole {
    package static let name = "PictoryCloudIntegrationRole"
    /// Of the policy within the role.
    package static let policyName = "s3_access_policy"
    package static let vendorAccount = "701488979254"

    /// Who has to be able to assume the role.
    package struct Principal: Sendable, Hashable {
        package var arn: String
        /// What the vendor uses it for.
        package var purpose: String
    }

    package static let principals = [
        Principal(arn: "arn:aws:iam::\(vendorAccount):role/CloudIntegrationRole", purpose: "the API"),
        Principal(arn: "arn:aws:iam::\(vendorAccount):role/ecsTaskExecutionRole", purpose: "processing"),
        Principal(arn: "arn:aws:iam::\(vendorAccount):root", purpose: "backup"),
    ]

    package static let assumeAction = "sts:AssumeRole"
    package static let listAction = "s3:ListBucket"
    package static let readAction = "s3:GetObject"
    package static let listAllAction = "s3:ListAllMyBuckets"
    /// Every bucket, for ``listAllAction``.
    package static let everyBucket = "arn:aws:s3:::*"

    /// Its name in an account, 12 digits.
    package static func arn(inAccount account: String) -> String { "arn:aws:iam::\(account):role/\(name)" }

    package static let trustPolicy = PolicyDocument(statements: [
        PolicyStatement(
            effect: .allow,
            principals: .accounts(principals.map(\.arn)),
            actions: PolicySelection([assumeAction])
        )
    ])

    /// What the role may do: read the buckets, which stand in the order of their names, each once.
    package static func permissionsPolicy(for buckets: [BucketName]) -> PolicyDocument {
        let buckets = Set(buckets).sorted()
        return PolicyDocument(statements: [
            PolicyStatement(
                effect: .allow,
                actions: PolicySelection([listAction, readAction]),
                resources: PolicySelection(buckets.flatMap { [$0.arn, "\($0.arn)/*"] })
            ),
            PolicyStatement(
                effect: .allow,
                actions: PolicySelection([listAllAction]),
                resources: PolicySelection([everyBucket])
            ),
        ])
    }
}
