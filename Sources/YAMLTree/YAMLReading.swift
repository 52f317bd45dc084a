/// What reading a file's bytes gave.
package struct YAMLReading: Sendable {
    /// The tree, also when there are problems in it; nil when the file is not YAML or breaks a limit.
    package let tree: YAMLTree?
    /// In the order in which they were met: the first ones, and the one that ended the reading.
    package let problems: [YAMLProblem]
    /// How many problems there are beyond those.
    package let omittedProblems: Int

    /// Reads the bytes of a file: checks them, then builds the tree from libyaml's events.
    ///
    /// libyaml can't go on after a syntax error, nor do we after a broken limit; all else is collected.
    package init(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) {
        let check = ByteCheck(bytes, limits: limits)
        guard check.problems.isEmpty else {
            tree = nil
            problems = check.problems.problems
            omittedProblems = check.problems.omitted
            return
        }
        var builder = YAMLTreeBuilder(limits: limits, byteCount: bytes.count)
        let content = Self.ended(bytes[check.contentStart...])
        // SAFETY: the parser does not outlive the closure.
        tree = unsafe content.withUnsafeBufferPointer { bytes in
            unsafe builder.tree(from: LibYAMLParser(bytes, end: check.end), of: content)
        }
        problems = builder.problems.problems
        omittedProblems = builder.problems.omitted
    }

    /// The bytes, with a line break behind a last line of nothing but spaces, which libyaml would take for text of a block; one
    /// alone where there are none, for what is empty may have no address.
    private static func ended(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard !bytes.isEmpty else { return [UInt8(ascii: "\n")] }
        let last = bytes.reversed().prefix { $0 != UInt8(ascii: "\n") }
        guard !last.isEmpty, last.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return bytes }
        return bytes + [UInt8(ascii: "\n")]
    }
}
