/// Sends one request to AWS, signed; no retry, no redirect.
package protocol AWSTransport: Sendable {
    /// - Throws: ``AWSError`` when there was no whole answer; an answer of any status is one.
    func answer(to request: AWSRequest) async throws(AWSError) -> AWSAnswer
}

/// What AWS answered to one request.
package struct AWSAnswer: Sendable, Hashable {
    package var status: Int
    /// The header `x-amz-bucket-region`, which S3 gives even where it refuses.
    package var bucketRegion: String?
    package var body: [UInt8]

    package init(status: Int, bucketRegion: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.bucketRegion = bucketRegion
        self.body = body
    }
}

/// Why a question to AWS has no answer.
package struct AWSError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// The credentials are wrong, or no longer good.
        case badCredentials
        /// The credentials may not ask this.
        case forbidden
        /// Nobody answered, or nobody who is AWS.
        case unreachable
        /// Anything else that AWS said.
        case refused
    }

    package var kind: Kind
    /// As permissions are called: `iam:GetRole`.
    package var request: String
    /// AWS's name of the error, or what the network said; without secrets.
    package var detail: String

    package init(_ kind: Kind, request: String, detail: String) {
        self.kind = kind
        self.request = request
        self.detail = detail
    }
}
