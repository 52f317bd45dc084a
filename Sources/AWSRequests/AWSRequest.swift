/// One request that reads from AWS, before it is put on a host and signed.
package struct AWSRequest: Sendable, Hashable {
    package enum Method: String, Sendable, Hashable {
        case get = "GET"
        case head = "HEAD"
        /// Its parameters are a form in its body, as IAM and STS take them.
        case post = "POST"
    }

    package enum Service: String, Sendable, Hashable, CaseIterable {
        case iam
        case sts
        case s3

        /// Where it is, unless the environment names another endpoint.
        package var host: String {
            switch self {
            case .iam: "iam.amazonaws.com"
            case .sts: "sts.amazonaws.com"
            case .s3: "s3.us-east-1.amazonaws.com"
            }
        }

        /// The region of those hosts.
        package static let region = "us-east-1"
    }

    package var method: Method
    package var service: Service
    /// Begins with a slash, percent-encoded.
    package var path: String
    /// Not encoded, in any order.
    package var parameters: [Parameter]

    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(_ method: Method, _ service: Service, path: String = "/", parameters: [Parameter] = []) {
        self.method = method
        self.service = service
        self.path = path
        self.parameters = parameters
    }

    /// A call of IAM's or STS's.
    static func call(_ action: String, of service: Service, _ parameters: KeyValuePairs<String, String> = [:]) -> Self {
        let version = service == .iam ? "2010-05-08" : "2011-06-15"
        let named = parameters.map { Parameter($0.key, $0.value) }
        return AWSRequest(
            .post,
            service,
            parameters: [Parameter("Action", action), Parameter("Version", version)] + named
        )
    }

    /// For messages, as permissions are called: `iam:GetRole`.
    package var label: String {
        guard let action = parameters.first(where: { $0.name == "Action" }) else {
            return "\(service.rawValue):HeadBucket"
        }
        return "\(service.rawValue):\(action.value)"
    }

    /// The query as it is sent and signed, without a question mark; empty when there is none.
    package var query: String { method == .post ? "" : encodedParameters }

    /// The body and its type; nil when there is none.
    package var form: (type: String, body: [UInt8])? {
        method == .post ? ("application/x-www-form-urlencoded", Array(encodedParameters.utf8)) : nil
    }

    /// Sorted, as a query that is signed has to be.
    private var encodedParameters: String {
        parameters.map { (Self.encoded($0.name), Self.encoded($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// Everything but letters, digits, `-`, `.`, `_` and `~` of ASCII is percent-encoded, as AWS wants it for signing.
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
