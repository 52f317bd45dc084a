package import Diagnostics

/// The JSON form of what error codes mean.
package struct ExplanationDocument: Encodable, Sendable {
    private struct Page: Encodable {
        let code: ErrorCode
        let text: String
    }

    private let formatVersion = "1.0"
    private let codes: [Page]

    /// Takes each code with its page, as people read it.
    package init(_ pages: [(code: ErrorCode, text: String)]) {
        codes = pages.map { Page(code: $0.code, text: $0.text) }
    }
}
