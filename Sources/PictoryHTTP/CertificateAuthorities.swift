import Diagnostics
import NIOSSL

/// Certificates of authorities that are trusted in addition to the system's.
package struct CertificateAuthorities: Sendable {
    /// In bytes; the system's own bundle of all public authorities has about 220 KB.
    private static let longest = 4 * 1024 * 1024

    let certificates: [NIOSSLCertificate]

    /// Reads the certificates of the PEM file that `--ca-file` names; at least one, and none that cannot be parsed.
    package init(path: String) throws(HTTPSetupError) {
        func refuse(_ cause: String) -> HTTPSetupError {
            HTTPSetupError(
                .fileUnreadable,
                "cannot read the authorities of '\(path)'",
                cause: cause,
                nextStep: "give a file with certificates in PEM form as --ca-file, or leave it out"
            )
        }

        let content: [UInt8]
        do {
            content = try RegularFile(path: path).contents(upTo: Self.longest + 1)
        } catch {
            throw refuse(error.reason)
        }
        guard content.count <= Self.longest else { throw refuse("it is larger than \(Self.longest) bytes") }
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(content)
        } catch {
            throw refuse("it holds a certificate that cannot be parsed, or none")
        }
        guard !certificates.isEmpty else { throw refuse("it holds no certificate") }
    }
}
