import Connections
import Ledger
import Planning
import Testing

@Suite("Fingerprints of secrets")
struct FingerprintKeyTests {
    private let key = FingerprintKey(of: Secret("pictai_canary-key"))

    private func credentials(_ clientSecret: String?, _ accessToken: String?) -> VimeoCredentials {
        VimeoCredentials(
            clientSecret: CredentialSource(reference: .environment("S"), value: clientSecret.map { Secret($0) }),
            accessToken: CredentialSource(reference: .environment("T"), value: accessToken.map { Secret($0) })
        )
    }

    @Test("fault 19: are the same for the same secrets, connection and key, in every process")
    func stable() {
        let print = key.fingerprint(of: credentials("canary-secret", "canary-token"), for: ConnectionID("v1"))
        #expect(
            print
                == FingerprintKey(of: Secret("pictai_canary-key"))
                .fingerprint(of: credentials("canary-secret", "canary-token"), for: ConnectionID("v1"))
        )
        #expect(print?.digest == "80fc1540d2130852adccbcb652c0ff91d7267fff93c8b9c99ca73a0a1d3f5210")
        #expect(print?.key == "ab880068ea03e8e8")
    }

    @Test("fault 19: differ where a secret, the connection or the key differs, and where a border moves")
    func different() {
        let all = [
            key.fingerprint(of: credentials("ab", "c"), for: ConnectionID("v1")),
            key.fingerprint(of: credentials("a", "bc"), for: ConnectionID("v1")),
            key.fingerprint(of: credentials("ab", "d"), for: ConnectionID("v1")),
            key.fingerprint(of: credentials("ab", "c"), for: ConnectionID("v2")),
            FingerprintKey(of: Secret("pictai_other")).fingerprint(of: credentials("ab", "c"), for: ConnectionID("v1")),
        ]
        #expect(Set(all).count == all.count)
        #expect(Set(all.map { $0?.key }).count == 2)
    }

    @Test("fault 19: do not exist for secrets that were not resolved")
    func unresolved() {
        #expect(key.fingerprint(of: credentials(nil, "c"), for: ConnectionID("v1")) == nil)
        #expect(key.fingerprint(of: credentials("a", nil), for: ConnectionID("v1")) == nil)
    }

    @Test("what stands for a text that the API stored otherwise differs with all that it is made of")
    func conversions() throws {
        func code(
            _ key: FingerprintKey,
            _ id: String = "v1",
            _ field: ConnectionField = .description,
            _ sent: String = "ab",
            _ stored: String = "c"
        ) throws -> String {
            let live = LiveConnection(
                id: ConnectionID(id),
                version: 1,
                name: "v",
                description: field == .description ? stored : "",
                details: .vimeo(clientIdentifier: field == .clientIdentifier ? stored : "")
            )
            return key.code(of: try #require(Conversion(of: field, live, sent: .text(sent))))
        }
        let all = [
            try code(key), try code(key, "v2"), try code(key, "v1", .clientIdentifier),
            try code(key, "v1", .description, "a", "bc"),
            try code(key, "v1", .description, "ab", "d"), try code(key, "v1", .description, "abc", "c"),
            try code(FingerprintKey(of: Secret("pictai_other"))),
        ]
        #expect(Set(all.map { $0.dropFirst(8) }).count == all.count)
        #expect(all.allSatisfy { $0.utf8.count == 40 })
        #expect(all[0].hasPrefix(Receipt.digest(of: .text("ab"), in: .description)))
    }
}
