import Connections
import Diagnostics
import YAMLTree

/// Reads the two fields whose values may only be references, and never says anything about other values in them.
struct SecretFields {
    /// nil when references are not to be resolved.
    let resolver: ReferenceResolver?
    /// What paths in references are relative to.
    let directory: String

    /// Both secrets, or nil unless both are there and right; an entry that sends none does not resolve them.
    func credentials(
        clientSecret: YAMLNode?,
        accessToken: YAMLNode?,
        resolve: Bool,
        reader: NodeReader
    ) -> VimeoCredentials? {
        let clientSecret = clientSecret.flatMap {
            source($0, for: EntryKey.clientSecret, resolve: resolve, reader: reader)
        }
        let accessToken = accessToken.flatMap {
            source($0, for: EntryKey.accessToken, resolve: resolve, reader: reader)
        }
        guard let clientSecret, let accessToken else { return nil }
        return VimeoCredentials(clientSecret: clientSecret, accessToken: accessToken)
    }

    private func source(_ node: YAMLNode, for key: EntryKey, resolve: Bool, reader: NodeReader) -> CredentialSource? {
        guard let reference = reference(node, for: key, reader: reader) else { return nil }
        guard resolve, let resolver else { return CredentialSource(reference: reference) }
        do throws(ReferenceResolver.Failure) {
            return CredentialSource(reference: reference, value: try resolver.resolve(reference, from: directory))
        } catch {
            reader.report(
                .unresolvedReference,
                node,
                "'\(reference.description)' gives no secret: \(error.reason)",
                hint: error.hint
            )
            return nil
        }
    }

    private func reference(_ node: YAMLNode, for key: EntryKey, reader: NodeReader) -> SecretReference? {
        let hint = "write '\(key.rawValue): ${env:NAME}' or '\(key.rawValue): ${file:PATH}'"
        switch reader.tree.kind(of: node) {
        case .invalid:
            return nil
        case .sequence, .mapping:
            reader.report(.wrongType, node, "'\(key.rawValue)' has to be a reference", hint: hint)
            return nil
        case .scalar:
            break
        }
        if reader.isNull(node) {
            reader.report(.wrongType, node, "'\(key.rawValue)' has no value", hint: hint)
            return nil
        }
        let text = reader.tree.text(of: node)
        if let reference = SecretReference(text: text) { return reference }
        reader.report(
            .literalSecret,
            node,
            text.hasPrefix("${")
                ? "the value of '\(key.rawValue)' is not a reference of a known form"
                : "'\(key.rawValue)' has to be a reference, for a secret must not stand in a file",
            hint: hint
                + (text.hasPrefix("${")
                    ? "" : "; if this secret was ever shared or committed, replace it with a new one")
        )
        return nil
    }
}
