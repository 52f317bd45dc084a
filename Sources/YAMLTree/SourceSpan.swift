/// A stretch of a file, marked on its first line; small enough to keep one for every field.
package struct SourceSpan: Sendable, Hashable {
    /// Counted from 1.
    package var line: UInt32
    /// Counted from 1, in Unicode scalars; a byte order mark has no column.
    package var column: UInt32
    /// In Unicode scalars, at least 1; ``toEndOfLine`` when the stretch goes on below its first line.
    package var length: UInt32

    package static let toEndOfLine = UInt32.max

    package init(line: UInt32, column: UInt32, length: UInt32 = 1) {
        self.line = line
        self.column = column
        self.length = max(length, 1)
    }
}

/// All that a node may have written in a file: from its first character to before its end.
package struct SourceExtent: Sendable, Hashable {
    package var start: SourceSpan
    /// Exclusive; the largest numbers there are when the node may go on to the end of the file.
    package var endLine: UInt32
    package var endColumn: UInt32
}
