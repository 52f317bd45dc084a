package import AWSRole

/// The role that Pictory assumes, as Terraform's AWS provider has it, formatted as `terraform fmt` does.
package enum RoleTerraform {
    /// The same buckets give the same bytes.
    package static func render(buckets: [BucketName], account: String?) -> String {
        """
        # The role through which Pictory reads S3 buckets\(account.map { " of account \($0)" } ?? ""); made by 'patchbay iam-policy'.

        data "aws_iam_policy_document" "pictory_trust" {
        \(blocks(IntegrationRole.trustPolicy))
        }

        data "aws_iam_policy_document" "pictory_buckets" {
        \(blocks(IntegrationRole.permissionsPolicy(for: buckets)))
        }

        resource "aws_iam_role" "pictory" {
          name               = "\(IntegrationRole.name)"
          assume_role_policy = data.aws_iam_policy_document.pictory_trust.json
        }

        resource "aws_iam_role_policy" "pictory_buckets" {
          name   = "\(IntegrationRole.policyName)"
          role   = aws_iam_role.pictory.id
          policy = data.aws_iam_policy_document.pictory_buckets.json
        }

        """
    }

    private static func blocks(_ policy: PolicyDocument) -> String {
        policy.statements.map { block($0).map { "  \($0)" }.joined(separator: "\n") }.joined(separator: "\n\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.allSatisfy { $0 == " " } ? "" : String($0) }.joined(separator: "\n")
    }

    /// With an empty line between arguments, so that nothing is to be aligned.
    private static func block(_ statement: PolicyStatement) -> [String] {
        var lines = ["statement {"]
        lines += list("actions", statement.actions.patterns, indent: 2)
        if case .accounts(let accounts)? = statement.principals {
            lines +=
                ["", "  principals {", "    type = \"AWS\"", ""] + list("identifiers", accounts, indent: 4) + ["  }"]
        }
        if let resources = statement.resources { lines += [""] + list("resources", resources.patterns, indent: 2) }
        return lines + ["}"]
    }

    private static func list(_ name: String, _ values: [String], indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        return ["\(space)\(name) = ["] + values.map { "\(space)  \"\($0)\"," } + ["\(space)]"]
    }
}
