package import AWSRequests
import AWSRole
import Connections

/// What is right and wrong with the AWS side of declared connections.
package struct AWSChecks: Sendable {
    private let facts: AWSFacts

    package init(_ facts: AWSFacts) {
        self.facts = facts
    }

    package var checks: [Check] {
        var checks = [
            Check.ok(.awsCredentials, "they are of account \(facts.identity.account) (\(facts.identity.arn))")
        ]
        if !own.isEmpty { checks += roleChecks + facts.buckets.map(regionCheck) }
        return checks + facts.declared.map(connectionCheck)
    }

    /// When the credentials could not be used.
    package static func unusable(_ error: AWSError) -> Check {
        switch error.kind {
        case .unreachable:
            .failed(
                .awsCredentials,
                "AWS cannot be asked (\(error.request)): \(error.detail)",
                next: "check the network, the proxy variables and AWS_ENDPOINT_URL"
            )
        case .badCredentials, .forbidden, .refused:
            .failed(
                .awsCredentials,
                "AWS refuses the credentials (\(error.request)): \(error.detail)",
                next: "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN again"
            )
        }
    }

    /// The connections to the account of the credentials.
    private var own: [AWSFacts.Declared] {
        facts.declared.filter { $0.location.accountID == facts.identity.account }
    }

    // MARK: The role

    private var roleChecks: [Check] {
        switch facts.role {
        case .unknown(let error): return [.cannotTell(.awsRole, error)]
        case .missing(let others): return [missing(others)]
        case .found(let role):
            return [name(of: role), boundaryNote(of: role)].compactMap(\.self) + trustChecks(of: role)
                + policyChecks(of: role)
        }
    }

    private func missing(_ others: [String]) -> Check {
        let account = facts.identity.account
        let hint =
            others.isEmpty
            ? "" : "; these trust Pictory's account: " + others.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return .failed(
            .awsRole,
            "account \(account) has no role named exactly '\(IntegrationRole.name)'\(hint)",
            next: "make it: 'patchbay iam-policy --bucket NAME' prints it as JSON, CloudFormation or Terraform"
        )
    }

    private func name(of role: LiveRole) -> Check {
        let expected = IntegrationRole.arn(inAccount: facts.identity.account)
        guard role.name == IntegrationRole.name, role.arn == expected else {
            return .failed(
                .awsRole,
                "the role is '\(role.arn)', and Pictory assumes '\(expected)'",
                next: "make the role again with that exact name and no path; neither can be changed"
            )
        }
        return .ok(.awsRole, "account \(facts.identity.account) has the role '\(role.name)'")
    }

    private func boundaryNote(of role: LiveRole) -> Check? {
        guard let boundary = role.boundary, PolicyDocument(json: boundary.json) == nil else { return nil }
        return .warning(
            .awsRole,
            "the permissions boundary '\(boundary.name)' cannot be understood",
            next: "look whether it allows \(IntegrationRole.listAction) and \(IntegrationRole.readAction)"
        )
    }

    // MARK: Trust

    private func trustChecks(of role: LiveRole) -> [Check] {
        guard let policy = PolicyDocument(json: role.trustPolicy) else {
            return [
                .warning(
                    .awsTrust,
                    "the trust policy of the role cannot be understood",
                    next: "compare it with what 'patchbay iam-policy' prints"
                )
            ]
        }
        let trust = RoleTrust(policy)
        return IntegrationRole.principals.map { principal in
            check(trust.verdict(on: principal.arn), purpose: principal.purpose).about(principal.arn)
        }
    }

    private func check(_ verdict: RoleTrust.Verdict, purpose: String) -> Check {
        let next = "compare the trust policy with what 'patchbay iam-policy' prints"
        return switch verdict {
        case .trusted: .ok(.awsTrust, "the role trusts it (\(purpose))")
        case .trustedWithEveryone:
            .warning(.awsTrust, "the role trusts it (\(purpose)), and everyone else in AWS, too", next: next)
        case .missing: .failed(.awsTrust, "the role does not trust it (\(purpose))", next: next)
        case .denied: .failed(.awsTrust, "the role's trust policy denies it (\(purpose))", next: next)
        case .uncertain(let reason): .warning(.awsTrust, "cannot tell (\(purpose)): \(reason)", next: next)
        }
    }

    // MARK: Policies

    private func policyChecks(of role: LiveRole) -> [Check] {
        guard !facts.buckets.isEmpty else {
            return [
                .skipped(.awsPolicy, "no --bucket was given", next: "name the buckets that Pictory reads with --bucket")
            ]
        }
        let policies = RolePolicies(
            role.policies.map { .init(name: $0.name, document: PolicyDocument(json: $0.json)) },
            boundary: role.boundary.map { .init(name: $0.name, document: PolicyDocument(json: $0.json)) }
        )
        let listing = policies.permission(of: IntegrationRole.listAllAction, on: .one(IntegrationRole.everyBucket))
        return facts.buckets.map { check(policies, $0.name) } + [check(listingAll: listing)]
    }

    private func check(_ policies: RolePolicies, _ bucket: BucketName) -> Check {
        let asked: [(action: String, resource: RolePolicies.Resource)] = [
            (IntegrationRole.listAction, .one(bucket.arn)), (IntegrationRole.readAction, .all(from: "\(bucket.arn)/")),
        ]
        let findings = asked.map {
            (action: $0.action, permission: policies.permission(of: $0.action, on: $0.resource))
        }
        let faults = findings.filter { $0.permission.isRefusal }.map { "\($0.action) \($0.permission.words)" }
        let doubts = findings.filter { $0.permission != .allowed && !$0.permission.isRefusal }
            .map { "\($0.action) \($0.permission.words)" }
        let next = "compare the policies of the role with what 'patchbay iam-policy --bucket \(bucket)' prints"
        let check: Check =
            if !faults.isEmpty {
                .failed(.awsPolicy, (faults + doubts).joined(separator: "; "), next: next)
            } else if !doubts.isEmpty {
                .warning(.awsPolicy, doubts.joined(separator: "; "), next: next)
            } else {
                .ok(.awsPolicy, "the role may list the bucket and read all of it")
            }
        return check.about(bucket.description)
    }

    private func check(listingAll permission: RolePolicies.Permission) -> Check {
        guard permission != .allowed else { return .ok(.awsPolicy, "the role may list the names of all buckets") }
        return .warning(
            .awsPolicy,
            "\(IntegrationRole.listAllAction) \(permission.words), and the vendor's policy has it",
            next: "compare the policies of the role with what 'patchbay iam-policy' prints"
        )
    }

    // MARK: Regions

    private func regionCheck(_ name: BucketName, _ place: Result<AWSAccount.BucketPlace, AWSError>) -> Check {
        regionCheck(place).about(name.description)
    }

    private func regionCheck(_ place: Result<AWSAccount.BucketPlace, AWSError>) -> Check {
        switch place {
        case .failure(let error): return .cannotTell(.awsRegion, error)
        case .success(.missing):
            return .failed(.awsRegion, "there is no such bucket", next: "check the name, letter by letter")
        case .success(.unknown(let reason)):
            return .warning(
                .awsRegion,
                "cannot tell: \(reason)",
                next: "look up the region of the bucket in the S3 console"
            )
        case .success(.region(let region)):
            let inRegion = own.filter { $0.location.region == region }
            guard inRegion.isEmpty else {
                return .ok(.awsRegion, "it is in \(region), as \(Self.list(inRegion))")
            }
            return .failed(
                .awsRegion,
                "it is in \(region), and no declared connection to account \(facts.identity.account) is: \(Self.list(own))",
                next: "declare a connection with awsRegion \(region); the region of one that exists cannot be changed"
            )
        }
    }

    private func connectionCheck(_ declared: AWSFacts.Declared) -> Check {
        connectionResult(declared).about(declared.name).of(stack: declared.stack)
    }

    private func connectionResult(_ declared: AWSFacts.Declared) -> Check {
        guard declared.location.accountID == facts.identity.account else {
            return .skipped(
                .awsConnection,
                "it is in account \(declared.location.accountID), and the credentials are of \(facts.identity.account)",
                next: "run doctor again with credentials of that account"
            )
        }
        guard !facts.buckets.isEmpty else {
            return .skipped(.awsConnection, "no --bucket was given to compare its region with")
        }
        let region = declared.location.region
        let buckets = facts.buckets.filter { (try? $0.place.get()) == .region(region) }.map { "'\($0.name)'" }
        guard buckets.isEmpty else {
            return .ok(.awsConnection, "its region, \(region), is that of \(buckets.joined(separator: ", "))")
        }
        return .warning(
            .awsConnection,
            "none of the buckets given is known to be in its region, \(region)",
            next: "name its bucket with --bucket, or mend awsRegion"
        )
    }

    private static func list(_ declared: [AWSFacts.Declared]) -> String {
        let shown = declared.prefix(5).map { "\"\($0.name)\" (\($0.location.region))" }.joined(separator: ", ")
        return declared.count > 5 ? "\(shown) and \(declared.count - 5) more" : shown
    }
}

extension Check {
    /// Something that AWS did not tell.
    fileprivate static func cannotTell(_ kind: Kind, _ error: AWSError) -> Check {
        let next =
            error.kind == .forbidden
            ? "allow \(error.request) to these credentials, or look yourself"
            : "run doctor again later, or look yourself"
        return .warning(kind, "cannot tell, since AWS did not answer \(error.request): \(error.detail)", next: next)
    }
}

extension RolePolicies.Permission {
    fileprivate var isRefusal: Bool {
        switch self {
        case .missing, .denied: true
        case .allowed, .partly, .uncertain: false
        }
    }

    /// To follow the action.
    fileprivate var words: String {
        switch self {
        case .allowed: "is allowed"
        case .partly(let policy): "is allowed on a part only, by '\(policy)'"
        case .denied(let policy): "is denied by '\(policy)'"
        case .missing: "is allowed by no policy of the role"
        case .uncertain(let reason): "may or may not be allowed: \(reason)"
        }
    }
}
