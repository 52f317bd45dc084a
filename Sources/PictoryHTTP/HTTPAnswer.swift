import NIOHTTP1

/// What a server answered to one request.
struct HTTPAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    /// Up to the limit of the request.
    var body: [UInt8] = []
    /// Whether the body went on after the limit.
    var isCut = false

    var isSuccess: Bool { (200..<300).contains(status) }

    /// How the body is encoded, in lower case; nil when it is not.
    var encoding: String? {
        let encodings = headers[canonicalForm: "Content-Encoding"].map { $0.lowercased() }.filter { $0 != "identity" }
        return encodings.isEmpty ? nil : encodings.joined(separator: ", ")
    }
}
