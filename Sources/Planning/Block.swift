/// Why a change must not be carried out as things are, and what would allow it.
package struct Block: Sendable, Hashable, Codable {
    /// The raw values are part of the JSON format.
    package enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        case protected
        case notOwned = "not-owned"
        case pinned
        case limit
        case emptyInput = "empty-input"
        case nameTaken = "name-taken"
        case locationTaken = "location-taken"
        case needsUnselected = "needs-unselected"
    }

    package var code: Code
    /// The cause, in words.
    package var message: String
    /// Each one names the exact flag or key and would be enough by itself.
    package var remedies: [String]

    package init(_ code: Code, _ message: String, remedies: [String]) {
        self.code = code
        self.message = message
        self.remedies = remedies
    }
}
