/// Where the lines of a file end, counted as editors do: in Unicode scalars, a byte order mark apart.
struct TextPlaces {
    /// How many scalars each line has, without its end.
    private let lengths: [Int]

    init(_ bytes: [UInt8]) {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        lengths = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { $0.count { $0 & 0xC0 != 0x80 } }
    }

    /// A place may be behind the last character of a line, which is where something is missing.
    func contain(line: Int, column: Int, of message: String) throws {
        try promise(
            lengths.indices.contains(line - 1) && (1...(lengths[line - 1] + 1)).contains(column),
            "\(line):\(column) is outside the text of \(lengths.count) lines: \(message)"
        )
    }
}
