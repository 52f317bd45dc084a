import AWSRequests
import Testing

@Suite("Reading an AWS account")
struct AWSAccountTests {
    private static let role = """
        <Role><RoleName>Reader</RoleName><Arn>arn:aws:iam::111122223333:role/Reader</Arn>\
        <AssumeRolePolicyDocument>%7B%22trust%22%3A1%7D</AssumeRolePolicyDocument>
        """

    @Test("a role has its trust, inline and attached policies of all pages, and its boundary")
    func wholeRole() async throws {
        let transport = ScriptedAWS([
            "iam:GetRole": [
                .result(
                    Self.role + "<PermissionsBoundary><PermissionsBoundaryArn>arn:b</PermissionsBoundaryArn>"
                        + "</PermissionsBoundary></Role>"
                )
            ],
            "iam:ListRolePolicies": [
                .result(
                    "<PolicyNames><member>one</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>m+1=</Marker>"
                ), .result("<PolicyNames><member>two</member></PolicyNames><IsTruncated>false</IsTruncated>"),
            ],
            "iam:GetRolePolicy": [
                .result("<PolicyDocument>%7B1</PolicyDocument>"), .result("<PolicyDocument>%7B2</PolicyDocument>"),
            ],
            "iam:ListAttachedRolePolicies": [
                .result("<AttachedPolicies><member><PolicyArn>arn:a</PolicyArn></member></AttachedPolicies>")
            ],
            "iam:GetPolicy": [
                .result("<Policy><DefaultVersionId>v7</DefaultVersionId></Policy>"),
                .result("<Policy><DefaultVersionId>v8</DefaultVersionId></Policy>"),
            ],
            "iam:GetPolicyVersion": [
                .result("<PolicyVersion><Document>%7B3</Document></PolicyVersion>"),
                .result("<PolicyVersion><Document>%7B4</Document></PolicyVersion>"),
            ],
        ])
        let role = try await AWSAccount(transport).role("Reader")
        let expected = LiveRole(
            name: "Reader",
            arn: "arn:aws:iam::111122223333:role/Reader",
            trustPolicy: "{\"trust\":1}",
            policies: [
                .init(name: "one", json: "{1"), .init(name: "two", json: "{2"), .init(name: "arn:a", json: "{3"),
            ],
            boundary: .init(name: "arn:b", json: "{4")
        )
        #expect(role == expected)
        let second = transport.requests.filter { $0.label == "iam:ListRolePolicies" }[1]
        #expect(second.parameters.contains(AWSRequest.Parameter("Marker", "m+1=")))
        let versions = transport.requests.filter { $0.label == "iam:GetPolicyVersion" }.map(\.parameters)
        #expect(versions.map { $0.contains(AWSRequest.Parameter("VersionId", "v7")) } == [true, false])
    }

    @Test("a role that is missing is no error; one that may not be read is one")
    func missingRole() async throws {
        let missing = ScriptedAWS(["iam:GetRole": [.error(404, "NoSuchEntity")]])
        try await #expect(AWSAccount(missing).role("Reader") == nil)
        let nobody = ScriptedAWS(["iam:GetRole": [AWSAnswer(status: 404, body: Array("<html></html>".utf8))]])
        await #expect(throws: AWSError.self) { try await AWSAccount(nobody).role("Reader") }
        let forbidden = ScriptedAWS(["iam:GetRole": [.error(403, "AccessDenied", "canary-aws-token")]])
        let error = AWSError(.forbidden, request: "iam:GetRole", detail: "AccessDenied (403)")
        await #expect(throws: error) { try await AWSAccount(forbidden).role("Reader") }
    }

    @Test("the roles that trust an account are found on all pages")
    func trustingRoles() async throws {
        func member(_ name: String, _ trust: String) -> String {
            "<member><RoleName>\(name)</RoleName><AssumeRolePolicyDocument>\(trust)</AssumeRolePolicyDocument></member>"
        }
        let transport = ScriptedAWS([
            "iam:ListRoles": [
                .result(
                    "<Roles>\(member("z", "arn%3Aaws%3Aiam%3A%3A701488979254%3Aroot"))\(member("x", "other"))</Roles>"
                        + "<IsTruncated>true</IsTruncated><Marker>2</Marker>"
                ), .result("<Roles>\(member("a", "701488979254"))</Roles>"),
            ]
        ])
        try await #expect(AWSAccount(transport).roles(trusting: "701488979254") == ["a", "z"])
    }

    @Test("a list without end is given up")
    func endless() async throws {
        let page = AWSAnswer.result("<Roles/><IsTruncated>true</IsTruncated><Marker>m</Marker>")
        let transport = ScriptedAWS(["iam:ListRoles": Array(repeating: page, count: 200)])
        await #expect(throws: AWSError.self) { try await AWSAccount(transport).roles(trusting: "1") }
        #expect(transport.requests.count == 100)
    }

    @Test(
        "S3 tells where a bucket is, even where it refuses",
        arguments: [
            (AWSAnswer(status: 200, bucketRegion: "eu-west-1"), AWSAccount.BucketPlace.region("eu-west-1")),
            (AWSAnswer(status: 301, bucketRegion: "eu-west-1"), .region("eu-west-1")),
            (AWSAnswer(status: 403, bucketRegion: "us-east-2"), .region("us-east-2")),
            (AWSAnswer(status: 404), .missing), (AWSAnswer(status: 403), .unknown("S3 answered 403 without a region")),
        ]
    )
    func buckets(_ answer: AWSAnswer, _ place: AWSAccount.BucketPlace) async throws {
        let transport = ScriptedAWS(["s3:HeadBucket": [answer]])
        try await #expect(AWSAccount(transport).place(ofBucket: "videos") == place)
        #expect(transport.requests == [AWSRequest(.head, .s3, path: "/videos")])
    }

    @Test(
        "an answer without sense is an error that repeats nothing of it but AWS's name",
        arguments: [
            (AWSAnswer(status: 200, body: Array("<html>".utf8)), AWSError.Kind.unreachable),
            (AWSAnswer(status: 302), .unreachable), (AWSAnswer(status: 403), .forbidden),
            (.error(403, "SignatureDoesNotMatch", "x-amz-security-token:canary"), .badCredentials),
            (.error(403, "ExpiredToken"), .badCredentials), (.error(400, "Throttling"), .refused),
            (.error(500, "canary with spaces"), .refused), (.result("<Account>1</Account>"), .unreachable),
        ]
    )
    func errors(_ answer: AWSAnswer, _ kind: AWSError.Kind) async throws {
        do {
            _ = try await AWSAccount(ScriptedAWS(["sts:GetCallerIdentity": [answer]])).identity()
            Issue.record("it is taken for an identity")
        } catch {
            #expect(error.kind == kind)
            #expect(error.request == "sts:GetCallerIdentity")
            #expect(!error.detail.contains("canary"))
        }
    }
}
