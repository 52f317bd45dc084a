extension DecodingError {
    /// Where in the JSON and what, for people who wrote it: `faults[2].times: must be at least 1`.
    package var plainDescription: String {
        let context: Context
        var missing: String?
        switch self {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
            context = found
        case .keyNotFound(let key, let found):
            context = found
            missing = "'\(key.stringValue)' is missing"
        @unknown default:
            return "it cannot be read"
        }
        let path = context.codingPath.reduce(into: "") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? key.stringValue : ".\(key.stringValue)")
        }
        let message = missing ?? context.debugDescription
        return path.isEmpty ? message : "\(path): \(message)"
    }
}
