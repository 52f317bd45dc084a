package import AWSRole

/// The role that Pictory assumes, as a template of CloudFormation.
package enum RoleTemplate {
    /// The same buckets give the same bytes.
    package static func render(buckets: [BucketName], account: String?) -> String {
        let role = IntegrationRole.name
        return """
            # The role through which Pictory reads S3 buckets\(account.map { " of account \($0)" } ?? ""); made by 'patchbay iam-policy'.
            # Its name must stay as it is, so deploying it takes '--capabilities CAPABILITY_NAMED_IAM'.
            AWSTemplateFormatVersion: "2010-09-09"
            Description: The role through which Pictory reads S3 buckets
            Resources:
              \(role):
                Type: AWS::IAM::Role
                Properties:
                  RoleName: \(role)
                  AssumeRolePolicyDocument:
            \(lines(IntegrationRole.trustPolicy, indent: 8))
                  Policies:
                    - PolicyName: \(IntegrationRole.policyName)
                      PolicyDocument:
            \(lines(IntegrationRole.permissionsPolicy(for: buckets), indent: 12))
            Outputs:
              RoleArn:
                Description: Pictory assumes it by this name
                Value: !GetAtt \(role).Arn

            """
    }

    private static func lines(_ policy: PolicyDocument, indent: Int) -> String {
        let lines = ["Version: \"\(policy.version)\"", "Statement:"] + policy.statements.flatMap(lines)
        return lines.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    }

    private static func lines(_ statement: PolicyStatement) -> [String] {
        var lines = ["  - Effect: \(statement.effect.rawValue)"]
        if case .accounts(let accounts)? = statement.principals {
            lines += ["    Principal:", "      AWS:"] + accounts.map { "        - \($0)" }
        }
        lines += list("Action", statement.actions)
        if let resources = statement.resources { lines += list("Resource", resources) }
        return lines
    }

    private static func list(_ key: String, _ selection: PolicySelection) -> [String] {
        ["    \(key):"] + selection.patterns.map { "      - \($0)" }
    }
}
