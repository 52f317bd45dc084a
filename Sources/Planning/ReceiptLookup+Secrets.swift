import Connections

extension ReceiptLookup {
    /// Why the secrets of a connection that is there are sent; nil when they are not, or need not be as far as is known.
    func credentials(of desired: DesiredConnection, for live: LiveConnection) -> Change.Credentials? {
        guard let credentials = desired.credentials else { return nil }
        let known = receipt(of: live)?.secrets
        if let known, let revision = desired.credentialsRevision, revision > known.revision ?? 0 { return .askedFor }
        if let sent = known?.fingerprint, let wanted = wanted(credentials, for: live), sent.key == wanted.key,
            sent.digest != wanted.digest
        {
            return .changed
        }
        return mayHaveGotSecrets(live, desired.name) ? .notVerifiable : nil
    }

    /// Whether what was sent last can be held against what the files want.
    func knowsSecrets(of desired: DesiredConnection, for live: LiveConnection) -> Bool {
        guard let credentials = desired.credentials, let sent = receipt(of: live)?.secrets?.fingerprint else {
            return false
        }
        // Where references are not resolved there is nothing to compare, and whoever asked for that knows it.
        return wanted(credentials, for: live).map { $0.key == sent.key } ?? true
    }

    /// A connection that was written since it was left, although nothing differs; nil for any other, and for one whose secrets are
    /// sent since nobody knows which it has.
    ///
    /// An open write without secrets explains a version only where there are none: others may have given some before it,
    /// or instead of it.
    func hidden(_ desired: DesiredConnection, _ live: LiveConnection) -> Plan.Hidden? {
        guard let receipt = receipt(of: live), !mayHaveGotSecrets(live, desired.name) else { return nil }
        if live.type == .aws, isMarked(live, desired.name) { return nil }
        let wasOvertaken = receipt.secrets?.mayBeOvertaken == true
        guard receipt.version != live.version || wasOvertaken else { return nil }
        // What the entry leaves to others may be written as often as they like, as long as nothing can hide behind it.
        let isAllowed = desired.ignored.contains { field in
            receipt.fields[field] != Receipt.digest(of: live.value(of: field), in: field)
        }
        if live.type == .aws, isAllowed { return nil }
        return Plan.Hidden(
            type: live.type,
            name: desired.name,
            connectionId: live.id,
            recordedVersion: receipt.version,
            version: live.version,
            hasSecrets: live.type == .vimeo,
            source: desired.place
        )
    }
}
