package import Connections
import Diagnostics

/// The API key, checked to be one header value.
///
/// It prints as `<redacted>`; only the request header, and the ledger's fingerprints, ask for its value.
package struct APIKey: Sendable, Hashable, CustomStringConvertible {
    /// In characters; the keys the vendor gives have about 50.
    static let longest = 4096

    package let secret: Secret

    package var description: String { secret.description }

    /// The key of the file that `--api-key-file` names (nil when it was not given), else that of `PICTORY_API_KEY`.
    ///
    /// The file has to be a regular one; an empty variable counts as none.
    package static func find(environment: [String: String], keyFile: String?) throws(HTTPSetupError) -> APIKey {
        if let keyFile {
            // Two more than a key may have, for a line break, and one to see that there is too much.
            let bytes: [UInt8]
            do {
                bytes = try RegularFile(path: keyFile).contents(upTo: longest + 3)
            } catch {
                throw HTTPSetupError(
                    .fileUnreadable,
                    "cannot read the key file '\(keyFile)'",
                    cause: error.reason,
                    nextStep: "give a readable file with the API key in it as --api-key-file"
                )
            }
            return try APIKey(String(decoding: bytes, as: UTF8.self), from: "the key file '\(keyFile)'")
        }
        guard let key = environment["PICTORY_API_KEY"], !key.isEmpty else {
            throw HTTPSetupError(
                .missingKey,
                "there is no API key",
                nextStep: "set PICTORY_API_KEY, or name a file that holds the key with --api-key-file"
            )
        }
        return try APIKey(key, from: "PICTORY_API_KEY")
    }

    /// Checks a key and drops one line break at its end; messages name `source` as the place it came from.
    package init(_ text: String, from source: String) throws(HTTPSetupError) {
        func refuse(_ code: ErrorCode, _ cause: String) -> HTTPSetupError {
            HTTPSetupError(
                code,
                "the API key from \(source) cannot be used",
                cause: cause,
                nextStep: "copy the key again from the Pictory account; it begins with 'pictai_'"
            )
        }

        var key = text.utf8[...]
        if key.last == UInt8(ascii: "\n") { key.removeLast() }
        if key.last == UInt8(ascii: "\r") { key.removeLast() }
        guard !key.isEmpty else { throw refuse(.missingKey, "it is empty") }
        guard key.count <= Self.longest else {
            throw refuse(.unusableKey, "it is longer than \(Self.longest) characters")
        }
        guard key.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw refuse(.unusableKey, "it holds a space, a line break or a character that is not ASCII")
        }
        secret = Secret(String(decoding: key, as: UTF8.self))
    }
}
