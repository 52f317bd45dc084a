package import Connections

/// What requests to AWS are signed with; the secret parts print as `<redacted>`.
package struct AWSCredentials: Sendable, Hashable {
    package var accessKeyID: String
    package var secretKey: Secret
    /// Only temporary credentials have one.
    package var sessionToken: Secret?

    package init(accessKeyID: String, secretKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }

    /// What an environment holds of them.
    package enum Finding: Sendable, Hashable {
        case complete(AWSCredentials)
        case none
        /// In words, without any value.
        case unusable(String)
    }

    /// Looks for `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, and nowhere else; an empty variable
    /// counts as none.
    package static func find(in environment: [String: String]) -> Finding {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let (id, secret, token) =
            (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"), value("AWS_SESSION_TOKEN"))
        guard let id, let secret else {
            if id != nil { return .unusable("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not") }
            if secret != nil { return .unusable("AWS_SECRET_ACCESS_KEY is set, and AWS_ACCESS_KEY_ID is not") }
            return .none
        }
        // Two of them become header values.
        let isPrintable = { (text: String) in
            text.utf8.count <= 8192 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
        guard isPrintable(id), isPrintable(secret), token.map(isPrintable) ?? true, !id.contains("/"), !id.contains(",")
        else {
            return .unusable(
                "one of the AWS_ variables holds a space, a line break or another character that no key has"
            )
        }
        return .complete(
            AWSCredentials(accessKeyID: id, secretKey: Secret(secret), sessionToken: token.map { Secret($0) })
        )
    }
}
