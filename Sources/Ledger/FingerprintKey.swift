package import Connections
import Crypto
import FoundationEssentials
package import Planning

/// Makes fingerprints of secrets; derived from the API key, so that the ledger alone tells nothing about them.
package struct FingerprintKey: Sendable {
    private let key: SymmetricKey
    private let name: String

    /// Derives the key with HKDF (RFC 5869) from the API key.
    package init(of apiKey: Secret) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(apiKey.exposedForRequest.utf8)),
            salt: Data("patchbay".utf8),
            info: Data("fingerprints of secrets, 1".utf8),
            outputByteCount: 32
        )
        name = Self.hex(HMAC<SHA256>.authenticationCode(for: Data("name of the key".utf8), using: key).prefix(8))
    }

    /// The fingerprint of an entry's secrets for one connection; nil when they were not resolved.
    ///
    /// Equal secrets of two connections have different fingerprints.
    package func fingerprint(of credentials: VimeoCredentials, for id: ConnectionID) -> Fingerprint? {
        guard let clientSecret = credentials.clientSecret.value, let accessToken = credentials.accessToken.value else {
            return nil
        }
        var code = HMAC<SHA256>(key: key)
        for text in [id.rawValue, clientSecret.exposedForRequest, accessToken.exposedForRequest] {
            // With its length in front no text runs over into the next.
            code.update(data: Data("\(text.utf8.count):\(text)".utf8))
        }
        return Fingerprint(key: name, digest: Self.hex(code.finalize()))
    }

    /// What stands in a receipt for a text that the API stored otherwise than it was sent: the digest of what was sent, as a receipt
    /// has it, and 32 digits of base 16 that only who has the key can make.
    package func code(of conversion: Conversion) -> String {
        var code = HMAC<SHA256>(key: key)
        let texts = [
            "conversion", conversion.connectionId.rawValue, conversion.field.rawValue, conversion.sent,
            conversion.stored,
        ]
        for text in texts { code.update(data: Data("\(text.utf8.count):\(text)".utf8)) }
        let digest = Receipt.digest(of: .text(conversion.sent), in: conversion.field)
        return digest + Self.hex(code.finalize().prefix(16))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
