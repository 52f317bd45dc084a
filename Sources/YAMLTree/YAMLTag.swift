/// The type that a tag such as `!!str` claims for a node; files may use those of YAML's core schema only.
package enum YAMLTag: UInt8, Sendable, Hashable {
    /// No tag: the schema alone decides.
    case none
    /// `!!str`, or a lone `!`.
    case text
    case boolean
    case integer
    case float
    case null
    case sequence
    case mapping
    case unknown

    init(_ name: String) {
        let core = "tag:yaml.org,2002:"
        guard name.hasPrefix(core) else {
            self = name == "!" ? .text : .unknown
            return
        }
        self =
            switch name.dropFirst(core.count) {
            case "str": .text
            case "bool": .boolean
            case "int": .integer
            case "float": .float
            case "null": .null
            case "seq": .sequence
            case "map": .mapping
            default: .unknown
            }
    }

    /// Whether the tag can stand on a node of this kind.
    func fits(_ kind: YAMLTree.Kind) -> Bool {
        switch self {
        case .none: true
        case .sequence: kind == .sequence
        case .mapping: kind == .mapping
        case .text, .boolean, .integer, .float, .null: kind == .scalar
        case .unknown: false
        }
    }
}
