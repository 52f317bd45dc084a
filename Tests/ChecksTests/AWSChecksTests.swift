import AWSRequests
import AWSRole
import Checks
import Connections
import Foundation
import Testing

@Suite("The AWS side of declared connections")
struct AWSChecksTests {
    private static let account = "111122223333"

    /// A role as `iam-policy` has it for one bucket.
    private static func role(_ name: String = IntegrationRole.name, buckets: [String] = ["videos"]) throws -> LiveRole {
        let json = { (policy: PolicyDocument) in String(decoding: try JSONEncoder().encode(policy), as: UTF8.self) }
        return LiveRole(
            name: name,
            arn: "arn:aws:iam::\(account):role/\(name)",
            trustPolicy: try json(IntegrationRole.trustPolicy),
            policies: [
                .init(
                    name: IntegrationRole.policyName,
                    json: try json(IntegrationRole.permissionsPolicy(for: try buckets.map { try BucketName($0) }))
                )
            ]
        )
    }

    private func facts(
        _ role: AWSFacts.RoleReading,
        bucket: String? = "videos",
        place: Result<AWSAccount.BucketPlace, AWSError> = .success(.region("us-east-2")),
        account: String = account
    ) throws -> AWSFacts {
        AWSFacts(
            identity: .init(account: Self.account, arn: "arn:aws:iam::\(Self.account):user/ops"),
            role: role,
            buckets: try bucket.map { [(try BucketName($0), place)] } ?? [],
            declared: [.init(stack: "web", name: "A", location: AWSLocation(accountID: account, region: "us-east-2"))]
        )
    }

    private func lines(_ facts: AWSFacts) -> [String] {
        AWSChecks(facts).checks.map { "\($0.kind.rawValue) \($0.status.rawValue)" }
    }

    private func only(_ kind: Check.Kind, _ facts: AWSFacts) -> [Check] {
        AWSChecks(facts).checks.filter { $0.kind == kind }
    }

    @Test("a role as iam-policy prints it, and a bucket in the connection's region, are all well")
    func well() throws {
        let expected = [
            "aws-credentials ok", "aws-role ok", "aws-trust ok", "aws-trust ok", "aws-trust ok", "aws-policy ok",
            "aws-policy ok", "aws-region ok", "aws-connection ok",
        ]
        try #expect(lines(facts(.found(Self.role()))) == expected)
    }

    @Test("connections of other accounts are skipped, with both accounts")
    func otherAccount() throws {
        let checks = AWSChecks(try facts(.missing(others: []), account: "444455556666")).checks
        #expect(checks.map(\.status) == [.ok, .skipped])
        #expect(checks[1].subject == "A")
        #expect(checks[1].stack == "web")
        #expect(checks[1].message == "it is in account 444455556666, and the credentials are of 111122223333")
    }

    @Test("a missing role fails, and names those that trust Pictory under another name")
    func missing() throws {
        let check = try #require(only(.awsRole, facts(.missing(others: ["pictorycloudintegrationrole"]))).first)
        #expect(check.status == .failed)
        #expect(check.message.hasSuffix("; these trust Pictory's account: 'pictorycloudintegrationrole'"))
    }

    @Test("a role of another case or with a path fails")
    func name() throws {
        try #expect(only(.awsRole, facts(.found(Self.role("pictoryCloudIntegrationRole"))))[0].status == .failed)
        var role = try Self.role()
        role.arn = "arn:aws:iam::\(Self.account):role/video/\(role.name)"
        try #expect(only(.awsRole, facts(.found(role)))[0].status == .failed)
    }

    @Test("what may not be read cannot be told")
    func forbidden() throws {
        let error = AWSError(.forbidden, request: "iam:GetRole", detail: "AccessDenied (403)")
        let check = try #require(only(.awsRole, facts(.unknown(error))).first)
        #expect(check.status == .warning)
        #expect(check.nextStep == "allow iam:GetRole to these credentials, or look yourself")
        try #expect(only(.awsRegion, facts(.unknown(error), place: .failure(error)))[0].status == .warning)
    }

    @Test("each principal that is missing is named")
    func trust() throws {
        var role = try Self.role()
        role.trustPolicy = role.trustPolicy.replacing("role\\/ecsTaskExecutionRole", with: "role\\/ecs")
        let failed = try only(.awsTrust, facts(.found(role))).filter { $0.status == .failed }
        #expect(failed.map(\.subject) == ["arn:aws:iam::701488979254:role/ecsTaskExecutionRole"])
        role.trustPolicy = "not JSON"
        try #expect(only(.awsTrust, facts(.found(role))).map(\.status) == [.warning])
    }

    @Test("a bucket that the policies do not cover fails; without --bucket nothing is said")
    func policies() throws {
        let failed = try only(.awsPolicy, facts(.found(Self.role(buckets: ["music"]))))
        #expect(failed.map(\.status) == [.failed, .ok])
        #expect(failed[0].subject == "videos")
        #expect(
            failed[0].message
                == "s3:ListBucket is allowed by no policy of the role; s3:GetObject is allowed by no policy of the role"
        )
        try #expect(only(.awsPolicy, facts(.found(Self.role()), bucket: nil)).map(\.status) == [.skipped])
        var role = try Self.role()
        role.policies = []
        try #expect(only(.awsPolicy, facts(.found(role))).map(\.status) == [.failed, .warning])
        role = try Self.role()
        role.boundary = .init(name: "limit", json: "not JSON")
        try #expect(only(.awsPolicy, facts(.found(role))).map(\.status) == [.warning, .warning])
        try #expect(only(.awsRole, facts(.found(role))).map(\.status) == [.ok, .warning])
    }

    @Test(
        "a bucket's region is that of a connection",
        arguments: [
            (AWSAccount.BucketPlace.region("us-east-2"), Check.Status.ok, Check.Status.ok),
            (.region("eu-west-1"), .failed, .warning), (.missing, .failed, .warning),
            (.unknown("S3 answered 403 without a region"), .warning, .warning),
        ]
    )
    func regions(_ place: AWSAccount.BucketPlace, _ bucket: Check.Status, _ connection: Check.Status) throws {
        let facts = try facts(.found(Self.role()), place: .success(place))
        #expect(only(.awsRegion, facts).map(\.status) == [bucket])
        #expect(only(.awsConnection, facts).map(\.status) == [connection])
    }
}
