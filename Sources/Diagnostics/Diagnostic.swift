/// Something in a file that its author can mend, with the place, the cause and the next step.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable, Codable {
        case error
        case warning
    }

    /// A second place that the message speaks of, such as the first of two equal keys.
    package struct Note: Sendable, Hashable {
        package var place: SourcePlace
        package var message: String

        package init(place: SourcePlace, message: String) {
            self.place = place
            self.message = message
        }
    }

    /// The line of the place as it stands in the file, and how much of it the caret marks.
    package struct Excerpt: Sendable, Hashable {
        /// Without its line break, cut to a bounded window; may hold control characters, which renderers escape.
        package var line: String
        /// The column of the first scalar of `line`: 1 unless the line was cut at its start.
        package var firstColumn: Int
        /// How many scalars are marked, at least 1.
        package var length: Int

        package init(line: String, firstColumn: Int = 1, length: Int = 1) {
            self.line = line
            self.firstColumn = firstColumn
            self.length = length
        }
    }

    package var code: ErrorCode
    package var severity: Severity
    /// What is wrong, in lower case, with names in single quotes; never holds the value of a secret.
    package var message: String
    /// nil where the whole input is meant, such as a directory without files.
    package var place: SourcePlace?
    package var excerpt: Excerpt?
    package var notes: [Note]
    /// What to do about it; nil where the message says it already.
    package var hint: String?

    package init(
        _ code: ErrorCode,
        severity: Severity = .error,
        _ message: String,
        at place: SourcePlace?,
        excerpt: Excerpt? = nil,
        notes: [Note] = [],
        hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.place = place
        self.excerpt = excerpt
        self.notes = notes
        self.hint = hint
    }
}

extension Diagnostic: Comparable {
    /// By place, what has no place first.
    package static func < (left: Self, right: Self) -> Bool {
        switch (left.place, right.place) {
        case (let first?, let second?) where first != second: first < second
        case (nil, _?): true
        case (_?, nil): false
        default: (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
        }
    }
}
