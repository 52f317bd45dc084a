import AWSRole

extension Schema {
    static var roleSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "The role that Pictory assumes in an AWS account, by patchbay iam-policy",
          "type": "object",
          "required": ["formatVersion", "roleName", "policyName", "trustPolicy", "permissionsPolicy"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "awsAccountId": {"type": "string", "pattern": "^[0-9]{12}$", "description": "Only with --stack"},
            "roleName": {"const": "\(IntegrationRole.name)"},
            "policyName": {"const": "\(IntegrationRole.policyName)"},
            "trustPolicy": {"$ref": "#/$defs/policy"},
            "permissionsPolicy": {"$ref": "#/$defs/policy"}
          },
          "$defs": {
            "policy": {
              "type": "object",
              "description": "As IAM takes it",
              "required": ["Version", "Statement"],
              "properties": {
                "Version": {"const": "\(PolicyDocument.currentVersion)"},
                "Statement": {"type": "array", "minItems": 1, "items": {"type": "object"}}
              }
            }
          }
        }

        """
    }
}
