package import Connections
import Crypto
import FoundationEssentials

/// Signs requests to AWS as its Signature Version 4 has it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct AWSSignature: Sendable {
    private static let algorithm = "AWS4-HMAC-SHA256"

    private let credentials: AWSCredentials
    private let region: String
    private let service: String

    /// For a service as it is called in signatures.
    package init(_ credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The headers that a request needs beside its `Host`, which is the one given here; the type of its form is among them.
    ///
    /// AWS accepts them for some minutes around the moment.
    package func headers(for request: AWSRequest, host: String, at moment: Timestamp) -> [(name: String, value: String)]
    {
        // 20150830T123600Z
        let digits = moment.digits
        let time = "\(digits.prefix(8))T\(digits.dropFirst(8).prefix(6))Z"
        let scope = "\(digits.prefix(8))/\(region)/\(service)/aws4_request"
        let body = hexadecimal(SHA256.hash(data: Data(request.form?.body ?? [])))

        var signed = [(name: "host", value: host), (name: "x-amz-date", value: time)]
        if let form = request.form { signed.append((name: "content-type", value: form.type)) }
        if service == "s3" { signed.append((name: "x-amz-content-sha256", value: body)) }
        if let token = credentials.sessionToken {
            signed.append((name: "x-amz-security-token", value: token.exposedForRequest))
        }
        signed.sort { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let lines = signed.map { "\($0.name):\($0.value)\n" }.joined()
        let canonical =
            "\(request.method.rawValue)\n\(request.path)\n\(request.query)\n\(lines)\n\(names)\n\(body)"
        let digest = hexadecimal(SHA256.hash(data: Data(canonical.utf8)))
        let signature = hexadecimal(
            code(of: "\(Self.algorithm)\n\(time)\n\(scope)\n\(digest)", key: signingKey(day: digits.prefix(8)))
        )
        let authorization =
            "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        return signed.filter { $0.name != "host" } + [(name: "authorization", value: authorization)]
    }

    /// Each part of the scope keys the next, so that it is good for one day, region and service.
    private func signingKey(day: Substring) -> SymmetricKey {
        var key = SymmetricKey(data: Data("AWS4\(credentials.secretKey.exposedForRequest)".utf8))
        for part in [String(day), region, service, "aws4_request"] {
            key = SymmetricKey(data: code(of: part, key: key))
        }
        return key
    }

    private func code(of text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
