import Connections

/// An AWS account, as far as credentials let one read it; every call is a few requests, and nothing is changed.
///
/// IAM percent-encodes policies within its XML.
package struct AWSAccount: Sendable {
    /// More pages than any of the lists can have.
    private static let mostPages = 100

    private let transport: any AWSTransport

    package init(_ transport: any AWSTransport) {
        self.transport = transport
    }

    /// Whose credentials they are.
    package struct Identity: Sendable, Hashable {
        /// 12 digits.
        package var account: String
        package var arn: String

        package init(account: String, arn: String) {
            self.account = account
            self.arn = arn
        }
    }

    /// Where a bucket is.
    package enum BucketPlace: Sendable, Hashable {
        case region(String)
        case missing
        /// S3 would not tell; in words.
        case unknown(String)
    }

    package func identity() async throws(AWSError) -> Identity {
        let request = AWSRequest.call("GetCallerIdentity", of: .sts)
        let result = try await result(of: request)
        guard let account = result["Account"]?.text, let arn = result["Arn"]?.text else {
            throw .incomprehensible(request)
        }
        return Identity(account: account, arn: arn)
    }

    /// The role with its trust and all its policies; nil when there is none of the name.
    package func role(_ name: String) async throws(AWSError) -> LiveRole? {
        let request = AWSRequest.call("GetRole", of: .iam, ["RoleName": name])
        let answer = try await transport.answer(to: request)
        if AWSError.isMissing(answer) { return nil }
        guard let role = try result(of: request, answer)["Role"], let found = role["RoleName"]?.text,
            let arn = role["Arn"]?.text, let trust = role["AssumeRolePolicyDocument"]?.text
        else { throw .incomprehensible(request) }
        var live = LiveRole(name: found, arn: arn, trustPolicy: trust.percentDecoded, policies: [])
        for policy in try await list("ListRolePolicies", ["RoleName": name], "PolicyNames") {
            live.policies.append(try await inlinePolicy(policy.text, ofRole: name))
        }
        for policy in try await list("ListAttachedRolePolicies", ["RoleName": name], "AttachedPolicies") {
            guard let arn = policy["PolicyArn"]?.text else { throw .incomprehensible(request) }
            live.policies.append(try await managedPolicy(arn))
        }
        if let boundary = role["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.text {
            live.boundary = try await managedPolicy(boundary)
        }
        return live
    }

    /// The names of the roles whose trust policy speaks of an account, sorted.
    package func roles(trusting account: String) async throws(AWSError) -> [String] {
        try await list("ListRoles", [:], "Roles")
            .filter { ($0["AssumeRolePolicyDocument"]?.text ?? "").percentDecoded.contains(account) }
            .compactMap { $0["RoleName"]?.text }
            .sorted()
    }

    /// Where a bucket is, whoever owns it: S3 tells the region even to those who may not use the bucket.
    package func place(ofBucket name: String) async throws(AWSError) -> BucketPlace {
        let request = AWSRequest(.head, .s3, path: "/\(name)")
        let answer = try await transport.answer(to: request)
        if let region = answer.bucketRegion { return .region(region) }
        return answer.status == 404 ? .missing : .unknown("S3 answered \(answer.status) without a region")
    }

    private func inlinePolicy(_ name: String, ofRole role: String) async throws(AWSError) -> LiveRole.Policy {
        let request = AWSRequest.call("GetRolePolicy", of: .iam, ["RoleName": role, "PolicyName": name])
        guard let document = try await result(of: request)["PolicyDocument"]?.text else {
            throw .incomprehensible(request)
        }
        return LiveRole.Policy(name: name, json: document.percentDecoded)
    }

    private func managedPolicy(_ arn: String) async throws(AWSError) -> LiveRole.Policy {
        let request = AWSRequest.call("GetPolicy", of: .iam, ["PolicyArn": arn])
        guard let version = try await result(of: request)["Policy"]?["DefaultVersionId"]?.text else {
            throw .incomprehensible(request)
        }
        let reading = AWSRequest.call("GetPolicyVersion", of: .iam, ["PolicyArn": arn, "VersionId": version])
        guard let document = try await result(of: reading)["PolicyVersion"]?["Document"]?.text else {
            throw .incomprehensible(reading)
        }
        return LiveRole.Policy(name: arn, json: document.percentDecoded)
    }

    /// All pages of one of IAM's lists.
    private func list(
        _ action: String,
        _ parameters: KeyValuePairs<String, String>,
        _ name: String
    ) async throws(AWSError) -> [XMLElement] {
        var members: [XMLElement] = []
        var request = AWSRequest.call(action, of: .iam, parameters)
        let first = request
        for _ in 0..<Self.mostPages {
            let page = try await result(of: request)
            members += page.members(of: name)
            guard page["IsTruncated"]?.text == "true", let marker = page["Marker"]?.text else { return members }
            request = first
            request.parameters.append(AWSRequest.Parameter("Marker", marker))
        }
        throw AWSError(.refused, request: first.label, detail: "its list goes on for more than \(Self.mostPages) pages")
    }

    private func result(of request: AWSRequest) async throws(AWSError) -> XMLElement {
        try result(of: request, try await transport.answer(to: request))
    }

    /// The element `…Result` of an answer.
    private func result(of request: AWSRequest, _ answer: AWSAnswer) throws(AWSError) -> XMLElement {
        guard (200..<300).contains(answer.status) else { throw AWSError(answer, to: request) }
        guard let result = XMLElement(answer.body)?.children.first(where: { $0.name.hasSuffix("Result") }) else {
            throw .incomprehensible(request)
        }
        return result
    }
}
