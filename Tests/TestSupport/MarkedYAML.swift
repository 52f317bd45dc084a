package import Diagnostics

/// A file's text with a ❌ before each character at which a mistake is expected.
package struct MarkedYAML: Sendable {
    /// The text without its marks.
    package let text: String
    private let marks: [(line: Int, column: Int)]

    package init(_ marked: String) {
        var text = String.UnicodeScalarView()
        var marks: [(line: Int, column: Int)] = []
        var line = 1
        var column = 1
        for scalar in marked.unicodeScalars {
            if scalar == "❌" {
                marks.append((line, column))
                continue
            }
            text.append(scalar)
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        self.text = String(text)
        self.marks = marks
    }

    package var bytes: [UInt8] { Array(text.utf8) }

    /// The marked places, in the order of the file.
    package func places(in file: String) -> [SourcePlace] {
        marks.map { SourcePlace(file: file, line: $0.line, column: $0.column) }
    }
}
