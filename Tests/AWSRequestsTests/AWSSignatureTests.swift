import AWSRequests
import Connections
import Testing

@Suite("Signatures, against the examples that AWS publishes")
struct AWSSignatureTests {
    /// The suite of Signature Version 4: the signature of a GET of `/` with a query.
    @Test(
        "the published suite",
        arguments: [
            ([], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            (["Param1=value1"], "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
            (
                ["Param2=value2", "Param1=value1"],
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
            ),
            (
                ["Param1=value2", "Param1=Value1"],
                "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"
            ),
            (
                ["Param1=value2", "Param1=value1"],
                "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"
            ),
            (["\u{1234}=bar"], "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
            (
                [
                    "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        + "=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                ],
                "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
            ),
        ]
    )
    func suite(_ query: [String], _ signature: String) throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secretKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        )
        let parameters = query.map { text in
            let parts = text.split(separator: "=", maxSplits: 1)
            return AWSRequest.Parameter(String(parts[0]), String(parts[1]))
        }
        let headers = AWSSignature(credentials, region: "us-east-1", service: "service").headers(
            for: AWSRequest(.get, .iam, parameters: parameters),
            host: "example.amazonaws.com",
            at: try #require(Timestamp("2015-08-30T12:36:00Z"))
        )
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=\(signature)"
        #expect(headers.first { $0.name == "authorization" }?.value == authorization)
        #expect(headers.first { $0.name == "x-amz-date" }?.value == "20150830T123600Z")
    }

    @Test(
        "the examples of S3's manual",
        arguments: [
            (["max-keys=2", "prefix=J"], "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
            (["lifecycle="], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ]
    )
    func storage(_ query: [String], _ signature: String) throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE",
            secretKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        )
        let parameters = query.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return AWSRequest.Parameter(String(parts[0]), String(parts[1]))
        }
        let headers = AWSSignature(credentials, region: "us-east-1", service: "s3").headers(
            for: AWSRequest(.get, .s3, parameters: parameters),
            host: "examplebucket.s3.amazonaws.com",
            at: try #require(Timestamp("2013-05-24T00:00:00Z"))
        )
        let authorization = headers.first { $0.name == "authorization" }?.value ?? ""
        #expect(authorization.hasSuffix("SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=\(signature)"))
    }

    @Test("the published suite's form")
    func form() throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secretKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        )
        let request = AWSRequest(.post, .iam, parameters: [.init("b", "c d&é"), .init("a", "1")])
        #expect(request.query.isEmpty)
        #expect(request.form.map { String(decoding: $0.body, as: UTF8.self) } == "a=1&b=c%20d%26%C3%A9")
        let headers = AWSSignature(credentials, region: "us-east-1", service: "service").headers(
            for: AWSRequest(.post, .iam, parameters: [.init("Param1", "value1")]),
            host: "example.amazonaws.com",
            at: try #require(Timestamp("2015-08-30T12:36:00Z"))
        )
        let authorization = headers.first { $0.name == "authorization" }?.value ?? ""
        #expect(
            authorization.hasSuffix(
                "SignedHeaders=content-type;host;x-amz-date, "
                    + "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
            )
        )
    }

    @Test("the secret parts are in no description, and the session token is signed and sent")
    func secrecy() throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secretKey: Secret("canary-aws-secret"),
            sessionToken: Secret("canary-aws-token")
        )
        #expect(!"\(credentials)".contains("canary"))
        let headers = AWSSignature(credentials, region: "us-east-1", service: "iam").headers(
            for: AWSRequest(.get, .iam),
            host: "iam.amazonaws.com",
            at: Timestamp(milliseconds: 0)
        )
        #expect(headers.first { $0.name == "x-amz-security-token" }?.value == "canary-aws-token")
        let authorization = try #require(headers.first { $0.name == "authorization" }?.value)
        #expect(authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token"))
        #expect(!headers.contains { $0.value.contains("canary-aws-secret") })
    }
}
