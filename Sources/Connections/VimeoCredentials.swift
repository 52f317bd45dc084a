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
    // Behind a reference, since most entries have none and a whole account is held of them.
    private indirect enum Both: Sendable, Hashable {
        case of(clientSecret: CredentialSource, accessToken: CredentialSource)
    }

    private var both: Both

    package init(clientSecret: CredentialSource, accessToken: CredentialSource) {
        both = .of(clientSecret: clientSecret, accessToken: accessToken)
    }

    package var clientSecret: CredentialSource {
        get {
            switch both {
            case .of(let clientSecret, _): clientSecret
            }
        }
        set { both = .of(clientSecret: newValue, accessToken: accessToken) }
    }

    package var accessToken: CredentialSource {
        get {
            switch both {
            case .of(_, let accessToken): accessToken
            }
        }
        set { both = .of(clientSecret: clientSecret, accessToken: newValue) }
    }
}
