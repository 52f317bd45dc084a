package import Connections

/// Which `Authorization` headers the server accepts.
package enum SandboxKey: Sendable, Hashable {
    /// Any that looks like a key of the vendor's, so that nobody needs a real one.
    case anyOfItsForm
    case exactly(Secret)

    static let prefix = "pictai_"

    /// Whether the key lets a request with this `Authorization` header in; nil when the header is missing.
    func accepts(_ header: String?) -> Bool {
        switch self {
        case .anyOfItsForm: header.map { $0.hasPrefix(Self.prefix) && $0.count > Self.prefix.count } ?? false
        case .exactly(let key): header == key.exposedForRequest
        }
    }
}
