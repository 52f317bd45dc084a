import Connections
import Testing

@Suite("Secrets")
struct SecretTests {
    private let canary = "canary-secret-5d1c"

    @Test("nothing that prints or reflects a secret shows it")
    func redaction() {
        let secret = Secret(canary)
        let source = CredentialSource(reference: .environment("NAME"), value: secret)
        let credentials = VimeoCredentials(clientSecret: source, accessToken: source)
        var dumped = ""
        dump(credentials, to: &dumped)
        let shown = [
            "\(secret)", String(reflecting: secret), "\(credentials)", String(reflecting: [credentials]), dumped,
        ]
        #expect(shown.allSatisfy { !$0.contains(canary) })
        #expect("\(secret)" == "<redacted>")
    }

    @Test("references print as they are written")
    func references() {
        #expect(SecretReference.environment("A").description == "${env:A}")
        #expect(SecretReference.file("/run/secrets/a").description == "${file:/run/secrets/a}")
    }
}
