/// A statement of SQL and what is bound to its `$1`, `$2` and so on.
struct PostgresStatement: Sendable {
    /// The rows of a statement's result, every value as text; nil for NULL.
    typealias Rows = [[String?]]

    var text: String
    var parameters: [String?]

    init(_ text: String, _ parameters: [String?] = []) {
        self.text = text
        self.parameters = parameters
    }
}
