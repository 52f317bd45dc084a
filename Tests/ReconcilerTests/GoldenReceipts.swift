import Connections
import Foundation
import Ledger
import Planning
import Reconciler
import Stacks

/// What a ledger knows before a golden's plan is made: the folder's `receipts.json`.
struct GoldenReceipts: Decodable {
    /// How an apply left a connection; fields that are left out had no value.
    struct Left: Decodable {
        struct Secrets: Decodable {
            /// Which secrets were sent last; none when it is left out.
            enum Sent: String, Decodable {
                case those = "those of the files"
                case others
                case withAnotherKey = "those of the files, with another API key"
            }

            var sent: Sent?
            var revision: Int?
            var mayBeOvertaken: Bool?
        }

        var connectionId: ConnectionID
        var type: ConnectionType
        var name: String
        var version: Int
        var fields: [String: FieldValue]
        var secrets: Secrets?
    }

    /// A write that nobody recorded the outcome of.
    struct Open: Decodable {
        var type: ConnectionType
        var name: String
        var connectionId: ConnectionID?
        var version: Int?
        var carriesSecrets: Bool
    }

    var receipts: [Left]?
    var marks: [Open]?

    static let key = FingerprintKey(of: Secret("canary-api-key-33d0"))

    /// A ledger that knows it; `desired` has the secrets that were sent.
    func ledger(_ scope: LedgerScope, _ desired: DesiredState) async throws -> MemoryLedger {
        let ledger = MemoryLedger()
        let settlement = Settlement(receipts: try (receipts ?? []).map { try $0.receipt(desired) })
        try await ledger.settle(settlement, of: "earlier", in: scope)
        let open = (marks ?? []).enumerated().map { index, open in
            Mark(
                run: "earlier",
                step: index + 1,
                type: open.type,
                name: open.name,
                connectionId: open.connectionId,
                version: open.version,
                carriesSecrets: open.carriesSecrets
            )
        }
        try await ledger.begin(Self.run("earlier", scope), marking: open)
        return ledger
    }

    static func run(_ id: String, _ scope: LedgerScope) -> Run {
        Run(
            id: id,
            scope: scope,
            kind: .apply,
            began: Timestamp(milliseconds: 0),
            who: "somebody",
            configDigest: "sha256:00",
            patchbayVersion: "1.0.0"
        )
    }
}

extension GoldenReceipts.Left {
    private struct UnknownField: Error {
        var name: String
    }

    fileprivate func receipt(_ desired: DesiredState) throws -> Receipt {
        var values: [ConnectionField: FieldValue] = [:]
        for field in ConnectionField.allCases where !field.isSensitive { values[field] = FieldValue.none }
        values[.name] = .text(name)
        for (name, value) in fields {
            guard let field = ConnectionField(rawValue: name) else { throw UnknownField(name: name) }
            values[field] = value
        }
        var digests: [ConnectionField: String] = [:]
        for (field, value) in values { digests[field] = Receipt.digest(of: value, in: field) }
        let credentials = desired.connections.first { $0.type == type && $0.name == name }?.credentials
        return Receipt(
            connectionId: connectionId,
            type: type,
            name: name,
            version: version,
            fields: digests,
            secrets: type == .aws ? nil : secrets(credentials)
        )
    }

    private func secrets(_ credentials: VimeoCredentials?) -> Receipt.Secrets {
        Receipt.Secrets(
            fingerprint: credentials.flatMap(fingerprint),
            revision: secrets?.revision,
            mayBeOvertaken: secrets?.mayBeOvertaken ?? false
        )
    }

    private func fingerprint(_ credentials: VimeoCredentials) -> Fingerprint? {
        switch secrets?.sent {
        case .those?: return GoldenReceipts.key.fingerprint(of: credentials, for: connectionId)
        case .others?:
            var former = credentials
            former.accessToken.value = Secret("canary-former-token-5cc1")
            return GoldenReceipts.key.fingerprint(of: former, for: connectionId)
        case .withAnotherKey?:
            return FingerprintKey(of: Secret("canary-other-key-ab12")).fingerprint(of: credentials, for: connectionId)
        case nil: return nil
        }
    }
}
