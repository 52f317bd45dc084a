extension StackSource: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind
        case paths
    }

    /// The raw values are part of the JSON format.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case directory
        case files
        case standardInput = "standard-input"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let paths = try container.decode([String].self, forKey: .paths)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .directory where paths.count == 1: self = .directory(paths[0])
        case .files where !paths.isEmpty: self = .files(paths)
        case .standardInput where paths.isEmpty: self = .standardInput
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .paths,
                in: container,
                debugDescription: "the number of paths does not fit the kind"
            )
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .directory(let path):
            try container.encode(Kind.directory, forKey: .kind)
            try container.encode([path], forKey: .paths)
        case .files(let paths):
            try container.encode(Kind.files, forKey: .kind)
            try container.encode(paths, forKey: .paths)
        case .standardInput:
            try container.encode(Kind.standardInput, forKey: .kind)
            try container.encode([String](), forKey: .paths)
        }
    }
}
