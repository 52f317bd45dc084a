/// A place in a file that a person wrote.
package struct SourcePlace: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The path as the user would type it: relative to the stack's directory, or `-` for standard input.
    package var file: String
    /// Counted from 1.
    package var line: Int
    /// Counted from 1, in Unicode scalars, as editors and libyaml count.
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

extension SourcePlace: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
