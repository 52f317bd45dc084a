extension AWSError {
    /// What an answer means that is no success.
    ///
    /// Of its text only AWS's name of the error is kept: the longer message may repeat what was signed, the session token
    /// among it.
    init(_ answer: AWSAnswer, to request: AWSRequest) {
        let code = XMLElement(answer.body)?.firstText(named: "Code").flatMap(Self.name)
        let kind: Kind =
            switch code {
            case "InvalidClientTokenId"?, "SignatureDoesNotMatch"?, "ExpiredToken"?, "ExpiredTokenException"?,
                "InvalidAccessKeyId"?, "UnrecognizedClientException"?, "IncompleteSignature"?,
                "MissingAuthenticationToken"?,
                "InvalidToken"?, "RequestExpired"?, "RequestTimeTooSkewed"?:
                .badCredentials
            case "AccessDenied"?, "AccessDeniedException"?, "UnauthorizedOperation"?: .forbidden
            case nil where answer.status == 401 || answer.status == 403: .forbidden
            case nil where (300..<400).contains(answer.status): .unreachable
            default: .refused
            }
        let said = code.map { "\($0) (\(answer.status))" } ?? "it answered \(answer.status)"
        self.init(kind, request: request.label, detail: said)
    }

    /// Whether IAM says that what was asked for does not exist; any other 404 is nobody's word on that.
    static func isMissing(_ answer: AWSAnswer) -> Bool {
        answer.status == 404 && XMLElement(answer.body)?.firstText(named: "Code") == "NoSuchEntity"
    }

    /// A success that is not what was asked for.
    static func incomprehensible(_ request: AWSRequest) -> AWSError {
        AWSError(.unreachable, request: request.label, detail: "the answer is not what AWS gives")
    }

    /// The text when it is a name as AWS gives them.
    private static func name(_ text: String) -> String? {
        let isName =
            !text.isEmpty && text.utf8.count <= 80
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == ":") }
        return isName ? text : nil
    }
}
