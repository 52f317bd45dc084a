/// A small document that can be written as JSON or as YAML, with the same keys and values in both.
package indirect enum DocumentTree: Sendable, Hashable {
    case text(String)
    case flag(Bool)
    case list([DocumentTree])
    case map([String: DocumentTree])
}

extension DocumentTree: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        case .list(let items): try container.encode(items)
        case .map(let values): try container.encode(values)
        }
    }
}
