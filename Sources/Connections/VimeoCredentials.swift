/// Where a secret comes from, as the file says it: `${env:NAME}` or `${file:PATH}`.
package enum SecretReference: Sendable, Hashable, CustomStringConvertible {
    case environment(String)
    case file(String)

    package var description: String {
        switch self {
        case .environment(let name): "${env:\(name)}"
        case .file(let path): "${file:\(path)}"
        }
    }
}

/// A secret field of an entry: its reference, and the value it stood for when the files were read.
package struct CredentialSource: Sendable, Hashable {
    package var reference: SecretReference
    /// nil when references were not to be resolved (`validate`, `--no-secrets`).
    package var value: Secret?

    package init(reference: SecretReference, value: Secret? = nil) {
        self.reference = reference
        self.value = value
    }
}

/// The two secrets of a Vimeo connection; always sent together.
package struct VimeoCredentials: Sendable, Hashable {
    package var clientSecret: CredentialSource
    package var accessToken: CredentialSource

    package init(clientSecret: CredentialSource, accessToken: CredentialSource) {
        self.clientSecret = clientSecret
        self.accessToken = accessToken
    }
}
