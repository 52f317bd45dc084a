import Connections
import FoundationEssentials
import Ledger
import Planning

/// A receipt under the names of its columns.
struct ReceiptRow: Codable {
    var connectionId: String
    var type: ConnectionType
    var name: String
    var version: Int
    var fields: [String: String]
    var fingerprintKey: String?
    var fingerprint: String?
    var credentialsRevision: Int?
    var mayBeOvertaken: Bool?

    enum CodingKeys: String, CodingKey {
        case connectionId = "connection_id"
        case type
        case name
        case version
        case fields
        case fingerprintKey = "fingerprint_key"
        case fingerprint
        case credentialsRevision = "credentials_revision"
        case mayBeOvertaken = "may_be_overtaken"
    }

    init(_ receipt: Receipt) {
        connectionId = receipt.connectionId.rawValue.storable
        type = receipt.type
        name = receipt.name.storable
        version = receipt.version
        fields = Dictionary(uniqueKeysWithValues: receipt.storedFields.map { ($0.key.rawValue, $0.value) })
        fingerprintKey = receipt.secrets?.fingerprint?.key
        fingerprint = receipt.secrets?.fingerprint?.digest
        credentialsRevision = receipt.secrets?.revision
        mayBeOvertaken = receipt.secrets?.mayBeOvertaken
    }

    var receipt: Receipt {
        let named = fields.compactMap { name, digest in ConnectionField(rawValue: name).map { ($0, digest) } }
        let secrets = mayBeOvertaken.map { mayBeOvertaken in
            let known = fingerprintKey.flatMap { key in fingerprint.map { Fingerprint(key: key, digest: $0) } }
            return Receipt.Secrets(
                fingerprint: known,
                revision: credentialsRevision,
                mayBeOvertaken: mayBeOvertaken
            )
        }
        var receipt = Receipt(
            connectionId: ConnectionID(String(stored: connectionId)),
            type: type,
            name: String(stored: name),
            version: version,
            fields: [:],
            secrets: secrets
        )
        receipt.take(storedFields: Dictionary(uniqueKeysWithValues: named))
        return receipt
    }
}

/// A mark under the names of its columns.
struct MarkRow: Codable {
    var run: String
    var step: Int
    var type: ConnectionType
    var name: String
    var connectionId: String?
    var version: Int?
    var carriesSecrets: Bool

    enum CodingKeys: String, CodingKey {
        case run
        case step
        case type
        case name
        case connectionId = "connection_id"
        case version
        case carriesSecrets = "carries_secrets"
    }

    init(_ mark: Mark) {
        run = mark.run.storable
        step = mark.step
        type = mark.type
        name = mark.name.storable
        connectionId = mark.connectionId?.rawValue.storable
        version = mark.version
        carriesSecrets = mark.carriesSecrets
    }

    var mark: Mark {
        Mark(
            run: String(stored: run),
            step: step,
            type: type,
            name: String(stored: name),
            connectionId: connectionId.map { ConnectionID(String(stored: $0)) },
            version: version,
            carriesSecrets: carriesSecrets
        )
    }
}

/// What a receipt says of the marks that it rules out.
struct RulingRow: Encodable {
    var id: String
    var type: ConnectionType
    var name: String
    var version: Int
    var certain: Bool

    init(_ receipt: Receipt) {
        certain = receipt.isCertain
        id = receipt.connectionId.rawValue.storable
        type = receipt.type
        name = receipt.name.storable
        version = receipt.version
    }
}

extension Settlement {
    /// Of several receipts of one connection the one that stays, by id.
    var lastingReceipts: [Receipt] {
        var lasting: [ConnectionID: Receipt] = [:]
        for receipt in receipts {
            if lasting[receipt.connectionId].map(receipt.replaces) ?? true { lasting[receipt.connectionId] = receipt }
        }
        return lasting.values.sorted { $0.connectionId < $1.connectionId }
    }
}
