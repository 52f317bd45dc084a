/// A pattern over connection names: `*` stands for any run of characters, `?` for one; all else is literal.
///
/// Matching takes time proportional to pattern × name at most, whatever the pattern.
package struct NameGlob: Sendable, Hashable, CustomStringConvertible {
    package let pattern: String
    private let scalars: [Unicode.Scalar]

    package init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    package var description: String { pattern }

    package func matches(_ name: String) -> Bool {
        let text = Array(name.unicodeScalars)
        var position = 0
        var next = 0
        // Where to go on after a mismatch: one past the last star, and how much of the name that star has taken.
        var afterStar: Int?
        var taken = 0
        while position < text.count {
            if next < scalars.count, scalars[next] == "*" {
                afterStar = next + 1
                taken = position
                next += 1
            } else if next < scalars.count, scalars[next] == "?" || scalars[next] == text[position] {
                next += 1
                position += 1
            } else if let afterStar {
                taken += 1
                next = afterStar
                position = taken
            } else {
                return false
            }
        }
        return scalars[next...].allSatisfy { $0 == "*" }
    }
}

extension [NameGlob] {
    /// Whether any of the patterns matches.
    package func cover(_ name: String) -> Bool {
        contains { $0.matches(name) }
    }
}
