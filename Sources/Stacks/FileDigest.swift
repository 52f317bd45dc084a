/// A file that a stack was read from, and which bytes it had.
package struct FileDigest: Sendable, Hashable, Codable {
    /// As places name it: relative to the stack's directory, or as it was given; `-` for standard input.
    package var file: String
    /// `sha256:` and 64 hexadecimal digits.
    package var digest: String

    package init(file: String, digest: String) {
        self.file = file
        self.digest = digest
    }
}
