import Foundation
import TestSupport
import Testing

@Suite("doctor and the AWS side, with the built program and moto", .serialized)
struct DoctorAWSTests {
    private static let stack = [
        "connections.yaml": "connections:\n" + aws("Videos", "us-east-2", account: MotoServer.account)
            + aws("Elsewhere", "us-east-1", account: "999988887777")
    ]

    /// The role as `iam-policy` prints it, and a bucket in the region of the connection.
    private static let world = """
        role = json.load(open("role.json"))
        def make(name=role["roleName"], trust=role["trustPolicy"], **more):
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust), **more)
        def allow(policy=role["permissionsPolicy"], name=role["policyName"]):
            iam.put_role_policy(RoleName=role["roleName"], PolicyName=name, PolicyDocument=json.dumps(policy))
        def bucket(name, region):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})

        """

    private func with<Value: Sendable>(
        _ body: @Sendable (Program, MotoServer) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { directory in
            for (name, text) in Self.stack { try directory.write(text, to: name) }
            try directory.write("api: sandbox\nstack: web\n", to: "patchbay.yaml")
            return try await MotoServer.with(in: directory) { server in
                let program = Program(
                    directory: directory,
                    environment: [
                        "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "AKIACANARY",
                        "AWS_SECRET_ACCESS_KEY": "canary-aws-secret", "AWS_SESSION_TOKEN": "canary-aws-token",
                    ]
                )
                let made = try await program.run("iam-policy", "--bucket", "my-videos")
                try directory.write(made.out, to: "role.json")
                return try await body(program, server)
            }
        }
    }

    /// What is said of AWS, without what is the same each time.
    private func lines(_ program: Program, _ buckets: String...) async throws -> [String] {
        let arguments = ["doctor", "--timeout", "60", "--format", "json"] + buckets.flatMap { ["--bucket", $0] }
        let run = try await program.run(arguments) { _ in }.run
        #expect(!run.all.contains("canary"), "\(run.all)")
        let document = try DoctorTests.Document(run)
        let failed = document.checks.contains { $0.status == "failed" }
        #expect(run.status == (failed ? 1 : 0), "\(run.all)")
        return document.checks.filter { $0.check.hasPrefix("aws-") && $0.check != "aws-credentials" }
            .map { check in
                let subject = check.subject.map { " \($0.split(separator: ":").last ?? "")" } ?? ""
                return "\(check.check)\(subject) \(check.status)"
            }
    }

    @Test("what iam-policy prints, made in IAM, is all well, with signatures and permissions judged")
    func well() async throws {
        try await with { program, server in
            let key = try await server.script(
                Self.world + """
                    make(); allow(); bucket("my-videos", "us-east-2")
                    iam.create_user(UserName="ops")
                    reading = ["iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "s3:*"]
                    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": reading, "Resource": "*"}}
                    iam.put_user_policy(UserName="ops", PolicyName="reading", PolicyDocument=json.dumps(policy))
                    key = iam.create_access_key(UserName="ops")["AccessKey"]
                    print(key["AccessKeyId"], key["SecretAccessKey"])
                    """,
                program
            )
            let parts = key.split(separator: " ").map(String.init)
            try await server.judge(program)
            var program = program
            program.environment["AWS_ACCESS_KEY_ID"] = parts[0]
            program.environment["AWS_SECRET_ACCESS_KEY"] = parts[1]
            program.environment["AWS_SESSION_TOKEN"] = nil
            let found = try await lines(program, "my-videos")
            #expect(
                found == [
                    "aws-role ok", "aws-trust role/CloudIntegrationRole ok", "aws-trust role/ecsTaskExecutionRole ok",
                    "aws-trust root ok", "aws-policy my-videos ok", "aws-policy ok", "aws-region my-videos ok",
                    "aws-connection Videos ok", "aws-connection Elsewhere skipped",
                ]
            )
            let text = try await program.run("doctor", "--timeout", "60", "--bucket", "my-videos")
            #expect(text.out.contains("they are of account 123456789012 (arn:aws:iam::123456789012:user/ops)"))
            #expect(text.out.contains("\"my-videos\": it is in us-east-2, as \"Videos\" (us-east-2)"))
            #expect(!text.all.contains(parts[1]))

            program.environment["AWS_SECRET_ACCESS_KEY"] = "canary-wrong"
            let wrong = try await program.run("doctor", "--timeout", "60")
            #expect(wrong.status == 1)
            #expect(
                wrong.out.contains("AWS refuses the credentials (sts:GetCallerIdentity): SignatureDoesNotMatch"),
                "\(wrong.all)"
            )
        }
    }

    @Test("credentials that may not read the role leave that open")
    func forbidden() async throws {
        try await with { program, server in
            let key = try await server.script(
                Self.world + """
                    make(); allow(); bucket("my-videos", "us-east-2")
                    iam.create_user(UserName="nobody")
                    key = iam.create_access_key(UserName="nobody")["AccessKey"]
                    print(key["AccessKeyId"], key["SecretAccessKey"])
                    """,
                program
            )
            let parts = key.split(separator: " ").map(String.init)
            try await server.judge(program)
            var program = program
            program.environment["AWS_ACCESS_KEY_ID"] = parts[0]
            program.environment["AWS_SECRET_ACCESS_KEY"] = parts[1]
            program.environment["AWS_SESSION_TOKEN"] = nil
            let run = try await program.run("doctor", "--timeout", "60")
            #expect(run.status == 0, "\(run.all)")
            #expect(
                run.out.contains("cannot tell, since AWS did not answer iam:GetRole: AccessDenied (403)"),
                "\(run.out)"
            )
            #expect(run.out.contains("next: allow iam:GetRole to these credentials, or look yourself"))
        }
    }

    @Test("no role, or one under another name")
    func noRole() async throws {
        try await with { program, server in
            try await #expect(lines(program).first == "aws-role failed")
            _ = try await server.script(Self.world + "make(name='PictoryCloudIntegration')", program)
            let run = try await program.run("doctor", "--timeout", "60")
            #expect(run.out.contains("these trust Pictory's account: 'PictoryCloudIntegration'"), "\(run.out)")
        }
    }

    @Test(
        "a missing principal, a bucket that is not covered, another region, no such bucket, a denial in an attached policy"
    )
    func wrong() async throws {
        try await with { program, server in
            _ = try await server.script(
                Self.world + """
                    trust = role["trustPolicy"]
                    trust["Statement"][0]["Principal"]["AWS"].remove("arn:aws:iam::701488979254:role/ecsTaskExecutionRole")
                    make(trust=trust); allow()
                    bucket("my-videos", "us-east-2"); bucket("uncovered", "eu-west-1"); bucket("private-one", "us-east-2")
                    everything = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::private-*"}
                    listing = {"Effect": "Allow", "Action": "S3:listbucket", "Resource": "*"}
                    secrets = {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::private-*/*"}
                    for name, statements in ("reading", [everything, listing]), ("denying", [secrets]):
                        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
                        made = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]
                        iam.attach_role_policy(RoleName=role["roleName"], PolicyArn=made)
                    """,
                program
            )
            let found = try await lines(program, "my-videos", "uncovered", "private-one", "not-there")
            #expect(
                found == [
                    "aws-role ok", "aws-trust role/CloudIntegrationRole ok",
                    "aws-trust role/ecsTaskExecutionRole failed",
                    "aws-trust root ok", "aws-policy my-videos ok", "aws-policy uncovered failed",
                    "aws-policy private-one failed", "aws-policy not-there failed", "aws-policy ok",
                    "aws-region my-videos ok", "aws-region uncovered failed", "aws-region private-one ok",
                    "aws-region not-there failed", "aws-connection Videos ok", "aws-connection Elsewhere skipped",
                ]
            )
            let text = try await program.run("doctor", "--timeout", "60", "--bucket", "private-one").out
            #expect(text.contains("s3:GetObject is denied by 'arn:aws:iam::123456789012:policy/denying'"), "\(text)")
        }
    }

    @Test("a condition and a boundary are not overlooked")
    func conditions() async throws {
        try await with { program, server in
            _ = try await server.script(
                Self.world + """
                    limit = json.dumps({"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}]})
                    arn = iam.create_policy(PolicyName="limit", PolicyDocument=limit)["Policy"]["Arn"]
                    trust = role["trustPolicy"]
                    trust["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "x"}}
                    make(trust=trust, PermissionsBoundary=arn); allow(); bucket("my-videos", "us-east-2")
                    """,
                program
            )
            let text = try await program.run("doctor", "--timeout", "60", "--bucket", "my-videos").out
            #expect(
                text.contains("cannot tell (the API): it is trusted under a condition on sts:ExternalId"),
                "\(text)"
            )
            #expect(text.contains("s3:GetObject is denied by 'arn:aws:iam::123456789012:policy/limit'"), "\(text)")
        }
    }

    @Test("credentials in part, an endpoint of plain http elsewhere, and an AWS that is not there")
    func setup() async throws {
        try await withTemporaryDirectory { directory in
            for (name, text) in Self.stack { try directory.write(text, to: name) }
            try directory.write("api: sandbox\n", to: "patchbay.yaml")
            var program = Program(directory: directory, environment: ["AWS_ACCESS_KEY_ID": "AKIACANARY"])
            let part = try await program.run("doctor", "--timeout", "60")
            #expect(part.status == 1)
            #expect(part.out.contains("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not"))
            program.environment["AWS_SECRET_ACCESS_KEY"] = "canary-aws-secret"
            program.environment["AWS_ENDPOINT_URL"] = "http://example.com"
            let plain = try await program.run("doctor", "--timeout", "60")
            #expect(plain.status == 3, "\(plain.all)")
            #expect(plain.out.contains("it is http, which is accepted for loopback addresses only"))
            program.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"
            let gone = try await program.run("doctor", "--timeout", "60")
            #expect(gone.status == 1)
            #expect(gone.out.contains("AWS cannot be asked (sts:GetCallerIdentity): '127.0.0.1:1': connection refused"))
            #expect(!(part.all + plain.all + gone.all).contains("anary"), "\(gone.all)")
        }
    }
}
